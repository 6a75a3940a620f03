#pragma once
// Who is calling: IP addresses and networks as values, and the caller behind trusted proxies.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace waypost::http {

/// An IP address; IPv4 is kept as ::ffff:a.b.c.d, so both kinds compare alike.
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  friend bool operator==(Address const&, Address const&) = default;
  [[nodiscard]] bool is_v4() const noexcept;
  [[nodiscard]] bool is_loopback() const noexcept;
  /// "203.0.113.9" or "2001:db8::1".
  [[nodiscard]] std::string text() const;
};

struct AddressHash {
  [[nodiscard]] std::size_t operator()(Address const& address) const noexcept;
};

/// Reads an IPv4 or IPv6 literal, nothing around it: no port, zone, brackets or white space.
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

/// A block of addresses.
struct Network {
  Address base;
  unsigned prefix = 128;  ///< bits of the 16 bytes; an IPv4 /8 is 104
  [[nodiscard]] bool contains(Address const& address) const noexcept;
};

/// Reads "10.0.0.0/8", "2001:db8::/32" or a single address. Bits behind the prefix must be zero.
[[nodiscard]] std::optional<Network> parse_network(std::string_view text);

[[nodiscard]] bool contains(std::span<Network const> networks, Address const& address) noexcept;

/// The caller, when `peer` may be a proxy: walks X-Forwarded-For from its right end over trusted
/// proxies and takes the first address that is not one. From an untrusted peer the header means
/// nothing. An entry that is not an address ends the walk at the proxy that wrote it.
[[nodiscard]] Address caller_behind(Address const& peer,
                                    std::string_view forwarded_for,
                                    std::span<Network const> trusted);

}  // namespace waypost::http
