// The doors to what the operator wrote: compile it, open it, ask it.

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "waypost/base/sha256.h"
#include "waypost/playbook/compile.h"
#include "waypost/playbook/explain.h"
#include "waypost/playbook/match.h"
#include "waypost/playbook/open.h"
#include "waypost/unicode/fold.h"
#include "waypost/unicode/words.h"
#include "waypost/wire/json.h"

#include "door.h"
#include "playbook_handle.h"

namespace waypost::door {
namespace {

/// Zones as compile() borrows them, and where their transitions live meanwhile.
struct Zones {
  std::vector<std::vector<playbook::Transition>> transitions;
  std::vector<playbook::Zone> zones;
};

std::optional<playbook::Transition> transition_of(boost::json::value const& value) {
  boost::json::array const* const pair = value.if_array();
  if (pair == nullptr || pair->size() != 2) return std::nullopt;
  auto const* const at = (*pair)[0].if_int64();
  auto const* const offset = (*pair)[1].if_int64();
  constexpr std::int64_t kDay = 86'400;
  if (at == nullptr || offset == nullptr || *offset < -kDay || *offset > kDay) return std::nullopt;
  return playbook::Transition{*at, static_cast<std::int32_t>(*offset), 0};
}

std::optional<Zones> zones_of(boost::json::object const& options) {
  Zones made;
  boost::json::array const* const list = array_of(options, "zones");
  if (list == nullptr) return made;
  std::vector<std::string_view> names;
  for (boost::json::value const& value : *list) {
    boost::json::object const* const zone = value.if_object();
    if (zone == nullptr) return std::nullopt;
    auto const name = text_of(*zone, "name");
    boost::json::array const* const pairs = array_of(*zone, "transitions");
    if (!name || pairs == nullptr) return std::nullopt;
    std::vector<playbook::Transition> transitions;
    for (boost::json::value const& pair : *pairs) {
      auto const transition = transition_of(pair);
      if (!transition) return std::nullopt;
      transitions.push_back(*transition);
    }
    names.push_back(*name);
    made.transitions.push_back(std::move(transitions));
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    made.zones.push_back({names[i], made.transitions[i]});
  }
  return made;
}

void write_diagnostics(wire::JsonWriter& json,
                       std::vector<playbook::Diagnostic> const& diagnostics) {
  json.begin_array();
  for (playbook::Diagnostic const& diagnostic : diagnostics) {
    json.begin_object().key("code").string(playbook::word(diagnostic.code)).key("rule");
    if (diagnostic.rule) {
      json.string(*diagnostic.rule);
    } else {
      json.null();
    }
    json.key("where").string(diagnostic.where).key("text").string(diagnostic.text);
    if (!diagnostic.shadows.empty()) {
      json.key("shadows").begin_array();
      for (playbook::Shadow const& shadow : diagnostic.shadows) {
        json.begin_object().key("trigger").string(shadow.trigger).key("rule").string(shadow.rule);
        json.key("witness").string(shadow.witness).end_object();
      }
      json.end_array();
    }
    json.end_object();
  }
  json.end_array();
}

/// The blob of the last compilation: it outlives the call like every other answer.
std::string& kept_blob() noexcept {
  thread_local std::string blob;
  return blob;
}

void compile(Call& call, std::string_view source, std::string_view options, wp_result* blob) {
  boost::json::object const* given = nullptr;
  if (!options.empty()) {
    given = call.read(options);
    if (given == nullptr) return;
  }
  auto const zones = given == nullptr ? Zones{} : zones_of(*given);
  if (!zones) return call.refuse_member("/zones", "A zone is a name and pairs [at_s, offset_s].");
  playbook::CompileOptions chosen;
  chosen.zones = zones->zones;
  if (given != nullptr) chosen.tenant_zone = text_of(*given, "tenant_zone").value_or("UTC");

  Result<playbook::Compiled> compiled = playbook::compile(source, chosen);
  if (!compiled) return call.refuse(compiled.error());
  wire::JsonWriter json(call.text());
  json.begin_object().key("diagnostics");
  write_diagnostics(json, compiled->diagnostics);
  json.key("zone").string(playbook::wanted_zone(source)).end_object();
  kept_blob() = std::move(compiled->blob);
  blob->status = WAYPOST_OK;
  blob->data = reinterpret_cast<std::uint8_t const*>(kept_blob().data());
  blob->size = kept_blob().size();
  call.answer();
}

/// SHA-256 of the source a playbook was compiled from, as hex.
std::string source_of(playbook::Playbook const& playbook) {
  Digest digest{};
  std::string_view const raw = playbook.source_digest();
  std::copy_n(raw.begin(), std::min(raw.size(), digest.size()), digest.begin());
  return hex(digest);
}

playbook::Query query_of(boost::json::object const& input) {
  playbook::Query query;
  query.text = text_of(input, "message");
  query.payload = text_of(input, "payload");
  bool const first = boolean_of(input, "first_contact").value_or(false);
  query.first = first ? playbook::FirstContact::yes : playbook::FirstContact::no;
  return query;
}

void match(wp_playbook& handle, Call& call, boost::json::object const& input) {
  auto const found = playbook::match(handle.playbook, query_of(input), handle.scratch.match);
  wire::JsonWriter json(call.text());
  json.begin_object();
  if (found) {
    json.key("rule").string(handle.playbook.rule(*found).id()).key("index").integer(*found);
  } else {
    json.key("rule").null().key("index").null();
  }
  json.end_object();
  call.answer();
}

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

void explain(wp_playbook& handle, Call& call, boost::json::object const& input) {
  auto const told = playbook::explain(handle.playbook, query_of(input), handle.scratch.match);
  wire::JsonWriter json(call.text());
  json.begin_object();
  write_optional(json, "loose", told.loose);
  write_optional(json, "strict", told.strict);
  write_optional(json, "regex", told.regex);
  json.key("words").begin_array();
  for (std::string const& one : told.words) json.string(one);
  json.end_array().key("opt_word").string(word(told.opt_word)).key("matched").begin_array();
  for (playbook::Matched const& matched : told.matched) write_matched(json, matched);
  json.end_array().end_object();
  call.answer();
}

void fold(Call& call, boost::json::object const& input) {
  auto const text = text_of(input, "text");
  std::string_view const kind = text_of(input, "fold").value_or("loose");
  if (!text) return call.refuse_member("/text", "A string is needed.");
  if (kind != "loose" && kind != "strict") return call.refuse_member("/fold", "loose or strict.");
  std::string const folded =
      unicode::fold(*text, kind == "loose" ? unicode::Fold::loose : unicode::Fold::strict);
  std::vector<unicode::Word> words;
  unicode::words_of(folded, folded.size(), words);
  wire::JsonWriter json(call.text());
  json.begin_object().key("text").string(folded).key("words").begin_array();
  for (unicode::Word const one : words) {
    json.string(std::string_view(folded).substr(one.begin, one.end - one.begin));
  }
  json.end_array().end_object();
  call.answer();
}

}  // namespace
}  // namespace waypost::door

