#include "cases.h"

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "waypost/wire/json.h"
#include "waypost/wire/read.h"

namespace waypost::vectors {
namespace {

namespace json = boost::json;
using wire::to_json;

json::value const& at(json::object const& object, std::string_view name) {
  static json::value const null;
  json::value const* const found = object.if_contains(name);
  return found == nullptr ? null : *found;
}

std::string text_of(json::value const& value) {
  json::string const* const text = value.if_string();
  return text == nullptr ? std::string{} : std::string(text->data(), text->size());
}

json::value value_of(Answer const& answer) {
  Result<json::value> read = wire::read_json(answer.text);
  if (read) return *read;
  return json::object{{"error", "not JSON: " + answer.text}};
}

json::object parsed(Answer const& answer) {
  json::value const value = value_of(answer);
  json::object const* const object = value.if_object();
  return object == nullptr ? json::object{{"error", "no object: " + answer.text}} : *object;
}

std::string differs(std::string_view what, json::value const& want, json::value const& got) {
  return std::string(what) + ": expected " + to_json(want) + ", got " + to_json(got);
}

/// Compares an answer with `expect`: {"error":"<code>"} or the members that must be there.
std::string compare(Answer const& answer, json::value const& expect) {
  json::object const got = parsed(answer);
  json::object const* const want = expect.if_object();
  if (want == nullptr) return "the case expects no object";
  if (json::value const* const code = want->if_contains("error"); code != nullptr) {
    json::object const* const error = at(got, "error").if_object();
    json::value const given = error == nullptr ? json::value() : at(*error, "code");
    bool const is = answer.refused && same(*code, given);
    return is ? "" : differs("error", *code, json::value(got));
  }
  if (answer.refused) return differs("refused", expect, json::value(got));
  for (auto const& [name, value] : *want) {
    if (got.if_contains(name) == nullptr || !same(value, at(got, name))) {
      return differs(std::string_view(name.data(), name.size()), value, at(got, name));
    }
  }
  return {};
}

using Pairs = std::set<std::pair<std::string, std::string>>;

/// [rule, code] of the errors; a diagnostic about no rule has "null" for the rule.
Pairs errors_of(json::object const& report) {
  Pairs pairs;
  json::array const* const list = at(report, "diagnostics").if_array();
  for (json::value const& value : list == nullptr ? json::array{} : *list) {
    json::object const* const one = value.if_object();
    if (one == nullptr) continue;
    std::string const code = text_of(at(*one, "code"));
    if (code.starts_with("E_")) pairs.emplace(to_json(at(*one, "rule")), code);
  }
  return pairs;
}

Pairs errors_expected(json::object const& one) {
  Pairs pairs;
  json::array const* const list = at(one, "diagnostics").if_array();
  for (json::value const& value : list == nullptr ? json::array{} : *list) {
    json::array const* const pair = value.if_array();
    if (pair != nullptr && pair->size() == 2)
      pairs.emplace(to_json((*pair)[0]), text_of((*pair)[1]));
  }
  return pairs;
}

std::string run_matching(Doors& doors, json::object const& one) {
  json::object const source{{"waypost", 1}, {"rules", at(one, "rules")}};
  Doors::Compiled const compiled = doors.compile(to_json(source), "");
  if (compiled.report.refused) return "compile refused: " + compiled.report.text;
  if (errors_of(parsed(compiled.report)) != errors_expected(one)) {
    return differs("diagnostics", at(one, "diagnostics"), json::value(parsed(compiled.report)));
  }
  auto const playbook = doors.open(compiled.blob);
  if (playbook == nullptr) return "open refused what compile made";
  json::object const query{{"message", at(one, "message")},
                           {"payload", at(one, "payload")},
                           {"first_contact", at(one, "first_contact")}};
  Answer const answer = doors.ask(*playbook, "wp_match", to_json(query));
  json::value const rule = at(parsed(answer), "rule");
  if (answer.refused || !same(rule, at(one, "expect")))
    return differs("rule", at(one, "expect"), rule);
  Answer const told = doors.ask(*playbook, "wp_explain", to_json(query));
  return told.refused ? "explain refused: " + told.text : "";
}

std::string run_ratelimit(Doors& doors, json::object const& one) {
  json::value state = at(one, "state");
  json::array const* const steps = at(one, "steps").if_array();
  if (steps == nullptr) return "no steps";
  for (std::size_t i = 0; i < steps->size(); ++i) {
    json::object const* const step = (*steps)[i].if_object();
    if (step == nullptr) return "a step is no object";
    json::object const input{
        {"limits", at(one, "limits")}, {"state", state}, {"req", at(*step, "req")}};
    Answer const answer = doors.call("wp_limit", to_json(input));
    std::string const wrong = compare(answer, at(*step, "expect"));
    if (!wrong.empty()) return "step " + std::to_string(i) + ": " + wrong;
    state = at(parsed(answer), "state");
  }
  return {};
}

/// A case that is a door's input itself, with `expect` beside it.
std::string run_plain(Doors& doors, std::string const& door, json::object const& one) {
  if (!doors.has(door)) return "no such door: " + door;
  json::object input = one;
  for (std::string_view const name : {"id", "op", "why", "expect"}) input.erase(name);
  return compare(doors.call(door, to_json(input)), at(one, "expect"));
}

std::string run_templating(Doors& doors, json::object const& one) {
  static std::map<std::string, std::string> const ops{{"render", "wp_render"},
                                                      {"analyze", "wp_analyze"},
                                                      {"components", "wp_components"},
                                                      {"payload", "wp_body"}};
  std::string const op = text_of(at(one, "op"));
  auto const door = ops.find(op);
  return door == ops.end() ? "unknown op: " + op : run_plain(doors, door->second, one);
}

/// The time zones of every host.
std::string const& zone_table() {
  static std::string const table = [] {
    std::ifstream in(WAYPOST_ZONES, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }();
  return table;
}

/// The door's input is `given`; its whole answer is `expect`. A body is given as JSON or, to be
/// exact in its bytes, as a string; a playbook as its source.
std::string run_given(Doors& doors, std::string const& door, json::object const& one) {
  json::object const* const given = at(one, "given").if_object();
  json::value const& expect = at(one, "expect");
  if (given == nullptr) return "no given";
  Answer answer;
  if (door == "wp_parse") {
    json::value const& body = at(*given, "body");
    answer = doors.call(door, body.is_string() ? text_of(body) : to_json(body));
  } else if (door == "wp_decide") {
    json::object const options{{"zone_table", zone_table()}};
    Doors::Compiled const compiled =
        doors.compile(to_json(at(*given, "playbook")), to_json(options));
    auto const playbook = doors.open(compiled.blob);
    if (playbook == nullptr) return "no playbook: " + compiled.report.text;
    json::object input = *given;
    input.erase("playbook");
    answer = doors.ask(*playbook, door, to_json(input));
  } else {
    answer = doors.call(door, to_json(*given));
  }
  json::object const* const want = expect.if_object();
  if (want != nullptr && want->contains("error")) return compare(answer, expect);
  json::value const got = value_of(answer);
  return !answer.refused && same(got, expect) ? "" : differs("answer", expect, got);
}

double number_of(json::value const& value) {
  if (auto const* const whole = value.if_int64()) return static_cast<double>(*whole);
  if (auto const* const natural = value.if_uint64()) return static_cast<double>(*natural);
  return value.get_double();
}

bool same_objects(json::object const& a, json::object const& b) {
  if (a.size() != b.size()) return false;
  for (auto const& [name, value] : a) {
    json::value const* const other = b.if_contains(name);
    if (other == nullptr || !same(value, *other)) return false;
  }
  return true;
}

bool same_arrays(json::array const& a, json::array const& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same(a[i], b[i])) return false;
  }
  return true;
}

}  // namespace

bool same(json::value const& a, json::value const& b) {
  if (a.is_object() && b.is_object()) return same_objects(a.get_object(), b.get_object());
  if (a.is_array() && b.is_array()) return same_arrays(a.get_array(), b.get_array());
  bool const whole = (a.is_int64() || a.is_uint64()) && (b.is_int64() || b.is_uint64());
  if (a.is_number() && b.is_number() && !whole) return number_of(a) == number_of(b);
  return a == b;
}

std::string run_case(Doors& doors, std::string_view file, json::object const& one) {
  if (file == "matching") return run_matching(doors, one);
  if (file == "ratelimit") return run_ratelimit(doors, one);
  if (file == "retry") return run_plain(doors, "wp_classify", one);
  if (file == "templating") return run_templating(doors, one);
  static std::set<std::string_view> const given{"parse", "keys", "decide", "plan", "settle"};
  if (given.count(file) != 0) return run_given(doors, "wp_" + std::string(file), one);
  return "unknown format.file: " + std::string(file);
}

}  // namespace waypost::vectors
