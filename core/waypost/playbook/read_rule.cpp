#include <array>
#include <limits>
#include <utility>

#include "waypost/playbook/compile.h"
#include "waypost/playbook/read.h"
#include "waypost/template/body.h"
#include "waypost/wire/json.h"
#include "waypost/wire/read.h"

namespace waypost::playbook {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

template <class E>
using Words = std::pair<std::string_view, E>;

constexpr std::array kKinds = {
    Words<Kind>{"is", Kind::is},
    Words<Kind>{"starts_with", Kind::starts_with},
    Words<Kind>{"ends_with", Kind::ends_with},
    Words<Kind>{"contains", Kind::contains},
    Words<Kind>{"contains_word", Kind::contains_word},
    Words<Kind>{"keywords", Kind::keywords},
    Words<Kind>{"fuzzy", Kind::fuzzy},
    Words<Kind>{"regex", Kind::regex},
    Words<Kind>{"payload", Kind::payload},
    Words<Kind>{"welcome", Kind::welcome},
    Words<Kind>{"fallback", Kind::fallback},
};
constexpr std::array kFolds = {Words<unicode::Fold>{"loose", unicode::Fold::loose},
                               Words<unicode::Fold>{"strict", unicode::Fold::strict}};
constexpr std::array kWhens = {Words<When>{"any", When::any}, Words<When>{"open", When::open},
                               Words<When>{"closed", When::closed}};
constexpr std::array kMatches = {Words<PayloadMatch>{"exact", PayloadMatch::exact},
                                 Words<PayloadMatch>{"prefix", PayloadMatch::prefix}};

// A string of triggers is a list; commas of four scripts and line breaks part it.
std::vector<TriggerSource> split(std::string_view list) {
  constexpr std::array<std::string_view, 6> kSeparators = {
      ",", "\xD8\x8C", "\xEF\xBC\x8C", "\xE3\x80\x81", "\n", "\r"};
  std::vector<TriggerSource> triggers(1, {{}, kNoEntry});
  while (!list.empty()) {
    if (list.substr(0, 2) == "\\," || list.substr(0, 2) == "\\\\") {
      triggers.back().text += list[1];
      list.remove_prefix(2);
      continue;
    }
    std::size_t skip = 0;
    for (std::string_view const separator : kSeparators) {
      if (list.substr(0, separator.size()) == separator) skip = separator.size();
    }
    if (skip != 0) {
      triggers.push_back({{}, kNoEntry});
      list.remove_prefix(skip);
    } else {
      triggers.back().text += list[0];
      list.remove_prefix(1);
    }
  }
  return triggers;
}

// The texts of an array with their places. `all` tells whether every entry was one.
std::vector<TriggerSource> entries_of(array const& list,
                                      std::string const& where,
                                      Remarks& remarks,
                                      bool& all) {
  std::vector<TriggerSource> entries;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (auto const* const text = list[i].if_string()) {
      entries.push_back({std::string(*text), static_cast<std::uint32_t>(i)});
      continue;
    }
    all = false;
    std::string pointer = where;
    wire::append_pointer(pointer, i);
    remarks.add(Code::E_FIELD, std::move(pointer), "Write this entry as a text in quotes.");
  }
  return entries;
}

class RuleReader {
 public:
  RuleReader(object const& rule, std::string const& pointer, Remarks& remarks)
      : reader_(rule, pointer, remarks), pointer_(pointer), remarks_(remarks) {}

  std::optional<RuleSource> read() {
    rule_.id = *reader_.text("id");
    static_cast<void>(reader_.boolean("enabled"));
    read_kind();
    rule_.priority = reader_
                         .integer("priority", std::numeric_limits<std::int64_t>::min(),
                                  std::numeric_limits<std::int64_t>::max())
                         .value_or(0);
    rule_.fold = reader_.choice("fold", kFolds).value_or(unicode::Fold::loose);
    rule_.letters = reader_.boolean("case_sensitive").value_or(false) ? Case::kept : Case::ignored;
    rule_.match = reader_.choice("match", kMatches).value_or(PayloadMatch::exact);
    rule_.max_edits = static_cast<int>(reader_.integer("max_edits", 0, 2).value_or(2));
    read_triggers();
    read_keywords();
    read_guards();
    read_effects();
    reader_.finish();
    if (!works_) return std::nullopt;
    return std::move(rule_);
  }

