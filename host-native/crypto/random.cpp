#include "crypto/random.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <vector>

#include <openssl/rand.h>

namespace waypost::crypto {

void fill_random(std::span<std::uint8_t> bytes) {
  constexpr std::size_t kAtOnce = std::numeric_limits<int>::max();
  while (!bytes.empty()) {
    std::size_t const size = std::min(bytes.size(), kAtOnce);
    if (RAND_bytes(bytes.data(), static_cast<int>(size)) != 1)
      throw std::runtime_error{"the random generator has no entropy"};
    bytes = bytes.subspan(size);
  }
}

std::uint64_t random_u64() {
  auto const bytes = random_bytes<8>();
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

Secret random_secret(std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  fill_random(bytes);
  Secret secret{std::span<std::uint8_t const>{bytes}};
  wipe(bytes);
  return secret;
}

}  // namespace waypost::crypto
