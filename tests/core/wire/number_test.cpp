// Expected texts are what a JavaScript engine prints for String(x).
#include "waypost/wire/number.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace waypost::wire {
namespace {

TEST(Number, PrintsAsEcmaScriptDoes) {
  struct Case {
    double value;
    char const* text;
  };
  double const infinity = std::numeric_limits<double>::infinity();
  for (auto const& [value, text] :
       {Case{0.0, "0"}, Case{-0.0, "0"}, Case{12.5, "12.5"}, Case{5512, "5512"},
        Case{1e21, "1e+21"}, Case{1e20, "100000000000000000000"},
        Case{123456789012345680000.0, "123456789012345680000"},
        Case{9007199254740992.0, "9007199254740992"}, Case{0.1, "0.1"}, Case{1e-6, "0.000001"},
        Case{1e-7, "1e-7"}, Case{-1.5e-10, "-1.5e-10"}, Case{5e-324, "5e-324"},
        Case{1.7976931348623157e308, "1.7976931348623157e+308"},
        Case{0.30000000000000004, "0.30000000000000004"}, Case{std::nan(""), "NaN"},
        Case{infinity, "Infinity"}, Case{-infinity, "-Infinity"}}) {
    EXPECT_EQ(number(value), text);
  }
}

TEST(Number, ReadsBackAsTheSameDouble) {
  std::uint64_t const seed = 20260101;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 100'000; ++i) {
    auto const bits = random();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    auto const text = number(value);
    ASSERT_EQ(std::strtod(text.c_str(), nullptr), value) << text;
    ASSERT_LE(text.size(), 25U);
  }
}

}  // namespace
}  // namespace waypost::wire
