#include "waypost/wire/encode_explanation.h"

#include <optional>
#include <string_view>

#include "waypost/wire/encode.h"
#include "waypost/wire/json.h"
#include "waypost/wire/words.h"

namespace waypost::wire {
namespace {

void write_optional(JsonWriter& json,
                    std::string_view name,
                    std::optional<std::string> const& text) {
  json.key(name);
  if (text)
    json.string(*text);
  else
    json.null();
}

std::string_view word_of(playbook::OptWord opt) noexcept {
  switch (opt) {
    case playbook::OptWord::opt_out: return "opt_out";
    case playbook::OptWord::opt_in: return "opt_in";
    case playbook::OptWord::none: break;
  }
  return "none";
}

void write_matched(JsonWriter& json, playbook::Matched const& matched) {
  json.begin_object().key("rule").string(matched.rule);
  json.key("kind").string(playbook::word(matched.kind)).key("priority").integer(matched.priority);
  json.key("place").integer(matched.place).key("evidence").begin_array();
  for (playbook::Evidence const& evidence : matched.evidence) {
    json.begin_object().key("trigger").string(evidence.trigger);
    json.key("in").string(playbook::word(evidence.in));
    json.key("begin").integer(evidence.begin).key("end").integer(evidence.end).end_object();
  }
  json.end_array().end_object();
}

/// The members of the matching half.
void write_match(JsonWriter& json, playbook::Explanation const& match) {
  write_optional(json, "loose", match.loose);
  write_optional(json, "strict", match.strict);
  write_optional(json, "regex", match.regex);
  json.key("words").begin_array();
  for (std::string const& one : match.words) json.string(one);
  json.end_array().key("opt_word").string(word_of(match.opt_word)).key("matched").begin_array();
  for (playbook::Matched const& matched : match.matched) write_matched(json, matched);
  json.end_array();
}

/// The members of the deciding half.
void write_decision(JsonWriter& json, engine::Explanation const& explanation) {
  json.key("lines").begin_array();
  for (engine::Line const& line : explanation.lines) {
    json.begin_object().key("name").string(line.name);
    json.key("applied").boolean(line.applied == engine::Applied::yes).end_object();
  }
  json.end_array().key("asked").begin_array();
  for (engine::Asked const& asked : explanation.asked) {
    json.begin_object().key("rule").string(asked.rule);
    json.key("verdict").string(asked.verdict).end_object();
  }
  json.end_array().key("winner").string(explanation.winner);
  json.key("outcome").begin_object().key("kind").string(word(explanation.outcome.kind));
  json.key("detail").string(explanation.outcome.detail).end_object();
  json.key("effects").raw(encode(explanation.effects));
}

}  // namespace

void append(std::string& json, playbook::Explanation const& match) {
  JsonWriter writer(json);
  writer.begin_object();
  write_match(writer, match);
  writer.end_object();
}

void append(std::string& json, engine::Explanation const& explanation) {
  JsonWriter writer(json);
  writer.begin_object();
  write_match(writer, explanation.match);
  write_decision(writer, explanation);
  writer.end_object();
}

}  // namespace waypost::wire
