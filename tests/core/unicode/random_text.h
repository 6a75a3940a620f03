#pragma once
// Random texts that are cruel where texts interact: marks, jamo, joiners, flags, letters that
// fold, and now and then anything at all.

#include <random>

#include "ucd.h"

namespace waypost::unicode {

/// How often a random test goes round: `usual`, or 20 times that when WAYPOST_NIGHTLY is set.
[[nodiscard]] int rounds(int usual);

/// Up to `max` code points.
[[nodiscard]] Points random_points(std::mt19937_64& random, std::size_t max);

/// Up to `max` bytes: pieces of such texts, cut and damaged.
[[nodiscard]] std::string random_bytes(std::mt19937_64& random, std::size_t max);

}  // namespace waypost::unicode
