#pragma once
// Rules that can never answer, with proof (semantics A.7, "Dead rules").

#include <string>
#include <vector>

#include "waypost/playbook/diagnostic.h"
#include "waypost/playbook/draft.h"
#include "waypost/playbook/open.h"

namespace waypost::playbook {

/// A W_DEAD for each rule of `draft` (sorted, as it was compiled into `playbook`) all of whose
/// triggers earlier unguarded rules certainly cover. Each witness was tried on `playbook`; what
/// cannot be shown is not reported. Cost: one walk of the automata over each trigger; gives up
/// when guarded rules in front of the shadows make proofs long.
[[nodiscard]] std::vector<Diagnostic> find_dead(Draft const& draft, Playbook const& playbook);

}  // namespace waypost::playbook
