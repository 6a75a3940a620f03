// Goals and rivals of all figures.

#include <string>
#include <utility>

#include "stages.h"

namespace waypost::bench {
namespace {

constexpr char const* kCommit = "store/commit 32 a commit";
constexpr char const* kBare = "http/bare listener 64 conn.";

void compare_alone(Figures& figures) {
  figures.at_most("playbook/match 1000 rules", 500);
  figures.at_most("playbook/match 100000 rules", 1'200);
  figures.rival("store/commit 1 a commit", "disk's syncs/s", kSyncRate);
  figures.at_most("store/commit 32: WAL pages a webhook", 3);
}

void compare_closed(Figures& figures) {
  figures.rival("service/closed 1 conn., durable acks", "disk's syncs/s", kSyncRate);
  figures.ratio_at_least("service/closed 1 conn., durable acks", 0.3);
  for (char const* connections : {"16", "64", "256"}) {
    figures.rival(std::string{"service/closed "} + connections + " conn., durable acks",
                  "bare listener/s", kBare);
  }
  figures.rival("service/e2e durable, 64 conn.", "store/commit 32/s", kCommit);
  figures.ratio_at_least("service/e2e durable, 64 conn.", 0.8);
  figures.never_above("service/e2e acknowledged, not replied", 0);
}

void compare_open(Figures& figures) {
  double const sync_ms = figures.samples(kSyncMedian).median() / 1e3;
  // Only such a disk lets an acknowledgement that waits for it race one that does not.
  if (sync_ms < 0.5) figures.at_most("service/open 400/s ack p99", 5.2);
  figures.at_most("service/open 1000/s ack p50", 10);
  figures.at_most("service/open 1000/s ack p99", 100);
  figures.at_most("service/open 1000/s reply p50", 100);
  figures.at_most("service/open 1000/s CPU", 0.4);
  figures.at_most("service/open 1000/s RSS", 150);
  figures.rival("service/open 10000/s ack p99", "disk's sync p50, ms", kSyncMedian, 1e-3);
  figures.ratio_at_most("service/open 10000/s ack p99", 50);
}

void compare_tls(Figures& figures) {
  for (auto const& [tls, plain] : {std::pair{"0 ms TLS, 64 slots", "0 ms, 64 slots"},
                                   std::pair{"100 ms TLS, 256 slots", "100 ms, 256 slots"}}) {
    std::string const rate = "deliver/latency Graph ";
    figures.rival(rate + tls, "plain, /s", rate + plain);
    std::string const cpu = "deliver/CPU per 10,000, ";
    figures.rival(cpu + tls, "plain, s", cpu + plain);
    // More would be connections that are not kept; a few idle ones may be too old to be used again.
    figures.ratio_at_most(std::string{"deliver/handshakes, "} + tls, 1.5);
  }
}

void compare_rare(Plan const& plan, Figures& figures) {
  for (char const* updates : {"1", "10", "1000"}) {
    figures.never_above(std::string{"service/mix "} + updates + " a POST, not replied", 0);
  }
  figures.never_above("deliver/not replied", 0);
  figures.at_least("service/idle connections held", static_cast<double>(plan.idle_connections));
  figures.rival("service/idle honest ack p99", "nobody else, ms",
                "service/idle nobody else, ack p99");
  figures.rival("service/slow-clients honest worst", "nobody else, ms",
                "service/slow-clients nobody else, worst");
  figures.at_least("service/slow-clients dripping", static_cast<double>(plan.slow_connections));
  figures.never_above("service/slow-clients honest worst", 500);
  figures.never_above("service/kill acknowledged, not stored", 0);
  figures.at_most("service/kill restart to ready", 3);
}

}  // namespace

void compare(Plan const& plan, Figures& figures) {
  compare_alone(figures);
  compare_closed(figures);
  compare_open(figures);
  compare_tls(figures);
  compare_rare(plan, figures);
  figures.at_most("service/memory idle", 20);
  figures.never_above(kUnanswered, 0);
  figures.at_most(kOthers, kQuietCores);
}

}  // namespace waypost::bench
