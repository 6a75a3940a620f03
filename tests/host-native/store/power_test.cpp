// Cuts the power of the real store at random operations and asks what became of what it had
// acknowledged. The same checker must find the losses of the weaker settings, or it has no teeth.

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "waypost/base/sha256.h"

#include "power_vfs.h"
#include "store/sqlite_store.h"
#include "store/storage_error.h"
#include "store/writer.h"

namespace waypost::test {
namespace {

using store::Sync;

constexpr char const* kVfs = "power";
constexpr char const* kPath = "waypost.db";
constexpr int kJobs = 24;

std::uint64_t first_seed() {
  char const* const given = std::getenv("WAYPOST_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 20'261'121;
}

/// What was acknowledged, written by the jobs themselves.
struct Ledger {
  std::mutex mutex;
  std::set<std::string> acknowledged;
};

engine::Effects effects_of(std::string const& wamid) {
  std::string const key = "m:800000000000001:" + wamid;
  engine::PutMessage message;
  message.key = key;
  message.wamid = Wamid{wamid};
  message.type = "text";
  message.text = "menu";
  message.outcome = {engine::OutcomeKind::answered, "menu"};
  engine::Enqueue reply;
  reply.item.key = key + ":menu:0";
  reply.item.type = "text";
  reply.item.body = R"({"to":"15550100001"})";
  return {engine::MarkSeen{key}, message, reply};
}

/// One inbound message and its reply, in one transaction.
class InboundJob final : public store::Job {
 public:
  InboundJob(std::string wamid, Ledger& ledger) : wamid_(std::move(wamid)), ledger_(ledger) {}
  void run(store::Store& store) override {
    store::Scope scope;
    scope.journal = store.next_journal();
    store.journal(scope.journal, 1, Instant{}, std::string(600, 'x'));
    engine::Snapshot const snapshot;
    store::Applied applied;
    store.savepoint();
    store.apply(effects_of(wamid_), snapshot, scope, applied);
    store.release();
  }
  void done(store::DurableReceipt const& /*receipt*/) noexcept override {
    std::scoped_lock const lock(ledger_.mutex);
    ledger_.acknowledged.insert(wamid_);
  }
  void refused(store::Refusal /*why*/) noexcept override {}

 private:
  std::string wamid_;
  Ledger& ledger_;
};

store::DatabaseOptions options_of(Sync sync) {
  store::DatabaseOptions options;
  options.path = kPath;
  options.sync = sync;
  options.vfs = kVfs;
  options.checkpoint_frames = 20;  // so that many cuts fall into checkpoints
  return options;
}

/// Writes until the power goes; returns what was acknowledged.
void live(PowerDisk& disk, Sync sync, std::uint64_t cut, std::uint64_t run, Ledger& ledger) {
  try {
    auto const store = store::open_sqlite(options_of(sync), store::Migrate::yes);
    disk.cut_after(cut);
    store::WriterOptions options;
    options.on_fatal = [](std::string const&) {};
    options.group_jobs = 4;
    store::Writer writer(*store, nullptr, options);
    for (int i = 0; i < kJobs; ++i) {
      std::string const wamid = "wamid." + std::to_string(run) + "." + std::to_string(i);
      writer.post(std::make_unique<InboundJob>(wamid, ledger));
    }
    writer.stop();
  } catch (std::exception const&) {
    // The power went while opening.
  }
}

enum class Verdict { kept, lost, torn, corrupt };

/// What the survivors say about what was acknowledged.
Verdict check(Ledger const& ledger) {
  try {
    SQLite::Database db(kPath, SQLite::OPEN_READWRITE, 0, kVfs);
    SQLite::Statement integrity(db, "PRAGMA integrity_check");
    if (!integrity.executeStep() || integrity.getColumn(0).getString() != "ok")
      return Verdict::corrupt;
    SQLite::Statement pairs(db,
                            "SELECT (SELECT COUNT(*) FROM message), (SELECT COUNT(*) FROM outbox), "
                            "(SELECT COUNT(*) FROM journal)");
    pairs.executeStep();
    if (pairs.getColumn(0).getInt() != pairs.getColumn(1).getInt() ||
        pairs.getColumn(0).getInt() != pairs.getColumn(2).getInt()) {
      return Verdict::torn;
    }
    SQLite::Statement find(db, "SELECT COUNT(*) FROM message WHERE wamid = ?1");
    for (std::string const& wamid : ledger.acknowledged) {
      find.reset();
      find.bind(1, wamid);
      find.executeStep();
      if (find.getColumn(0).getInt() != 1) return Verdict::lost;
    }
    return Verdict::kept;
  } catch (SQLite::Exception const&) {
    return ledger.acknowledged.empty() ? Verdict::kept : Verdict::corrupt;
  }
}

struct Count {
  int kept = 0;
  int lost = 0;
  int torn = 0;
  int corrupt = 0;
  int acknowledged = 0;
};

Count cut_power(Sync sync, int runs) {
  std::uint64_t const seed = first_seed();
  std::cout << "seed " << seed << " (WAYPOST_SEED repeats it)\n";
  std::mt19937_64 random(seed);
  Count count;
  for (int run = 0; run < runs; ++run) {
    PowerDisk disk(kVfs);
    Ledger ledger;
    // The first life migrates and ends well; the second is cut.
    live(disk, sync, 1'000'000, static_cast<std::uint64_t>(run) * 2, ledger);
    live(disk, sync, 1 + random() % 160, static_cast<std::uint64_t>(run) * 2 + 1, ledger);
    disk.survive(random());
    count.acknowledged += static_cast<int>(ledger.acknowledged.size());
    switch (check(ledger)) {
      case Verdict::kept: ++count.kept; break;
      case Verdict::lost: ++count.lost; break;
      case Verdict::torn: ++count.torn; break;
      case Verdict::corrupt: ++count.corrupt; break;
    }
  }
  std::cout << "runs " << runs << ", acknowledged " << count.acknowledged << ", kept " << count.kept
            << ", lost " << count.lost << ", torn " << count.torn << ", corrupt " << count.corrupt
            << '\n';
  return count;
}

TEST(Power, NothingAcknowledgedIsLostAtAThousandRandomCuts) {
  Count const count = cut_power(Sync::full, 1'000);
  EXPECT_EQ(count.kept, 1'000);
  EXPECT_GT(count.acknowledged, 24'000) << "too few acknowledgements to prove anything";
}

TEST(Power, TheCheckerFindsTheLossesOfNormal) {
  Count const count = cut_power(Sync::normal, 100);
  EXPECT_GT(count.lost, 0) << "a checker that cannot fail proves nothing";
}

TEST(Power, TheCheckerFindsTheLossesOfOff) {
  Count const count = cut_power(Sync::off, 100);
  EXPECT_GT(count.lost + count.torn + count.corrupt, 0);
}

}  // namespace
}  // namespace waypost::test
