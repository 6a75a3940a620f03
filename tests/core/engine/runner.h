#pragma once
// Compiling and deciding for the engine's tests: what a host does around the core.

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include "waypost/engine/decide.h"
#include "waypost/playbook/compile.h"
#include "waypost/playbook/open.h"
#include "waypost/schedule/zones.h"
#include "waypost/wire/json.h"

#include "support.h"

namespace waypost::test {

/// The table of time zones.
inline std::string const& zones() {
  static std::string const table = [] {
    std::ifstream file(WAYPOST_ZONES, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  }();
  return table;
}

/// A compiled playbook that keeps the bytes it is opened over.
class Rules {
 public:
  explicit Rules(std::string const& source) {
    auto const zone = playbook::wanted_zone(source);
    std::vector<playbook::Transition> transitions;
    if (auto found = schedule::zone_transitions(zones(), zone)) transitions = *found;
    std::vector<playbook::Zone> const known{{zone, transitions}};
    playbook::CompileOptions options;
    options.zones = known;
    auto compiled = playbook::compile(source, options);
    EXPECT_TRUE(compiled);
    if (!compiled) return;
    diagnostics_ = std::move(compiled->diagnostics);
    // 8-aligned, whatever the allocator gives a string.
    blob_.resize((compiled->blob.size() + 7) / 8);
    std::copy(compiled->blob.begin(), compiled->blob.end(), reinterpret_cast<char*>(blob_.data()));
    opened_.emplace_back(
        *playbook::open({reinterpret_cast<char const*>(blob_.data()), compiled->blob.size()}));
  }
  [[nodiscard]] playbook::Playbook const& playbook() const { return opened_.front(); }
  [[nodiscard]] std::vector<playbook::Diagnostic> const& diagnostics() const {
    return diagnostics_;
  }

 private:
  std::vector<std::uint64_t> blob_;
  std::vector<playbook::Playbook> opened_;
  std::vector<playbook::Diagnostic> diagnostics_;
};

}  // namespace waypost::test
