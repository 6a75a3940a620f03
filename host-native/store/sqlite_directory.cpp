// apps, tenants, portfolios, numbers, playbooks and facts about the database.
#include "store/sqlite_impl.h"

namespace waypost::store {

std::string SqliteStore::meta(std::string const& name) {
  return text_of(sql::meta, name);
}

void SqliteStore::put_meta(std::string const& name, std::string_view value) {
  put_text(sql::put_meta, name, value);
}

std::vector<AppRow> SqliteStore::apps() {
  return guarded([&] {
    std::vector<AppRow> apps;
    SQLite::Statement& row = db_.get(sql::apps);
    while (row.executeStep()) {
      apps.push_back({row.getColumn(0).getInt64(), row.getColumn(1).getString(),
                      rows::bytes_at(row, 2), rows::bytes_at(row, 3),
                      row.getColumn(4).getInt() != 0});
    }
    return apps;
  });
}

std::vector<AppSecretRow> SqliteStore::app_secrets() {
  return guarded([&] {
    std::vector<AppSecretRow> secrets;
    SQLite::Statement& row = db_.get(sql::app_secrets);
    while (row.executeStep()) {
      secrets.push_back({row.getColumn(0).getInt64(), row.getColumn(1).getInt64(),
                         rows::bytes_at(row, 2), rows::instant_at(row, 3)});
    }
    return secrets;
  });
}

std::vector<TenantRow> SqliteStore::tenants() {
  return guarded([&] {
    std::vector<TenantRow> tenants;
    SQLite::Statement& row = db_.get(sql::tenants);
    while (row.executeStep()) {
      tenants.push_back({row.getColumn(0).getInt64(), row.getColumn(1).getString(),
                         row.getColumn(2).getString(), rows::bytes_at(row, 3),
                         rows::bytes_at(row, 4), rows::integer_at(row, 5)});
    }
    return tenants;
  });
}

std::vector<NumberRow> SqliteStore::numbers() {
  return guarded([&] {
    std::vector<NumberRow> numbers;
    SQLite::Statement& row = db_.get(sql::numbers);
    while (row.executeStep()) {
      numbers.push_back({row.getColumn(0).getInt64(), PhoneNumberId{row.getColumn(1).getString()},
                         row.getColumn(2).getInt64(), row.getColumn(3).getInt64(),
                         row.getColumn(4).getString(), row.getColumn(5).getString(),
                         row.getColumn(6).getString(), rows::bytes_at(row, 7),
                         row.getColumn(8).getInt64(), row.getColumn(9).getInt() != 0,
                         row.getColumn(10).getInt() != 0});
    }
    return numbers;
  });
}

std::vector<PlaybookRow> SqliteStore::playbooks() {
  return guarded([&] {
    std::vector<PlaybookRow> playbooks;
    SQLite::Statement& row = db_.get(sql::playbooks);
    while (row.executeStep()) {
      playbooks.push_back(
          {row.getColumn(0).getInt64(), row.getColumn(1).getInt64(), rows::bytes_at(row, 2)});
    }
    return playbooks;
  });
}

RowId SqliteStore::insert_app(AppRow const& app, Instant now) {
  return guarded([&] {
    RowId const id = max_of(sql::max_app) + 1;
    SQLite::Statement& row = db_.get(sql::insert_app);
    row.bind(1, id);
    rows::bind_text(row, 2, app.slug);
    rows::bind_bytes(row, 3, app.verify_token);
    rows::bind_bytes(row, 4, app.data_key);
    row.bind(5, app.is_default ? 1 : 0);
    rows::bind_instant(row, 6, now);
    row.exec();
    return id;
  });
}

void SqliteStore::set_default_app(RowId app) {
  guarded([&] {
    db_.get(sql::clear_default_app).exec();
    SQLite::Statement& row = db_.get(sql::set_default_app);
    row.bind(1, app);
    row.exec();
  });
}

void SqliteStore::set_app_verify_token(RowId app, std::string_view sealed) {
  put_bytes(sql::set_app_verify_token, app, sealed);
}

void SqliteStore::insert_app_secret(AppSecretRow const& secret) {
  guarded([&] {
    SQLite::Statement& row = db_.get(sql::insert_app_secret);
    row.bind(1, secret.app);
    row.bind(2, secret.version);
    rows::bind_bytes(row, 3, secret.sealed);
    row.exec();
  });
}

void SqliteStore::retire_app_secrets(RowId app, std::int64_t before_version, Instant valid_until) {
  guarded([&] {
    SQLite::Statement& row = db_.get(sql::retire_app_secrets);
    row.bind(1, app);
    row.bind(2, before_version);
    rows::bind_instant(row, 3, valid_until);
    row.exec();
  });
}

RowId SqliteStore::insert_tenant(TenantRow const& tenant, Instant now) {
  return guarded([&] {
    RowId const id = max_of(sql::max_tenant) + 1;
    SQLite::Statement& row = db_.get(sql::insert_tenant);
    row.bind(1, id);
    rows::bind_text(row, 2, tenant.slug);
    rows::bind_text(row, 3, tenant.zone);
    rows::bind_bytes(row, 4, tenant.verify_token);
    rows::bind_bytes(row, 5, tenant.data_key);
    rows::bind_integer(row, 6, tenant.day_cap);
    rows::bind_instant(row, 7, now);
    row.exec();
    return id;
  });
}

void SqliteStore::set_tenant_day_cap(RowId tenant, std::optional<std::int64_t> day_cap) {
  guarded([&] {
    SQLite::Statement& row = db_.get(sql::set_tenant_day_cap);
    row.bind(1, tenant);
    rows::bind_integer(row, 2, day_cap);
    row.exec();
  });
}

std::vector<PortfolioRow> SqliteStore::portfolios() {
  return guarded([&] {
    std::vector<PortfolioRow> portfolios;
    SQLite::Statement& row = db_.get(sql::portfolios);
    while (row.executeStep()) {
      portfolios.push_back({row.getColumn(0).getString(), rows::integer_at(row, 1)});
    }
    return portfolios;
  });
}

void SqliteStore::put_portfolio(PortfolioRow const& portfolio) {
  guarded([&] {
    SQLite::Statement& row = db_.get(sql::put_portfolio);
    rows::bind_text(row, 1, portfolio.name);
    rows::bind_integer(row, 2, portfolio.tier);
    row.exec();
  });
}

RowId SqliteStore::insert_number(NumberRow const& number, Instant now) {
  return guarded([&] {
    RowId const id = max_of(sql::max_number) + 1;
    SQLite::Statement& row = db_.get(sql::insert_number);
    row.bind(1, id);
    rows::bind_text(row, 2, number.phone_number_id.value);
    row.bind(3, number.tenant);
    row.bind(4, number.app);
    rows::bind_text(row, 5, number.waba_id);
    rows::bind_text(row, 6, number.portfolio);
    rows::bind_text(row, 7, number.display);
    rows::bind_bytes(row, 8, number.access_token);
    row.bind(9, number.mps);
    row.bind(10, number.is_default ? 1 : 0);
    rows::bind_instant(row, 11, now);
    row.exec();
    load_number_ids();
    return id;
  });
}

void SqliteStore::set_number_enabled(RowId number, std::int64_t enabled) {
  put_integer(sql::set_number_enabled, number, enabled);
}

void SqliteStore::set_number_token(RowId number, std::string_view sealed) {
  put_bytes(sql::set_number_token, number, sealed);
}

void SqliteStore::set_number_mps(RowId number, std::int64_t mps) {
  put_integer(sql::set_number_mps, number, mps);
}

std::int64_t SqliteStore::insert_playbook(RowId tenant,
                                          std::string_view source,
                                          std::string_view compiled,
                                          Instant now) {
  return guarded([&] {
    SQLite::Statement& newest = db_.get(sql::newest_playbook);
    newest.bind(1, tenant);
    std::int64_t const version = (newest.executeStep() ? newest.getColumn(0).getInt64() : 0) + 1;
    newest.reset();
    SQLite::Statement& row = db_.get(sql::insert_playbook);
    row.bind(1, tenant);
    row.bind(2, version);
    rows::bind_text(row, 3, source);
    rows::bind_bytes(row, 4, compiled);
    rows::bind_instant(row, 5, now);
    row.exec();
    return version;
  });
}

std::string SqliteStore::playbook_source(RowId tenant, std::int64_t version) {
  return guarded([&] {
    SQLite::Statement& row = db_.get(sql::playbook_source);
    row.bind(1, tenant);
    row.bind(2, version);
    return row.executeStep() ? row.getColumn(0).getString() : std::string{};
  });
}

void SqliteStore::put_bytes(std::string_view sql, RowId id, std::string_view bytes) {
  guarded([&] {
    SQLite::Statement& row = db_.get(sql);
    row.bind(1, id);
    rows::bind_bytes(row, 2, bytes);
    row.exec();
  });
}

void SqliteStore::put_integer(std::string_view sql, RowId id, std::int64_t value) {
  guarded([&] {
    SQLite::Statement& row = db_.get(sql);
    row.bind(1, id);
    row.bind(2, value);
    row.exec();
  });
}

}  // namespace waypost::store
