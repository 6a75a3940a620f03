#include "waypost/playbook/compile.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <boost/json/monotonic_resource.hpp>

#include "waypost/playbook/dead.h"
#include "waypost/playbook/draft.h"
#include "waypost/playbook/index.h"
#include "waypost/playbook/read.h"
#include "waypost/playbook/repeated.h"
#include "waypost/playbook/source.h"
#include "waypost/unicode/fold.h"
#include "waypost/wire/json.h"

namespace waypost::playbook {
namespace {

using boost::json::object;
using boost::json::value;

constexpr std::size_t kRuleScratchBytes = std::size_t{64} * 1024;

class Compiler {
 public:
  Compiler(std::string_view source, CompileOptions const& options)
      : source_(source), options_(options), maker_(draft_) {}

  Result<Compiled> compile() {
    Result<SourceMap> const map = map_source(source_);
    if (!map) return map.error();
    if (map->rules_value.empty() || map->rules_value.front() != '[') {
      return refuse(Errc::wrong_shape, "/rules", "A playbook needs \"rules\", a list in brackets.");
    }
    Result<SettingsSource> settings = read_settings(*map, diagnostics_);
    if (!settings) return settings.error();
    if (std::optional<Error> const broken = read_rules(map->rules)) return *broken;
    sort_rules(draft_);
    put_settings(*settings);
    index_rules(draft_, parts_);
    index_literals(draft_, parts_);
    index_fuzzy(draft_, parts_);
    index_regexes(draft_, parts_);
    index_payloads(draft_, parts_);
    Compiled compiled;
    compiled.blob = write_blob(parts_, sha256(source_));
    add_dead(compiled.blob);
    compiled.diagnostics = std::move(diagnostics_);
    return compiled;
  }

 private:
  std::optional<Error> read_rules(std::vector<std::string_view> const& rules) {
    std::vector<unsigned char> buffer(kRuleScratchBytes);
    for (std::size_t i = 0; i < rules.size(); ++i) {
      boost::json::monotonic_resource scratch(buffer.data(), buffer.size());
      Result<value> const piece = read_piece(rules[i], &scratch);
      if (!piece)
        return refuse(Errc::not_json, "/rules/" + std::to_string(i), piece.error().detail);
      if (!read_rule_at(*piece, i, rules[i])) break;
    }
    return std::nullopt;
  }

  // False when this rule and those behind it are beyond a limit.
  bool read_rule_at(value const& given, std::size_t place, std::string_view json) {
    std::string pointer = "/rules";
    wire::append_pointer(pointer, place);
    object const* const rule = given.if_object();
    if (rule == nullptr) {
      add(Code::E_FIELD, std::nullopt, pointer, "Write a rule as an object in braces.");
      return true;
    }
    std::string const id = id_of(*rule);
    auto const named = id.empty() ? std::nullopt : std::optional<std::string>(id);
    Remarks remarks(diagnostics_, named);
    if (is_disabled(*rule)) {
      // Not looked at further, unless that it is disabled may be a slip itself.
      remark_repeated(json, pointer, remarks, pointer + "/enabled");
      return true;
    }
    auto const end = static_cast<std::size_t>(json.data() + json.size() - source_.data());
    if (rules_ == kRulesMax || end > kSourceBytesMax) {
      add(Code::E_TOO_MANY, named, pointer,
          rules_ == kRulesMax
              ? "Remove rules: a playbook may have 100,000, this one and those behind it are left "
                "out."
              : "Shorten the playbook: of 16 MiB the rest is left out, from this rule on.");
      return false;
    }
    ++rules_;
    if (named && !ids_.insert(id).second) {
      add(Code::E_DUP_ID, named, pointer + "/id",
          "Rename this rule: an earlier one has the same id.");
      return true;
    }
    remark_repeated(json, pointer, remarks);
    if (named) {
      take(*rule, place, pointer, remarks);
    } else {
      add(Code::E_FIELD, named, pointer + "/id",
          "Give the rule an `id` of 1 to 128 bytes of text.");
    }
    return true;
  }

  void take(object const& given, std::size_t place, std::string const& pointer, Remarks& remarks) {
    std::optional<RuleSource> rule = read_rule(given, pointer, remarks);
    if (!rule) return;
    rule->place = static_cast<std::uint32_t>(place);
    bool const does_nothing = rule->replies.empty() && !has_effect(*rule);
    std::size_t const before = draft_.rules.size();
    maker_.add(std::move(*rule), pointer, remarks);
    if (does_nothing && draft_.rules.size() != before) {
      remarks.add(Code::W_NO_REPLY, pointer,
                  "Give the rule a `reply`: it answers nothing and sets nothing.");
    }
  }

