#include "power_vfs.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <sqlite3.h>

namespace waypost::test {
namespace {

constexpr std::size_t kSector = 512;

/// SQLite's file object; `base` must be first.
struct OpenFile {
  sqlite3_file base;
  PowerDisk* disk;
  std::shared_ptr<PowerDisk::File>* file;
  std::vector<std::unique_ptr<std::array<unsigned char, 32'768>>>* shared;  ///< wal-index
};

OpenFile& of(sqlite3_file* file) {
  return *reinterpret_cast<OpenFile*>(file);
}

void put(std::vector<unsigned char>& bytes, PowerDisk::Write const& write) {
  auto const at = static_cast<std::size_t>(write.at);
  if (write.truncate) {
    bytes.resize(at);
    return;
  }
  if (bytes.size() < at + write.bytes.size()) bytes.resize(at + write.bytes.size());
  std::copy(write.bytes.begin(), write.bytes.end(),
            bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

int x_close(sqlite3_file* file) {
  delete of(file).file;
  delete of(file).shared;
  return SQLITE_OK;
}

int x_read(sqlite3_file* file, void* into, int size, sqlite3_int64 at) {
  auto const& bytes = (*of(file).file)->visible;
  auto const from = static_cast<std::size_t>(at);
  std::size_t const wanted = static_cast<std::size_t>(size);
  std::size_t const there = from < bytes.size() ? std::min(wanted, bytes.size() - from) : 0;
  if (there > 0) std::memcpy(into, bytes.data() + from, there);
  if (there == wanted) return SQLITE_OK;
  std::memset(static_cast<unsigned char*>(into) + there, 0, wanted - there);
  return SQLITE_IOERR_SHORT_READ;
}

int x_write(sqlite3_file* file, void const* from, int size, sqlite3_int64 at) {
  PowerDisk::File& target = **of(file).file;
  auto const* bytes = static_cast<unsigned char const*>(from);
  PowerDisk::Write write{at, {bytes, bytes + size}, false};
  // The write that the cut falls into is pending too: it may survive, or be torn.
  bool const alive = of(file).disk->step();
  put(target.visible, write);
  target.pending.push_back(std::move(write));
  return alive ? SQLITE_OK : SQLITE_IOERR_WRITE;
}

int x_truncate(sqlite3_file* file, sqlite3_int64 size) {
  PowerDisk::File& target = **of(file).file;
  if (!of(file).disk->step()) return SQLITE_IOERR_TRUNCATE;
  PowerDisk::Write write{size, {}, true};
  put(target.visible, write);
  target.pending.push_back(std::move(write));
  return SQLITE_OK;
}

int x_sync(sqlite3_file* file, int /*flags*/) {
  if (!of(file).disk->step()) return SQLITE_IOERR_FSYNC;
  PowerDisk::File& target = **of(file).file;
  target.durable = target.visible;
  target.pending.clear();
  return SQLITE_OK;
}

int x_size(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>((*of(file).file)->visible.size());
  return SQLITE_OK;
}

int x_lock(sqlite3_file*, int) {
  return SQLITE_OK;
}
int x_reserved(sqlite3_file*, int* held) {
  *held = 0;
  return SQLITE_OK;
}
int x_control(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}
int x_sector(sqlite3_file*) {
  return static_cast<int>(kSector);
}
int x_device(sqlite3_file*) {
  return 0;
}

int x_shm_map(sqlite3_file* file, int region, int size, int /*extend*/, void volatile** memory) {
  auto*& shared = of(file).shared;
  if (shared == nullptr)
    shared = new std::vector<std::unique_ptr<std::array<unsigned char, 32'768>>>();
  if (size > 32'768) return SQLITE_IOERR;
  while (shared->size() <= static_cast<std::size_t>(region)) {
    shared->push_back(std::make_unique<std::array<unsigned char, 32'768>>());
    shared->back()->fill(0);
  }
  *memory = (*shared)[static_cast<std::size_t>(region)]->data();
  return SQLITE_OK;
}
int x_shm_lock(sqlite3_file*, int, int, int) {
  return SQLITE_OK;
}
void x_shm_barrier(sqlite3_file*) {}
int x_shm_unmap(sqlite3_file*, int) {
  return SQLITE_OK;
}

constexpr sqlite3_io_methods kMethods = {
    2,          x_close,       x_read,      x_write,   x_truncate, x_sync,   x_size,
    x_lock,     x_lock,        x_reserved,  x_control, x_sector,   x_device, x_shm_map,
    x_shm_lock, x_shm_barrier, x_shm_unmap, nullptr,   nullptr};

int x_open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  auto* const disk = static_cast<PowerDisk*>(vfs->pAppData);
  std::string const path = name != nullptr ? name : "temporary";
  auto& entry = disk->files[path];
  if (entry == nullptr) entry = std::make_shared<PowerDisk::File>();
  OpenFile& opened = of(file);
  opened.base.pMethods = &kMethods;
  opened.disk = disk;
  opened.file = new std::shared_ptr<PowerDisk::File>(entry);
  opened.shared = nullptr;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int x_delete(sqlite3_vfs* vfs, char const* name, int /*sync*/) {
  auto* const disk = static_cast<PowerDisk*>(vfs->pAppData);
  if (!disk->step()) return SQLITE_IOERR_DELETE;
  disk->files.erase(name);
  return SQLITE_OK;
}

int x_access(sqlite3_vfs* vfs, char const* name, int /*flags*/, int* result) {
  auto* const disk = static_cast<PowerDisk*>(vfs->pAppData);
  auto const found = disk->files.find(name);
  *result = found != disk->files.end() && !found->second->visible.empty() ? 1 : 0;
  return SQLITE_OK;
}

int x_full_path(sqlite3_vfs*, char const* name, int size, char* into) {
  std::snprintf(into, static_cast<std::size_t>(size), "%s", name);
  return SQLITE_OK;
}

int x_randomness(sqlite3_vfs*, int size, char* into) {
  std::memset(into, 7, static_cast<std::size_t>(size));
  return size;
}
int x_sleep(sqlite3_vfs*, int us) {
  return us;
}
int x_time(sqlite3_vfs*, double* days) {
  *days = 2'461'000.5;
  return SQLITE_OK;
}
int x_error(sqlite3_vfs*, int, char*) {
  return 0;
}

/// Each unsynced write survives whole, not at all, or sector by sector.
void settle(PowerDisk::File& file, std::mt19937_64& random) {
  std::vector<unsigned char> bytes = file.durable;
  for (PowerDisk::Write const& write : file.pending) {
    auto const fate = random() % 3;
    if (fate == 0) continue;
    if (fate == 1 || write.truncate) {
      put(bytes, write);
      continue;
    }
    for (std::size_t at = 0; at < write.bytes.size(); at += kSector) {
      if (random() % 2 == 0) continue;
      std::size_t const end = std::min(at + kSector, write.bytes.size());
      put(bytes, {write.at + static_cast<std::int64_t>(at),
                  {write.bytes.begin() + static_cast<std::ptrdiff_t>(at),
                   write.bytes.begin() + static_cast<std::ptrdiff_t>(end)},
                  false});
    }
  }
  file.durable = bytes;
  file.visible = std::move(bytes);
  file.pending.clear();
}

}  // namespace

struct PowerDisk::Registration {
  std::string name;
  sqlite3_vfs vfs{};
};

PowerDisk::PowerDisk(std::string name) : registration_(std::make_unique<Registration>()) {
  registration_->name = std::move(name);
  sqlite3_vfs& vfs = registration_->vfs;
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(OpenFile);
  vfs.mxPathname = 512;
  vfs.zName = registration_->name.c_str();
  vfs.pAppData = this;
  vfs.xOpen = x_open;
  vfs.xDelete = x_delete;
  vfs.xAccess = x_access;
  vfs.xFullPathname = x_full_path;
  vfs.xRandomness = x_randomness;
  vfs.xSleep = x_sleep;
  vfs.xCurrentTime = x_time;
  vfs.xGetLastError = x_error;
  sqlite3_vfs_register(&vfs, 0);
}

PowerDisk::~PowerDisk() {
  sqlite3_vfs_unregister(&registration_->vfs);
}

bool PowerDisk::step() {
  ++operations_;
  if (cut_at_ != 0 && operations_ >= cut_at_) dead_ = true;
  return !dead_;
}

void PowerDisk::survive(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  for (auto& [name, file] : files) settle(*file, random);
  dead_ = false;
  cut_at_ = 0;
}

void PowerDisk::format() {
  files.clear();
  dead_ = false;
  cut_at_ = 0;
}

}  // namespace waypost::test
