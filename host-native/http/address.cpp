#include "http/address.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace waypost::http {

namespace {

constexpr std::array<std::uint8_t, 12> kV4Prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool bits_behind_are_zero(Network const& network) noexcept {
  for (unsigned bit = network.prefix; bit < 128; ++bit) {
    unsigned const byte = network.base.bytes[bit / 8];
    if (((byte >> (7U - bit % 8U)) & 1U) != 0) return false;
  }
  return true;
}

}  // namespace

bool Address::is_v4() const noexcept {
  return std::equal(kV4Prefix.begin(), kV4Prefix.end(), bytes.begin());
}

bool Address::is_loopback() const noexcept {
  if (is_v4()) return bytes[12] == 127;
  Address loopback;
  loopback.bytes[15] = 1;
  return *this == loopback;
}

std::string Address::text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer;
  auto const* const written =
      is_v4() ? ::inet_ntop(AF_INET, bytes.data() + 12, buffer.data(), INET6_ADDRSTRLEN)
              : ::inet_ntop(AF_INET6, bytes.data(), buffer.data(), INET6_ADDRSTRLEN);
  return written == nullptr ? std::string{} : std::string{written};
}

std::size_t AddressHash::operator()(Address const& address) const noexcept {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, address.bytes.data(), 8);
  std::memcpy(&low, address.bytes.data() + 8, 8);
  std::uint64_t mixed = (high ^ (low * 0x9e3779b97f4a7c15ULL)) * 0xbf58476d1ce4e5b9ULL;
  return static_cast<std::size_t>(mixed ^ (mixed >> 31U));
}

std::optional<Address> parse_address(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (text.empty() || text.size() >= buffer.size()) return std::nullopt;
  std::copy(text.begin(), text.end(), buffer.begin());
  Address address;
  if (::inet_pton(AF_INET, buffer.data(), address.bytes.data() + 12) == 1) {
    std::copy(kV4Prefix.begin(), kV4Prefix.end(), address.bytes.begin());
    return address;
  }
  if (::inet_pton(AF_INET6, buffer.data(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

bool Network::contains(Address const& address) const noexcept {
  std::size_t const whole = prefix / 8;
  if (!std::equal(base.bytes.begin(), base.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                  address.bytes.begin()))
    return false;
  if (prefix % 8 == 0) return true;
  unsigned const shift = 8U - prefix % 8U;
  return base.bytes[whole] >> shift == address.bytes[whole] >> shift;
}

std::optional<Network> parse_network(std::string_view text) {
  auto const slash = text.find('/');
  auto const address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  bool const v4 = address->is_v4() && text.find(':') == std::string_view::npos;
  if (slash == std::string_view::npos) return Network{*address, 128};
  auto const digits = text.substr(slash + 1);
  unsigned prefix = 0;
  auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
  if (error != std::errc{} || end != digits.data() + digits.size() || prefix > (v4 ? 32U : 128U))
    return std::nullopt;
  Network const network{*address, v4 ? prefix + 96 : prefix};
  if (!bits_behind_are_zero(network)) return std::nullopt;
  return network;
}

bool contains(std::span<Network const> networks, Address const& address) noexcept {
  return std::any_of(networks.begin(), networks.end(),
                     [&](Network const& network) { return network.contains(address); });
}

Address caller_behind(Address const& peer,
                      std::string_view forwarded_for,
                      std::span<Network const> trusted) {
  Address caller = peer;
  while (contains(trusted, caller) && !forwarded_for.empty()) {
    auto const comma = forwarded_for.rfind(',');
    bool const last = comma == std::string_view::npos;
    auto const entry = trimmed(last ? forwarded_for : forwarded_for.substr(comma + 1));
    auto const address = parse_address(entry);
    if (!address) break;
    caller = *address;
    forwarded_for = last ? std::string_view{} : forwarded_for.substr(0, comma);
  }
  return caller;
}

}  // namespace waypost::http
