#pragma once
// Who a contact is: identities join, change, and are never merged by themselves.

#include <cstddef>
#include <vector>

#include "waypost/engine/draft.h"
#include "waypost/engine/effect.h"
#include "waypost/engine/snapshot.h"
#include "waypost/webhook/event.h"

namespace waypost::engine {

/// The identities that an event names together become one contact's. What another known
/// contact holds (Found::other) stays with them, and a merge is proposed. A name is only
/// filled in: what an operator wrote is not replaced by what a person calls themselves.
/// Source: semantics E.1, cloud-api 2.
[[nodiscard]] std::vector<Note> join(Draft<Contact>& contact,
                                     webhook::Party const& who,
                                     std::int64_t other);

/// A number or user id changed: the contact goes on under the new one, unless somebody else is
/// known there already (`newcomer`, from its own look-up).
[[nodiscard]] std::vector<Note> change_identity(Draft<Contact>& contact,
                                                webhook::Party const& after,
                                                Contact const* newcomer);

}  // namespace waypost::engine
