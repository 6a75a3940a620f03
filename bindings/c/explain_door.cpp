// The door that tells why: how a message was read, what matched, and what was decided.

#include <optional>
#include <string>
#include <string_view>

#include "waypost/engine/explain.h"
#include "waypost/playbook/explain.h"
#include "waypost/wire/encode.h"
#include "waypost/wire/json.h"
#include "waypost/wire/words.h"

#include "door.h"
#include "playbook_handle.h"

namespace waypost::door {
namespace {

void write_optional(wire::JsonWriter& json,
                    std::string_view name,
                    std::optional<std::string> const& text) {
  json.key(name);
  if (text) {
    json.string(*text);
  } else {
    json.null();
  }
}

std::string_view word(playbook::OptWord opt) noexcept {
  switch (opt) {
    case playbook::OptWord::none: return "none";
    case playbook::OptWord::opt_out: return "opt_out";
    case playbook::OptWord::opt_in: return "opt_in";
  }
  return "none";
}

void write_matched(wire::JsonWriter& json, playbook::Matched const& matched) {
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
void write_match(wire::JsonWriter& json, playbook::Explanation const& told) {
  write_optional(json, "loose", told.loose);
  write_optional(json, "strict", told.strict);
  write_optional(json, "regex", told.regex);
  json.key("words").begin_array();
  for (std::string const& one : told.words) json.string(one);
  json.end_array().key("opt_word").string(word(told.opt_word)).key("matched").begin_array();
  for (playbook::Matched const& matched : told.matched) write_matched(json, matched);
  json.end_array();
}

/// The members of the deciding half.
void write_decision(wire::JsonWriter& json, engine::Explanation const& told) {
  json.key("lines").begin_array();
  for (engine::Line const& line : told.lines) {
    json.begin_object().key("name").string(line.name);
    json.key("applied").boolean(line.applied == engine::Applied::yes).end_object();
  }
  json.end_array().key("asked").begin_array();
  for (engine::Asked const& asked : told.asked) {
    json.begin_object().key("rule").string(asked.rule);
    json.key("verdict").string(asked.verdict).end_object();
  }
  json.end_array().key("winner").string(told.winner);
  json.key("outcome").begin_object().key("kind").string(wire::word(told.outcome.kind));
  json.key("detail").string(told.outcome.detail).end_object();
  json.key("effects").raw(wire::encode(told.effects));
}

void explain_event(wp_playbook& handle, Call& call, boost::json::object const& input) {
  auto const now = call.instant(input, "now_us");
  if (!now) return;
  auto const snapshot = call.decode<engine::Snapshot>(input, "snapshot");
  if (!snapshot) return;
  auto const event = call.decode<webhook::Event>(input, "event");
  if (!event) return;
  auto const told = engine::explain(handle.playbook, *snapshot, *event, *now, handle.scratch);
  wire::JsonWriter json(call.text());
  json.begin_object();
  write_match(json, told.match);
  write_decision(json, told);
  json.end_object();
  call.answer();
}

void explain(wp_playbook& handle, Call& call, boost::json::object const& input) {
  if (member(input, "event") != nullptr) return explain_event(handle, call, input);
  auto const told = playbook::explain(handle.playbook, query_of(input), handle.scratch.match);
  wire::JsonWriter json(call.text());
  json.begin_object();
  write_match(json, told);
  json.end_object();
  call.answer();
}

}  // namespace
}  // namespace waypost::door

extern "C" {

void wp_explain(wp_playbook* playbook,
                std::uint8_t const* json,
                std::size_t size,
                wp_result* result) {
  waypost::door::run(json, size, result, [playbook](auto& call, auto const& input) {
    waypost::door::explain(*playbook, call, input);
  });
}

}  // extern "C"
