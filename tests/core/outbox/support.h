#pragma once
// What the tests of outbox, engine and schedule share: vector files and replayable chance.

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace waypost::test {

/// The bytes of tests/<path>.
inline std::string read_file(std::string const& path) {
  std::ifstream file(std::string(WAYPOST_TEST_DATA "/") + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// tests/vectors/<name>.json, or null when it is missing or broken.
inline boost::json::value vectors(std::string const& name) {
  boost::system::error_code error;
  auto parsed = boost::json::parse(read_file("vectors/" + name + ".json"), error);
  return error ? boost::json::value() : parsed;
}

/// WAYPOST_SEED, or a fixed one; print it with SCOPED_TRACE so that a failure can be replayed.
inline std::uint64_t seed() {
  auto const* const given = std::getenv("WAYPOST_SEED");
  return given == nullptr ? 20'261'121U : std::strtoull(given, nullptr, 10);
}

inline std::string trace_of(std::uint64_t seed) {
  return "replay with WAYPOST_SEED=" + std::to_string(seed);
}

/// A number in [low, high].
inline std::int64_t between(std::mt19937_64& random, std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(high - low + 1));
}

}  // namespace waypost::test
