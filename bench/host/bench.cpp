// waypost_bench: the whole product under load, with its rivals and the disk in the same run.
// What the figures mean: docs/benchmarks.md.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "disk.h"
#include "grow.h"
#include "listener/ask.h"
#include "listener/candidates.h"
#include "matching.h"
#include "pipeline.h"
#include "service.h"
#include "setting.h"
#include "store_commit.h"
#include "table.h"

namespace waypost::bench {
namespace {

/// Beside more than this of others' work a run says little (a ninth of a core).
constexpr double kQuietCores = 0.12;
constexpr std::size_t kNoLimit = 2'000'000;

struct Plan {
  std::string waypost;
  std::string folder;
  std::size_t messages = 10'000'000;
  int repeats = 5;
  double disk_s = 1;
  double commit_s = 3;
  double match_s = 1;
  double listener_s = 3;
  std::size_t warm_up = 3'000;
  double closed_s = 6;
  double open_s = 20;
  std::size_t end_to_end = 60'000;
};

Plan quick(Plan plan) {
  plan.messages = 200'000;
  plan.repeats = 3;
  plan.disk_s = 0.3;
  plan.commit_s = 0.4;
  plan.match_s = 0.2;
  plan.listener_s = 0.7;
  plan.warm_up = 1'500;
  plan.closed_s = 1.2;
  plan.open_s = 4;
  plan.end_to_end = 8'000;
  return plan;
}

/// All figures by name, in the order in which they were first added.
class Figures {
 public:
  Row& row(std::string const& figure, std::string const& unit) {
    auto const found = std::find_if(rows_.begin(), rows_.end(),
                                    [&](Row const& one) { return one.figure == figure; });
    if (found != rows_.end()) return *found;
    rows_.emplace_back();
    rows_.back().figure = figure;
    rows_.back().unit = unit;
    return rows_.back();
  }
  void add(std::string const& figure, std::string const& unit, double value) {
    row(figure, unit).ours.add(value);
  }
  void goal(std::string const& figure, Goal::Kind kind, double limit) {
    row(figure, "").goal = {kind, limit, Goal::Of::value};
  }
  void rival(std::string const& figure, std::string const& name, std::string const& of) {
    Row& mine = row(figure, "");
    mine.rival = name;
    mine.rival_value = row(of, "").ours.median();
  }
  void ratio_goal(std::string const& figure, Goal::Kind kind, double limit) {
    row(figure, "").goal = {kind, limit, Goal::Of::ratio};
  }
  [[nodiscard]] std::vector<Row> const& rows() const noexcept { return rows_; }

