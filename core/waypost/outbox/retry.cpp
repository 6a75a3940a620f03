#include "waypost/outbox/retry.h"

#include <algorithm>
#include <span>

#include "waypost/base/sha256.h"

namespace waypost::outbox {
namespace {

using Class = FailureClass;
using Scope = engine::ScopeKind;

/// Graph's codes `first`..`last` and what they are (semantics D; meanings in cloud-api 5.3).
struct Row {
  std::int32_t first;
  std::int32_t last;
  Class failure;
  Scope scope;
};

constexpr Row one(std::int32_t code, Class failure, Scope scope) {
  return {code, code, failure, scope};
}

/// In the order of the codes: searched by halving. Not an array whose size is deduced: g++ puts
/// that into writable memory.
constexpr Row kRows[] = {
    one(0, Class::auth, Scope::tenant),
    one(1, Class::transient, Scope::message),
    one(2, Class::transient, Scope::message),
    one(3, Class::auth, Scope::tenant),
    one(4, Class::throttle, Scope::app),
    one(10, Class::auth, Scope::tenant),
    one(33, Class::permanent, Scope::sender),
    one(100, Class::permanent, Scope::message),
    one(104, Class::auth, Scope::tenant),
    one(190, Class::auth, Scope::tenant),
    one(192, Class::permanent, Scope::message),
    Row{200, 299, Class::auth, Scope::tenant},
    one(368, Class::account, Scope::tenant),
    one(1026, Class::permanent, Scope::recipient),
    one(80007, Class::throttle, Scope::waba),
    one(80008, Class::throttle, Scope::waba),
    one(130403, Class::permanent, Scope::recipient),
    one(130429, Class::throttle, Scope::sender),
    one(130472, Class::permanent, Scope::recipient),
    one(130497, Class::permanent, Scope::recipient),
    one(131000, Class::transient, Scope::message),
    one(131005, Class::auth, Scope::tenant),
    one(131008, Class::permanent, Scope::message),
    one(131009, Class::permanent, Scope::message),
    one(131016, Class::transient, Scope::message),
    one(131020, Class::permanent, Scope::message),
    one(131021, Class::permanent, Scope::recipient),
    one(131026, Class::permanent, Scope::recipient),
    one(131030, Class::permanent, Scope::recipient),
    one(131031, Class::account, Scope::tenant),
    one(131037, Class::account, Scope::sender),
    one(131041, Class::permanent, Scope::message),
    one(131042, Class::account, Scope::tenant),
    one(131044, Class::account, Scope::tenant),
    one(131045, Class::account, Scope::sender),
    one(131047, Class::window_closed, Scope::recipient),
    one(131048, Class::hold, Scope::sender),
    one(131049, Class::suppress, Scope::recipient),
    one(131050, Class::opt_out, Scope::recipient),
    one(131051, Class::permanent, Scope::message),
    one(131053, Class::transient, Scope::message),
    one(131055, Class::permanent, Scope::message),
    one(131056, Class::pair, Scope::pair),
    one(131057, Class::maintenance, Scope::sender),
    one(131062, Class::permanent, Scope::recipient),
    one(131063, Class::permanent, Scope::template_name),
    one(131064, Class::hold, Scope::tenant),
    one(131208, Class::throttle, Scope::sender),
    one(132000, Class::permanent, Scope::message),
    one(132001, Class::permanent, Scope::template_name),
    one(132005, Class::permanent, Scope::message),
    one(132007, Class::permanent, Scope::template_name),
    one(132008, Class::permanent, Scope::message),
    one(132012, Class::permanent, Scope::message),
    one(132015, Class::permanent, Scope::template_name),
    one(132016, Class::permanent, Scope::template_name),
    one(132018, Class::permanent, Scope::message),
    one(132068, Class::permanent, Scope::template_name),
    one(132069, Class::hold, Scope::template_name),
    one(133000, Class::account, Scope::sender),
    one(133004, Class::transient, Scope::message),
    one(133005, Class::account, Scope::sender),
    one(133006, Class::account, Scope::sender),
    Row{133008, 133010, Class::account, Scope::sender},
    one(133015, Class::account, Scope::sender),
    one(133016, Class::account, Scope::sender),
    one(134011, Class::account, Scope::sender),
    one(134100, Class::permanent, Scope::message),
    one(134101, Class::hold, Scope::template_name),
    one(134102, Class::permanent, Scope::template_name),
    one(135000, Class::permanent, Scope::message),
    one(136024, Class::account, Scope::sender),
    one(137000, Class::permanent, Scope::recipient),
    one(2494100, Class::maintenance, Scope::sender),
};
constexpr std::span<Row const> kTable = kRows;

constexpr bool in_order() {
  for (std::size_t index = 1; index < kTable.size(); ++index)
    if (kTable[index - 1].last >= kTable[index].first) return false;
  return true;
}
static_assert(in_order());

Row const* find(std::int64_t code) noexcept {
  auto const row =
      std::lower_bound(kTable.begin(), kTable.end(), code,
                       [](Row const& held, std::int64_t wanted) { return held.last < wanted; });
  return row != kTable.end() && row->first <= code ? &*row : nullptr;
}

constexpr RetryAction action_of(Class failure) noexcept {
  switch (failure) {
    case Class::throttle:
    case Class::pair:
    case Class::transient:
    case Class::maintenance: return RetryAction::retry;
    case Class::hold: return RetryAction::hold;
    case Class::window_closed: return RetryAction::use_template;
    case Class::suppress:
    case Class::opt_out:
    case Class::permanent: return RetryAction::fail;
    case Class::auth:
    case Class::account: return RetryAction::pause;
    case Class::ambiguous: break;
  }
  return RetryAction::in_doubt;
}

constexpr FailureKind unknown_code(Class failure, Scope scope) noexcept {
  return {failure, scope, action_of(failure), false};
}

FailureKind by_status(int status) noexcept {
  if (status >= 400 && status < 500) return unknown_code(Class::permanent, Scope::message);
  return unknown_code(Class::ambiguous, Scope::message);
}

FailureKind by_network(std::optional<NetworkFault> fault) noexcept {
  auto const nothing_sent =
      fault == NetworkFault::dns || fault == NetworkFault::connect || fault == NetworkFault::tls;
  return unknown_code(nothing_sent ? Class::transient : Class::ambiguous, Scope::message);
}

/// How long a class waits and when it gives up (semantics D, last paragraph).
struct Patience {
  std::int64_t base_ms;
  std::int64_t cap_ms;
  std::int32_t gives_up_at;
};

constexpr Patience patience_of(Class failure) noexcept {
  switch (failure) {
    case Class::throttle: return {2'000, 300'000, 10};
    case Class::maintenance: return {60'000, 600'000, 8};
    default: return {1'000, 60'000, 6};
  }
}

constexpr std::int32_t kPairGivesUpAt = 6;

/// The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
constexpr std::uint64_t mix(std::uint64_t value) noexcept {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31);
}

std::int64_t jittered(Patience const& patience, std::int32_t attempt, std::uint64_t seed) noexcept {
  auto full = patience.base_ms;
  for (std::int32_t doubled = 1; doubled < attempt && full < patience.cap_ms; ++doubled) full *= 2;
  full = std::min(full, patience.cap_ms);
  auto const half = full / 2;
  auto const hash = mix(seed + static_cast<std::uint64_t>(attempt) * 0x9E3779B97F4A7C15U);
  return half + static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(half + 1));
}

