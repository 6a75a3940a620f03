#pragma once
// The service and Meta's stand-in in one process, with a phone on a page to try them.

#include <functional>
#include <memory>
#include <string>

#include "app/config.h"

namespace waypost::demo {

struct DemoOptions {
  app::ListenAddress listen;  ///< loopback only
  std::string folder;         ///< where the database lies; must exist
  app::LogLevel log_level = app::LogLevel::warning;
};

/// One app, one tenant, one number, one playbook. Everything a customer types goes to the
/// receiver as a real signed webhook; every reply goes out through the real sender.
class Demo {
 public:
  /// Throws std::runtime_error with one clear sentence.
  explicit Demo(DemoOptions const& options);
  ~Demo();
  Demo(Demo const&) = delete;
  Demo& operator=(Demo const&) = delete;

  void start();
  void stop();

  [[nodiscard]] std::string url() const;
  /// A command that works as printed: a correctly signed webhook.
  [[nodiscard]] std::string curl() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// The playbook that the demo loads, JSON.
[[nodiscard]] std::string_view playbook_source() noexcept;

}  // namespace waypost::demo
