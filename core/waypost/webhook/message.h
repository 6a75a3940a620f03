#pragma once
// One item of messages[] or message_echoes[] becomes a MessageReceived. Private to this room.

#include <cstdint>
#include <optional>

#include "waypost/base/result.h"
#include "waypost/webhook/event.h"
#include "waypost/webhook/reading.h"

namespace waypost::webhook {

/// Whose words a message holds: an echo was typed by the business on its phone.
enum class Side : std::uint8_t { customer, business };

/// Reads the messages of one change.
class MessageReader {
 public:
  /// `messages` is the array the items come from. All must outlive the reader.
  MessageReader(Contacts& contacts, json::array const& messages, Side side, Reading& reading)
      : contacts_(contacts), messages_(messages), side_(side), reading_(reading) {}

  /// Fills `message`, which stands in its list already (moving it there would cost more than
  /// reading it) and knows its place. Media without an id are refused alone, into the Reading.
  /// @return The refusal of the item: without an id or a person it cannot count.
  [[nodiscard]] std::optional<Error> read(json::value const& item, MessageReceived& message);

 private:
  [[nodiscard]] Known const* known(Party const& person);
  [[nodiscard]] bool name_one_sender() const;

  Contacts& contacts_;
  json::array const& messages_;
  Side side_;
  Reading& reading_;
  std::optional<bool> one_sender_;
};

}  // namespace waypost::webhook
