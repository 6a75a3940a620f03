// The vectors of semantics B, natively: every case of every file whose format is "templating".
#include <fstream>
#include <iterator>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "waypost/template/analyze.h"
#include "waypost/template/body.h"
#include "waypost/template/components.h"
#include "waypost/template/render.h"

namespace waypost::templating {
namespace {

namespace json = boost::json;

std::string text_at(json::object const& object, std::string_view key) {
  auto const* const value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(*value->if_string()) : std::string();
}

json::object const& object_at(json::object const& object, std::string_view key) {
  static json::object const nothing;
  auto const* const value = object.if_contains(key);
  return value != nullptr && value->is_object() ? *value->if_object() : nothing;
}

json::object error_of(TemplateError const& error) {
  return {{"error", word_of(error.code)}};
}

json::value render_case(json::object const& given) {
  RenderOptions options;
  auto const on_missing = text_at(given, "on_missing");
  if (on_missing == "error") options.on_missing = OnMissing::error;
  if (on_missing == "keep") options.on_missing = OnMissing::keep;
  if (auto const* const max = given.if_contains("max_chars"))
    options.max_chars = static_cast<std::size_t>(*max->if_int64());
  auto const text = render(text_at(given, "template"), object_at(given, "vars"), options);
  if (!text) return error_of(text.error());
  return json::object{{"text", *text}};
}

json::value analyze_case(json::object const& given) {
  auto const found = analyze(text_at(given, "template"));
  if (!found) return error_of(found.error());
  json::array names;
  for (auto const& name : found->names) names.emplace_back(name);
  json::array issues;
  for (auto const issue : found->issues) issues.emplace_back(word_of(issue));
  return json::object{{"format", word_of(found->format)}, {"names", names}, {"issues", issues}};
}

json::value components_case(json::object const& given) {
  auto const made = components(*given.at("definition").if_array(), object_at(given, "bindings"),
                               object_at(given, "vars"));
  if (!made) return error_of(made.error());
  return json::object{{"components", json::parse(*made)}};
}

Address::Kind kind_of(json::object const& given) {
  auto const kind = text_at(given, "to_kind");
  if (kind == "user") return Address::Kind::user;
  return kind == "group" ? Address::Kind::group : Address::Kind::phone;
}

json::value payload_case(json::object const& given) {
  BodyOptions options;
  auto const reply_to = text_at(given, "reply_to");
  options.reply_to = reply_to;
  if (text_at(given, "mode") == "strict") options.fit = Fit::refuse;
  auto const to = text_at(given, "to");
  auto const made =
      make_body(given.at("reply"), {kind_of(given), to}, object_at(given, "vars"), options);
  if (!made) return error_of(made.error());
  json::array truncated;
  for (auto const& path : made->truncated) truncated.emplace_back(path);
  return json::object{{"payload", json::parse(made->json)}, {"truncated", truncated}};
}

json::value run(json::object const& given) {
  auto const op = text_at(given, "op");
  if (op == "render") return render_case(given);
  if (op == "analyze") return analyze_case(given);
  if (op == "components") return components_case(given);
  if (op == "payload") return payload_case(given);
  return json::object{{"unknown op", op}};
}

void run_file(std::string const& name, std::size_t at_least) {
  std::ifstream file(std::string(WAYPOST_TEST_DATA) + "/vectors/" + name);
  std::string const text{std::istreambuf_iterator<char>(file), {}};
  auto const document = json::parse(text);
  ASSERT_EQ(object_at(*document.if_object(), "format").at("file"), "templating");
  auto const& cases = *document.if_object()->at("cases").if_array();
  EXPECT_GE(cases.size(), at_least);
  for (auto const& entry : cases) {
    auto const& given = *entry.if_object();
    auto const made = run(given);
    EXPECT_EQ(made, given.at("expect")) << text_at(given, "id") << ": " << text_at(given, "why")
                                        << "\ngot " << json::serialize(made);
  }
}

TEST(TemplatingVectors, AllHold) {
  run_file("templating.json", 153);
}

TEST(BodyVectors, AllHold) {
  run_file("body.json", 85);
}

}  // namespace
}  // namespace waypost::templating
