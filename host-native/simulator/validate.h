/// Whether Meta would take this body: every type of message, its members, lengths and counts.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "simulator/errors.h"
#include "simulator/media.h"
#include "simulator/message_index.h"
#include "simulator/options.h"
#include "simulator/templates.h"

namespace waypost::simulator {

enum class Endpoint { messages, marketing_messages };

/// What a body is held against.
struct Facts {
  Number number;
  TemplateStore const& templates;
  MediaStore const& media;
  MessageIndex const& messages;
  UnknownIds unknown_ids = UnknownIds::refused;
  Instant now;
  Endpoint endpoint = Endpoint::messages;
};

/// What the simulator needs of a send; views point into the body.
struct Send {
  /// As written; empty when only `recipient` was given.
  std::string_view to;
  std::string_view recipient;
  std::string_view type;
  std::string_view biz_opaque_callback_data;
  enum class Target { individual, group } target = Target::individual;
  /// The canonical number or group id; empty for a user id.
  std::string address;
  std::shared_ptr<Template const> definition;
  std::string_view template_name;
};

/// A send as far as it could be read, and why it is refused, if it is.
struct Verdict {
  Send send;
  Check refusal;
};

/// Judges a body of POST .../messages that is not a read receipt. Pure but for `facts`' stores.
Verdict judge_send(boost::json::object const& body, Facts const& facts);

/// Judges {"status":"read","message_id":...,"typing_indicator"?}.
Check judge_read(boost::json::object const& body, Facts const& facts);

// The parts, one per family of types. `where` names the value in details.
Check check_text(boost::json::value const& value, Facts const& facts);
Check check_media_message(std::string_view type,
                          boost::json::value const& value,
                          Facts const& facts);
Check check_location(boost::json::value const& value, std::string_view where);
Check check_contacts(boost::json::value const& value, Facts const& facts);
Check check_reaction(boost::json::value const& value, Facts const& facts);
Check check_pin(boost::json::value const& value, Facts const& facts);
Check check_interactive(boost::json::value const& value, Facts const& facts);
/// Also finds the template: `send.definition`.
Check check_template(boost::json::value const& value, Facts const& facts, Send& send);

/// {"id"|"link", "caption"?, ...}: exactly one of id and link; an id must be this number's and of
/// the right kind. `kind` is image, video, audio, document or sticker.
Check check_media_object(std::string_view kind,
                         boost::json::object const& object,
                         std::string_view where,
                         Facts const& facts);

/// 131009 unless the simulator carried the message within the last 30 days.
Check check_known_message(std::string_view wamid, std::string_view where, Facts const& facts);

}  // namespace waypost::simulator
