// Every case of the matching vectors, through the typed functions.

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "made.h"

namespace waypost::playbook {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string read_file(std::string const& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

array const& cases() {
  static value const vectors =
      boost::json::parse(read_file(WAYPOST_TEST_DATA "/vectors/matching.json"));
  return vectors.as_object().at("cases").as_array();
}

using Codes = std::multiset<std::pair<std::string, std::string>>;

class MatchingVectors : public testing::TestWithParam<std::size_t> {};

TEST_P(MatchingVectors, AnswerAndErrorsAreThose) {
  object const& given = cases()[GetParam()].as_object();
  Made made = make(boost::json::serialize(given.at("rules")));
  Query query;
  if (auto const* const text = given.at("message").if_string()) query.text = *text;
  if (auto const* const payload = given.if_contains("payload"))
    query.payload = payload->as_string();
  auto const* const first = given.if_contains("first_contact");
  if (first != nullptr && first->as_bool()) query.first = FirstContact::yes;

  auto const* const expected = given.at("expect").if_string();
  EXPECT_EQ(made.answer(query), expected == nullptr ? "" : std::string(*expected))
      << given.at("why").as_string();

  Codes wanted;
  if (auto const* const diagnostics = given.if_contains("diagnostics")) {
    for (value const& entry : diagnostics->as_array()) {
      auto const* const rule = entry.as_array()[0].if_string();
      wanted.emplace(rule == nullptr ? "" : std::string(*rule),
                     std::string(entry.as_array()[1].as_string()));
    }
  }
  Codes reported;
  for (Diagnostic const& diagnostic : made.diagnostics) {
    if (!is_error(diagnostic.code)) continue;
    reported.emplace(diagnostic.rule.value_or(""), std::string(word(diagnostic.code)));
    EXPECT_FALSE(diagnostic.where.empty());
    EXPECT_FALSE(diagnostic.text.empty());
  }
  EXPECT_EQ(reported, wanted);
}

std::string name_of(testing::TestParamInfo<std::size_t> const& info) {
  std::string name(cases()[info.param].as_object().at("id").as_string());
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
}

INSTANTIATE_TEST_SUITE_P(All,
                         MatchingVectors,
                         testing::Range(std::size_t{0}, cases().size()),
                         name_of);

TEST(MatchingVectors, AreAllThere) {
  EXPECT_GE(cases().size(), 346U);
}

}  // namespace
}  // namespace waypost::playbook
