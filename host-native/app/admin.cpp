#include "app/admin.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "waypost/outbox/rate.h"

#include "app/log.h"
#include "crypto/encoding.h"
#include "crypto/master_key.h"
#include "crypto/random.h"

namespace waypost::app {
namespace {

using crypto::KeyOwner;
using crypto::OwnerKind;
using crypto::Secret;

/// Thrown inside a change to undo it and say why.
struct Refused : std::runtime_error {
  Refused(std::string code_, std::string const& text)
      : std::runtime_error(text), code(std::move(code_)) {}
  std::string code;
};

constexpr std::size_t kSecretBytesMin = 16;
constexpr std::size_t kTokenBytes = 24;

Secret made_token() {
  Secret const bytes = crypto::random_secret(kTokenBytes);
  return Secret{crypto::base64url(bytes.bytes())};
}

std::string seal(crypto::Keyring& keyring,
                 KeyOwner owner,
                 crypto::FieldPlace const& place,
                 Secret const& secret) {
  auto sealed = keyring.seal(owner, place, secret.text());
  if (!sealed) throw std::runtime_error("cannot seal: no data key");
  return std::move(*sealed);
}

void check_slug(std::string_view slug) {
  if (!is_slug(slug)) {
    throw Refused("bad_slug",
                  "a slug is 1 to 64 of 0-9 A-Z a-z . _ - and does not begin with a dot");
  }
}

void check_secret(Secret const& secret, char const* what) {
  if (crypto::is_known_default(secret.text())) {
    throw Refused("weak_secret",
                  std::string{what} + " is empty or a known default; fetch the real one");
  }
  if (secret.size() < kSecretBytesMin) {
    throw Refused("weak_secret", std::string{what} + " is shorter than 16 characters");
  }
}

/// An id that Meta gave: digits in practice, opaque by contract, never a path.
void check_id(std::string_view id, char const* what) {
  bool const fine =
      !id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '_' || c == '-';
      });
  if (!fine) throw Refused("bad_id", std::string{what} + " is 1 to 128 of 0-9 A-Z a-z _ -");
}

void check_mps(std::int64_t mps) {
  if (mps < 1 || mps > 10'000) throw Refused("bad_mps", "mps is 1 to 10000");
}

void check_limit(std::optional<std::int64_t> most, char const* what) {
  if (most && (*most < 1 || *most > outbox::kLimiterCountMax)) {
    throw Refused("bad_limit", std::string{what} + " is 1 to 1000000, or unlimited");
  }
}

/// The slugs and ids here came in as arguments: quoted, and nothing that a terminal would obey.
std::string name_shown(std::string_view text) {
  std::string shown = "\"";
  for (char const c : text.substr(0, 64)) shown += c >= ' ' && c < 0x7F ? c : '?';
  return shown += '"';
}

Refused unknown(char const* code, char const* what, std::string_view name, char const* verb) {
  return {code, "there is no " + std::string{what} + " " + name_shown(name) + "; waypost " + verb +
                    " shows all"};
}

template <class Row>
RowId next_id(std::vector<Row> const& rows) {
  RowId id = 0;
  for (Row const& row : rows) id = std::max(id, row.id);
  return id + 1;
}

}  // namespace

bool is_slug(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 64 && text.front() != '.' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '.' || c == '_' || c == '-';
         });
}

template <class Work>
AdminResult<void> Admin::change(Work&& work) {
  std::shared_ptr<Directory const> fresh;
  try {
    writer_.run([&](store::Store& store) {
      work(store);
      fresh = load_directory(store, keyring_, directory_.get().get());
    });
  } catch (Refused const& refused) {
    return AdminError{refused.code, refused.what()};
  } catch (std::exception const& error) {
    return AdminError{"storage", error.what()};
  }
  directory_.set(std::move(fresh));
  return {};
}

AdminResult<std::string> Admin::add_app(NewApp const& app) {
  Secret const token = app.verify_token.empty() ? made_token() : app.verify_token.clone();
  auto const done = change([&](store::Store& store) {
    check_slug(app.slug);
    check_secret(app.secret, "the app secret");
    if (directory_.get()->app(app.slug) != nullptr) {
      throw Refused("exists", "there is an app " + name_shown(app.slug) +
                                  " already; rotate-secret gives it another secret");
    }
    store::AppRow row;
    row.id = next_id(store.apps());
    row.slug = app.slug;
    row.is_default = app.is_default;
    KeyOwner const owner{OwnerKind::app, row.id};
    row.data_key = keyring_.create(owner).bytes;
    row.verify_token = seal(keyring_, owner, place::app_verify_token(row.id), token);
    store.insert_app(row, clock_.now());
    if (app.is_default) store.set_default_app(row.id);
    store.insert_app_secret(
        {row.id, 1, seal(keyring_, owner, place::app_secret(1), app.secret), {}});
  });
  if (!done) return done.error();
  return AdminResult<std::string>{boost::system::in_place_value, token.text()};
}

