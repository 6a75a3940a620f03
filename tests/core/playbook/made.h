#pragma once
// Compiling and opening in one line, for the tests of this room.

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include "waypost/playbook/compile.h"
#include "waypost/playbook/match.h"
#include "waypost/playbook/open.h"

namespace waypost::playbook {

/// A playbook with its bytes, its remarks and a scratch of its own.
struct Made {
  std::unique_ptr<std::string> blob;  // on the heap: the playbook points into it
  std::vector<Diagnostic> diagnostics;
  std::optional<Playbook> playbook;
  MatchScratch scratch;

  /// Id of the rule that answers, "" for none.
  std::string answer(Query const& query) {
    auto const rule = match(*playbook, query, scratch);
    return rule ? std::string(playbook->rule(*rule).id()) : std::string();
  }
  std::string answer(std::string_view text) { return answer(Query{text, std::nullopt, {}}); }

  /// Ids of all rules that match, in answering order.
  std::vector<std::string> all(Query const& query) {
    std::vector<std::string> ids;
    Candidates candidates(*playbook, query, scratch);
    while (auto const rule = candidates.next()) ids.emplace_back(playbook->rule(*rule).id());
    return ids;
  }

  [[nodiscard]] std::vector<Diagnostic> with(Code code) const {
    std::vector<Diagnostic> found;
    for (Diagnostic const& diagnostic : diagnostics) {
      if (diagnostic.code == code) found.push_back(diagnostic);
    }
    return found;
  }
};

/// Compiles a whole playbook file.
inline Made make_from(std::string_view source, CompileOptions const& options = {}) {
  Made made;
  Result<Compiled> compiled = compile(source, options);
  if (!compiled) {
    ADD_FAILURE() << compiled.error().where << ": " << compiled.error().detail;
    compiled = compile(R"({"waypost": 1, "rules": []})");
  }
  made.blob = std::make_unique<std::string>(std::move(compiled->blob));
  made.diagnostics = std::move(compiled->diagnostics);
  Result<Playbook> opened = open(*made.blob);
  if (!opened) {
    ADD_FAILURE() << "a fresh blob must open: " << opened.error().detail;
  } else {
    made.playbook.emplace(std::move(*opened));
  }
  return made;
}

/// Compiles a list of rules.
inline Made make(std::string_view rules) {
  return make_from(R"({"waypost": 1, "rules": )" + std::string(rules) + "}");
}

/// A seed for a random test, from WAYPOST_SEED when a failure is to be replayed.
inline std::uint64_t seed_for(testing::Test const&) {
  char const* const given = std::getenv("WAYPOST_SEED");
  std::uint64_t const seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  testing::Test::RecordProperty("seed", std::to_string(seed));
  return seed;
}

}  // namespace waypost::playbook
