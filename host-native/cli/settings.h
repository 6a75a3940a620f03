#pragma once
// Where settings come from: a file, then the environment, then flags.

#include <map>
#include <string>

#include "app/config.h"

namespace waypost::cli {

/// Flags that name a setting: "--listen" is WAYPOST_LISTEN.
using Flags = std::map<std::string, std::string>;

/// File (WAYPOST_CONFIG or --config) < environment < flags. Throws Failure with kExitConfig.
[[nodiscard]] app::Config load_config(Flags const& flags, app::NeedsKey needs_key);

}  // namespace waypost::cli