 private:
  void read_kind() {
    std::optional<std::string_view> const kind = reader_.text("kind");
    works_ = kind.has_value();
    if (!kind) {
      // A mistyped one is reported by the getter.
      if (reader_.any("kind") == nullptr) {
        remarks_.add(Code::E_FIELD, pointer_, "Give the rule a `kind`, such as contains_word.");
      }
      return;
    }
    for (auto const& [word, known] : kKinds) {
      if (word != *kind) continue;
      rule_.kind = known;
      return;
    }
    works_ = false;
    remarks_.add(Code::E_KIND, reader_.where("kind"),
                 "There is no such kind of rule; use is, starts_with, ends_with, contains, "
                 "contains_word, keywords, fuzzy, regex, payload, welcome or fallback.");
  }

  void read_triggers() {
    value const* const triggers = reader_.any("triggers");
    if (triggers == nullptr) return;
    if (auto const* const text = triggers->if_string()) {
      bool const is_whole = rule_.kind == Kind::regex || rule_.kind == Kind::payload;
      if (is_whole) rule_.triggers.push_back({std::string(*text), kNoEntry});
      if (!is_whole) rule_.triggers = split(*text);
    } else if (array const* const list = triggers->if_array()) {
      bool all = true;
      rule_.triggers = entries_of(*list, reader_.where("triggers"), remarks_, all);
    } else {
      reader_.mistyped("triggers", "a text in quotes or a list in brackets");
    }
  }

  void read_keywords() {
    bool all = true;
    auto const entries = [&](std::string_view name) {
      array const* const list = reader_.array(name);
      return list == nullptr ? std::vector<TriggerSource>()
                             : entries_of(*list, reader_.where(name), remarks_, all);
    };
    rule_.all = entries("all");
    rule_.any = entries("any");
    rule_.none = entries("none");
    // With an entry left out the rule would match more than was asked.
    if (!all && rule_.kind == Kind::keywords) works_ = false;
  }

  ExtraSource& extra() {
    if (!rule_.extra) rule_.extra = std::make_unique<ExtraSource>();
    return *rule_.extra;
  }

  void read_guards() {
    rule_.when = reader_.choice("when", kWhens).value_or(When::any);
    rule_.cooldown_s = static_cast<std::uint32_t>(
        reader_.integer("cooldown_s", 0, std::numeric_limits<std::uint32_t>::max()).value_or(0));
    object const* const contact = reader_.object("contact");
    if (contact == nullptr) return;
    ObjectReader inner(*contact, reader_.where("contact"), remarks_);
    extra().tags_all = inner.texts("tags_all");
    extra().tags_none = inner.texts("tags_none");
    extra().fields_guard = fields_in(inner);
    inner.finish();
  }

  void read_effects() {
    rule_.quote = reader_.boolean("quote").value_or(false);
    if (value const* const reply = reader_.any("reply"); reply != nullptr && !reply->is_null()) {
      std::optional<std::vector<std::string>> replies =
          read_replies(*reply, reader_.where("reply"), remarks_);
      works_ = works_ && replies.has_value();
      if (replies) rule_.replies = std::move(*replies);
    }
    if (object const* const set = reader_.object("set")) {
      ObjectReader inner(*set, reader_.where("set"), remarks_);
      extra().tags_add = inner.texts("tags_add");
      extra().tags_remove = inner.texts("tags_remove");
      extra().fields_set = fields_in(inner);
      inner.finish();
    }
    constexpr std::int64_t kSecondsMax = std::numeric_limits<std::uint32_t>::max();
    if (auto const takeover = reader_.integer("takeover_s", -1, kSecondsMax)) {
      extra().takeover_s = takeover;
    }
  }

