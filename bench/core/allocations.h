#pragma once
// What a benchmark takes from the heap. Linking this replaces operator new: one thread only.

#include <cstdint>

#include <benchmark/benchmark.h>

namespace waypost::bench {

/// Taken since the program began.
struct Allocated {
  std::uint64_t calls = 0;
  std::uint64_t bytes = 0;  ///< as asked for
};
[[nodiscard]] Allocated allocated() noexcept;

/// Puts "allocations" and "heap_bytes" an iteration beside the time.
void note_allocations(benchmark::State& state, Allocated const& before);

}  // namespace waypost::bench
