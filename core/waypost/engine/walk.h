#pragma once
// The ways of the three kinds of events through the engine. Inside the engine only.

#include "waypost/engine/decide.h"
#include "waypost/engine/explain.h"
#include "waypost/engine/snapshot.h"
#include "waypost/webhook/event.h"

namespace waypost::engine {

/// What a rule of the playbook is asked about: the texts of `message`, and whether this is its
/// sender's first message to this number. Views into `message`.
[[nodiscard]] playbook::Query query_of(webhook::MessageReceived const& message,
                                       Snapshot const& snapshot);

/// @param why  Filled with the walk when somebody asked for it; may be null.
[[nodiscard]] Effects decide_message(playbook::Playbook const& playbook,
                                     Snapshot const& snapshot,
                                     webhook::MessageReceived const& event,
                                     Instant now,
                                     DecideScratch& scratch,
                                     Explanation* why);

[[nodiscard]] Effects decide_status(Snapshot const& snapshot,
                                    webhook::StatusChanged const& event,
                                    Instant now);

[[nodiscard]] Effects decide_field(Snapshot const& snapshot,
                                   webhook::FieldChanged const& event,
                                   Instant now);

/// What was found of the party at `place` in Keys::parties, in `snapshot` itself; null for what
/// is not stored, or when the host gave fewer parties than keys() named.
[[nodiscard]] Contact const* contact_at(Snapshot const& snapshot, std::size_t place) noexcept;
[[nodiscard]] Conversation const* conversation_at(Snapshot const& snapshot,
                                                  std::size_t place) noexcept;

/// Found::other of that party, 0 when there is nobody else.
[[nodiscard]] std::int64_t other_at(Snapshot const& snapshot, std::size_t place) noexcept;

}  // namespace waypost::engine
