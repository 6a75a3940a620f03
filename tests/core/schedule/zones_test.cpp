#include "waypost/schedule/zones.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "waypost/schedule/calendar.h"

#include "support.h"

namespace waypost::schedule {
namespace {

std::string file(std::string const& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string const& table() {
  static std::string const text = file(WAYPOST_ZONES);
  return text;
}

/// The system's idea of the offset, by its own zone files.
std::int32_t system_offset(std::int64_t second) {
  auto const at = static_cast<std::time_t>(second);
  std::tm local{};
  localtime_r(&at, &local);
  return static_cast<std::int32_t>(local.tm_gmtoff);
}

void use_system_zone(std::string_view name) {
  setenv("TZ", (":" + std::string(name)).c_str(), 1);
  tzset();
}

TEST(Zones, AgreeWithTheSystem) {
  auto const system = file("/usr/share/zoneinfo/tzdata.zi");
  auto const version = system.substr(0, system.find('\n'));
  auto const ours = table().substr(0, table().find('\n'));
  if (version.substr(version.rfind(' ')) != ours.substr(ours.rfind(' ')))
    GTEST_SKIP() << "the system has" << version << ", the table" << ours;

  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  std::int64_t constexpr kEnd = 2'145'916'800;  // 2038-01-01
  for (auto const name : zone_names(table())) {
    SCOPED_TRACE(name);
    auto const transitions = zone_transitions(table(), name);
    ASSERT_TRUE(transitions);
    use_system_zone(name);
    auto const agree = [&](std::int64_t second) {
      ASSERT_EQ(utc_offset_s(*transitions, instant_of_s(second)), system_offset(second)) << second;
    };
    agree(kZonesFrom_s);
    for (auto const& transition : *transitions) {
      agree(transition.at_s);
      if (transition.at_s > kZonesFrom_s) agree(transition.at_s - 1);
    }
    for (int sample = 0; sample < 300; ++sample)
      agree(test::between(random, kZonesFrom_s, kEnd - 1));
    if (HasFatalFailure()) return;
  }
}

TEST(Zones, KnowEveryNameOfTzdata) {
  auto const names = zone_names(table());
  EXPECT_GT(names.size(), 590U);
  for (auto const* name : {"UTC", "Europe/Istanbul", "America/Sao_Paulo", "Asia/Kolkata",
                           "Asia/Calcutta", "Africa/Casablanca", "Antarctica/Troll"})
    EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name;
  EXPECT_EQ(std::find(names.begin(), names.end(), "Factory"), names.end());
}

TEST(Zones, TransitionsAscend) {
  for (auto const name : zone_names(table())) {
    auto const transitions = zone_transitions(table(), name);
    ASSERT_TRUE(transitions) << name;
    ASSERT_FALSE(transitions->empty());
    EXPECT_EQ(transitions->front().at_s, kZonesFrom_s);
    for (std::size_t index = 1; index < transitions->size(); ++index) {
      ASSERT_LT((*transitions)[index - 1].at_s, (*transitions)[index].at_s) << name;
      ASSERT_NE((*transitions)[index - 1].offset_s, (*transitions)[index].offset_s) << name;
    }
  }
}

TEST(Zones, UnknownNamesAndDamagedTablesAreRefused) {
  for (auto const* name :
       {"", "Europe", "europe/berlin", "Europe/Berlin,Europe/Paris", "180", "Europe/Berlin "})
    EXPECT_FALSE(zone_transitions(table(), name)) << name;
  for (auto const* damaged :
       {"", "Z 60", "waypost-zones 2 x\nZ 60\n", "waypost-zones 1 x\nZ\n",
        "waypost-zones 1 x\nZ 60 1\n", "waypost-zones 1 x\nZ 60 1:\n",
        "waypost-zones 1 x\nZ 60 !:60\n", "waypost-zones 1 x\nZ 60 zzzzzzzzzzzzz:60\n",
        "waypost-zones 1 x\nZ 60 -1:60\n", "waypost-zones 1 x\nZ 60x\n"})
    EXPECT_FALSE(zone_transitions(damaged, "Z")) << damaged;
  EXPECT_TRUE(zone_transitions("waypost-zones 1 x\nA,Z 60 1:120", "Z"));
  EXPECT_TRUE(zone_names("nothing").empty());
}

}  // namespace
}  // namespace waypost::schedule
