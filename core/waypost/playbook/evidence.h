#pragma once
// What of a rule matched a message. Internal to this room: for explanations and for proofs.

#include <vector>

#include "waypost/playbook/explain.h"
#include "waypost/playbook/state.h"

namespace waypost::playbook {

/// Fills in the evidence of each of `matched` (distinct rules) for the query of `state`. A rule
/// with triggers that does not match by itself gets none. Ends the walk of `state`.
void add_evidence(Playbook const& playbook, MatchState& state, std::vector<Matched>& matched);

}  // namespace waypost::playbook
