#include "waypost/webhook/storable.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "bodies.h"

namespace waypost::webhook {
namespace {

using namespace std::string_view_literals;

TEST(Storable, ReplacesNulAndNothingElse) {
  EXPECT_EQ(storable(""), "");
  EXPECT_EQ(storable("plain \xC3\xA9 \x01\x1F"), "plain \xC3\xA9 \x01\x1F");
  EXPECT_EQ(storable("\0"sv), "\xEF\xBF\xBD");
  EXPECT_EQ(storable("\0a\0\0b\0"sv),
            "\xEF\xBF\xBD"
            "a\xEF\xBF\xBD\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
}

TEST(Storable, AnEscapedNulReachesMatchingAndTheStoreEachInItsForm) {
  auto const message = only<MessageReceived>(
      parsed(fixture("webhooks/messages/unicode/nul-and-control-escapes.json")));
  EXPECT_EQ(message.text,
            "a\0b\x01"
            "c\x1F"
            "d"sv);
  EXPECT_EQ(storable(*message.text),
            "a\xEF\xBF\xBD"
            "b\x01"
            "c\x1F"
            "d");
  EXPECT_EQ(message.content, R"({"body":"a\u0000b\u0001c\u001fd"})");
}

}  // namespace
}  // namespace waypost::webhook
