// The door itself: its version, and memory for those who have none of their own.

#include "waypost.h"

#include <cstddef>
#include <cstdint>
#include <new>

namespace {
constexpr std::align_val_t kAlignment{16};
}

extern "C" {

std::uint32_t wp_abi_version(void) {
  return std::uint32_t{WAYPOST_ABI_VERSION_OLDEST} << 16U | std::uint32_t{WAYPOST_ABI_VERSION};
}

void* wp_alloc(std::size_t size) {
  return ::operator new(size, kAlignment, std::nothrow);
}

void wp_free(void* memory) {
  ::operator delete(memory, kAlignment);
}

}  // extern "C"
