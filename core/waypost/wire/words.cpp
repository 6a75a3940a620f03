#include "waypost/wire/words.h"

#include <array>
#include <cstddef>

#include "waypost/base/result.h"
#include "waypost/engine/effect.h"
#include "waypost/engine/snapshot.h"
#include "waypost/outbox/item.h"
#include "waypost/outbox/plan.h"
#include "waypost/outbox/retry.h"
#include "waypost/outbox/states.h"
#include "waypost/webhook/event.h"

namespace waypost::wire {
namespace {

template <std::size_t kCount>
using Table = std::array<std::string_view, kCount>;

/// The words of E in the order of its enumerators, which count from 0 without gaps.
template <class E>
constexpr Table<0> kWords{};

template <>
constexpr Table<11> kWords<Errc>{"not_json",     "not_utf8",      "too_large",      "wrong_shape",
                                 "wrong_object", "bad_signature", "bad_token",      "bad_challenge",
                                 "bad_argument", "bad_blob",      "budget_exceeded"};
template <>
constexpr Table<18> kWords<webhook::MessageKind>{
    "text",     "image",           "video",       "audio",  "document",    "sticker",
    "location", "contacts",        "interactive", "button", "reaction",    "order",
    "system",   "request_welcome", "edit",        "revoke", "unsupported", "other"};
template <>
constexpr Table<6> kWords<webhook::Status>{"accepted", "sent",   "delivered",
                                           "read",     "played", "failed"};
template <>
constexpr Table<3> kWords<engine::Consent>{"unknown", "given", "withdrawn"};
template <>
constexpr Table<6> kWords<engine::OutcomeKind>{"answered", "silent",    "failed",
                                               "recorded", "duplicate", "quarantined"};
template <>
constexpr Table<2> kWords<engine::Direction>{"inbound", "echo"};
template <>
constexpr Table<8> kWords<engine::ScopeKind>{"message", "pair", "recipient", "sender",
                                             "waba",    "app",  "tenant",    "template"};
template <>
constexpr Table<3> kWords<engine::NoteLevel>{"info", "warning", "alert"};
template <>
constexpr Table<12> kWords<outbox::State>{"ready",   "dispatching", "unknown", "accepted",
                                          "sent",    "delivered",   "read",    "failed",
                                          "expired", "cancelled",   "dropped", "unknown_final"};
template <>
constexpr Table<13> kWords<outbox::Happening>{
    "planned",      "reply_accepted", "reply_retry",      "reply_failed", "no_reply",
    "process_died", "status_sent",    "status_delivered", "status_read",  "status_failed",
    "time_passed",  "forbidden",      "withdrawn"};
template <>
constexpr Table<2> kWords<outbox::Lane>{"reply", "bulk"};
template <>
constexpr Table<4> kWords<outbox::Purpose>{"service", "utility", "marketing", "authentication"};
template <>
constexpr Table<2> kWords<outbox::Form>{"free_form", "template"};
template <>
constexpr Table<3> kWords<outbox::WaitReason>{"not_due", "stopped", "limited"};
template <>
constexpr Table<4> kWords<outbox::DropReason>{"expired", "window_closed", "opted_out",
                                              "suppressed"};
template <>
constexpr Table<5> kWords<outbox::NetworkFault>{"dns", "connect", "tls", "timeout", "reset"};
template <>
constexpr Table<12> kWords<outbox::FailureClass>{
    "throttle", "pair",    "transient", "maintenance", "hold",    "window_closed",
    "suppress", "opt_out", "permanent", "auth",        "account", "ambiguous"};
template <>
constexpr Table<7> kWords<outbox::RetryAction>{"retry", "give_up",      "fail",    "hold",
                                               "pause", "use_template", "in_doubt"};

}  // namespace

template <class E>
std::string_view word(E value) noexcept {
  auto const index = static_cast<std::size_t>(value);
  return index < kWords<E>.size() ? kWords<E>[index] : std::string_view{};
}

template <class E>
std::optional<E> value_of(std::string_view text) noexcept {
  for (std::size_t index = 0; index < kWords<E>.size(); ++index)
    if (kWords<E>[index] == text) return static_cast<E>(index);
  return std::nullopt;
}

template std::string_view word(Errc) noexcept;
template std::optional<Errc> value_of(std::string_view) noexcept;
template std::string_view word(webhook::MessageKind) noexcept;
template std::optional<webhook::MessageKind> value_of(std::string_view) noexcept;
template std::string_view word(webhook::Status) noexcept;
template std::optional<webhook::Status> value_of(std::string_view) noexcept;
template std::string_view word(engine::Consent) noexcept;
template std::optional<engine::Consent> value_of(std::string_view) noexcept;
template std::string_view word(engine::OutcomeKind) noexcept;
template std::optional<engine::OutcomeKind> value_of(std::string_view) noexcept;
template std::string_view word(engine::Direction) noexcept;
template std::optional<engine::Direction> value_of(std::string_view) noexcept;
template std::string_view word(engine::ScopeKind) noexcept;
template std::optional<engine::ScopeKind> value_of(std::string_view) noexcept;
template std::string_view word(engine::NoteLevel) noexcept;
template std::optional<engine::NoteLevel> value_of(std::string_view) noexcept;
template std::string_view word(outbox::State) noexcept;
template std::optional<outbox::State> value_of(std::string_view) noexcept;
template std::string_view word(outbox::Happening) noexcept;
template std::optional<outbox::Happening> value_of(std::string_view) noexcept;
template std::string_view word(outbox::Lane) noexcept;
template std::optional<outbox::Lane> value_of(std::string_view) noexcept;
template std::string_view word(outbox::Purpose) noexcept;
template std::optional<outbox::Purpose> value_of(std::string_view) noexcept;
template std::string_view word(outbox::Form) noexcept;
template std::optional<outbox::Form> value_of(std::string_view) noexcept;
template std::string_view word(outbox::WaitReason) noexcept;
template std::optional<outbox::WaitReason> value_of(std::string_view) noexcept;
template std::string_view word(outbox::DropReason) noexcept;
template std::optional<outbox::DropReason> value_of(std::string_view) noexcept;
template std::string_view word(outbox::NetworkFault) noexcept;
template std::optional<outbox::NetworkFault> value_of(std::string_view) noexcept;
template std::string_view word(outbox::FailureClass) noexcept;
template std::optional<outbox::FailureClass> value_of(std::string_view) noexcept;
template std::string_view word(outbox::RetryAction) noexcept;
template std::optional<outbox::RetryAction> value_of(std::string_view) noexcept;

}  // namespace waypost::wire
