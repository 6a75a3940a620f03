#include "waypost/schedule/zones.h"

#include <charconv>
#include <optional>

namespace waypost::schedule {
namespace {

constexpr std::string_view kHead = "waypost-zones 1 ";

/// Cuts the part before `mark` off `text`, and `mark` with it; the last part is all of it.
std::string_view cut(std::string_view& text, char mark) {
  auto const end = text.find(mark);
  auto const part = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return part;
}

std::optional<std::int64_t> number(std::string_view text, int base) {
  std::int64_t value = 0;
  auto const* const end = text.data() + text.size();
  auto const read = std::from_chars(text.data(), end, value, base);
  // A hundred years of minutes, so that sums cannot leave their type.
  if (text.empty() || read.ec != std::errc() || read.ptr != end || value > 52'600'000 ||
      value < -52'600'000)
    return std::nullopt;
  return value;
}

bool has_name(std::string_view names, std::string_view name) {
  while (!names.empty())
    if (cut(names, ',') == name) return true;
  return false;
}

std::optional<std::vector<playbook::Transition>> read_clocks(std::string_view clocks) {
  auto const first = number(cut(clocks, ' '), 10);
  if (!first) return std::nullopt;
  std::vector<playbook::Transition> transitions{
      {kZonesFrom_s, static_cast<std::int32_t>(*first * 60), 0}};
  while (!clocks.empty()) {
    auto pair = cut(clocks, ' ');
    auto const since = number(cut(pair, ':'), 36);
    auto const offset = number(pair, 10);
    if (!since || !offset || *since < 0) return std::nullopt;
    transitions.push_back(
        {transitions.back().at_s + *since * 60, static_cast<std::int32_t>(*offset * 60), 0});
  }
  return transitions;
}

/// The lines behind the head, or nothing when `table` is something else.
std::optional<std::string_view> lines(std::string_view table) {
  if (!table.starts_with(kHead)) return std::nullopt;
  cut(table, '\n');
  return table;
}

}  // namespace

Result<std::vector<playbook::Transition>> zone_transitions(std::string_view table,
                                                           std::string_view name) {
  auto rest = lines(table);
  if (!rest) return refuse(Errc::bad_argument, "", "This is no table of time zones.");
  while (!rest->empty()) {
    auto line = cut(*rest, '\n');
    if (!has_name(cut(line, ' '), name)) continue;
    auto transitions = read_clocks(line);
    if (!transitions) return refuse(Errc::bad_argument, "", "The table of time zones is damaged.");
    return std::move(*transitions);
  }
  return refuse(Errc::bad_argument, "",
                "No such time zone: use an IANA name like Europe/Istanbul.");
}

std::vector<std::string_view> zone_names(std::string_view table) {
  std::vector<std::string_view> names;
  auto rest = lines(table);
  while (rest && !rest->empty()) {
    auto line = cut(*rest, '\n');
    auto list = cut(line, ' ');
    while (!list.empty()) names.push_back(cut(list, ','));
  }
  return names;
}

}  // namespace waypost::schedule
