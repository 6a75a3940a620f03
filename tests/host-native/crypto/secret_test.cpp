#include "crypto/secret.h"

#include <ostream>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

#include "crypto/random.h"

namespace waypost::crypto {
namespace {

template <class T, class = void>
struct CanPrint : std::false_type {};
template <class T>
struct CanPrint<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<T const&>())>>
    : std::true_type {};

static_assert(CanPrint<std::string>::value);
static_assert(!CanPrint<Secret>::value);
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<std::string_view, Secret>);

TEST(Secret, MovesAndLeavesNothing) {
  Secret from{"token"};
  Secret to{std::move(from)};
  EXPECT_EQ(to.text(), "token");
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): that is the test
  Secret other{"old"};
  other = std::move(to);
  EXPECT_EQ(other.text(), "token");
  EXPECT_EQ(other.clone().text(), "token");
}

TEST(Secret, WipesBytes) {
  std::string bytes = "token";
  wipe(std::span<char>{bytes});
  EXPECT_EQ(bytes, std::string(5, '\0'));
}

TEST(ConstantTimeEqual, ComparesBytes) {
  EXPECT_TRUE(constant_time_equal("", ""));
  EXPECT_TRUE(constant_time_equal("abc", "abc"));
  EXPECT_FALSE(constant_time_equal("abc", "abd"));
  EXPECT_FALSE(constant_time_equal("abc", "ab"));
  EXPECT_FALSE(constant_time_equal(std::string_view{"a\0b", 3}, std::string_view{"a\0c", 3}));
}

TEST(Random, DoesNotRepeat) {
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 10'000; ++i) seen.insert(random_u64());
  EXPECT_EQ(seen.size(), 10'000U);
  EXPECT_EQ(random_secret(32).size(), 32U);
  EXPECT_NE(random_bytes<16>(), random_bytes<16>());
}

}  // namespace
}  // namespace waypost::crypto
