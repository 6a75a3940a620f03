#pragma once
// What a rule asks of the hour and of the contact before it may answer (semantics E.2).

#include <cstdint>

#include "waypost/base/instant.h"
#include "waypost/engine/snapshot.h"
#include "waypost/playbook/open.h"

namespace waypost::engine {

/// Whether the business is open at the moment of deciding; unknown until a rule asks.
enum class Openness : std::uint8_t { open, closed };

/// Why a rule that matches is passed over, or that it is not.
enum class GuardVerdict : std::uint8_t { passed, hours, tags_all, tags_none, fields };

/// The guards of `rule`, in this order: hours, tags_all, tags_none, fields.
[[nodiscard]] GuardVerdict ask_guards(playbook::Rule const& rule,
                                      Contact const& contact,
                                      Openness openness) noexcept;

/// Whether `rule` answered in this conversation less than its cooldown ago.
[[nodiscard]] bool is_cooling_down(playbook::Rule const& rule,
                                   Conversation const& conversation,
                                   Instant now) noexcept;

/// "hours", "tags_all", ...: as an explanation shows it.
[[nodiscard]] char const* word(GuardVerdict verdict) noexcept;

}  // namespace waypost::engine
