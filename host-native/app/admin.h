#pragma once
// What an operator changes: apps, tenants, numbers, playbooks. One way in for the command line
// and, through the control socket, for a running service.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "waypost/playbook/compile.h"

#include "app/clock.h"
#include "app/directory.h"
#include "app/zones.h"
#include "crypto/seal.h"
#include "store/writer.h"

namespace waypost::app {

/// Why a change was refused: a stable code and one sentence that says what to do.
struct AdminError {
  std::string code;
  std::string text;
};

template <class T>
using AdminResult = boost::system::result<T, AdminError>;

struct NewApp {
  std::string slug;
  crypto::Secret secret;
  crypto::Secret verify_token;  ///< empty: one is made
  bool is_default = false;
};

struct NewTenant {
  std::string slug;
  std::string zone = "UTC";
  crypto::Secret verify_token;                         ///< empty: one is made
  std::optional<std::int64_t> day_cap = std::nullopt;  ///< messages a day; nothing: unlimited
};

/// A limit as operators say it: a count, or `unlimited`.
struct NewLimit {
  std::optional<std::int64_t> most;  ///< nothing: unlimited
};

struct NewNumber {
  std::string tenant;
  std::string app;
  std::string phone_number_id;
  std::string waba_id;
  std::string portfolio;  ///< "" means the WABA's own
  std::string display;
  crypto::Secret access_token;
  std::int64_t mps = 80;
  std::optional<NewLimit> tier = std::nullopt;  ///< of its portfolio; nothing: left as it is
};

/// A playbook that was loaded, with what is worth a look.
struct LoadReport {
  std::int64_t version = 0;
  std::size_t rules = 0;
  std::vector<playbook::Diagnostic> diagnostics;
};

class Admin {
 public:
  Admin(store::Writer& writer,
        DirectoryHolder& directory,
        crypto::Keyring& keyring,
        Clock const& clock)
      : writer_(writer), directory_(directory), keyring_(keyring), clock_(clock) {}
  Admin(Admin const&) = delete;
  Admin& operator=(Admin const&) = delete;

  /// @return the verify token, the only time it is shown.
  AdminResult<std::string> add_app(NewApp const& app);
  /// Adds a secret; the older ones stay valid for `overlap`.
  AdminResult<std::int64_t> rotate_app_secret(std::string_view slug,
                                              crypto::Secret const& secret,
                                              Span overlap);
  AdminResult<void> set_default_app(std::string_view slug);
  AdminResult<std::string> add_tenant(NewTenant const& tenant);
  AdminResult<RowId> add_number(NewNumber const& number);
  AdminResult<void> set_number_token(std::string_view phone_number_id, crypto::Secret const& token);
  /// What is not given stays as it is. The tier is that of the number's portfolio.
  AdminResult<void> limit_number(std::string_view phone_number_id,
                                 std::optional<std::int64_t> mps,
                                 std::optional<NewLimit> tier);
  AdminResult<void> limit_tenant(std::string_view slug, NewLimit day_cap);
  enum class Enabled : std::uint8_t { no, yes };
  AdminResult<void> enable_number(std::string_view phone_number_id, Enabled enabled);
  /// Lifts every stop of a number and of its tenant and app.
  AdminResult<void> resume_number(std::string_view phone_number_id);
  /// Compiles beside the running playbook and swaps between two messages. Refuses one with
  /// errors; `report` is filled either way.
  AdminResult<LoadReport> load_playbook(std::string_view tenant, std::string_view source);

  [[nodiscard]] std::shared_ptr<Directory const> directory() const { return directory_.get(); }

 private:
  /// Runs a change on the writer's thread, reloads the directory in the same transaction and
  /// publishes it once it is durable.
  template <class Work>
  AdminResult<void> change(Work&& work);

  store::Writer& writer_;
  DirectoryHolder& directory_;
  crypto::Keyring& keyring_;
  Clock const& clock_;
};

/// A slug may stand in a URL and may be an identifier of a replaced system:
/// 1-64 of [0-9A-Za-z._-], not beginning with a dot.
[[nodiscard]] bool is_slug(std::string_view text) noexcept;

}  // namespace waypost::app
