#pragma once
// Counts the allocations of this program.

#include <cstddef>

namespace waypost::unicode {

[[nodiscard]] std::size_t allocations_so_far();

}  // namespace waypost::unicode