std::optional<std::int64_t> delay_of(Class failure,
                                     std::int32_t attempt,
                                     std::uint64_t seed) noexcept {
  if (failure == Class::pair) {
    if (attempt >= kPairGivesUpAt) return std::nullopt;
    return std::int64_t{1'000} << (2 * (attempt - 1));
  }
  auto const patience = patience_of(failure);
  if (attempt >= patience.gives_up_at) return std::nullopt;
  return jittered(patience, attempt, seed);
}

}  // namespace

FailureKind classify(Failure const& failure) noexcept {
  if (failure.code)
    if (auto const* const row = find(*failure.code))
      return {row->failure, row->scope, action_of(row->failure), true};
  auto const status = failure.http_status.value_or(0);
  if (status == 401 || status == 403) return unknown_code(Class::auth, Scope::tenant);
  if (status == 408) return unknown_code(Class::transient, Scope::message);
  if (status == 429) return unknown_code(Class::throttle, Scope::sender);
  if (status == 503 && !failure.code) return unknown_code(Class::transient, Scope::message);
  if (failure.is_transient && status < 500) return unknown_code(Class::transient, Scope::message);
  if (failure.http_status) return by_status(status);
  return by_network(failure.network);
}

NextTry next_try(FailureKind const& kind,
                 std::int32_t attempt,
                 std::uint64_t seed,
                 std::int64_t retry_after_s) noexcept {
  auto const at_least = std::max<std::int64_t>(0, retry_after_s) * 1'000;
  if (kind.action == RetryAction::hold)
    return {RetryAction::hold,
            std::max<std::int64_t>(
                std::chrono::duration_cast<std::chrono::milliseconds>(kHold).count(), at_least)};
  if (kind.action != RetryAction::retry) return {kind.action, std::nullopt};
  auto const delay = delay_of(kind.failure, std::max(attempt, 1), seed);
  if (!delay) return {RetryAction::give_up, std::nullopt};
  return {RetryAction::retry, std::max(*delay, at_least)};
}

std::uint64_t seed_of(std::string_view key) noexcept {
  auto const digest = sha256(key);
  std::uint64_t seed = 0;
  for (std::size_t index = 0; index < 8; ++index)
    seed |= static_cast<std::uint64_t>(digest[index]) << (8 * index);
  return seed;
}

}  // namespace waypost::outbox
