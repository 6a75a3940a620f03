#pragma once
// The style, as a test: what a reader would stumble over in any file of the tree.

#include <vector>

#include "source.h"

namespace waypost::locks {

/// Every breach of style in one file. Files that hold data (vectors, fixtures) are not asked.
[[nodiscard]] std::vector<Breach> check_tidy(File const& file);

}  // namespace waypost::locks
