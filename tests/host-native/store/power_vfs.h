#pragma once
// A disk in memory whose power can be cut: what was not synced is kept, lost or torn by sector.

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace waypost::test {

/// The files of a simulated disk. Each file is what is durable, plus the writes since its last
/// sync, in order. `cut` makes every later operation fail; `survive` decides, by the seed, sector
/// by sector, which of the unsynced writes the platter kept, and gives back a disk to reopen.
class PowerDisk {
 public:
  /// Registers itself as an SQLite VFS under `name`; one disk a name at a time.
  explicit PowerDisk(std::string name);
  ~PowerDisk();
  PowerDisk(PowerDisk const&) = delete;
  PowerDisk& operator=(PowerDisk const&) = delete;

  /// Cuts the power in the `operation`-th write, sync or truncate from now (1 is the next).
  void cut_after(std::uint64_t operation) { cut_at_ = operations_ + operation; }
  [[nodiscard]] bool is_dead() const { return dead_; }
  [[nodiscard]] std::uint64_t operations() const { return operations_; }

  /// What the disk holds when power comes back. Also lets it live again.
  void survive(std::uint64_t seed);

  /// Empties the disk.
  void format();

  struct Write {
    std::int64_t at = 0;
    std::vector<unsigned char> bytes;
    bool truncate = false;  ///< then `at` is the new size
  };
  struct File {
    std::vector<unsigned char> durable;
    std::vector<unsigned char> visible;  ///< what the process reads: durable plus pending
    std::vector<Write> pending;
  };

  // For the VFS's methods.
  [[nodiscard]] bool step();  ///< counts an operation; false when the power is off
  std::map<std::string, std::shared_ptr<File>> files;

 private:
  struct Registration;
  std::unique_ptr<Registration> registration_;
  std::uint64_t operations_ = 0;
  std::uint64_t cut_at_ = 0;
  bool dead_ = false;
};

}  // namespace waypost::test
