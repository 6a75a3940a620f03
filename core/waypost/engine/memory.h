#pragma once
// What a conversation and a contact remember of an answer, in bounded lists. Engine only.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "waypost/base/instant.h"
#include "waypost/engine/draft.h"
#include "waypost/engine/snapshot.h"
#include "waypost/playbook/open.h"

namespace waypost::engine {

/// Whether less than `span` lies between two instants, whichever is first: after a clock went
/// back, what it left in the near future still counts, and nonsense far ahead does not.
[[nodiscard]] bool is_within(Instant a, Instant b, Span span) noexcept;

/// Automatic replies within the loop's time of `now`.
[[nodiscard]] std::size_t recent_replies(Conversation const& conversation,
                                         playbook::Loop const& loop,
                                         Instant now) noexcept;

/// The most that may stand there before it is a loop; what is kept bounds it.
[[nodiscard]] std::size_t reply_limit(playbook::Loop const& loop) noexcept;

/// Adds `count` replies and forgets those that no longer matter.
void remember_replies(Conversation& conversation,
                      std::size_t count,
                      playbook::Loop const& loop,
                      Instant now);

/// Starts the cooldown of `rule`; of many rules the newest kAnsweredMax are kept.
void remember_answer(Conversation& conversation, std::string_view rule, Instant now);

/// When a takeover of so many seconds ends: -1 never does by itself.
[[nodiscard]] Instant takeover_end(std::int64_t seconds, Instant now) noexcept;

/// The tags and fields that a rule sets; what stands there already is left alone.
void apply_set(Draft<Contact>& contact, playbook::Rule const& rule);

}  // namespace waypost::engine
