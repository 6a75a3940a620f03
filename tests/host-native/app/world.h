#pragma once
// A whole world for tests: the simulator as Meta, the service, real sockets between them, a
// database in a temporary folder.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "app/service.h"
#include "simulator/simulator.h"

namespace waypost::test {

inline constexpr char const* kNumber = "800000000000001";
inline constexpr char const* kWaba = "900000000000001";
inline constexpr char const* kAppSecret = "e2e-app-secret-0123456789";
inline constexpr char const* kVerifyToken = "e2e-verify-token-0123456789";
inline constexpr char const* kAccessToken = "e2e-access-token-0123456789";

/// A folder that goes with the test.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  [[nodiscard]] std::string file(std::string_view name) const {
    return path_ + "/" + std::string{name};
  }

 private:
  std::string path_;
};

/// A configuration with a fixed test key; `port` 0 is any free one.
[[nodiscard]] app::Config test_config(std::string db,
                                      std::string graph_url,
                                      std::uint16_t port = 0);

/// A simulator with one app and one number that answer to the constants above. No limit on the
/// number's throughput or the pair unless a test sets one.
[[nodiscard]] simulator::Options test_simulator();

/// App "shop", tenant "lale", the number, and the playbook.
void fill(app::Admin& admin, std::string_view playbook);

/// Service and simulator, connected both ways.
class World {
 public:
  explicit World(std::string_view playbook,
                 simulator::Options options = test_simulator(),
                 app::ServiceHooks hooks = {});
  ~World();
  World(World const&) = delete;
  World& operator=(World const&) = delete;

  /// A customer writes; returns the wamid.
  std::string say(std::string from, std::string text);

  /// Waits until Meta accepted `count` sends in all; false after ten seconds.
  bool wait_for_sends(std::size_t count);

  /// Waits until `count` inbound rows have an outcome in the database.
  bool wait_for_messages(std::int64_t count);

  /// One number out of the database: the first column of the first row.
  std::int64_t query(std::string const& sql);
  std::string query_text(std::string const& sql);

  /// Restarts the service on the same database (and port).
  void restart(std::function<void()> const& while_down = [] {});

  [[nodiscard]] std::string outcome_of(std::string const& wamid);
  [[nodiscard]] std::vector<simulator::AcceptedSend> sends() { return meta.ledger().accepted(); }
  [[nodiscard]] std::string url(std::string_view path) const;

  Folder folder;
  simulator::Simulator meta;
  std::unique_ptr<app::Service> service;
  std::string log_file;

 private:
  void start(std::uint16_t port);
  app::ServiceHooks hooks_;
};

/// Polls until `holds`, at most `limit`.
bool eventually(std::function<bool()> const& holds,
                std::chrono::milliseconds limit = std::chrono::seconds{10});

}  // namespace waypost::test
