// The stages without the service.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include <unistd.h>

#include "disk.h"
#include "listener/ask.h"
#include "listener/candidates.h"
#include "matching.h"
#include "pipeline.h"
#include "process.h"
#include "setting.h"
#include "stages.h"
#include "store_commit.h"

namespace waypost::bench {
namespace {

constexpr std::size_t kGrowthRows = 64;  ///< a commit

/// "0.2 M": so many messages.
std::string millions(std::size_t messages) {
  char text[32];
  std::snprintf(text, sizeof text, "%g M", static_cast<double>(messages) / 1e6);
  return text;
}

void note_others(Figures& figures, Others const& others, double measured_cpu_s) {
  figures.add(kOthers, "cores", others.cores(measured_cpu_s));
  figures.add(kStolen, "cores", others.stolen());
}

}  // namespace

void progress(std::string const& stage) {
  using Clock = std::chrono::steady_clock;
  static auto const start = Clock::now();
  std::fprintf(stderr, "%5.0f s  %s\n", std::chrono::duration<double>(Clock::now() - start).count(),
               stage.c_str());
}

void measure_disk(Plan const& plan, Figures& figures) {
  progress("disk/sync");
  std::filesystem::create_directories(plan.folder);
  // Copies of databases are on their way to the disk for a while.
  ::sync();
  SyncResult const append = sync_rate(plan.folder, 4'096, SyncMode::append, plan.disk_s);
  SyncResult const over = sync_rate(plan.folder, 65'536, SyncMode::overwrite, plan.disk_s);
  figures.add(kSyncRate, "/s", append.per_s);
  figures.add(kSyncMedian, "us", append.p50_us);
  figures.add("disk/sync append 4 KiB p99", "us", append.p99_us);
  figures.add("disk/sync overwrite 64 KiB", "/s", over.per_s);
}

void measure_matching(Plan const& plan, Figures& figures) {
  if (!plan.wants("playbook/match")) return;
  for (std::size_t const rules : plan.rules) {
    std::string const name = "playbook/match " + std::to_string(rules) + " rules";
    progress(name);
    for (int i = 0; i < plan.repeats; ++i) {
      MatchingResult const result = matching(rules, plan.match_s);
      figures.add(name, "ns", result.automaton_ns);
      figures.add(name + ": folding alone", "ns", result.folding_ns);
      figures.add(name + ": without folding", "ns", result.automaton_ns - result.folding_ns);
      double const before = figures.row(name).rival_value;
      figures.rival_value(name, "naive loop, ns",
                          before > 0 ? std::min(before, result.naive_ns) : result.naive_ns);
    }
  }
}

void measure_listener(Plan const& plan, Figures& figures) {
  if (!plan.wants("http/bare")) return;
  progress("http/bare listener");
  Running const server{candidates().front()};
  Others const others;
  auto const length = std::chrono::milliseconds{static_cast<long>(plan.listener_s * 1e3)};
  Loop const loop = closed_loop(server.port(), 64, length);
  figures.add("http/bare listener 64 conn.", "/s",
              static_cast<double>(loop.answered) / loop.seconds);
  note_others(figures, others, server.cpu_seconds());
}

void measure_commits(Plan const& plan, std::string const& pristine, Figures& figures) {
  if (!plan.wants("store/commit")) return;
  progress("store/commit");
  Setting const setting(plan.folder, pristine);
  Pipeline pipeline(setting.config());
  std::size_t next = 1;
  ::sync();
  Others const others;
  for (std::size_t const rows : {1U, 8U, 32U, 128U, 512U}) {
    std::string const name = "store/commit " + std::to_string(rows) + " a commit";
    CommitResult const result = store_commit(pipeline, rows, plan.commit_s, next);
    figures.add(name, "/s", result.webhooks_per_s);
    if (rows != 32) continue;
    figures.add("store/commit 32: statements a webhook", "", result.statements);
    figures.add("store/commit 32: WAL pages a webhook", "", result.wal_frames);
  }
  note_others(figures, others, 0);
}

struct Growth::Database {
  Database(std::string const& folder, std::string const& pristine, std::size_t stored)
      : setting(folder, pristine), pipeline(setting.config()), messages(stored) {}
  Setting setting;
  Pipeline pipeline;
  std::size_t messages;
  std::size_t next = 1;
};

Growth::Growth(Plan const& plan) {
  if (!plan.wants("store/grow")) return;
  for (std::size_t const messages : plan.histories) {
    progress("store/grow: a copy of " + millions(messages) + " messages");
    databases_.push_back(std::make_unique<Database>(
        plan.folder, grown(cache_folder(), {.messages = messages}), messages));
  }
}

Growth::~Growth() = default;

void Growth::measure(Plan const& plan, Figures& figures) {
  ::sync();
  for (auto const& database : databases_) {
    std::string const name = "store/grow " + millions(database->messages);
    progress(name);
    // The first commits find no page in the cache.
    (void)store_commit(database->pipeline, kGrowthRows, plan.grow_s / 4, database->next);
    Others const others;
    CommitResult const result =
        store_commit(database->pipeline, kGrowthRows, plan.grow_s, database->next);
    figures.add(name + ", durable", "/s", result.webhooks_per_s);
    figures.add(name + ", WAL pages a webhook", "", result.wal_frames);
    note_others(figures, others, 0);
    std::string const small = "store/grow " + millions(kSmallHistory) + ", durable";
    figures.at_most(name + ", WAL pages a webhook", 3);
    if (database->messages == kSmallHistory) continue;
    figures.rival(name + ", durable", "at 0.2 M, /s", small);
    if (database->messages == kBigHistory) figures.ratio_at_least(name + ", durable", 0.4);
  }
}

}  // namespace waypost::bench
