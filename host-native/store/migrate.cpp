#include "store/migrate.h"

#include <stdexcept>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "waypost/sql.h"

#include "store/database.h"

namespace waypost::store {
namespace {

/// "WAYP": tells our files from any other SQLite database.
constexpr std::int64_t kApplicationId = 0x57415950;

std::int64_t pragma(Database& db, std::string_view sql) {
  SQLite::Statement& query = db.get(sql);
  std::int64_t const value = query.executeStep() ? query.getColumn(0).getInt64() : 0;
  query.reset();
  return value;
}

/// The schema with its type words spelled for SQLite (bindings/sql/types.txt).
std::string spelled(std::string_view schema) {
  std::string text{schema};
  std::string_view table = sql::kTypes;
  while (!table.empty()) {
    std::string_view const line = table.substr(0, table.find('\n'));
    table.remove_prefix(line.size() + (line.size() < table.size() ? 1 : 0));
    std::size_t const first = line.find('|');
    if (line.empty() || line[0] != '@' || first == std::string_view::npos) continue;
    std::string_view const word = line.substr(0, first);
    std::string_view const type = line.substr(first + 1, line.find('|', first + 1) - first - 1);
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at)) {
      text.replace(at, word.size(), type);
    }
  }
  return text;
}

}  // namespace

std::int64_t schema_version() noexcept {
  return static_cast<std::int64_t>(sql::kMigrations.size());
}

std::int64_t version_of(Database& db) {
  static constexpr std::string_view kUserVersion = "PRAGMA user_version";
  static constexpr std::string_view kApplication = "PRAGMA application_id";
  static constexpr std::string_view kTables = "SELECT COUNT(*) FROM sqlite_schema";
  std::int64_t const version = pragma(db, kUserVersion);
  if (version == 0 && pragma(db, kTables) == 0) return 0;
  if (pragma(db, kApplication) != kApplicationId) {
    throw std::runtime_error(
        "this file is a database of another program; name another with WAYPOST_DB");
  }
  return version;
}

int migrate(Database& db) {
  std::int64_t version = version_of(db);
  if (version > schema_version()) {
    throw std::runtime_error("the database has schema " + std::to_string(version) +
                             ", this binary knows " + std::to_string(schema_version()) +
                             "; run the newer binary (there is no way back)");
  }
  int applied = 0;
  for (; version < schema_version(); ++version, ++applied) {
    db.run("BEGIN IMMEDIATE");
    try {
      db.run(spelled(sql::kMigrations[static_cast<std::size_t>(version)]));
      db.run("PRAGMA application_id=" + std::to_string(kApplicationId));
      db.run("PRAGMA user_version=" + std::to_string(version + 1));
      db.run("COMMIT");
    } catch (...) {
      db.run("ROLLBACK");
      throw;
    }
  }
  return applied;
}

}  // namespace waypost::store
