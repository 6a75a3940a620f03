#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "waypost/playbook/read.h"
#include "waypost/playbook/repeated.h"
#include "waypost/wire/json.h"

namespace waypost::playbook {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::int64_t kSecondsMax = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint16_t kDayMinutes = 24 * 60;

// The number that `digits` spell, or nothing.
std::optional<int> digits(std::string_view text) {
  int number = 0;
  for (char const c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

// "09:30" as minutes of a day; 24:00 is its end.
std::optional<std::uint16_t> minutes_of(std::string_view clock) {
  if (clock.size() != 5 || clock[2] != ':') return std::nullopt;
  auto const hour = digits(clock.substr(0, 2));
  auto const minute = digits(clock.substr(3));
  if (!hour || !minute || *minute > 59) return std::nullopt;
  int const minutes = *hour * 60 + *minute;
  if (minutes > kDayMinutes) return std::nullopt;
  return static_cast<std::uint16_t>(minutes);
}

bool is_leap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

// "2026-12-25" as days since 1970-01-01.
std::optional<std::int32_t> day_of(std::string_view date) {
  constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
  auto const year = digits(date.substr(0, 4));
  auto const month = digits(date.substr(5, 2));
  auto const day = digits(date.substr(8));
  if (!year || !month || !day || *year < 1 || *month < 1 || *month > 12) return std::nullopt;
  int const length = kDays[static_cast<std::size_t>(*month - 1)] + (*month == 2 && is_leap(*year));
  if (*day < 1 || *day > length) return std::nullopt;
  int const before = *year - 1;
  int days = before * 365 + before / 4 - before / 100 + before / 400;
  for (int m = 1; m < *month; ++m) {
    days += kDays[static_cast<std::size_t>(m - 1)] + (m == 2 && is_leap(*year));
  }
  constexpr int kEpoch = 719'162;  // days from 0001-01-01 to 1970-01-01
  return days + *day - 1 - kEpoch;
}

class SettingsReader {
 public:
  explicit SettingsReader(Remarks& remarks) : remarks_(remarks) {}

  void read(object const& root) {
    ObjectReader reader(root, "", remarks_);
    if (!reader.integer("waypost", 1, 1) && reader.any("waypost") == nullptr) {
      remarks_.add(Code::E_FIELD, "/waypost", "Add \"waypost\": 1, the version of the format.");
    }
    if (object const* const vars = reader.object("vars")) settings_.vars = wire::to_json(*vars);
    if (object const* const hours = reader.object("hours")) read_hours(*hours);
    if (object const* const late = reader.object("late")) read_late(*late);
    if (object const* const loop = reader.object("loop")) {
      ObjectReader inner(*loop, "/loop", remarks_);
      settings_.loop_replies = inner.integer("replies", 0, kSecondsMax).value_or(20);
      settings_.loop_within_s = inner.integer("within_s", 0, kSecondsMax).value_or(60);
      inner.finish();
    }
    settings_.opt_out.words = default_opt_out_words();
    settings_.opt_in.words = default_opt_in_words();
    if (object const* const opt = reader.object("opt_out"))
      read_opt(*opt, "/opt_out", settings_.opt_out);
    if (object const* const opt = reader.object("opt_in"))
      read_opt(*opt, "/opt_in", settings_.opt_in);
    static_cast<void>(reader.array("tests"));  // read_examples() reads them
    reader.finish();
  }

  SettingsSource take() { return std::move(settings_); }

 private:
  void read_hours(object const& hours) {
    constexpr std::array<std::string_view, 7> kDays = {"mon", "tue", "wed", "thu",
                                                       "fri", "sat", "sun"};
    ObjectReader reader(hours, "/hours", remarks_);
    settings_.zone = reader.text("zone").value_or("");
    object const* const week = reader.object("week");
    array const* const holidays = reader.array("holidays");
    reader.finish();
    if (week == nullptr && holidays == nullptr) return;
    settings_.hours_given = HoursGiven::yes;
    if (week == nullptr) {
      // Holidays alone: open at any other time.
      for (auto& day : settings_.week) day = {{0, kDayMinutes}};
    } else {
      ObjectReader days(*week, "/hours/week", remarks_);
      for (std::size_t i = 0; i < kDays.size(); ++i) {
        if (array const* const day = days.array(kDays[i])) {
          read_day(*day, days.where(kDays[i]), settings_.week[i]);
        }
      }
      days.finish();
    }
    if (holidays != nullptr) read_holidays(*holidays);
  }

  void read_day(array const& day, std::string const& where, std::vector<Opening>& openings) {
    for (std::size_t i = 0; i < day.size(); ++i) {
      std::optional<Opening> const opening = opening_of(day[i]);
      if (opening) {
        openings.push_back(*opening);
        continue;
      }
      std::string pointer = where;
      wire::append_pointer(pointer, i);
      remarks_.add(Code::E_FIELD, std::move(pointer),
                   "Write opening hours as [\"09:00\", \"18:00\"], the end after the beginning; "
                   "split them at midnight.");
    }
    merge(openings);
  }

  static std::optional<Opening> opening_of(value const& pair) {
    array const* const both = pair.if_array();
    if (both == nullptr || both->size() != 2) return std::nullopt;
    auto const* const first = (*both)[0].if_string();
    auto const* const second = (*both)[1].if_string();
    if (first == nullptr || second == nullptr) return std::nullopt;
    auto const from = minutes_of(*first);
    auto const until = minutes_of(*second);
    if (!from || !until || *from >= *until) return std::nullopt;
    return Opening{*from, *until};
  }

  static void merge(std::vector<Opening>& openings) {
    std::sort(openings.begin(), openings.end(), [](Opening const& a, Opening const& b) {
      return a.from != b.from ? a.from < b.from : a.until < b.until;
    });
    std::vector<Opening> merged;
    for (Opening const& opening : openings) {
      if (merged.empty() || opening.from > merged.back().until) {
        merged.push_back(opening);
      } else {
        merged.back().until = std::max(merged.back().until, opening.until);
      }
    }
    openings = std::move(merged);
  }

  void read_holidays(array const& holidays) {
    for (std::size_t i = 0; i < holidays.size(); ++i) {
      auto const* const text = holidays[i].if_string();
      std::optional<std::int32_t> const day = text == nullptr ? std::nullopt : day_of(*text);
      if (day) {
        settings_.holidays.push_back(*day);
        continue;
      }
      std::string pointer = "/hours/holidays";
      wire::append_pointer(pointer, i);
      remarks_.add(Code::E_FIELD, std::move(pointer), "Write a holiday as \"2026-12-25\".");
    }
    std::sort(settings_.holidays.begin(), settings_.holidays.end());
    settings_.holidays.erase(std::unique(settings_.holidays.begin(), settings_.holidays.end()),
                             settings_.holidays.end());
  }

  void read_late(object const& late) {
    constexpr std::array<std::pair<std::string_view, LatePolicy>, 3> kPolicies = {
        {{"silent", LatePolicy::silent},
         {"reply", LatePolicy::reply},
         {"answer", LatePolicy::answer}}};
    ObjectReader reader(late, "/late", remarks_);
    settings_.late_after_s = reader.integer("after_s", 0, kSecondsMax).value_or(3600);
    settings_.late_policy = reader.choice("policy", kPolicies).value_or(LatePolicy::silent);
    settings_.late_reply = reply_in(reader);
    reader.finish();
  }

  void read_opt(object const& given, std::string const& where, OptSource& opt) {
    constexpr std::array<std::pair<std::string_view, OptScope>, 2> kScopes = {
        {{"marketing", OptScope::marketing}, {"all", OptScope::all}}};
    ObjectReader reader(given, where, remarks_);
    // An empty list of words is a wish: nothing opts out.
    value const* const words = given.if_contains("words");
    std::vector<std::string> own = reader.texts("words");
    if (words != nullptr && words->is_array()) opt.words = std::move(own);
    opt.scope = reader.choice("scope", kScopes).value_or(OptScope::marketing);
    opt.reply = reply_in(reader);
    reader.finish();
  }

  // One reply, "" for none, null or one that could never be sent.
  std::string reply_in(ObjectReader& reader) {
    value const* const given = reader.any("reply");
    if (given == nullptr || given->is_null()) return {};
    if (given->is_array()) {
      reader.mistyped("reply", "one message");
      return {};
    }
    auto const replies = read_replies(*given, reader.where("reply"), remarks_);
    return replies && !replies->empty() ? replies->front() : std::string();
  }

  Remarks& remarks_;
  SettingsSource settings_;
};

std::optional<Example> example_of(value const& given, std::string const& where, Remarks& remarks) {
  object const* const members = given.if_object();
  if (members == nullptr) {
    remarks.add(Code::E_FIELD, where, "Write a test as an object in braces.");
    return std::nullopt;
  }
  ObjectReader reader(*members, where, remarks);
  Example example;
  auto const text = [&](std::string_view name) -> std::optional<std::string> {
    value const* const member = members->if_contains(name);
    if (member != nullptr && member->is_null()) {
      static_cast<void>(reader.any(name));
      return std::nullopt;
    }
    std::optional<std::string_view> const read = reader.text(name);
    if (!read) return std::nullopt;
    return std::string(*read);
  };
  example.message = text("message");
  example.payload = text("payload");
  example.at = text("at");
  example.first_contact = reader.boolean("first_contact").value_or(false);
  if (object const* const contact = reader.object("contact"))
    example.contact = wire::to_json(*contact);
  std::optional<std::string> const expect = text("expect");
  reader.finish();
  if (!expect) {
    remarks.add(Code::E_FIELD, reader.where("expect"),
                "Name the rule that should answer, or an outcome such as silent(no_rule).");
    return std::nullopt;
  }
  example.expect = *expect;
  return example;
}

}  // namespace

Result<SettingsSource> read_settings(SourceMap const& map, std::vector<Diagnostic>& diagnostics) {
  Remarks remarks(diagnostics, std::nullopt);
  if (map.rules_given > 1) remark_repeated("/rules", remarks);
  object root;
  for (Member const& member : map.members) {
    Result<value> piece = read_piece(member.value);
    if (!piece) return piece.error();
    std::string pointer;
    wire::append_pointer(pointer, member.name);
    std::size_t const before = root.size();
    value& place = root[member.name];
    if (root.size() == before) remark_repeated(pointer, remarks);
    remark_repeated(member.value, pointer, remarks);
    place = std::move(*piece);
  }
  SettingsReader reader(remarks);
  reader.read(root);
  if (value const* const tests = root.if_contains("tests")) {
    static_cast<void>(read_examples(*tests, diagnostics));
  }
  return reader.take();
}

std::vector<Example> read_examples(value const& tests, std::vector<Diagnostic>& diagnostics) {
  std::vector<Example> examples;
  array const* const entries = tests.if_array();
  if (entries == nullptr) return examples;
  Remarks remarks(diagnostics, std::nullopt);
  for (std::size_t i = 0; i < entries->size(); ++i) {
    std::string where = "/tests";
    wire::append_pointer(where, i);
    if (auto example = example_of((*entries)[i], where, remarks))
      examples.push_back(std::move(*example));
  }
  return examples;
}

Result<std::vector<Example>> examples(std::string_view source) {
  Result<SourceMap> const map = map_source(source);
  if (!map) return map.error();
  std::vector<Diagnostic> ignored;
  std::string_view const given = value_of(*map, "tests");
  if (given.empty()) return std::vector<Example>();
  Result<value> const tests = read_piece(given);
  if (!tests) return tests.error();
  return read_examples(*tests, ignored);
}

}  // namespace waypost::playbook
