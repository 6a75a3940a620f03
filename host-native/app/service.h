#pragma once
// The self-hosted service, put together: store, receiver, deliverer and listener.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/admin.h"
#include "app/clock.h"
#include "app/config.h"
#include "app/database.h"
#include "app/receive.h"
#include "http/router.h"
#include "store/database.h"
#include "store/writer.h"

namespace waypost::app {

/// What only tests and the demo set. The defaults are what serves.
struct ServiceHooks {
  Clock const* clock = nullptr;  ///< nothing: the system's
  store::Sync sync = store::Sync::full;
  std::string vfs;
  store::WriterOptions::Answer answer = store::WriterOptions::Answer::after_commit;
  DecisionObserver observer;
  std::function<void(webhook::Event const&)> before_decide;
  /// Adds routes of its own (the demo's page) before the listener starts.
  std::function<void(http::Router&)> routes;
  int log_fd = 2;
};

/// Exit codes, as `waypost --help` lists them.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 64;
inline constexpr int kExitStorage = 74;  ///< storage failed; nothing more was acknowledged
inline constexpr int kExitLocked = 75;   ///< another process has this database
inline constexpr int kExitConfig = 78;   ///< a setting or secret is refused

class Service {
 public:
  /// Takes the database, migrates it, recovers what a former process left, and binds the listener.
  /// Throws std::runtime_error with one clear sentence, DatabaseLocked when somebody else has it.
  Service(Config config, ServiceHooks hooks);
  ~Service();  ///< stops
  Service(Service const&) = delete;
  Service& operator=(Service const&) = delete;

  /// Opens the door. Returns at once.
  void start();

  /// Closes the door, answers what is in flight within 5 s, finishes or parks sends within 20 s,
  /// writes the WAL back, lets the database go.
  void stop();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] Admin& admin();
  [[nodiscard]] Log& log();
  [[nodiscard]] Clock const& clock() const;
  [[nodiscard]] store::Writer& writer();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// This binary's version, "0.1.0".
[[nodiscard]] std::string_view version() noexcept;

}  // namespace waypost::app
