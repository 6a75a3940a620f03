// The doors to what the operator wrote: compile it, open it, ask it.

#include <algorithm>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "waypost/base/sha256.h"
#include "waypost/playbook/compile.h"
#include "waypost/playbook/match.h"
#include "waypost/playbook/open.h"
#include "waypost/schedule/zones.h"
#include "waypost/unicode/fold.h"
#include "waypost/unicode/words.h"
#include "waypost/wire/json.h"

#include "door.h"
#include "playbook_handle.h"

namespace waypost::door {
namespace {

/// The zones that a source may need, as compile() borrows them, and their transitions.
class Zones {
 public:
  /// A zone that the table lacks is left out: compile() tells the operator.
  void add(std::string_view table, std::string_view name) {
    Result<std::vector<playbook::Transition>> found = schedule::zone_transitions(table, name);
    if (!found) return;
    transitions_.push_back(std::move(*found));
    zones_.push_back({name, transitions_.back()});
  }
  [[nodiscard]] std::span<playbook::Zone const> zones() const noexcept { return zones_; }

 private:
  std::deque<std::vector<playbook::Transition>> transitions_;  // never moves what it holds
  std::vector<playbook::Zone> zones_;
};

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
  playbook::CompileOptions chosen;
  std::string const named = playbook::wanted_zone(source);
  Zones zones;
  if (given != nullptr) {
    chosen.tenant_zone = text_of(*given, "tenant_zone").value_or("UTC");
    std::string_view const table = text_of(*given, "zone_table").value_or("");
    for (std::string_view const name : {std::string_view(named), chosen.tenant_zone}) {
      if (!name.empty()) zones.add(table, name);
    }
  }
  chosen.zones = zones.zones();

  Result<playbook::Compiled> compiled = playbook::compile(source, chosen);
  if (!compiled) return call.refuse(compiled.error());
  wire::JsonWriter json(call.text());
  json.begin_object().key("diagnostics");
  write_diagnostics(json, compiled->diagnostics);
  json.end_object();
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

void wp_fold(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::fold);
}

}  // extern "C"
