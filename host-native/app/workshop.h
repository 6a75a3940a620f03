#pragma once
// A database opened for an operator's tool when no service has it: the same Admin, no listener.

#include <memory>

#include "app/admin.h"
#include "app/config.h"

namespace waypost::app {

/// Throws DatabaseLocked when a service has the database (ask its control socket instead), and
/// std::runtime_error with one clear sentence for anything else.
class Workshop {
 public:
  explicit Workshop(Config const& config);
  ~Workshop();
  Workshop(Workshop const&) = delete;
  Workshop& operator=(Workshop const&) = delete;

  [[nodiscard]] Admin& admin();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace waypost::app
