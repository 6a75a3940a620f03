#pragma once
// Time zones by name, out of a table that lies beside the core, the same for every host.
//
// The table is bindings/zones/zones.txt, written by script/zone-table from Debian's tzdata:
//
//   waypost-zones 1 tzdata 2026f
//   Europe/Berlin,Europe/Paris,... 60 2opo:120 6hc0:60 ...
//
// One line for all zones with the same clocks: names, minutes ahead of UTC at the start of 2015
// (and before), then pairs of minutes since the transition before (in base 36; the first since
// the start of 2015) and minutes ahead of UTC from then on, to the end of 2037.

#include <string_view>
#include <vector>

#include "waypost/base/result.h"
#include "waypost/playbook/hours.h"

namespace waypost::schedule {

/// From here on the table knows a zone's transitions, seconds since the epoch: 2015-01-01.
inline constexpr std::int64_t kZonesFrom_s = 1'420'070'400;

/// The transitions of the zone `name` (IANA, case-sensitive), ascending, never empty: what
/// playbook::Zone wants. Refuses with `bad_argument`: no such zone; the table is not one.
/// Cost: one look over the table, about 30 us; for compiling, not for deciding.
[[nodiscard]] Result<std::vector<playbook::Transition>> zone_transitions(std::string_view table,
                                                                         std::string_view name);

/// The names in `table`, in its order; empty when it is not one. Views into `table`.
[[nodiscard]] std::vector<std::string_view> zone_names(std::string_view table);

}  // namespace waypost::schedule
