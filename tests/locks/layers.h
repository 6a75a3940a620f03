#pragma once
// The words lock: who may include what, and which words may not be said where.
//
//     core  <--  bindings  <--  host-native, host-wasm        tests and bench may see all

#include <set>
#include <string>
#include <vector>

#include "source.h"

namespace waypost::locks {

/// The core's public headers ("waypost/base/result.h"), read from the HEADERS lists of the
/// rooms' CMakeLists.txt. What is not listed is a room's own.
[[nodiscard]] std::set<std::string> public_headers(std::vector<File> const& tree);

/// Every breach of the one-way rule in one source file.
[[nodiscard]] std::vector<Breach> check_layers(File const& file,
                                               std::set<std::string> const& headers);

/// Breaches of the fences that bound how many files include a costly dependency.
[[nodiscard]] std::vector<Breach> check_fences(std::vector<File> const& tree);

}  // namespace waypost::locks