AdminResult<std::int64_t> Admin::rotate_app_secret(std::string_view slug,
                                                   Secret const& secret,
                                                   Span overlap) {
  std::int64_t version = 0;
  auto const done = change([&](store::Store& store) {
    check_secret(secret, "the app secret");
    App const* const app = directory_.get()->app(slug);
    if (app == nullptr) throw unknown("unknown_app", "app", slug, "apps list");
    for (AppSecret const& old : app->secrets) version = std::max(version, old.version);
    ++version;
    KeyOwner const owner{OwnerKind::app, app->id};
    store.insert_app_secret(
        {app->id, version, seal(keyring_, owner, place::app_secret(version), secret), {}});
    store.retire_app_secrets(app->id, version, clock_.now() + overlap);
  });
  if (!done) return done.error();
  return version;
}

AdminResult<void> Admin::set_default_app(std::string_view slug) {
  return change([&](store::Store& store) {
    App const* const app = directory_.get()->app(slug);
    if (app == nullptr) throw unknown("unknown_app", "app", slug, "apps list");
    store.set_default_app(app->id);
  });
}

AdminResult<std::string> Admin::add_tenant(NewTenant const& tenant) {
  Secret const token = tenant.verify_token.empty() ? made_token() : tenant.verify_token.clone();
  auto const done = change([&](store::Store& store) {
    check_slug(tenant.slug);
    if (directory_.get()->tenant(tenant.slug) != nullptr) {
      throw Refused("exists", "there is a tenant " + name_shown(tenant.slug) + " already");
    }
    if (!is_zone(tenant.zone)) {
      throw Refused("unknown_zone", "the zone " + name_shown(tenant.zone) +
                                        " is no IANA name, such as Europe/Istanbul");
    }
    store::TenantRow row;
    row.id = next_id(store.tenants());
    row.slug = tenant.slug;
    row.zone = tenant.zone;
    check_limit(tenant.day_cap, "messages a day");
    row.day_cap = tenant.day_cap;
    KeyOwner const owner{OwnerKind::tenant, row.id};
    row.data_key = keyring_.create(owner).bytes;
    row.verify_token = seal(keyring_, owner, place::tenant_verify_token(row.id), token);
    store.insert_tenant(row, clock_.now());
  });
  if (!done) return done.error();
  return AdminResult<std::string>{boost::system::in_place_value, token.text()};
}

AdminResult<RowId> Admin::add_number(NewNumber const& number) {
  RowId id = 0;
  auto const done = change([&](store::Store& store) {
    std::shared_ptr<Directory const> const directory = directory_.get();
    Tenant const* const tenant = directory->tenant(number.tenant);
    if (tenant == nullptr) throw unknown("unknown_tenant", "tenant", number.tenant, "tenants list");
    App const* const app =
        number.app.empty() ? directory->default_app() : directory->app(number.app);
    if (app == nullptr && number.app.empty()) {
      throw Refused("unknown_app", "there is no default app; name one with --app");
    }
    if (app == nullptr) throw unknown("unknown_app", "app", number.app, "apps list");
    check_id(number.phone_number_id, "the phone_number_id");
    check_id(number.waba_id, "the waba_id");
    if (directory->number(PhoneNumberId{number.phone_number_id}) != nullptr) {
      throw Refused("exists", "the number " + name_shown(number.phone_number_id) +
                                  " belongs to a tenant already; waypost numbers list shows whom");
    }
    if (number.access_token.empty()) throw Refused("weak_secret", "the access token is empty");
    check_mps(number.mps);
    if (number.tier) check_limit(number.tier->most, "the tier");
    store::NumberRow row;
    row.phone_number_id = PhoneNumberId{number.phone_number_id};
    row.tenant = tenant->id;
    row.app = app->id;
    row.waba_id = number.waba_id;
    row.portfolio = number.portfolio.empty() ? number.waba_id : number.portfolio;
    row.display = number.display;
    row.mps = number.mps;
    row.is_default = std::none_of(directory->numbers().begin(), directory->numbers().end(),
                                  [&](auto const& other) { return other->tenant == tenant->id; });
    row.access_token = seal(keyring_, {OwnerKind::tenant, tenant->id},
                            place::access_token(tenant->id), number.access_token);
    id = store.insert_number(row, clock_.now());
    if (number.tier) store.put_portfolio({row.portfolio, number.tier->most});
  });
  if (!done) return done.error();
  return id;
}

