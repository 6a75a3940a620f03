#pragma once
// A rule's replies become outbox items. Inside the engine only.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>

#include "waypost/base/instant.h"
#include "waypost/engine/decide.h"
#include "waypost/engine/snapshot.h"
#include "waypost/outbox/item.h"
#include "waypost/playbook/open.h"
#include "waypost/webhook/event.h"

namespace waypost::engine {

/// Whether a reply names the message it answers.
enum class Quote : std::uint8_t { no, yes };

/// Everything a reply may speak of. All of it must outlive the Replies.
struct ReplyWorld {
  playbook::Playbook const& playbook;
  Snapshot const& snapshot;
  Contact const& contact;
  webhook::MessageReceived const& event;
  std::string_view event_key;
  Instant at{};  ///< Meta's time, or arrival
  Instant now{};
};

/// The first identity that can be written to: the phone that wrote, then the contact's, then
/// business-scoped ids (cloud-api 2: a known phone number is preferred).
struct Recipient {
  std::string_view to;         ///< phone digits, or ""
  std::string_view recipient;  ///< BSUID when there is no phone
};
[[nodiscard]] Recipient recipient_of(webhook::Party const& from, Contact const& contact) noexcept;

/// Renders replies one after the other; variables are gathered once, when a reply needs them.
class Replies {
 public:
  Replies(ReplyWorld const& world, DecideScratch& scratch);

  /// Makes item `<event key>:<rule>:<n>` of a reply's JSON.
  /// @return The code of part B that refuses it, "E_EMPTY" for example; nothing when it is made.
  [[nodiscard]] std::optional<std::string> add(std::string_view reply_json,
                                               std::string_view rule,
                                               Quote quote);

  [[nodiscard]] std::vector<outbox::Item>& items() noexcept { return items_; }
  /// Whether a text was cut to a limit.
  [[nodiscard]] bool was_cut() const noexcept { return was_cut_; }

 private:
  void gather();
  void add_item(std::string body, std::string_view rule);

  ReplyWorld world_;
  boost::json::monotonic_resource memory_;
  std::optional<boost::json::object> facts_;
  std::optional<boost::json::object> vars_;
  std::vector<outbox::Item> items_;
  bool was_cut_ = false;
};

}  // namespace waypost::engine
