#include "app/zones.h"

#include <string>
#include <utility>
#include <vector>

#include "waypost/schedule/zones.h"

#include "app/zones_table.h"

namespace waypost::app {

bool is_zone(std::string_view name) {
  return schedule::zone_transitions(zones_table(), name).has_value();
}

std::vector<playbook::Transition> zone_transitions(std::string_view name) {
  auto found = schedule::zone_transitions(zones_table(), name);
  return found ? std::move(*found) : std::vector<playbook::Transition>{};
}

Result<playbook::Compiled> compile_playbook(std::string_view source, std::string_view tenant_zone) {
  std::string const wanted = playbook::wanted_zone(source);
  // Kept while compiling: the options hold views. A name the table does not know is left out, and
  // the compiler says so with its place.
  std::vector<std::vector<playbook::Transition>> transitions;
  std::vector<playbook::Zone> zones;
  transitions.reserve(2);
  for (std::string_view const name : {std::string_view{wanted}, tenant_zone}) {
    if (name.empty() || (!zones.empty() && zones.front().name == name)) continue;
    auto found = schedule::zone_transitions(zones_table(), name);
    if (!found) continue;
    transitions.push_back(std::move(*found));
    zones.push_back({name, transitions.back()});
  }
  playbook::CompileOptions options;
  if (!tenant_zone.empty()) options.tenant_zone = tenant_zone;
  options.zones = zones;
  return playbook::compile(source, options);
}

}  // namespace waypost::app
