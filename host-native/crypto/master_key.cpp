#include "crypto/master_key.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <span>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/encoding.h"
#include "crypto/random.h"

namespace waypost::crypto {

namespace {

constexpr std::size_t kFileBytesMax = 1024;

/// Thirty-two random bytes hold 20 or more different ones but once in 10^9 keys.
constexpr std::size_t kDifferentBytesMin = 20;

/// What the replaced systems and their tutorials shipped, lower case.
constexpr std::array<std::string_view, 20> kDefaults{"changeme",
                                                     "change-me",
                                                     "change_me",
                                                     "default",
                                                     "default-secret",
                                                     "default-secret-key",
                                                     "secret",
                                                     "secret-key",
                                                     "your-secret-key",
                                                     "your_secret_key",
                                                     "your-secret-key-here",
                                                     "your_app_secret",
                                                     "password",
                                                     "admin",
                                                     "test",
                                                     "123456",
                                                     "vibecoding",
                                                     "my-secret-key",
                                                     "supersecret",
                                                     "placeholder"};

Error weak(std::string detail) {
  return refuse(Errc::bad_argument, "", std::move(detail));
}

std::string_view without_newline(std::string_view text) noexcept {
  if (!text.ends_with('\n')) return text;
  text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

using Bytes = std::span<std::uint8_t const>;

bool all_printable(Bytes bytes) noexcept {
  return std::all_of(bytes.begin(), bytes.end(), [](auto b) { return b >= 0x20 && b < 0x7f; });
}

bool same_step(Bytes bytes) noexcept {
  auto const step = static_cast<std::uint8_t>(bytes[1] - bytes[0]);
  for (std::size_t i = 1; i < bytes.size(); ++i)
    if (static_cast<std::uint8_t>(bytes[i] - bytes[i - 1]) != step) return false;
  return true;
}

bool repeats(Bytes bytes) noexcept {
  for (std::size_t period = 1; period <= bytes.size() / 2; ++period)
    if (std::equal(bytes.begin() + static_cast<std::ptrdiff_t>(period), bytes.end(), bytes.begin()))
      return true;
  return false;
}

std::size_t different(Bytes bytes) noexcept {
  std::array<bool, 256> seen{};
  for (auto const byte : bytes) seen[byte] = true;
  return static_cast<std::size_t>(std::count(seen.begin(), seen.end(), true));
}

/// Why 32 bytes are no key; nothing when they may be one.
std::optional<Error> weakness(Bytes bytes) {
  if (same_step(bytes)) return weak("the master key is one byte repeated, or counts");
  if (repeats(bytes)) return weak("the master key repeats itself");
  if (all_printable(bytes)) return weak("the master key is text; it must be random bytes");
  if (different(bytes) < kDifferentBytesMin) return weak("the master key is not random");
  return std::nullopt;
}

/// A file descriptor that closes itself.
class File {
 public:
  explicit File(std::filesystem::path const& path) noexcept
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
  File(File const&) = delete;
  File& operator=(File const&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const noexcept { return fd_; }

 private:
  int fd_;
};

std::optional<Error> unfit(int fd) {
  struct stat about {};
  if (::fstat(fd, &about) != 0) return weak("the master key file cannot be examined");
  if (!S_ISREG(about.st_mode)) return weak("the master key file is not a regular file");
  if ((about.st_mode & (S_IWGRP | S_IXGRP | S_IRWXO)) != 0)
    return weak("the master key file is open to others: chmod 600 it");
  if (about.st_size > static_cast<off_t>(kFileBytesMax))
    return weak("the master key file is over 1 KiB");
  return std::nullopt;
}

}  // namespace

Result<Secret> parse_master_key(std::string_view text) {
  text = without_newline(text);
  if (text.empty()) return weak("the master key is empty");
  if (is_known_default(text)) return weak("the master key is a known default");
  auto bytes = text.size() == 2 * kMasterKeyBytes ? from_hex(text) : from_base64(text);
  if (!bytes) return weak("the master key is not hex, base64 or base64url");
  auto refusal = bytes->size() == kMasterKeyBytes
                     ? weakness(*bytes)
                     : weak("the master key must be exactly 32 bytes: waypost init makes one");
  if (refusal) {
    wipe(*bytes);
    return *std::move(refusal);
  }
  Secret key{Bytes{*bytes}};
  wipe(*bytes);
  return key;
}

Result<Secret> read_master_key(std::filesystem::path const& file) {
  File const opened{file};
  if (opened.get() < 0) return weak("the master key file cannot be opened");
  if (auto refusal = unfit(opened.get())) return *std::move(refusal);
  std::array<char, kFileBytesMax + 1> buffer;
  std::size_t size = 0;
  while (size < buffer.size()) {
    auto const got = ::read(opened.get(), buffer.data() + size, buffer.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  auto key = parse_master_key(std::string_view{buffer.data(), size});
  wipe(std::span<char>{buffer});
  return key;
}

Secret generate_master_key_text() {
  for (;;) {
    Secret const key = random_secret(kMasterKeyBytes);
    if (weakness(key.bytes())) continue;
    std::string text = base64url(key.bytes());
    Secret written{text};
    wipe(std::span<char>{text});
    return written;
  }
}

bool is_known_default(std::string_view text) noexcept {
  auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  auto const alike = [&](std::string_view known) {
    return std::equal(text.begin(), text.end(), known.begin(), known.end(),
                      [&](char left, char right) { return lower(left) == right; });
  };
  return text.empty() || std::any_of(kDefaults.begin(), kDefaults.end(), alike);
}

}  // namespace waypost::crypto
