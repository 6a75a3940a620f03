#include "app/directory.h"

#include <cstring>
#include <stdexcept>

#include "waypost/playbook/compile.h"

#include "app/zones.h"

namespace waypost::app {
namespace {

using crypto::KeyOwner;
using crypto::OwnerKind;

/// What a tenant without a playbook answers with: nothing.
constexpr std::string_view kEmptyPlaybook = R"({"waypost":1,"rules":[]})";

crypto::Secret unseal(crypto::Keyring const& keyring,
                      KeyOwner owner,
                      crypto::FieldPlace const& place,
                      std::string_view sealed) {
  auto secret = keyring.open_secret(owner, place, sealed);
  if (!secret) {
    throw std::runtime_error("cannot unseal " + std::string{place.table} + "." +
                             std::string{place.column} + " of row " + std::to_string(owner.id) +
                             ": another master key, or a damaged row");
  }
  return std::move(*secret);
}

/// Loads a data key unless this process has it already (version 1 is made once an owner).
void load_key(crypto::Keyring& keyring, KeyOwner owner, std::string const& wrapped) {
  if (keyring.version_of(owner)) return;
  if (!keyring.load({owner, 1, wrapped})) {
    throw std::runtime_error("cannot unwrap the data key of " +
                             std::string{owner.kind == OwnerKind::app ? "app " : "tenant "} +
                             std::to_string(owner.id) +
                             ": the database was made with another master key");
  }
}

template <class Rows, class Matches>
auto find_row(Rows const& rows, Matches&& matches) noexcept -> decltype(rows.front().get()) {
  for (auto const& row : rows) {
    if (matches(*row)) return row.get();
  }
  return nullptr;
}

/// The stored blob, or, when another version of this program compiled it, what its source
/// compiles to now.
std::shared_ptr<LoadedPlaybook const> playbook_of(store::Store& store,
                                                  store::PlaybookRow const& row,
                                                  std::string_view zone,
                                                  Directory const* before) {
  if (before != nullptr) {
    Tenant const* old = before->tenant(row.tenant);
    if (old != nullptr && old->playbook->version == row.version) return old->playbook;
  }
  if (auto opened = open_playbook(row.compiled, row.version)) return *opened;
  auto const compiled = compile_playbook(store.playbook_source(row.tenant, row.version), zone);
  if (compiled) {
    if (auto opened = open_playbook(compiled->blob, row.version)) return *opened;
  }
  throw std::runtime_error("the playbook of tenant " + std::to_string(row.tenant) + ", version " +
                           std::to_string(row.version) + ", neither opens nor compiles");
}

}  // namespace

std::shared_ptr<LoadedPlaybook const> empty_playbook() {
  auto compiled = playbook::compile(kEmptyPlaybook);
  auto opened = open_playbook(compiled->blob, 0);
  return *opened;
}

App const* Directory::app(std::string_view slug) const noexcept {
  return find_row(apps_, [&](App const& app) { return app.slug == slug; });
}
App const* Directory::app(RowId id) const noexcept {
  return find_row(apps_, [&](App const& app) { return app.id == id; });
}
App const* Directory::default_app() const noexcept {
  if (apps_.size() == 1) return apps_.front().get();
  return find_row(apps_, [](App const& app) { return app.is_default; });
}
Tenant const* Directory::tenant(std::string_view slug) const noexcept {
  return find_row(tenants_, [&](Tenant const& tenant) { return tenant.slug == slug; });
}
Tenant const* Directory::tenant(RowId id) const noexcept {
  return find_row(tenants_, [&](Tenant const& tenant) { return tenant.id == id; });
}
Number const* Directory::number(PhoneNumberId const& id) const noexcept {
  auto const found = by_phone_number_id_.find(id.value);
  return found == by_phone_number_id_.end() ? nullptr : found->second;
}
Number const* Directory::number(RowId id) const noexcept {
  return find_row(numbers_, [&](Number const& number) { return number.id == id; });
}
Number const* Directory::number_of_waba(RowId app, std::string_view waba_id) const noexcept {
  return find_row(numbers_, [&](Number const& number) {
    return number.app == app && number.waba_id == waba_id;
  });
}

std::vector<App const*> Directory::apps_of(RowId tenant) const {
  std::vector<App const*> found;
  for (auto const& app : apps_) {
    for (auto const& number : numbers_) {
      if (number->tenant == tenant && number->app == app->id) {
        found.push_back(app.get());
        break;
      }
    }
  }
  return found;
}

Result<std::shared_ptr<LoadedPlaybook const>> open_playbook(std::string_view compiled,
                                                            std::int64_t version) {
  auto loaded = std::make_shared<LoadedPlaybook>();
  loaded->blob.resize((compiled.size() + 7) / 8);
  std::memcpy(loaded->blob.data(), compiled.data(), compiled.size());
  loaded->size = compiled.size();
  loaded->version = version;
  auto opened = playbook::open({reinterpret_cast<char const*>(loaded->blob.data()), loaded->size});
  if (!opened) return opened.error();
  loaded->opened = std::move(*opened);
  return std::shared_ptr<LoadedPlaybook const>(std::move(loaded));
}

std::shared_ptr<Directory const> load_directory(store::Store& store,
                                                crypto::Keyring& keyring,
                                                Directory const* before) {
  auto directory = std::make_shared<Directory>();
  for (store::AppRow const& row : store.apps()) {
    KeyOwner const owner{OwnerKind::app, row.id};
    load_key(keyring, owner, row.data_key);
    auto app = std::make_unique<App>();
    app->id = row.id;
    app->slug = row.slug;
    app->is_default = row.is_default;
    app->verify_token = unseal(keyring, owner, place::app_verify_token(row.id), row.verify_token);
    directory->apps_.push_back(std::move(app));
  }
  for (store::AppSecretRow const& row : store.app_secrets()) {
    for (auto const& app : directory->apps_) {
      if (app->id != row.app) continue;
      crypto::Secret const secret =
          unseal(keyring, {OwnerKind::app, row.app}, place::app_secret(row.version), row.sealed);
      app->secrets.push_back({row.version, row.valid_until, crypto::Hmac{secret}});
    }
  }
  std::shared_ptr<LoadedPlaybook const> const none = empty_playbook();
  for (store::TenantRow const& row : store.tenants()) {
    KeyOwner const owner{OwnerKind::tenant, row.id};
    load_key(keyring, owner, row.data_key);
    auto tenant = std::make_unique<Tenant>();
    tenant->id = row.id;
    tenant->slug = row.slug;
    tenant->zone = row.zone;
    tenant->day_cap = row.day_cap;
    if (row.day_cap) tenant->transitions = zone_transitions(row.zone);
    tenant->verify_token =
        unseal(keyring, owner, place::tenant_verify_token(row.id), row.verify_token);
    tenant->playbook = none;
    directory->tenants_.push_back(std::move(tenant));
  }
  for (store::PlaybookRow const& row : store.playbooks()) {
    for (auto const& tenant : directory->tenants_) {
      if (tenant->id == row.tenant)
        tenant->playbook = playbook_of(store, row, tenant->zone, before);
    }
  }
  std::map<std::string, std::optional<std::int64_t>> tiers;
  for (store::PortfolioRow const& row : store.portfolios()) tiers[row.name] = row.tier;
  for (store::NumberRow const& row : store.numbers()) {
    auto number = std::make_unique<Number>();
    number->id = row.id;
    number->phone_number_id = row.phone_number_id;
    number->tenant = row.tenant;
    number->app = row.app;
    number->waba_id = row.waba_id;
    number->portfolio = row.portfolio;
    number->display = row.display;
    number->mps = row.mps;
    if (auto const found = tiers.find(row.portfolio); found != tiers.end()) {
      number->tier = found->second;
    }
    number->enabled = row.enabled;
    number->is_default = row.is_default;
    number->access_token = std::make_shared<crypto::Secret const>(
        unseal(keyring, {OwnerKind::tenant, row.tenant}, place::access_token(row.tenant),
               row.access_token));
    directory->by_phone_number_id_.emplace(number->phone_number_id.value, number.get());
    directory->numbers_.push_back(std::move(number));
  }
  return directory;
}

}  // namespace waypost::app
