#pragma once
// Bytes that must not be seen: kept in memory that is wiped, and never printable.

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>
#include <string_view>
#include <vector>

namespace waypost::crypto {

/// A key, token or password. Move-only; wiped when it dies or is moved from. The only way out is
/// `bytes()` or `text()`, so every place that reveals one is found by searching for those names.
class Secret {
 public:
  Secret() noexcept = default;
  /// Copies; the caller still owns (and should wipe) what it passed.
  explicit Secret(std::string_view text);
  explicit Secret(std::span<std::uint8_t const> bytes);
  Secret(Secret&& from) noexcept;
  Secret& operator=(Secret&& from) noexcept;
  Secret(Secret const&) = delete;
  Secret& operator=(Secret const&) = delete;
  ~Secret();

  [[nodiscard]] Secret clone() const { return Secret{bytes()}; }
  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }
  [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }
  /// Valid until this Secret dies or is moved from.
  [[nodiscard]] std::span<std::uint8_t const> bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::string_view text() const noexcept;

 private:
  void wipe() noexcept;
  std::vector<std::uint8_t> bytes_;
};

std::ostream& operator<<(std::ostream&, Secret const&) = delete;

/// Overwrites what a caller cannot hold in a Secret (a line read from a file, a decoded buffer).
void wipe(std::span<char> bytes) noexcept;
void wipe(std::span<std::uint8_t> bytes) noexcept;

/// Compares in time that depends on the lengths only.
[[nodiscard]] bool constant_time_equal(std::span<std::uint8_t const> left,
                                       std::span<std::uint8_t const> right) noexcept;
[[nodiscard]] bool constant_time_equal(std::string_view left, std::string_view right) noexcept;

}  // namespace waypost::crypto
