#include "waypost/webhook/handshake.h"

#include <array>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "waypost/webhook/constant_time.h"

namespace waypost::webhook {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

constexpr std::array kTokens{"vibecoding"sv, "a token+with/signs="sv};

Result<std::string> ask(std::string_view query) {
  return handshake(query, kTokens);
}

Result<std::string> challenge(std::string_view encoded) {
  return ask("hub.mode=subscribe&hub.verify_token=vibecoding&hub.challenge=" +
             std::string(encoded));
}

TEST(Handshake, EchoesTheChallengeOfMetasExample) {
  auto const answer =
      ask("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=vibecoding");
  ASSERT_TRUE(answer);
  EXPECT_EQ(*answer, "1158201444");
}

TEST(Handshake, OrderAndStrangersDoNotMatter) {
  auto const answer =
      ask("&x=%C3%A9&hub.verify_token=vibecoding&y&hub.challenge=7&hub.mode=subscribe&");
  ASSERT_TRUE(answer);
  EXPECT_EQ(*answer, "7");
}

TEST(Handshake, NamesAndValuesAreDecodedOnce) {
  EXPECT_TRUE(ask("hub%2Emode=subscrib%65&hub.challenge=%31&hub.verify_token=vibe%63oding"));
  auto const signs = "hub.mode=subscribe&hub.challenge=1&hub.verify_token=";
  EXPECT_TRUE(ask(signs + "a+token%2Bwith%2Fsigns%3D"s));
  EXPECT_TRUE(ask(signs + "a%20token%2bwith/signs="s));
  EXPECT_FALSE(ask(signs + "a+token+with/signs="s));
  EXPECT_FALSE(ask(signs + "vibecodin%2567"s));
}

TEST(Handshake, ModeMustBeSubscribeOnce) {
  for (auto const mode : {"", "hub.mode=&", "hub.mode=unsubscribe&", "hub.mode=Subscribe&",
                          "hub.mode=subscribe&hub.mode=subscribe&", "hub_mode=subscribe&",
                          "hub.mode=subscribe%00&"}) {
    auto const answer = ask(mode + "hub.challenge=1&hub.verify_token=vibecoding"s);
    ASSERT_FALSE(answer) << mode;
    EXPECT_EQ(answer.error().code, Errc::bad_argument) << mode;
  }
}

TEST(Handshake, TheTokenMustBeExact) {
  for (auto const token :
       {"", "&hub.verify_token=", "&hub.verify_token", "&hub.verify_token=vibecodinG",
        "&hub.verify_token=vibecodin", "&hub.verify_token=vibecoding1",
        "&hub.verify_token=vibecoding%00", "&hub.verify_token=%00", "&hub.verify_token=+vibecoding",
        "&hub.verify_token=vibecoding&hub.verify_token=vibecoding"}) {
    auto const answer = ask("hub.mode=subscribe&hub.challenge=1"s + token);
    ASSERT_FALSE(answer) << token;
    EXPECT_EQ(answer.error().code, Errc::bad_token) << token;
    EXPECT_EQ(http_status(answer.error().code), 403);
  }
}

TEST(Handshake, BlankSettingsAreClosed) {
  constexpr std::array blank{""sv, "  "sv, "\t\n"sv};
  for (auto const token : {"", "+%20", "%09%0A"}) {
    auto const query = "hub.mode=subscribe&hub.challenge=1&hub.verify_token="s + token;
    EXPECT_FALSE(handshake(query, blank)) << token;
    EXPECT_FALSE(handshake(query, {})) << token;
  }
}

TEST(Handshake, OnlyHarmlessChallengesAreEchoed) {
  EXPECT_TRUE(challenge("Az09_-"));
  EXPECT_TRUE(challenge(std::string(kChallengeCharsMax, 'x')));
  for (auto const& bad : {""s, "%3Cscript%3E"s, "<script>"s, "1%0D%0AX:y"s, "1%00"s, "caf%C3%A9"s,
                          "1+2"s, "1.2"s, "1%202"s, std::string(kChallengeCharsMax + 1, 'x'),
                          std::string(10'000, '1'), "1&hub.challenge=1"s}) {
    auto const answer = challenge(bad);
    ASSERT_FALSE(answer) << bad;
    EXPECT_EQ(answer.error().code, Errc::bad_challenge) << bad;
    EXPECT_EQ(http_status(answer.error().code), 400);
    EXPECT_EQ(answer.error().detail.find("script"), std::string::npos);
  }
  auto const without = ask("hub.mode=subscribe&hub.verify_token=vibecoding");
  EXPECT_EQ(without.error().code, Errc::bad_challenge);
}

TEST(Handshake, ABrokenEscapeIsRefused) {
  for (auto const query : {"%", "%4", "a=%zz", "a=%4g", "a=% 1", "a=%-1", "a=%+1", "x%=1"}) {
    auto const answer = ask(query);
    ASSERT_FALSE(answer) << query;
    EXPECT_EQ(answer.error().code, Errc::bad_argument) << query;
  }
}

TEST(Handshake, ATokenOfAnotherPathIsNotOurs) {
  constexpr std::array other{"another"sv};
  auto const answer =
      handshake("hub.mode=subscribe&hub.challenge=1&hub.verify_token=vibecoding", other);
  EXPECT_EQ(answer.error().code, Errc::bad_token);
}

TEST(EqualsSecret, IsEqualityExceptForTheEmptySecret) {
  constexpr std::array texts{""sv, "a"sv, "b"sv, "ab"sv, "aa"sv, "aaaa"sv, "a\0"sv, "\xff"sv};
  for (auto const given : texts) {
    for (auto const secret : texts) {
      EXPECT_EQ(equals_secret(given, secret), given == secret && !secret.empty())
          << given << " and " << secret;
    }
  }
}

}  // namespace
}  // namespace waypost::webhook
