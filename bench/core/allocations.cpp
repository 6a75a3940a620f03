#include "allocations.h"

#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

waypost::bench::Allocated taken;

}  // namespace

// Not inlined: g++ 12 would see malloc's memory freed by delete, and warn of it.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++taken.calls;
  taken.bytes += bytes;
  if (void* const memory = std::malloc(bytes)) return memory;
  std::abort();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace waypost::bench {

Allocated allocated() noexcept {
  return taken;
}

void note_allocations(benchmark::State& state, Allocated const& before) {
  // Naming a counter takes memory too.
  Allocated const now = taken;
  auto const each = [](std::uint64_t count) {
    return benchmark::Counter(static_cast<double>(count), benchmark::Counter::kAvgIterations);
  };
  state.counters["allocations"] = each(now.calls - before.calls);
  state.counters["heap_bytes"] = each(now.bytes - before.bytes);
}

}  // namespace waypost::bench
