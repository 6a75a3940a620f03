// The doors to texts and message bodies.

#include <optional>
#include <string>
#include <string_view>

#include "waypost/template/analyze.h"
#include "waypost/template/body.h"
#include "waypost/template/components.h"
#include "waypost/template/preview.h"
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

void components(Call& call, boost::json::object const& input) {
  boost::json::array const* const definition = array_of(input, "definition");
  boost::json::object const* const bindings = object_of(input, "bindings");
  if (definition == nullptr) return call.refuse_member("/definition", "An array is needed.");
  boost::json::object const none;
  auto const made =
      templating::components(*definition, bindings == nullptr ? none : *bindings, vars_of(input));
  if (!made) return refuse(call, made.error());
  wire::JsonWriter json(call.text());
  json.begin_object().key("components").raw(*made).end_object();
  call.answer();
}

std::optional<templating::Address::Kind> address_kind_of(boost::json::object const& input) {
  std::string_view const word = text_of(input, "to_kind").value_or("phone");
  if (word == "phone") return templating::Address::Kind::phone;
  if (word == "user") return templating::Address::Kind::user;
  if (word == "group") return templating::Address::Kind::group;
  return std::nullopt;
}

void body(Call& call, boost::json::object const& input) {
  auto const to = text_of(input, "to");
  auto const kind = address_kind_of(input);
  std::string_view const mode = text_of(input, "mode").value_or("reply");
  if (!to) return call.refuse_member("/to", "A string is needed.");
  if (!kind) return call.refuse_member("/to_kind", "One of phone, user, group.");
  if (mode != "reply" && mode != "strict") return call.refuse_member("/mode", "reply or strict.");
  templating::BodyOptions options;
  options.fit = mode == "strict" ? templating::Fit::refuse : templating::Fit::cut;
  options.reply_to = text_of(input, "reply_to").value_or("");
  options.definition = array_of(input, "definition");
  boost::json::value const* const reply = input.if_contains("reply");
  boost::json::value const none;
  auto const made = templating::make_body(reply == nullptr ? none : *reply, {*kind, *to},
                                          vars_of(input), options);
  if (!made) return refuse(call, made.error());
  wire::JsonWriter json(call.text());
  json.begin_object().key("payload").raw(made->json).key("truncated").begin_array();
  for (std::string const& path : made->truncated) json.string(path);
  json.end_array().end_object();
  call.answer();
}

void preview(Call& call, boost::json::object const& input) {
  boost::json::value const* const payload = input.if_contains("payload");
  if (payload == nullptr) return call.refuse_member("/payload", "A message body is needed.");
  wire::JsonWriter json(call.text());
  json.begin_object().key("preview");
  json.raw(templating::preview(*payload, array_of(input, "definition"))).end_object();
  call.answer();
}

}  // namespace
}  // namespace waypost::door

extern "C" {

void wp_components(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::components);
}

void wp_body(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::body);
}

void wp_preview(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::preview);
}

void wp_render(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::render);
}

void wp_analyze(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::analyze);
}

}  // extern "C"
