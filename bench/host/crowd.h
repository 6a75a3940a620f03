#pragma once
// Many connections beside the honest load: idle ones, or ones that drip.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace waypost::bench {

/// Keep-alive connections that have asked once and now say nothing, from enough loopback
/// addresses that no limit per address meets them.
class IdleCrowd {
 public:
  /// Opens up to `count`: fewer when this process may not have as many files.
  IdleCrowd(std::uint16_t port, std::size_t count);
  IdleCrowd(IdleCrowd const&) = delete;
  IdleCrowd& operator=(IdleCrowd const&) = delete;
  ~IdleCrowd();

  /// How many the service still holds.
  [[nodiscard]] std::size_t held() const;

 private:
  std::vector<int> sockets_;
};

/// Connections that send one byte of a webhook's body each 250 ms and come back when dropped, on
/// a thread of their own. As many as one address may have.
class DrippingCrowd {
 public:
  DrippingCrowd(std::uint16_t port, std::string const& path, std::size_t count);
  DrippingCrowd(DrippingCrowd const&) = delete;
  DrippingCrowd& operator=(DrippingCrowd const&) = delete;
  ~DrippingCrowd();

  /// How many drip now.
  [[nodiscard]] std::size_t dripping() const noexcept { return dripping_; }

 private:
  void drip();

  std::uint16_t port_;
  std::string head_;
  std::vector<int> sockets_;
  std::atomic<std::size_t> dripping_{0};
  std::atomic<bool> over_{false};
  std::thread thread_;
};

}  // namespace waypost::bench
