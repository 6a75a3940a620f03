#pragma once
// The symbols lock: what a compiled library of the core reaches for. Sees dead code and macros
// that no reader of words would.

#include <string>
#include <string_view>
#include <vector>

#include "source.h"

namespace waypost::locks {

/// Runs `nm` on an archive: its symbols as `nm -C --format=sysv` prints them.
[[nodiscard]] std::string symbols_of(std::string const& library);

/// Undefined symbols that a pure library has no use for, and state of ours that can change.
/// `path` names the library in what is reported.
[[nodiscard]] std::vector<Breach> check_symbols(std::string const& path, std::string_view symbols);

}  // namespace waypost::locks
