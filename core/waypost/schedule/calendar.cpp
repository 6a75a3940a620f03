#include "waypost/schedule/calendar.h"

#include <algorithm>
#include <chrono>

namespace waypost::schedule {
namespace {

constexpr std::int64_t kDay_s = 86'400;
constexpr std::int64_t kYear1_s = -62'135'596'800;
constexpr std::int64_t kYear9999_s = 253'402'300'799;
constexpr std::int64_t kThursday = 3;  ///< 1970-01-01; Monday is 0

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
  return a / b - (a % b < 0 ? 1 : 0);
}

std::int64_t seconds_of(Instant at) noexcept {
  return floor_div(us_of(at), 1'000'000);
}

void append_two(std::string& text, std::int32_t number) {
  text += static_cast<char>('0' + number / 10 % 10);
  text += static_cast<char>('0' + number % 10);
}

}  // namespace

std::int32_t utc_offset_s(std::span<playbook::Transition const> transitions, Instant at) noexcept {
  if (transitions.empty()) return 0;
  auto const second = seconds_of(at);
  auto const after =
      std::upper_bound(transitions.begin(), transitions.end(), second,
                       [](std::int64_t wanted, auto const& held) { return wanted < held.at_s; });
  return after == transitions.begin() ? after->offset_s : std::prev(after)->offset_s;
}

LocalTime local_time(std::span<playbook::Transition const> transitions, Instant at) noexcept {
  LocalTime local;
  local.offset_s = utc_offset_s(transitions, at);
  auto const second = std::clamp(seconds_of(at), kYear1_s, kYear9999_s);
  auto const wall = std::clamp(second + local.offset_s, kYear1_s, kYear9999_s);
  auto const day = floor_div(wall, kDay_s);
  local.day = static_cast<std::int32_t>(day);
  local.second = static_cast<std::int32_t>(wall - day * kDay_s);
  return local;
}

std::string date_text(LocalTime const& local) {
  std::chrono::year_month_day const date{std::chrono::sys_days{std::chrono::days{local.day}}};
  auto const year = std::clamp(static_cast<int>(date.year()), 0, 9'999);
  std::string text;
  append_two(text, year / 100);
  append_two(text, year % 100);
  text += '-';
  append_two(text, static_cast<std::int32_t>(static_cast<unsigned>(date.month())));
  text += '-';
  append_two(text, static_cast<std::int32_t>(static_cast<unsigned>(date.day())));
  return text;
}

std::string time_text(LocalTime const& local) {
  std::string text;
  append_two(text, local.second / 3'600);
  text += ':';
  append_two(text, local.second / 60 % 60);
  return text;
}

bool is_open(playbook::Hours const& hours, Instant at) noexcept {
  if (hours.given == playbook::HoursGiven::no) return true;
  auto const local = local_time(hours.transitions, at);
  if (std::binary_search(hours.holidays.begin(), hours.holidays.end(), local.day)) return false;
  auto const weekday = ((local.day + kThursday) % 7 + 7) % 7;
  auto const minute = local.second / 60;
  for (auto const& opening : hours.week[static_cast<std::size_t>(weekday)])
    if (minute >= opening.from && minute < opening.until) return true;
  return false;
}

}  // namespace waypost::schedule
