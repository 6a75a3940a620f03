#pragma once
// What is to be sent: one row of the outbox is one outgoing message.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "waypost/base/ids.h"
#include "waypost/base/instant.h"
#include "waypost/outbox/states.h"

namespace waypost::outbox {

/// Replies go before bulk, always.
enum class Lane : std::uint8_t { reply, bulk };

/// What consent a message needs, and which limits it meets.
enum class Purpose : std::uint8_t {
  service,         ///< an answer inside the window
  utility,         ///< a template about something the contact did
  marketing,       ///< a template that opt-out forbids
  authentication,  ///< a template with a code
};

/// Whether a body may go outside the 24-hour window.
enum class Form : std::uint8_t { free_form, template_message };

/// Stands in Item::rule for the confirmation of an opt-out: the one message that still goes to
/// a person who opted out of all.
inline constexpr std::string_view kOptOutRule = "opt_out";

/// One outgoing message. While `unknown`, `due_at` is when the wait for evidence ends.
struct Item {
  std::int64_t id = 0;  ///< row id given by the writer; 0 in an Enqueue
  std::string key;      ///< "<event key>:<rule id>:<n>": derived, never random
  std::int64_t tenant = 0;
  std::int64_t conversation = 0;  ///< row id; 0 in an Enqueue: the event's conversation
  std::int64_t contact = 0;
  PhoneNumberId phone_number_id;
  std::string to;         ///< phone digits, or "" when only `recipient` is known
  std::string recipient;  ///< BSUID when there is no phone
  Lane lane = Lane::reply;
  Purpose purpose = Purpose::service;
  Form form = Form::free_form;
  std::string rule;         ///< id of the rule that answered, "" for others
  std::string type;         ///< text, interactive, template, ...
  std::string body;         ///< Graph's JSON without biz_opaque_callback_data
  std::string caller_data;  ///< a caller's own biz_opaque_callback_data, <= 400 bytes
  State state = State::ready;
  std::int32_t attempt = 0;        ///< attempts begun
  std::int32_t failures = 0;       ///< attempts that count toward giving up
  std::uint64_t token_random = 0;  ///< random bits of the newest attempt's token
  Instant created_at{};
  Instant due_at{};      ///< not before
  Instant expires_at{};  ///< not after
  std::optional<Instant> dispatched_at;
  Wamid wamid;
  std::string reason;         ///< why it ended or waits: a word, e.g. "131047", "timeout"
  std::int64_t retry_of = 0;  ///< the ended item an operator retried
  friend bool operator==(Item const&, Item const&) = default;
};

}  // namespace waypost::outbox
