#include "app/database.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "crypto/encoding.h"

namespace waypost::app {
namespace {

constexpr char const* kMasterKeyId = "master_key_id";

}  // namespace

DatabaseLock::DatabaseLock(std::string const& db) {
  std::string const path = db + "-lock";
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd_ < 0) throw std::runtime_error("cannot create " + path + ": " + std::strerror(errno));
  if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd_);
    throw DatabaseLocked("another waypost has " + db + " open");
  }
}

DatabaseLock::~DatabaseLock() {
  ::close(fd_);
}

void check_master_key(store::Store& store, crypto::Keyring const& keyring) {
  std::string const id = crypto::hex(keyring.master_id());
  std::string const stored = store.meta(kMasterKeyId);
  if (stored.empty()) {
    store.begin();
    store.put_meta(kMasterKeyId, id);
    store.commit();
  } else if (stored != id) {
    throw WrongMasterKey(
        "the database was made with another master key: name that one with "
        "WAYPOST_MASTER_KEY_FILE");
  }
}

}  // namespace waypost::app
