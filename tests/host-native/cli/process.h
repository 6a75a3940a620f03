#pragma once
// The real binary in a process of its own, with an environment and a folder of its own.

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace waypost::cli::testing {

/// A folder that goes with the test; every process runs in it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;

  [[nodiscard]] std::string const& path() const noexcept { return path_; }
  [[nodiscard]] std::string file(std::string_view name) const {
    return path_ + "/" + std::string{name};
  }
  /// Writes a file and returns its whole name. Mode 0600.
  std::string write(std::string_view name, std::string_view bytes) const;
  [[nodiscard]] std::string read(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;

 private:
  std::string path_;
};

using Words = std::vector<std::string>;
using Environment = std::map<std::string, std::string>;

/// How a process ended and what it said.
struct Ended {
  int code = -1;  ///< exit code; 128 + n after signal n; 124 when it had to be killed
  std::string out;
  std::string err;
  [[nodiscard]] std::string all() const { return out + err; }
};

/// Runs `waypost` to its end. Standard input holds `input` and is no terminal.
[[nodiscard]] Ended waypost(Folder const& folder,
                            Words const& arguments,
                            Environment const& environment = {},
                            std::string_view input = {});

/// `waypost` that is to stay: `serve` on a free port of 127.0.0.1, or what says `sign` when it is
/// up.
class Serving {
 public:
  Serving(Folder const& folder,
          Words const& arguments,
          Environment const& environment = {},
          std::string_view sign = "\"event\":\"serving\"");
  ~Serving();
  Serving(Serving const&) = delete;
  Serving& operator=(Serving const&) = delete;

  /// Port from its "serving" line; 0 when it did not come up.
  [[nodiscard]] int port() const noexcept { return port_; }
  [[nodiscard]] bool is_up() const noexcept { return is_up_; }
  /// SIGTERM and the end; the log is in Ended::err.
  Ended stop();

 private:
  pid_t pid_ = -1;
  int port_ = 0;
  bool is_up_ = false;
  std::string log_;
};

}  // namespace waypost::cli::testing
