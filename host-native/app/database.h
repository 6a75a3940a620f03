#pragma once
// Whose database it is: one process at a time, and the master key it was made with.

#include <stdexcept>
#include <string>

#include "crypto/seal.h"
#include "store/store.h"

namespace waypost::app {

/// The database belongs to another process.
struct DatabaseLocked : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The master key is not the one that the database was made with.
struct WrongMasterKey : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// An advisory lock on a file beside the database, held until the process ends, however it ends.
class DatabaseLock {
 public:
  explicit DatabaseLock(std::string const& db);
  ~DatabaseLock();
  DatabaseLock(DatabaseLock const&) = delete;
  DatabaseLock& operator=(DatabaseLock const&) = delete;

 private:
  int fd_ = -1;
};

/// Notes the master key's id in a new database; throws WrongMasterKey for another one's.
void check_master_key(store::Store& store, crypto::Keyring const& keyring);

}  // namespace waypost::app
