#pragma once
// Every word of the wire, once: enumerators become their words, and words enumerators.

#include <optional>
#include <string_view>

namespace waypost::wire {

/// The word of `value`, e.g. "delivered"; "" for a value outside its enumeration.
/// E is one of: Errc; webhook::MessageKind, Status; engine::Consent, OutcomeKind, Direction,
/// ScopeKind, NoteLevel; outbox::State, Happening, Lane, Purpose, Form, WaitReason, DropReason,
/// NetworkFault, FailureClass, RetryAction. Anything else does not link.
template <class E>
[[nodiscard]] std::string_view word(E value) noexcept;

/// The enumerator whose word is `text`, case-sensitive.
template <class E>
[[nodiscard]] std::optional<E> value_of(std::string_view text) noexcept;

}  // namespace waypost::wire
