#pragma once
// What Graph's answer to a send says, read with patience: it may be HTML, cut, or oddly typed.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace waypost::outbox {

/// Longest message id believed, bytes; Meta's have about 60 to 120.
inline constexpr std::size_t kWamidBytesMax = 512;

/// Members are empty when the body does not say them, or says them in another shape.
struct GraphReply {
  std::string message_id;            ///< of the one message; "" when there is none or several
  std::string message_status;        ///< "accepted", "held_for_quality_assessment", "paused"
  std::optional<std::int64_t> code;  ///< error.code; numeric strings are accepted
  bool is_transient = false;         ///< error.is_transient
};

/// Total. Source: cloud-api 5.1 and 7.1, reliability 5.10.
[[nodiscard]] GraphReply read_graph_reply(std::string_view body);

}  // namespace waypost::outbox
