#pragma once
// Rules in answering order become the tables that matching reads.

#include "waypost/playbook/draft.h"
#include "waypost/playbook/parts.h"

namespace waypost::playbook {

/// Sorts the rules of `draft` into answering order: payload rules, text rules and welcome,
/// fallback; then priority, then place.
void sort_rules(Draft& draft);

// Each fills its sections of `parts` from the sorted rules of `draft`.

void index_rules(Draft const& draft, Parts& parts);     ///< rules, extras, by_id, settings' stages
void index_literals(Draft const& draft, Parts& parts);  ///< loose, strict, keyword_*
void index_fuzzy(Draft const& draft, Parts& parts);     ///< points, fuzzy_*
void index_regexes(Draft const& draft, Parts& parts);   ///< regexes, keys
void index_payloads(Draft const& draft, Parts& parts);  ///< payloads

/// What a pattern of an automaton stands for.
struct Use {
  std::string_view text;
  blob::Mode mode{};
  std::uint32_t target = 0;
};

/// The automaton of `uses`; their lists go to `parts`. Duplicates are one.
[[nodiscard]] AutomatonParts build_uses(std::vector<Use> uses, Parts& parts);

}  // namespace waypost::playbook
