/// Chance that repeats: every draw is a function of a seed, a stream and an ordinal.
#pragma once

#include <cstdint>

namespace waypost::simulator {

/// splitmix64's finisher: a bijection that spreads neighbouring numbers apart.
constexpr std::uint64_t mix(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15ULL;
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31U);
}

/// The `ordinal`-th draw of a stream.
constexpr std::uint64_t draw(std::uint64_t seed, std::uint64_t stream, std::uint64_t ordinal) {
  return mix(mix(mix(seed) ^ stream) ^ ordinal);
}

/// The same, in [0, 1).
constexpr double draw_share(std::uint64_t seed, std::uint64_t stream, std::uint64_t ordinal) {
  return static_cast<double>(draw(seed, stream, ordinal) >> 11U) * 0x1.0p-53;
}

}  // namespace waypost::simulator
