#pragma once
// Why a message was answered as it was, as JSON for a person's screen.
//
//   type Explanation = {
//     match: { loose: string | null, strict: string | null, regex: string | null,
//       words: string[], opt_word: "none" | "opt_out" | "opt_in",
//       matched: { rule: string, kind: string, priority: number, place: number,
//         evidence: { trigger: string, in: string, begin: number, end: number }[] }[] },
//     lines: { name: string, applied: boolean }[],
//     asked: { rule: string, verdict: string }[],
//     winner: string | null, outcome: Outcome, effects: Effect[] }
//
// Outcome and Effect are those of encode.h; the rest is in engine/explain.h.

#include <string>

#include "waypost/engine/explain.h"

namespace waypost::wire {

/// Appends the explanation. Nothing is left out. Cost: O(result).
void append(std::string& json, engine::Explanation const& explanation);

/// The same, owning its result.
[[nodiscard]] std::string encode(engine::Explanation const& explanation);

}  // namespace waypost::wire
