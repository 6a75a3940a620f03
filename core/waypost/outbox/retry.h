#pragma once
// What a failed send means: one true table of Graph's error codes, and when to try again.

#include <cstdint>
#include <optional>
#include <string_view>

#include "waypost/base/instant.h"
#include "waypost/engine/effect.h"

namespace waypost::outbox {

/// Where a call died. `dns`, `connect` and `tls` mean that nothing was sent; `reset` means after
/// the first byte of the body.
enum class NetworkFault : std::uint8_t { dns, connect, tls, timeout, reset };

/// What kind of failure it is (semantics D, first column).
enum class FailureClass : std::uint8_t {
  throttle,
  pair,
  transient,
  maintenance,
  hold,
  window_closed,
  suppress,
  opt_out,
  permanent,
  auth,
  account,
  ambiguous
};

/// What to do about it (semantics D, last column, and the end of patience).
enum class RetryAction : std::uint8_t { retry, give_up, fail, hold, pause, use_template, in_doubt };

/// A failure as it came: a parsed Graph error, an HTTP status, a network fault, or nothing.
struct Failure {
  std::optional<std::int64_t> code{};  ///< error.code
  std::optional<int> http_status{};
  bool is_transient = false;  ///< error.is_transient
  std::optional<NetworkFault> network{};
  std::optional<std::int64_t> retry_after_s{};
};

/// What a failure is, whatever the attempt.
struct FailureKind {
  FailureClass failure{};
  engine::ScopeKind scope{};
  RetryAction action{};     ///< as the table says; give_up is for next_try() to say
  bool known_code = false;  ///< its code stands in the table; if not, an operator wants to know
  friend bool operator==(FailureKind const&, FailureKind const&) = default;
};

/// In the order of semantics D: a known code, then 401 403 408 429 503, `is_transient`, the
/// other statuses, the network. Cost: a binary search.
[[nodiscard]] FailureKind classify(Failure const& failure) noexcept;

/// What to do now, after the `attempt`-th failure (from 1).
struct NextTry {
  RetryAction action{};
  std::optional<std::int64_t> delay_ms;  ///< for retry and hold
  friend bool operator==(NextTry const&, NextTry const&) = default;
};

/// @param seed           seed_of() the item: the same item waits the same everywhere.
/// @param retry_after_s  A lower bound for any delay, when the server named one; 0 otherwise.
[[nodiscard]] NextTry next_try(FailureKind const& kind,
                               std::int32_t attempt,
                               std::uint64_t seed,
                               std::int64_t retry_after_s) noexcept;

/// The first 8 bytes, little-endian, of SHA-256 of an item's key.
[[nodiscard]] std::uint64_t seed_of(std::string_view key) noexcept;

/// The hold of a scope before one probe (131048 and its kind).
inline constexpr Span kHold = std::chrono::hours{1};

/// Meta's 131049: no marketing to this person before that (cloud-api 9.7).
inline constexpr Span kSuppressFor = std::chrono::hours{24};

}  // namespace waypost::outbox
