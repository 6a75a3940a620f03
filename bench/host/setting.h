#pragma once
// What a benchmark works on: a folder with a database, a master key, and a shop in it.

#include <cstddef>
#include <string>
#include <string_view>

#include "app/config.h"

namespace waypost::bench {

inline constexpr char const* kAppSecret = "bench-app-secret-0123456789abcdef";
inline constexpr char const* kAppSlug = "bench";
inline constexpr char const* kTenantSlug = "shop";

/// Scopes that a fresh database gives its first app and tenant; numbers are 1 ... kNumbers.
inline constexpr int kAppRow = 1;
inline constexpr int kTenantRow = 1;

/// A folder that goes when this does.
class Folder {
 public:
  explicit Folder(std::string const& parent);
  ~Folder();
  Folder(Folder const&) = delete;
  Folder& operator=(Folder const&) = delete;
  [[nodiscard]] std::string const& path() const noexcept { return path_; }
  [[nodiscard]] std::string file(std::string_view name) const {
    return path_ + "/" + std::string{name};
  }

 private:
  std::string path_;
};

/// A database with app, tenant, numbers and the shop's playbook, nobody has it open.
class Setting {
 public:
  /// In a folder of its own under `parent`. `pristine` is copied when it is not "".
  Setting(std::string const& parent, std::string const& pristine);

  [[nodiscard]] app::Config config() const;
  [[nodiscard]] std::string db() const { return folder_.file("waypost.db"); }
  [[nodiscard]] std::string key_file() const { return folder_.file("waypost.key"); }
  [[nodiscard]] std::string ca_file() const { return folder_.file("graph.pem"); }
  [[nodiscard]] std::string log_file() const { return folder_.file("log"); }

 private:
  Folder folder_;
};

}  // namespace waypost::bench
