#pragma once
// Who is who: apps, tenants, numbers and their playbooks, opened and unsealed, as one immutable
// value that is replaced between two messages.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "waypost/base/ids.h"
#include "waypost/base/instant.h"
#include "waypost/playbook/hours.h"
#include "waypost/playbook/open.h"

#include "crypto/hmac.h"
#include "crypto/seal.h"
#include "crypto/secret.h"
#include "store/store.h"

namespace waypost::app {

using store::RowId;

/// An app secret ready to check signatures; several while one is rotated.
struct AppSecret {
  std::int64_t version = 0;
  std::optional<Instant> valid_until;
  crypto::Hmac hmac;
};

struct App {
  RowId id = 0;
  std::string slug;
  bool is_default = false;
  crypto::Secret verify_token;
  std::vector<AppSecret> secrets;  ///< newest first
};

/// A compiled playbook with the bytes it is a view of. Used by the writer's thread only.
struct LoadedPlaybook {
  std::vector<std::uint64_t> blob;  ///< 8-aligned
  std::size_t size = 0;
  std::int64_t version = 0;  ///< 0: the tenant has none yet; answers nothing
  std::optional<playbook::Playbook> opened;
};

struct Tenant {
  RowId id = 0;
  std::string slug;
  std::string zone;
  std::vector<playbook::Transition> transitions;  ///< of `zone`; empty when nothing needs them
  std::optional<std::int64_t> day_cap;            ///< messages a day of `zone`
  crypto::Secret verify_token;
  std::shared_ptr<LoadedPlaybook const> playbook;
};

struct Number {
  RowId id = 0;
  PhoneNumberId phone_number_id;
  RowId tenant = 0;
  RowId app = 0;
  std::string waba_id;
  std::string portfolio;
  std::string display;
  std::int64_t mps = 80;
  std::optional<std::int64_t> tier;  ///< of its portfolio, when known and not unlimited
  bool enabled = true;
  bool is_default = false;
  std::shared_ptr<crypto::Secret const> access_token;
};

/// One state of the directory. Immutable, so any thread may keep it while it works.
class Directory {
 public:
  [[nodiscard]] App const* app(std::string_view slug) const noexcept;
  [[nodiscard]] App const* app(RowId id) const noexcept;
  /// The only app, or the one marked default; null when there are several and none is marked.
  [[nodiscard]] App const* default_app() const noexcept;
  [[nodiscard]] Tenant const* tenant(std::string_view slug) const noexcept;
  [[nodiscard]] Tenant const* tenant(RowId id) const noexcept;
  [[nodiscard]] Number const* number(PhoneNumberId const& id) const noexcept;
  [[nodiscard]] Number const* number(RowId id) const noexcept;
  /// Any number of the app under this WABA: events without a number are filed under its tenant.
  [[nodiscard]] Number const* number_of_waba(RowId app, std::string_view waba_id) const noexcept;
  /// Apps of a tenant's numbers: their secrets sign what comes to /webhook/{tenant}.
  [[nodiscard]] std::vector<App const*> apps_of(RowId tenant) const;

  [[nodiscard]] std::vector<std::unique_ptr<App>> const& apps() const noexcept { return apps_; }
  [[nodiscard]] std::vector<std::unique_ptr<Tenant>> const& tenants() const noexcept {
    return tenants_;
  }
  [[nodiscard]] std::vector<std::unique_ptr<Number>> const& numbers() const noexcept {
    return numbers_;
  }

 private:
  friend std::shared_ptr<Directory const> load_directory(store::Store&,
                                                         crypto::Keyring&,
                                                         Directory const*);
  std::vector<std::unique_ptr<App>> apps_;
  std::vector<std::unique_ptr<Tenant>> tenants_;
  std::vector<std::unique_ptr<Number>> numbers_;
  std::map<std::string, Number const*, std::less<>> by_phone_number_id_;
};

/// Reads and unseals everything; on the writer's thread. Playbooks whose version `before` has are
/// taken over instead of opened again. Throws std::runtime_error when a field does not unseal (the
/// wrong master key, or a damaged row), naming the row.
[[nodiscard]] std::shared_ptr<Directory const> load_directory(store::Store& store,
                                                              crypto::Keyring& keyring,
                                                              Directory const* before);

/// Opens compiled bytes, copying them to aligned memory; the tests' and tools' way in too.
[[nodiscard]] Result<std::shared_ptr<LoadedPlaybook const>> open_playbook(std::string_view compiled,
                                                                          std::int64_t version);

/// What a tenant without a playbook, or an event without a tenant, is answered with: nothing.
[[nodiscard]] std::shared_ptr<LoadedPlaybook const> empty_playbook();

/// Where the current directory is kept. Thread-safe.
class DirectoryHolder {
 public:
  [[nodiscard]] std::shared_ptr<Directory const> get() const {
    std::scoped_lock const lock(mutex_);
    return current_;
  }
  void set(std::shared_ptr<Directory const> directory) {
    std::function<void()> changed;
    {
      std::scoped_lock const lock(mutex_);
      current_ = std::move(directory);
      changed = changed_;
    }
    if (changed) changed();
  }
  /// Who wants to hear of each change, after it; on the thread that made it.
  void on_change(std::function<void()> changed) {
    std::scoped_lock const lock(mutex_);
    changed_ = std::move(changed);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<Directory const> current_ = std::make_shared<Directory const>();
  std::function<void()> changed_;
};

/// Where sealed fields stand; sealing and unsealing must agree.
namespace place {
inline crypto::FieldPlace app_verify_token(RowId app) {
  return {"app", "verify_token", app};
}
inline crypto::FieldPlace app_secret(std::int64_t version) {
  return {"app_secret", "sealed", version};
}
inline crypto::FieldPlace tenant_verify_token(RowId tenant) {
  return {"tenant", "verify_token", tenant};
}
/// By the tenant's id: the number has no row id before it is inserted.
inline crypto::FieldPlace access_token(RowId tenant) {
  return {"number", "access_token", tenant};
}
inline crypto::FieldPlace journal(RowId id) {
  return {"journal", "body", id};
}
inline crypto::FieldPlace quarantine(RowId journal) {
  return {"quarantine", "bytes", journal};
}
}  // namespace place

}  // namespace waypost::app
