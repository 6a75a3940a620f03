#include "simulator/ids.h"

#include "simulator/random.h"
#include "simulator/wire.h"

namespace waypost::simulator {
namespace {

std::string hex16(std::uint64_t value) {
  std::string out(16, '0');
  for (auto position = out.rbegin(); position != out.rend(); ++position) {
    *position = "0123456789ABCDEF"[value & 0xFU];
    value >>= 4U;
  }
  return out;
}

}  // namespace

std::string Ids::message(std::string_view person) {
  // mix is a bijection, so the 64 bits are unique for as long as the counter is.
  auto const ordinal = next();
  auto const unique = hex16(mix(ordinal ^ mix(seed_))) + hex16(seed_ ^ ordinal).substr(12);
  std::string bytes("\x1c\x18", 2);
  auto const shown = person.substr(0, 60);
  bytes += static_cast<char>(shown.size());
  bytes += shown;
  bytes += std::string("\x15\x02\x00\x12\x18\x14", 6);
  bytes += unique;
  bytes += '\0';
  return "wamid." + base64(bytes);
}

std::string Ids::media() {
  auto const unique = draw(seed_, 7, next()) % 1'000'000'000'000'000ULL;
  auto digits = std::to_string(unique);
  return "1" + std::string(15 - digits.size(), '0') + digits;
}

std::string Ids::trace() {
  return "A" + hex16(draw(seed_, 11, next())) + "Z";
}

std::string user_id_of(std::string_view wa_id) {
  std::uint64_t hash = 0;
  for (auto const character : wa_id) hash = mix(hash ^ static_cast<unsigned char>(character));
  auto digits = std::to_string(hash);
  return "US.1" + std::string(20 - digits.size(), '0') + digits;
}

}  // namespace waypost::simulator