  static bool has_effect(RuleSource const& rule) noexcept {
    ExtraSource const* const extra = rule.extra.get();
    return extra != nullptr && (!extra->tags_add.empty() || !extra->tags_remove.empty() ||
                                !extra->fields_set.empty() || extra->takeover_s);
  }

  void add(Code code, std::optional<std::string> rule, std::string where, std::string text) {
    diagnostics_.push_back({code, std::move(rule), std::move(where), std::move(text), {}});
  }

  void put_settings(SettingsSource const& source) {
    parts_.settings.emplace_back();
    blob::SettingsRecord& settings = parts_.settings.front();
    settings.late_after_s = source.late_after_s;
    settings.late_policy = static_cast<std::uint32_t>(source.late_policy);
    settings.late_reply = parts_.put(source.late_reply);
    settings.loop_replies = source.loop_replies;
    settings.loop_within_s = source.loop_within_s;
    settings.vars = parts_.put(source.vars);
    settings.hours_given = static_cast<std::uint32_t>(source.hours_given);
    for (std::size_t day = 0; day < source.week.size(); ++day) {
      settings.week[day] = {static_cast<std::uint32_t>(parts_.openings.size()),
                            static_cast<std::uint32_t>(source.week[day].size())};
      parts_.openings.insert(parts_.openings.end(), source.week[day].begin(),
                             source.week[day].end());
    }
    parts_.holidays = source.holidays;
    settings.opt_out = opt_record(source.opt_out);
    settings.opt_in = opt_record(source.opt_in);
    put_zone(source.zone, settings);
  }

  blob::OptRecord opt_record(OptSource const& source) {
    std::vector<std::string> words;
    for (std::string const& word : source.words) {
      std::string folded = unicode::fold(word, unicode::Fold::loose);
      if (!folded.empty()) words.push_back(std::move(folded));
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    blob::OptRecord record;
    record.words = parts_.put_texts(words);
    record.reply = parts_.put(source.reply);
    record.scope = static_cast<std::uint32_t>(source.scope);
    return record;
  }

  void put_zone(std::string const& wanted, blob::SettingsRecord& settings) {
    std::string_view name = wanted.empty() ? options_.tenant_zone : std::string_view(wanted);
    Zone const* zone = find_zone(name);
    if (zone == nullptr && !wanted.empty() && name != "UTC") {
      add(Code::E_FIELD, std::nullopt, "/hours/zone",
          "Name a time zone as Europe/Istanbul does; the tenant's is used instead.");
      name = options_.tenant_zone;
      zone = find_zone(name);
    }
    settings.zone = parts_.put(zone == nullptr ? std::string_view("UTC") : name);
    if (zone != nullptr)
      parts_.transitions.assign(zone->transitions.begin(), zone->transitions.end());
  }

  [[nodiscard]] Zone const* find_zone(std::string_view name) const noexcept {
    for (Zone const& zone : options_.zones) {
      if (zone.name == name) return &zone;
    }
    return nullptr;
  }

  // The shadows are looked for in the playbook as it works, which opens it a first time.
  void add_dead(std::string const& blob) {
    Result<Playbook> const playbook = open(blob);
    if (!playbook) return;
    for (Diagnostic& dead : find_dead(draft_, *playbook)) diagnostics_.push_back(std::move(dead));
  }

  std::string_view source_;
  CompileOptions const& options_;
  std::vector<Diagnostic> diagnostics_;
  std::unordered_set<std::string> ids_;
  std::size_t rules_ = 0;
  Draft draft_;
  TriggerMaker maker_;
  Parts parts_;
};

}  // namespace

Result<Compiled> compile(std::string_view source, CompileOptions const& options) {
  return Compiler(source, options).compile();
}

std::string wanted_zone(std::string_view source) {
  Result<SourceMap> const map = map_source(source);
  if (!map) return {};
  Result<value> const hours = read_piece(value_of(*map, "hours"));
  object const* const members = hours ? hours->if_object() : nullptr;
  value const* const zone = members == nullptr ? nullptr : members->if_contains("zone");
  auto const* const name = zone == nullptr ? nullptr : zone->if_string();
  return name == nullptr ? std::string() : std::string(*name);
}

}  // namespace waypost::playbook
