#pragma once
// Why a message was answered as it was, as JSON: for who writes rules and wants to see.
//
//   type Match = { loose, strict, regex: string | null, words: string[],
//     opt_word: "none" | "opt_out" | "opt_in",
//     matched: { rule: string, kind: string, priority: number, place: number,
//       evidence: { trigger: string, in: string, begin: number, end: number }[] }[] }
//   type Explanation = Match & { lines: { name: string, applied: boolean }[],
//     asked: { rule: string, verdict: string }[], winner: string,
//     outcome: { kind: OutcomeKind, detail: string }, effects: Effect[] }
//
// Nothing is left out, so that a reader need not know defaults; OutcomeKind and Effect are those
// of encode.h. What the members mean is said in playbook/explain.h and engine/explain.h.

#include <string>

#include "waypost/engine/explain.h"
#include "waypost/playbook/explain.h"

namespace waypost::wire {

/// Appends the explanation. The same value gives the same bytes on every host. Cost: O(result).
void append(std::string& json, playbook::Explanation const& match);
void append(std::string& json, engine::Explanation const& explanation);

}  // namespace waypost::wire
