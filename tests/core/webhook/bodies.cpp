#include "bodies.h"

#include <fstream>
#include <iterator>
#include <variant>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace waypost::webhook {

std::string fixture(std::string_view path) {
  std::string const file = std::string(WAYPOST_TEST_DATA) + "/fixtures/" + std::string(path);
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in.is_open()) << file;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

boost::json::array const& index_of_fixtures() {
  static auto const index = boost::json::parse(fixture("webhooks/index.json"));
  return index.at("files").as_array();
}

std::vector<std::string> well_formed_bodies() {
  std::vector<std::string> bodies;
  for (auto const& file : index_of_fixtures()) {
    if (!file.at("wellformed").as_bool()) continue;
    bodies.push_back(fixture("webhooks/" + std::string(file.at("file").as_string())));
  }
  return bodies;
}

std::string messages_body(std::string_view members) {
  return change_body("messages", R"({"metadata":{"phone_number_id":"800000000000001"},)" +
                                     std::string(members) + "}");
}

std::string change_body(std::string_view field, std::string_view value) {
  return R"({"object":"whatsapp_business_account","entry":[{"id":"900000000000001","changes":[)"
         R"({"field":")" +
         std::string(field) + R"(","value":)" + std::string(value) + "}]}]}";
}

Parsed parsed(std::string_view body) {
  auto result = parse(body);
  EXPECT_TRUE(result) << result.error().where << ": " << result.error().detail;
  return result ? std::move(*result) : Parsed{};
}

template <class E>
E only(Parsed const& parsed) {
  EXPECT_EQ(parsed.events.size(), 1U);
  E const* const event = parsed.events.empty() ? nullptr : std::get_if<E>(&parsed.events.front());
  EXPECT_NE(event, nullptr);
  return event == nullptr ? E{} : *event;
}

template MessageReceived only(Parsed const&);
template StatusChanged only(Parsed const&);
template FieldChanged only(Parsed const&);

}  // namespace waypost::webhook