  // `fields` of a guard or of `set`: texts, numbers and booleans become text, null stays nothing.
  std::vector<FieldSource> fields_in(ObjectReader& reader) {
    std::vector<FieldSource> fields;
    object const* const members = reader.object("fields");
    if (members == nullptr) return fields;
    for (auto const& member : *members) {
      value const& given = member.value();
      if (given.is_null()) {
        fields.push_back({std::string(member.key()), std::nullopt});
      } else if (auto const* const text = given.if_string()) {
        fields.push_back({std::string(member.key()), std::string(*text)});
      } else if (given.is_object() || given.is_array()) {
        std::string pointer = reader.where("fields");
        wire::append_pointer(pointer, std::string_view(member.key()));
        remarks_.add(Code::E_FIELD, std::move(pointer),
                     "Write the value as a text, a number, true, false or null.");
      } else {
        fields.push_back({std::string(member.key()), wire::to_json(given)});
      }
    }
    return fields;
  }

  ObjectReader reader_;
  std::string const& pointer_;
  Remarks& remarks_;
  RuleSource rule_;
  bool works_ = true;
};

// Remarks on one reply. Whether it can be sent.
bool check_one(value const& reply, std::string const& where, Remarks& remarks) {
  bool works = true;
  for (templating::TemplateError const& error : templating::check_reply(reply, where)) {
    bool const is_field = error.code == templating::TemplateErrc::field;
    std::string const remedy =
        error.detail.empty() ? std::string(templating::remedy_of(error.code)) : error.detail;
    std::string text =
        is_field ? remedy : std::string(templating::word_of(error.code)) + ": " + remedy;
    remarks.add(is_field ? Code::E_FIELD : Code::E_REPLY, error.where, std::move(text));
    works = works && is_field;
  }
  return works;
}

// Texts that are too long even with every variable empty.
void warn_truncated(value const& reply, std::string const& where, Remarks& remarks) {
  auto const body = templating::make_body(reply, {templating::Address::Kind::phone, "0"}, {});
  if (!body) return;
  for (std::string const& field : body->truncated) {
    remarks.add(Code::W_TRUNCATED, where,
                "Shorten `" + field +
                    "`: WhatsApp shows no more than its limit, and the rest will be cut.");
  }
}

}  // namespace

bool is_disabled(object const& rule) {
  value const* const enabled = rule.if_contains("enabled");
  bool const* const given = enabled == nullptr ? nullptr : enabled->if_bool();
  return given != nullptr && !*given;
}

std::string id_of(object const& rule) {
  value const* const id = rule.if_contains("id");
  auto const* const text = id == nullptr ? nullptr : id->if_string();
  if (text == nullptr || text->size() > kRuleIdBytesMax) return {};
  return std::string(*text);
}

std::optional<RuleSource> read_rule(object const& rule,
                                    std::string const& pointer,
                                    Remarks& remarks) {
  return RuleReader(rule, pointer, remarks).read();
}

std::optional<std::vector<std::string>> read_replies(value const& given,
                                                     std::string const& where,
                                                     Remarks& remarks) {
  std::vector<std::string> replies;
  bool works = true;
  auto const add = [&](value const& reply, std::string const& pointer) {
    works = check_one(reply, pointer, remarks) && works;
    if (works) warn_truncated(reply, pointer, remarks);
    if (works) replies.push_back(wire::to_json(reply));
  };
  array const* const list = given.if_array();
  if (list == nullptr) {
    add(given, where);
  } else if (list->size() > kRepliesMax) {
    remarks.add(Code::E_REPLY, where, "E_COUNT: A rule sends at most 10 messages; remove some.");
    works = false;
  } else {
    for (std::size_t i = 0; i < list->size(); ++i) {
      std::string pointer = where;
      wire::append_pointer(pointer, i);
      add((*list)[i], pointer);
    }
  }
  if (!works) return std::nullopt;
  return replies;
}

Result<value> read_piece(std::string_view json, boost::json::storage_ptr const& scratch) {
  wire::JsonLimits limits;
  limits.bytes = json.size();
  limits.values = json.size() + 1;
  Result<value> read = wire::read_json(json, scratch, limits);
  if (!read) return refuse(Errc::not_json, {}, "The playbook is not JSON in UTF-8.");
  return read;
}

}  // namespace waypost::playbook