AdminResult<void> Admin::set_number_token(std::string_view phone_number_id, Secret const& token) {
  return change([&](store::Store& store) {
    Number const* const number =
        directory_.get()->number(PhoneNumberId{std::string{phone_number_id}});
    if (number == nullptr) {
      throw unknown("unknown_number", "number", phone_number_id, "numbers list");
    }
    if (token.empty()) throw Refused("weak_secret", "the access token is empty");
    store.set_number_token(number->id, seal(keyring_, {OwnerKind::tenant, number->tenant},
                                            place::access_token(number->tenant), token));
    store.delete_stop("tenant", std::to_string(number->tenant));
    store.delete_stop("sender", std::to_string(number->id));
  });
}

AdminResult<void> Admin::limit_number(std::string_view phone_number_id,
                                      std::optional<std::int64_t> mps,
                                      std::optional<NewLimit> tier) {
  return change([&](store::Store& store) {
    Number const* const number =
        directory_.get()->number(PhoneNumberId{std::string{phone_number_id}});
    if (number == nullptr) {
      throw unknown("unknown_number", "number", phone_number_id, "numbers list");
    }
    if (mps) {
      check_mps(*mps);
      store.set_number_mps(number->id, *mps);
    }
    if (tier) {
      check_limit(tier->most, "the tier");
      store.put_portfolio({number->portfolio, tier->most});
    }
  });
}

AdminResult<void> Admin::limit_tenant(std::string_view slug, NewLimit day_cap) {
  return change([&](store::Store& store) {
    Tenant const* const tenant = directory_.get()->tenant(slug);
    if (tenant == nullptr) throw unknown("unknown_tenant", "tenant", slug, "tenants list");
    check_limit(day_cap.most, "messages a day");
    store.set_tenant_day_cap(tenant->id, day_cap.most);
  });
}

AdminResult<void> Admin::enable_number(std::string_view phone_number_id, Enabled enabled) {
  return change([&](store::Store& store) {
    Number const* const number =
        directory_.get()->number(PhoneNumberId{std::string{phone_number_id}});
    if (number == nullptr) {
      throw unknown("unknown_number", "number", phone_number_id, "numbers list");
    }
    store.set_number_enabled(number->id, enabled == Enabled::yes ? 1 : 0);
  });
}

AdminResult<void> Admin::resume_number(std::string_view phone_number_id) {
  return change([&](store::Store& store) {
    Number const* const number =
        directory_.get()->number(PhoneNumberId{std::string{phone_number_id}});
    if (number == nullptr) {
      throw unknown("unknown_number", "number", phone_number_id, "numbers list");
    }
    for (store::Stop const& stop : store.stops()) {
      bool const concerns =
          ((stop.scope == "sender" || stop.scope == "waba") &&
           stop.subject == std::to_string(number->id)) ||
          (stop.scope == "tenant" && stop.subject == std::to_string(number->tenant)) ||
          (stop.scope == "template_name" &&
           stop.subject.starts_with(std::to_string(number->tenant) + ":")) ||
          (stop.scope == "app" && stop.subject == std::to_string(number->app));
      if (concerns) store.delete_stop(stop.scope, stop.subject);
    }
  });
}

AdminResult<LoadReport> Admin::load_playbook(std::string_view slug, std::string_view source) {
  Tenant const* const tenant = directory_.get()->tenant(slug);
  if (tenant == nullptr) {
    return AdminError{"unknown_tenant", unknown("", "tenant", slug, "tenants list").what()};
  }
  auto const compiled = compile_playbook(source, tenant->zone);
  if (!compiled) {
    return AdminError{"not_a_playbook", "this is no playbook: " + compiled.error().detail};
  }
  LoadReport report;
  report.diagnostics = compiled->diagnostics;
  for (playbook::Diagnostic const& remark : report.diagnostics) {
    if (!playbook::is_error(remark.code)) continue;
    return AdminError{"playbook_errors", std::string{playbook::word(remark.code)} + " at " +
                                             remark.where + ": " + remark.text +
                                             " (waypost rules check lists them all)"};
  }
  auto const opened = open_playbook(compiled->blob, 1);
  if (!opened) return AdminError{"not_a_playbook", "the compiled playbook does not open"};
  report.rules = (*opened)->opened->rule_count();
  auto const done = change([&](store::Store& store) {
    report.version = store.insert_playbook(tenant->id, source, compiled->blob, clock_.now());
  });
  if (!done) return done.error();
  return report;
}

}  // namespace waypost::app
