// The doors to texts and message bodies.

#include <limits>
#include <string_view>

#include "waypost/template/analyze.h"
#include "waypost/template/render.h"
#include "waypost/wire/json.h"

#include "door.h"

namespace waypost::door {
namespace {

using templating::TemplateError;

void refuse(Call& call, TemplateError const& error) {
  call.text().clear();
  wire::JsonWriter json(call.text());
  json.begin_object().key("error").begin_object();
  json.key("code").string(templating::word_of(error.code));
  json.key("where").string(error.where).key("field").string(error.field);
  json.key("position").integer(static_cast<std::int64_t>(error.position));
  json.key("limit").integer(static_cast<std::int64_t>(error.limit));
  json.key("detail").string(error.detail);
  json.end_object().end_object();
  call.refuse_with_text();
}

templating::Vars vars_of(boost::json::object const& input) {
  boost::json::object const* const vars = object_of(input, "vars");
  return vars == nullptr ? templating::Vars{} : templating::Vars{*vars};
}

std::optional<templating::OnMissing> on_missing_of(boost::json::object const& input) {
  if (member(input, "on_missing") == nullptr) return templating::OnMissing::empty;
  std::string_view const word = text_of(input, "on_missing").value_or("");
  if (word == "empty") return templating::OnMissing::empty;
  if (word == "error") return templating::OnMissing::error;
  if (word == "keep") return templating::OnMissing::keep;
  return std::nullopt;
}

void render(Call& call, boost::json::object const& input) {
  auto const source = text_of(input, "template");
  auto const on_missing = on_missing_of(input);
  if (!source) return call.refuse_member("/template", "A string is needed.");
  if (!on_missing) return call.refuse_member("/on_missing", "One of empty, error, keep.");
  templating::RenderOptions options;
  options.on_missing = *on_missing;
  if (member(input, "max_chars") != nullptr) {
    auto const max = integer_of(input, "max_chars");
    if (!max || *max < 0) return call.refuse_member("/max_chars", "A whole number, 0 or more.");
    options.max_chars = static_cast<std::size_t>(*max);
  }
  auto const text = templating::render(*source, vars_of(input), options);
  if (!text) return refuse(call, text.error());
  wire::JsonWriter json(call.text());
  json.begin_object().key("text").string(*text).end_object();
  call.answer();
}

void analyze(Call& call, boost::json::object const& input) {
  auto const source = text_of(input, "template");
  if (!source) return call.refuse_member("/template", "A string is needed.");
  auto const analysis = templating::analyze(*source);
  if (!analysis) return refuse(call, analysis.error());
  wire::JsonWriter json(call.text());
  json.begin_object().key("format").string(templating::word_of(analysis->format));
  json.key("names").begin_array();
  for (std::string const& name : analysis->names) json.string(name);
  json.end_array().key("issues").begin_array();
  for (auto const issue : analysis->issues) json.string(templating::word_of(issue));
  json.end_array().key("remedies").begin_array();
  for (auto const issue : analysis->issues) json.string(templating::remedy_of(issue));
  json.end_array().end_object();
  call.answer();
}

}  // namespace
}  // namespace waypost::door

extern "C" {

void wp_render(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::render);
}

void wp_analyze(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::analyze);
}

}  // extern "C"
