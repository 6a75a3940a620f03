#include "disk.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace waypost::bench {

SyncResult sync_rate(std::string const& folder, std::size_t bytes, SyncMode mode, double length_s) {
  using Clock = std::chrono::steady_clock;
  std::string const path = folder + "/sync-probe";
  int const fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error("cannot write in " + folder);
  std::vector<char> const data(bytes, 'x');
  if (mode == SyncMode::overwrite) {
    for (off_t at = 0; at < 16; ++at) {
      if (::pwrite(fd, data.data(), bytes, at * static_cast<off_t>(bytes)) < 0) break;
    }
    ::fsync(fd);
  }
  std::vector<double> us;
  auto const start = Clock::now();
  off_t n = 0;
  while (std::chrono::duration<double>(Clock::now() - start).count() < length_s) {
    off_t const slot = mode == SyncMode::append ? n : n % 16;
    auto const before = Clock::now();
    if (::pwrite(fd, data.data(), bytes, slot * static_cast<off_t>(bytes)) < 0) break;
    ::fdatasync(fd);
    us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - before).count());
    ++n;
  }
  double const took = std::chrono::duration<double>(Clock::now() - start).count();
  ::close(fd);
  ::unlink(path.c_str());
  if (us.empty()) return {};
  std::sort(us.begin(), us.end());
  return {static_cast<double>(us.size()) / took, us[us.size() / 2], us[us.size() * 99 / 100]};
}

}  // namespace waypost::bench
