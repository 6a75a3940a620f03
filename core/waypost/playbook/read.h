#pragma once
// JSON becomes the parts of a playbook; what is unknown or mistyped is reported.

#include <boost/json/object.hpp>

#include "waypost/playbook/object_reader.h"
#include "waypost/playbook/playbook.h"
#include "waypost/playbook/source.h"

namespace waypost::playbook {

/// What of a rule matters before the rest is read: `enabled` false is not looked at further.
[[nodiscard]] bool is_disabled(boost::json::object const& rule);

/// The id of a rule, "" if it has no valid one.
[[nodiscard]] std::string id_of(boost::json::object const& rule);

/// A rule whose id is valid and free. Nothing when it cannot work (E_KIND, E_FIELD for `kind`,
/// E_REPLY): then all its mistakes are reported all the same.
/// @param pointer  The rule's own, "/rules/3".
[[nodiscard]] std::optional<RuleSource> read_rule(boost::json::object const& rule,
                                                  std::string const& pointer,
                                                  Remarks& remarks);

/// Everything but the rules. `waypost` must be 1, unknown members are reported.
///   not_json  a member is no JSON
[[nodiscard]] Result<SettingsSource> read_settings(SourceMap const& map,
                                                   std::vector<Diagnostic>& diagnostics);

/// The entries of `tests` in `map`.
[[nodiscard]] std::vector<Example> read_examples(boost::json::value const& tests,
                                                 std::vector<Diagnostic>& diagnostics);

/// The replies in `value` (one, or up to kRepliesMax in an array) as compact JSON; E_REPLY for
/// what could never be sent, then nothing. `where` is the value's pointer.
[[nodiscard]] std::optional<std::vector<std::string>> read_replies(boost::json::value const& value,
                                                                   std::string const& where,
                                                                   Remarks& remarks);

/// A piece of a playbook file as DOM: not_json if it is none.
[[nodiscard]] Result<boost::json::value> read_piece(std::string_view json,
                                                    boost::json::storage_ptr const& scratch = {});

}  // namespace waypost::playbook
