#include "waypost/wire/encode_explanation.h"

#include "waypost/wire/encode.h"
#include "waypost/wire/json.h"
#include "waypost/wire/words.h"

namespace waypost::wire {
namespace {

void write_text(JsonWriter& json, std::string_view name, std::optional<std::string> const& text) {
  json.key(name);
  if (text)
    json.string(*text);
  else
    json.null();
}

std::string_view word_of(playbook::OptWord word) noexcept {
  switch (word) {
    case playbook::OptWord::opt_out: return "opt_out";
    case playbook::OptWord::opt_in: return "opt_in";
    case playbook::OptWord::none: break;
  }
  return "none";
}

void write_matched(JsonWriter& json, playbook::Matched const& matched) {
  json.begin_object().key("rule").string(matched.rule);
  json.key("kind").string(playbook::word(matched.kind));
  json.key("priority").integer(matched.priority).key("place").integer(matched.place);
  json.key("evidence").begin_array();
  for (auto const& evidence : matched.evidence) {
    json.begin_object().key("trigger").string(evidence.trigger);
    json.key("in").string(playbook::word(evidence.in));
    json.key("begin").integer(evidence.begin).key("end").integer(evidence.end).end_object();
  }
  json.end_array().end_object();
}

void write_match(JsonWriter& json, playbook::Explanation const& match) {
  json.begin_object();
  write_text(json, "loose", match.loose);
  write_text(json, "strict", match.strict);
  write_text(json, "regex", match.regex);
  json.key("words").begin_array();
  for (auto const& one : match.words) json.string(one);
  json.end_array().key("opt_word").string(word_of(match.opt_word)).key("matched").begin_array();
  for (auto const& matched : match.matched) write_matched(json, matched);
  json.end_array().end_object();
}

}  // namespace

void append(std::string& text, engine::Explanation const& explanation) {
  JsonWriter json(text);
  json.begin_object().key("match");
  write_match(json, explanation.match);
  json.key("lines").begin_array();
  for (auto const& line : explanation.lines) {
    json.begin_object().key("name").string(line.name);
    json.key("applied").boolean(line.applied == engine::Applied::yes).end_object();
  }
  json.end_array().key("asked").begin_array();
  for (auto const& asked : explanation.asked)
    json.begin_object()
        .key("rule")
        .string(asked.rule)
        .key("verdict")
        .string(asked.verdict)
        .end_object();
  json.end_array();
  if (explanation.winner.empty())
    json.key("winner").null();
  else
    json.key("winner").string(explanation.winner);
  json.key("outcome").begin_object().key("kind").string(word(explanation.outcome.kind));
  if (!explanation.outcome.detail.empty()) json.key("detail").string(explanation.outcome.detail);
  json.end_object().key("effects").raw(encode(explanation.effects)).end_object();
}

std::string encode(engine::Explanation const& explanation) {
  std::string json;
  append(json, explanation);
  return json;
}

}  // namespace waypost::wire
