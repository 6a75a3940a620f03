#pragma once
// How a store says that it cannot.

#include <stdexcept>
#include <string>

#include "store/database.h"

namespace waypost::store {

/// A failed statement. `fault` decides: give the event up, answer 503, or stop the process.
class StorageError : public std::runtime_error {
 public:
  StorageError(Fault fault, std::string const& what) : std::runtime_error(what), fault_(fault) {}
  [[nodiscard]] Fault fault() const noexcept { return fault_; }

 private:
  Fault fault_;
};

}  // namespace waypost::store
