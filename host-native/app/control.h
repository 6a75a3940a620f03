#pragma once
// A running service takes its operator's changes through a Unix socket beside the database, so
// that no second process ever writes to it.

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include <boost/json/object.hpp>

#include "app/admin.h"
#include "app/log.h"

namespace waypost::app {

/// Carries out one request: {"verb":"apps.add","slug":...}. The answer is {"ok":{...}} or
/// {"error":{"code","text"}}. The same function serves the socket and a tool that has the
/// database to itself. Verbs and members: docs/operate.md.
[[nodiscard]] boost::json::object execute(Admin& admin, boost::json::object const& request);

/// Listens on `path` (mode 0600, owner only) and answers one line of JSON a connection.
class ControlSocket {
 public:
  /// Throws std::runtime_error when the socket cannot be made.
  ControlSocket(std::string path, Admin& admin, Log& log);
  ~ControlSocket();
  ControlSocket(ControlSocket const&) = delete;
  ControlSocket& operator=(ControlSocket const&) = delete;

 private:
  void loop();
  void serve(int connection);

  std::string path_;
  Admin& admin_;
  Log& log_;
  int listener_ = -1;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

/// Asks the service that listens on `path`. Throws std::runtime_error when it does not answer.
[[nodiscard]] boost::json::object ask_control(std::string const& path,
                                              boost::json::object const& request);

}  // namespace waypost::app
