// waypost_bench: the whole product under load, with its rivals and the disk in the same run.
// What the figures mean: docs/benchmarks.md.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "grow.h"
#include "plan.h"
#include "stages.h"
#include "table.h"

namespace waypost::bench {
namespace {

/// Whether another run would have to differ so far to say something else.
constexpr double kDiskDrift = 1.5;

/// The disk's median sync at the beginning and at the end of the run, microseconds.
struct SyncTimes {
  double before = 0;
  double after = 0;
};

void print(Plan const& plan, Figures const& figures, SyncTimes const& sync) {
  std::printf(
      "%s\n%zu stored messages; %d repeats (%d of rare stages), medians\n"
      "disk sync p50 %.0f us before, %.0f us after; others used %.2f cores (median), "
      "%.2f were stolen\n\n%s",
      machine().c_str(), plan.messages, plan.repeats, plan.rare_repeats, sync.before, sync.after,
      figures.samples(kOthers).median(), figures.samples(kStolen).median(),
      table(figures.rows()).c_str());
  std::printf("\n%s", verdicts(figures.rows()).c_str());
  std::vector<std::string> reasons;
  char text[160];
  if (double const others = figures.samples(kOthers).median(); others > kQuietCores) {
    std::snprintf(text, sizeof text, "others used %.2f cores (allowed: %.2f)", others, kQuietCores);
    reasons.emplace_back(text);
  }
  Samples const rate = figures.samples(kSyncRate);
  if (rate.most() > kDiskDrift * rate.least()) {
    std::snprintf(text, sizeof text, "the disk's sync rate went from %.0f to %.0f/s", rate.least(),
                  rate.most());
    reasons.emplace_back(text);
  }
  if (!plan.only.empty()) reasons.emplace_back("only " + plan.only + " was measured");
  if (plan.repeats < 3) reasons.emplace_back("fewer than three repeats");
  for (std::string const& reason : reasons) std::printf("NOT QUOTABLE: %s\n", reason.c_str());
  if (reasons.empty()) std::printf("quotable: the machine was ours and the disk steady\n");
}

void run(Plan plan) {
  Figures figures;
  measure_disk(plan, figures);
  SyncTimes sync{figures.samples(kSyncMedian).median(), 0};
  measure_matching(plan, figures);
  // A figure from an empty file flatters; the big one is compared when it is there.
  std::erase_if(plan.histories, [&](std::size_t size) { return size > plan.messages; });
  bool const is_big = plan.messages >= kBigHistory;
  if (!is_big && is_grown(cache_folder(), {.messages = kBigHistory})) {
    plan.histories.push_back(kBigHistory);
  }
  progress("databases");
  std::string const pristine = grown(cache_folder(), {.messages = plan.messages});
  Growth growth(plan);
  for (int repeat = 0; repeat < plan.repeats; ++repeat) {
    progress("repeat " + std::to_string(repeat + 1) + " of " + std::to_string(plan.repeats));
    // Rivals in turn: what disturbs the machine disturbs everyone.
    measure_listener(plan, figures);
    measure_commits(plan, pristine, figures);
    measure_service(plan, pristine, figures);
    growth.measure(plan, figures);
    if (repeat < plan.rare_repeats) measure_rarely(plan, pristine, figures);
    Figures disk;
    measure_disk(plan, disk);
    for (Row const& row : disk.rows()) figures.add(row.figure, row.unit, row.ours.median());
    sync.after = disk.samples(kSyncMedian).median();
  }
  bool const is_empty = std::all_of(figures.rows().begin(), figures.rows().end(),
                                    [](Row const& row) { return row.figure.starts_with("disk/"); });
  if (is_empty) throw std::runtime_error("no stage's name contains " + plan.only);
  compare(plan, figures);
  print(plan, figures, sync);
}

constexpr char const* kUsage =
    "usage: waypost_bench [--quick] [--messages N] [--repeats N] [--only STAGE] [--folder DIR]\n"
    "                     WAYPOST\n"
    "  WAYPOST     the program to measure\n"
    "  --quick     200,000 stored messages, short runs: under two minutes\n"
    "  --messages  stored messages (10,000,000)\n"
    "  --only      stages whose name contains this: service/kill, deliver, store/ ...\n"
    "  --folder    where databases are written (~/.cache/waypost-bench): the disk to measure\n";

std::optional<Plan> read(std::vector<std::string_view> const& arguments) {
  Plan plan;
  plan.folder = cache_folder();
  if (std::find(arguments.begin(), arguments.end(), "--quick") != arguments.end()) {
    plan = quick(plan);
  }
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string const value{i + 1 < arguments.size() ? arguments[i + 1] : ""};
    if (arguments[i] == "--quick") continue;
    if (arguments[i] == "--messages") {
      plan.messages = std::strtoull(value.c_str(), nullptr, 10);
    } else if (arguments[i] == "--repeats") {
      plan.repeats = std::max(1, std::atoi(value.c_str()));
    } else if (arguments[i] == "--only") {
      plan.only = value;
    } else if (arguments[i] == "--folder") {
      plan.folder = value;
    } else if (plan.waypost.empty() && !arguments[i].starts_with("-")) {
      plan.waypost = arguments[i];
      continue;
    } else {
      return std::nullopt;
    }
    ++i;
  }
  if (plan.waypost.empty() || plan.messages == 0) return std::nullopt;
  return plan;
}

int main_of(std::vector<std::string_view> const& arguments) {
  auto const plan = read(arguments);
  if (!plan) {
    std::fputs(kUsage, stderr);
    return 64;
  }
  run(*plan);
  return 0;
}

}  // namespace
}  // namespace waypost::bench

int main(int count, char** arguments) {
  try {
    return waypost::bench::main_of({arguments + 1, arguments + count});
  } catch (std::exception const& error) {
    std::fprintf(stderr, "waypost_bench: %s\n", error.what());
    return 1;
  }
}