extern "C" {

void wp_compile(std::uint8_t const* source,
                std::size_t source_size,
                std::uint8_t const* options,
                std::size_t options_size,
                wp_result* blob,
                wp_result* report) {
  namespace door = waypost::door;
  *blob = {WAYPOST_REFUSED, nullptr, 0};
  door::Call call(report, options_size);
  door::compile(call, door::bytes(source, source_size), door::bytes(options, options_size), blob);
}

wp_playbook* wp_open(std::uint8_t const* blob, std::size_t size, wp_result* result) {
  namespace door = waypost::door;
  door::Call call(result, 0);
  auto opened = waypost::playbook::open(door::bytes(blob, size));
  if (!opened) {
    call.refuse(opened.error());
    return nullptr;
  }
  auto handle = std::make_unique<wp_playbook>(wp_playbook{std::move(*opened), {}});
  waypost::wire::JsonWriter json(call.text());
  json.begin_object().key("rules");
  json.integer(static_cast<std::int64_t>(handle->playbook.rule_count()));
  json.key("source").string(door::source_of(handle->playbook)).end_object();
  call.answer();
  return handle.release();
}

void wp_close(wp_playbook* playbook) {
  delete playbook;
}

void wp_match(wp_playbook* playbook,
              std::uint8_t const* json,
              std::size_t size,
              wp_result* result) {
  waypost::door::run(json, size, result, [playbook](auto& call, auto const& input) {
    waypost::door::match(*playbook, call, input);
  });
}

void wp_explain(wp_playbook* playbook,
                std::uint8_t const* json,
                std::size_t size,
                wp_result* result) {
  waypost::door::run(json, size, result, [playbook](auto& call, auto const& input) {
    waypost::door::explain(*playbook, call, input);
  });
}

void wp_fold(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::fold);
}

}  // extern "C"
