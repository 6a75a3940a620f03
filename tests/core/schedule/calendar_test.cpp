#include "waypost/schedule/calendar.h"

#include <array>
#include <ctime>
#include <vector>

#include <gtest/gtest.h>

#include "support.h"

namespace waypost::schedule {
namespace {

using playbook::Hours;
using playbook::HoursGiven;
using playbook::Opening;
using playbook::Transition;

/// Central Europe in 2026: winter, summer from 29 March 01:00Z, winter from 25 October 01:00Z.
std::vector<Transition> const kBerlin{
    {1'420'070'400, 3'600, 0}, {1'774'746'000, 7'200, 0}, {1'792'890'000, 3'600, 0}};

Instant utc(int year, int month, int day, int hour, int minute, int second = 0) {
  std::tm parts{};
  parts.tm_year = year - 1900;
  parts.tm_mon = month - 1;
  parts.tm_mday = day;
  parts.tm_hour = hour;
  parts.tm_min = minute;
  parts.tm_sec = second;
  return instant_of_s(timegm(&parts));
}

TEST(Calendar, ShowsTheWallClock) {
  auto const winter = local_time(kBerlin, utc(2026, 1, 5, 23, 30));
  EXPECT_EQ(date_text(winter), "2026-01-06");
  EXPECT_EQ(time_text(winter), "00:30");
  auto const summer = local_time(kBerlin, utc(2026, 7, 5, 9, 5, 59));
  EXPECT_EQ(date_text(summer), "2026-07-05");
  EXPECT_EQ(time_text(summer), "11:05");
  EXPECT_EQ(time_text(local_time({}, utc(2026, 7, 5, 9, 5))), "09:05");
  EXPECT_EQ(local_time(kBerlin, utc(2026, 3, 29, 0, 59, 59)).second, 2 * 3'600 - 1);
  EXPECT_EQ(local_time(kBerlin, utc(2026, 3, 29, 1, 0)).second, 3 * 3'600);
  EXPECT_EQ(utc_offset_s(kBerlin, instant_of_s(0)), 3'600) << "the first holds before it too";
}

TEST(Calendar, DatesAgreeWithTheSystem) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  for (int round = 0; round < 20'000; ++round) {
    auto const second = test::between(random, -62'135'596'800, 253'402'300'799);
    auto const at = static_cast<std::time_t>(second);
    std::tm parts{};
    gmtime_r(&at, &parts);
    std::array<char, 40> text{};
    auto const size = std::strftime(text.data(), text.size(), "%H:%M", &parts);
    auto const local = local_time({}, instant_of_s(second));
    ASSERT_EQ(time_text(local), std::string(text.data(), size));
    auto const digits = [](int number, std::size_t width) {
      auto made = std::to_string(number);
      return std::string(width - made.size(), '0') + made;
    };
    ASSERT_EQ(date_text(local), digits(parts.tm_year + 1900, 4) + "-" +
                                    digits(parts.tm_mon + 1, 2) + "-" + digits(parts.tm_mday, 2));
  }
}

TEST(Calendar, InstantsBeyondTheCalendarAreCut) {
  EXPECT_EQ(date_text(local_time(kBerlin, Instant::max())), "9999-12-31");
  EXPECT_EQ(date_text(local_time({}, Instant::min())), "0001-01-01");
}

/// Monday to Friday 09:00-12:00 and 13:00-18:00, Saturday all day; Christmas is a holiday.
struct Shop {
  std::vector<Opening> workday{{540, 720}, {780, 1080}};
  std::vector<Opening> saturday{{0, 1440}};
  std::vector<std::int32_t> holidays{20'812};  // 2026-12-25, a Friday
  Hours hours() const {
    Hours made;
    made.given = HoursGiven::yes;
    made.transitions = kBerlin;
    for (std::size_t day = 0; day < 5; ++day) made.week[day] = workday;
    made.week[5] = saturday;
    made.holidays = holidays;
    return made;
  }
};

TEST(Calendar, OpensAndClosesOnTheMinute) {
  Shop const shop;
  auto const hours = shop.hours();
  EXPECT_FALSE(is_open(hours, utc(2026, 1, 5, 7, 59, 59)));  // Monday, 08:59:59 local
  EXPECT_TRUE(is_open(hours, utc(2026, 1, 5, 8, 0)));
  EXPECT_TRUE(is_open(hours, utc(2026, 1, 5, 10, 59, 59)));
  EXPECT_FALSE(is_open(hours, utc(2026, 1, 5, 11, 0)));
  EXPECT_TRUE(is_open(hours, utc(2026, 1, 5, 12, 0)));
  EXPECT_FALSE(is_open(hours, utc(2026, 1, 5, 17, 0)));
  EXPECT_TRUE(is_open(hours, utc(2026, 7, 6, 7, 0))) << "summer time";
  EXPECT_FALSE(is_open(hours, utc(2026, 7, 6, 16, 0)));
}

TEST(Calendar, SaturdayLastsFromMidnightToMidnightLocal) {
  Shop const shop;
  auto const hours = shop.hours();
  EXPECT_FALSE(is_open(hours, utc(2026, 1, 9, 22, 59)));
  EXPECT_TRUE(is_open(hours, utc(2026, 1, 9, 23, 0)));
  EXPECT_TRUE(is_open(hours, utc(2026, 1, 10, 22, 59)));
  EXPECT_FALSE(is_open(hours, utc(2026, 1, 10, 23, 0))) << "Sunday";
}

TEST(Calendar, HolidaysAreClosed) {
  Shop const shop;
  auto const hours = shop.hours();
  EXPECT_FALSE(is_open(hours, utc(2026, 12, 25, 10, 0)));
  EXPECT_TRUE(is_open(hours, utc(2026, 12, 24, 10, 0)));
}

TEST(Calendar, WithoutHoursItIsAlwaysOpenAndWithEmptyOnesNever) {
  EXPECT_TRUE(is_open(Hours{}, utc(2026, 1, 5, 3, 0)));
  Hours empty;
  empty.given = HoursGiven::yes;
  EXPECT_FALSE(is_open(empty, utc(2026, 1, 5, 10, 0)));
}

TEST(Calendar, WeekdaysBeforeTheEpochAreRight) {
  Hours hours;
  hours.given = HoursGiven::yes;
  std::vector<Opening> const all_day{{0, 1440}};
  hours.week[2] = all_day;  // Wednesday
  EXPECT_TRUE(is_open(hours, utc(1969, 12, 31, 12, 0)));
  EXPECT_FALSE(is_open(hours, utc(1969, 12, 30, 12, 0)));
  EXPECT_FALSE(is_open(hours, utc(1970, 1, 1, 12, 0)));
}

}  // namespace
}  // namespace waypost::schedule