 private:
  std::vector<Row> rows_;
};

void say(char const* what) {
  std::fprintf(stderr, "%s\n", what);
}

void measure_disk(Plan const& plan, Figures& figures) {
  std::filesystem::create_directories(plan.folder);
  SyncResult const append = sync_rate(plan.folder, 4'096, SyncMode::append, plan.disk_s);
  SyncResult const over = sync_rate(plan.folder, 65'536, SyncMode::overwrite, plan.disk_s);
  figures.add("disk/sync append 4 KiB", "/s", append.per_s);
  figures.add("disk/sync append 4 KiB p50", "us", append.p50_us);
  figures.add("disk/sync append 4 KiB p99", "us", append.p99_us);
  figures.add("disk/sync overwrite 64 KiB", "/s", over.per_s);
}

void measure_matching(Plan const& plan, Figures& figures) {
  for (std::size_t const rules : {10U, 100U, 1'000U, 10'000U}) {
    std::string const name = "playbook/match " + std::to_string(rules) + " rules";
    for (int i = 0; i < plan.repeats; ++i) {
      MatchingResult const result = matching(rules, plan.match_s);
      figures.add(name, "ns", result.automaton_ns);
      Row& row = figures.row(name, "");
      row.rival = "naive loop, ns";
      row.rival_value =
          row.rival_value == 0 ? result.naive_ns : std::min(row.rival_value, result.naive_ns);
    }
  }
  figures.goal("playbook/match 1000 rules", Goal::Kind::at_most, 500);
}

void measure_listener(Plan const& plan, Figures& figures) {
  Running const server{candidates().front()};
  auto const length = std::chrono::milliseconds{static_cast<long>(plan.listener_s * 1e3)};
  Loop const loop = closed_loop(server.port(), 64, length);
  figures.add("http/bare listener 64 conn.", "/s",
              static_cast<double>(loop.answered) / loop.seconds);
}

void measure_commits(Plan const& plan, std::string const& pristine, Figures& figures) {
  Setting const setting(plan.folder, pristine);
  Pipeline pipeline(setting.config());
  std::size_t next = 1;
  for (std::size_t const rows : {1U, 8U, 32U, 128U, 512U}) {
    std::string const name = "store/commit " + std::to_string(rows) + " a commit";
    CommitResult const result = store_commit(pipeline, rows, plan.commit_s, next);
    figures.add(name, "/s", result.webhooks_per_s);
    if (rows != 32) continue;
    figures.add("store/commit 32: statements a webhook", "", result.statements);
    figures.add("store/commit 32: WAL frames a webhook", "", result.wal_frames);
  }
}

/// What one stage used, taken around it.
class Usage {
 public:
  explicit Usage(Service const& service) : service_(service), cpu_s_(service.process().cpu_s()) {}
  [[nodiscard]] double service_cpu_s() const { return service_.process().cpu_s() - cpu_s_; }
  [[nodiscard]] double others(LoadResult const& result) const {
    return others_.cores(service_cpu_s() + result.cpu_s);
  }

 private:
  Service const& service_;
  double cpu_s_;
  Others others_;
};

void measure_closed(Plan const& plan, Service& service, Figures& figures) {
  for (std::size_t const connections : {1U, 16U, 64U}) {
    LoadOptions options;
    options.connections = connections;
    options.count = kNoLimit;
    options.seconds = plan.closed_s;
    Usage const usage(service);
    LoadResult const result = service.run(options);
    figures.add("service/closed " + std::to_string(connections) + " conn., durable acks", "/s",
                static_cast<double>(result.acked) / result.ack_s);
    figures.add("others' cores meanwhile", "cores", usage.others(result));
    figures.add("refused or never answered", "", static_cast<double>(result.sent - result.acked));
  }
}

void measure_open(Plan const& plan, Service& service, Figures& figures) {
  LoadOptions options;
  options.rate = 1'000;
  options.count = static_cast<std::size_t>(options.rate * plan.open_s);
  Usage const usage(service);
  LoadResult const result = service.run(options);
  double const wall_s = static_cast<double>(options.count) / options.rate;
  figures.add("service/open 1000/s ack p50", "ms", result.ack.p50 / 1e3);
  figures.add("service/open 1000/s ack p99", "ms", result.ack.p99 / 1e3);
  figures.add("service/open 1000/s reply p50", "ms", result.reply.p50 / 1e3);
  figures.add("service/open 1000/s reply p99", "ms", result.reply.p99 / 1e3);
  figures.add("service/open 1000/s CPU", "cores", usage.service_cpu_s() / wall_s);
  figures.add("service/open 1000/s RSS", "MiB", service.process().rss_mb());
  figures.add("others' cores meanwhile", "cores", usage.others(result));
  figures.add("refused or never answered", "", static_cast<double>(result.sent - result.acked));
}

void measure_end_to_end(Plan const& plan, Service& service, Figures& figures) {
  LoadOptions options;
  options.count = plan.end_to_end;
  Usage const usage(service);
  LoadResult const result = service.run(options);
  auto const replied = static_cast<double>(std::max<std::size_t>(result.replied, 1));
  figures.add("service/e2e durable, 64 conn.", "/s", replied / std::max(result.reply_s, 1e-9));
  figures.add("service/e2e CPU per 10,000", "s", usage.service_cpu_s() * 1e4 / replied);
  figures.add("service/e2e generator's CPU per 10,000", "s", result.cpu_s * 1e4 / replied);
  figures.add("service/e2e peak RSS", "MiB", service.process().peak_rss_mb());
  figures.add("service/e2e acknowledged, not answered", "",
              static_cast<double>(result.acked) - static_cast<double>(result.replied));
  figures.add("others' cores meanwhile", "cores", usage.others(result));
  figures.add("refused or never answered", "", static_cast<double>(result.sent - result.acked));
}

void measure_service(Plan const& plan, std::string const& pristine, Figures& figures) {
  Service service(plan.waypost, plan.folder, pristine);
  figures.add("service/idle RSS", "MiB", service.process().rss_mb());
  LoadOptions warm_up;
  warm_up.connections = 16;
  warm_up.count = plan.warm_up;
  (void)service.run(warm_up);
  measure_end_to_end(plan, service, figures);
  measure_closed(plan, service, figures);
  measure_open(plan, service, figures);
}

/// Goals and rivals, once all figures are there.
void compare(Figures& figures) {
  using Kind = Goal::Kind;
  std::string const sync = "disk/sync append 4 KiB";
  std::string const commit = "store/commit 32 a commit";
  std::string const bare = "http/bare listener 64 conn.";
  figures.rival("service/closed 1 conn., durable acks", "disk's syncs/s", sync);
  figures.ratio_goal("service/closed 1 conn., durable acks", Kind::at_least, 0.3);
  figures.rival("service/closed 16 conn., durable acks", "bare listener/s", bare);
  figures.rival("service/closed 64 conn., durable acks", "bare listener/s", bare);
  figures.rival("service/e2e durable, 64 conn.", "store/commit 32/s", commit);
  figures.ratio_goal("service/e2e durable, 64 conn.", Kind::at_least, 0.8);
  figures.goal("service/e2e acknowledged, not answered", Kind::at_most, 0);
  figures.rival("store/commit 1 a commit", "disk's syncs/s", sync);
  figures.goal("store/commit 32: WAL frames a webhook", Kind::at_most, 3);
  figures.goal("service/open 1000/s ack p50", Kind::at_most, 10);
  figures.goal("service/open 1000/s ack p99", Kind::at_most, 100);
  figures.goal("service/open 1000/s reply p50", Kind::at_most, 100);
  figures.goal("service/open 1000/s CPU", Kind::at_most, 0.4);
  figures.goal("service/open 1000/s RSS", Kind::at_most, 150);
  figures.goal("service/idle RSS", Kind::at_most, 20);
  figures.goal("refused or never answered", Kind::at_most, 0);
  figures.goal("others' cores meanwhile", Kind::at_most, kQuietCores);
}

void run(Plan const& plan) {
  Figures figures;
  say("disk");
  measure_disk(plan, figures);
  say("matching");
  measure_matching(plan, figures);
  GrowOptions history;
  history.messages = plan.messages;
  std::string const pristine = grown(cache_folder(), history);
  for (int repeat = 0; repeat < plan.repeats; ++repeat) {
    std::fprintf(stderr, "repeat %d of %d\n", repeat + 1, plan.repeats);
    // Rivals in turn: what disturbs the machine disturbs everyone.
    measure_listener(plan, figures);
    measure_commits(plan, pristine, figures);
    measure_service(plan, pristine, figures);
    measure_disk(plan, figures);
  }
  compare(figures);
  Row const& syncs = figures.row("disk/sync append 4 KiB", "");
  Row const& others = figures.row("others' cores meanwhile", "");
  std::printf("%s\n%zu stored messages, %d repeats, medians; disk sync p50 %.0f us\n\n%s",
              machine().c_str(), plan.messages, plan.repeats,
              figures.row("disk/sync append 4 KiB p50", "").ours.median(),
              table(figures.rows()).c_str());
  if (syncs.ours.most() > 1.5 * syncs.ours.least()) {
    std::printf("\nthe disk's sync rate changed by more than 1.5: repeat before you quote this\n");
  }
  if (others.ours.median() > kQuietCores) {
    std::printf("\nothers used %.2f cores meanwhile: these figures are lower bounds\n",
                others.ours.median());
  }
}

constexpr char const* kUsage =
    "usage: waypost_bench [--quick] [--messages N] [--repeats N] [--folder DIR] WAYPOST\n"
    "  WAYPOST     the program to measure\n"
    "  --quick     200,000 stored messages, short runs: under two minutes\n"
    "  --messages  stored messages (10,000,000)\n"
    "  --folder    where databases are written (~/.cache/waypost-bench): the disk to measure\n";

int main_of(std::vector<std::string_view> const& arguments) {
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
    } else if (arguments[i] == "--folder") {
      plan.folder = value;
    } else if (plan.waypost.empty() && !arguments[i].starts_with("-")) {
      plan.waypost = arguments[i];
      continue;
    } else {
      std::fputs(kUsage, stderr);
      return 64;
    }
    ++i;
  }
  if (plan.waypost.empty() || plan.messages == 0) {
    std::fputs(kUsage, stderr);
    return 64;
  }
  run(plan);
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
