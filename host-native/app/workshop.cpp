#include "app/workshop.h"

#include "app/clock.h"
#include "app/database.h"
#include "store/sqlite_store.h"
#include "store/storage_error.h"
#include "store/writer.h"

namespace waypost::app {

struct Workshop::Parts {
  explicit Parts(Config const& config)
      : lock(config.db),
        keyring(config.master_key.clone()),
        store(store::open_sqlite(database(config), store::Migrate::yes)),
        writer((check_master_key(*store, keyring), *store), nullptr, fatal()),
        admin(writer, directory, keyring, clock) {
    std::shared_ptr<Directory const> fresh;
    writer.run([&](store::Store& rows) { fresh = load_directory(rows, keyring, nullptr); });
    directory.set(std::move(fresh));
  }

  static store::DatabaseOptions database(Config const& config) {
    store::DatabaseOptions options;
    options.path = config.db;
    return options;
  }

  /// Nobody was answered yet: the error reaches the caller of the change and that is enough.
  static store::WriterOptions fatal() {
    store::WriterOptions options;
    options.on_fatal = [](std::string const&) {};
    return options;
  }

  SystemClock clock;
  DatabaseLock lock;
  crypto::Keyring keyring;
  std::unique_ptr<store::Store> store;
  DirectoryHolder directory;
  store::Writer writer;
  Admin admin;
};

Workshop::Workshop(Config const& config) : parts_(std::make_unique<Parts>(config)) {}
Workshop::~Workshop() = default;
Admin& Workshop::admin() {
  return parts_->admin;
}

}  // namespace waypost::app
