#include "store/attempts.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace waypost::store {
namespace {

constexpr std::array<char, 8> kMagic = {'W', 'P', 'A', 'T', 'T', 'M', 'P', '1'};
constexpr off_t kInHandCountAt = 8;
constexpr off_t kCountsCountAt = 12;
constexpr off_t kInHandAt = 16;
constexpr std::size_t kDigest = 32;
constexpr off_t kCountsAt = kInHandAt + static_cast<off_t>(AttemptLog::kInHandMax * kDigest);
constexpr std::size_t kCountBytes = kDigest + 4;

/// The file is a help, not a promise: a disk that refuses it must not stop intake.
void put(int fd, void const* bytes, std::size_t size, off_t at) noexcept {
  [[maybe_unused]] ssize_t const written = ::pwrite(fd, bytes, size, at);
}

std::uint32_t read_u32(int fd, off_t at) {
  std::uint32_t value = 0;
  return ::pread(fd, &value, sizeof value, at) == sizeof value ? value : 0;
}

}  // namespace

AttemptLog::AttemptLog(std::string const& path) {
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (fd_ < 0) throw std::runtime_error("cannot open " + path + ": " + std::strerror(errno));
  std::array<char, 8> magic{};
  bool const known = ::pread(fd_, magic.data(), magic.size(), 0) == 8 && magic == kMagic;
  if (known) {
    std::uint32_t const kept = std::min<std::uint32_t>(read_u32(fd_, kCountsCountAt), kCountsMax);
    for (std::uint32_t i = 0; i < kept; ++i) {
      std::array<unsigned char, kCountBytes> bytes{};
      off_t const at = kCountsAt + static_cast<off_t>(i * kCountBytes);
      if (::pread(fd_, bytes.data(), bytes.size(), at) != static_cast<ssize_t>(kCountBytes)) break;
      Count count;
      std::memcpy(count.key.data(), bytes.data(), kDigest);
      std::memcpy(&count.deaths, bytes.data() + kDigest, 4);
      counts_.push_back(count);
    }
    std::uint32_t const in_hand =
        std::min<std::uint32_t>(read_u32(fd_, kInHandCountAt), kInHandMax);
    for (std::uint32_t i = 0; i < in_hand; ++i) {
      Digest key{};
      off_t const at = kInHandAt + static_cast<off_t>(i * kDigest);
      if (::pread(fd_, key.data(), kDigest, at) != static_cast<ssize_t>(kDigest)) break;
      auto found = std::find_if(counts_.begin(), counts_.end(),
                                [&](Count const& count) { return count.key == key; });
      if (found != counts_.end()) {
        ++found->deaths;
      } else if (counts_.size() < kCountsMax) {
        counts_.push_back({key, 1});
      }
    }
  }
  put(fd_, kMagic.data(), kMagic.size(), 0);
  put_down();
  write_counts();
}

AttemptLog::~AttemptLog() {
  if (fd_ >= 0) ::close(fd_);
}

std::uint32_t AttemptLog::deaths(Digest const& key) const noexcept {
  for (Count const& count : counts_) {
    if (count.key == key) return count.deaths;
  }
  return 0;
}

void AttemptLog::take(std::span<Digest const> keys) {
  auto const count = static_cast<std::uint32_t>(std::min(keys.size(), kInHandMax));
  // Keys before their count: a death in between counts the old ones, which are done.
  put(fd_, keys.data(), count * kDigest, kInHandAt);
  put(fd_, &count, sizeof count, kInHandCountAt);
}

void AttemptLog::put_down() {
  std::uint32_t const none = 0;
  put(fd_, &none, sizeof none, kInHandCountAt);
}

void AttemptLog::forget(Digest const& key) {
  auto const before = counts_.size();
  std::erase_if(counts_, [&](Count const& count) { return count.key == key; });
  if (counts_.size() != before) write_counts();
}

void AttemptLog::write_counts() {
  std::vector<unsigned char> bytes(counts_.size() * kCountBytes);
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    std::memcpy(bytes.data() + i * kCountBytes, counts_[i].key.data(), kDigest);
    std::memcpy(bytes.data() + i * kCountBytes + kDigest, &counts_[i].deaths, 4);
  }
  auto const count = static_cast<std::uint32_t>(counts_.size());
  put(fd_, bytes.data(), bytes.size(), kCountsAt);
  put(fd_, &count, sizeof count, kCountsCountAt);
}

}  // namespace waypost::store
