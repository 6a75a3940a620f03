#pragma once
// Time zones: the table of bindings/zones, carried inside the binary.

#include <string_view>
#include <vector>

#include "waypost/base/result.h"
#include "waypost/playbook/compile.h"

namespace waypost::app {

/// Whether `name` is an IANA zone of the table.
[[nodiscard]] bool is_zone(std::string_view name);

/// When the zone's offset from UTC changes; empty for a name that is not in the table.
[[nodiscard]] std::vector<playbook::Transition> zone_transitions(std::string_view name);

/// Compiles with the zones that the source and the tenant name.
[[nodiscard]] Result<playbook::Compiled> compile_playbook(std::string_view source,
                                                          std::string_view tenant_zone);

}  // namespace waypost::app
