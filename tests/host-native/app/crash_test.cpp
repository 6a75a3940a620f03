// kill -9 at random moments under load, and a checker that compares three ledgers: what Meta's
// stand-in was told (200), what the database holds, and what Meta's stand-in was sent.

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "waypost/outbox/states.h"

#include "world.h"

namespace waypost::test {
namespace {

constexpr char const* kPlaybook =
    R"({"waypost":1,"rules":[{"id":"menu","kind":"contains_word","triggers":"menu",)"
    R"("reply":{"type":"text","body":"Here it is, {{first_name}}."}}]})";

std::uint64_t seed() {
  char const* const given = std::getenv("WAYPOST_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

/// The service in a process of its own.
class Victim {
 public:
  Victim(std::string db, std::uint16_t port, std::string graph, std::string answer)
      : arguments_{WAYPOST_CRASH_SERVICE, std::move(db), std::to_string(port), std::move(graph),
                   std::move(answer)} {}
  ~Victim() { kill(); }
  Victim(Victim const&) = delete;
  Victim& operator=(Victim const&) = delete;

  /// Starts it and waits until it serves.
  void start() {
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(ready[1], STDOUT_FILENO);
      ::close(ready[0]);
      ::close(ready[1]);
      std::vector<char*> argv;
      for (std::string& argument : arguments_) argv.push_back(argument.data());
      argv.push_back(nullptr);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    ::close(ready[1]);
    char line[8];
    ssize_t const got = ::read(ready[0], line, sizeof line);
    ::close(ready[0]);
    ASSERT_GT(got, 0) << "the service did not come up";
  }

  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

 private:
  std::vector<std::string> arguments_;
  pid_t pid_ = -1;
};

/// A port nobody listens on now.
std::uint16_t free_port() {
  simulator::Options options;
  options.apps.clear();
  options.numbers.clear();
  simulator::Simulator probe(options);
  probe.start();
  auto const port = static_cast<std::uint16_t>(probe.port());
  probe.stop();
  return port;
}

/// Number of losses and doubles the checker found; prints each kind.
struct Findings {
  std::size_t acknowledged = 0;
  std::size_t lost = 0;             ///< acknowledged, not stored
  std::size_t without_outcome = 0;  ///< stored without exactly one outcome
  std::size_t doubled = 0;          ///< outbox rows accepted more than once
  std::size_t forgotten = 0;        ///< outbox rows neither ended, sent, nor waiting for evidence
  std::size_t unexplained = 0;      ///< sends that no row knows
  [[nodiscard]] std::size_t all() const {
    return lost + without_outcome + doubled + forgotten + unexplained;
  }
};

Findings check(simulator::Ledger const& ledger, std::string const& path) {
  Findings findings;
  SQLite::Database db(path, SQLite::OPEN_READWRITE, 2'000);
  std::map<std::string, int> stored;
  SQLite::Statement rows(db, "SELECT wamid, COUNT(*) FROM message GROUP BY wamid");
  while (rows.executeStep()) stored[rows.getColumn(0).getString()] = rows.getColumn(1).getInt();
  for (simulator::Item const& item : ledger.acknowledged()) {
    if (item.kind != "message") continue;
    ++findings.acknowledged;
    auto const found = stored.find(item.id);
    if (found == stored.end())
      ++findings.lost;
    else if (found->second != 1)
      ++findings.without_outcome;
  }
  // One reply a message, accepted at most once, and no send that nobody asked for.
  std::map<std::string, int> accepted;
  for (simulator::AcceptedSend const& send : ledger.accepted()) {
    std::string const& opaque = send.biz_opaque_callback_data;
    std::size_t const row_end = opaque.find('.', 2);
    ++accepted[opaque.substr(0, row_end)];
  }
  for (auto const& [row, times] : accepted) {
    if (times > 1) ++findings.doubled;
  }
  std::map<int, int> states;
  SQLite::Statement items(db, "SELECT state, COUNT(*) FROM outbox GROUP BY state");
  std::size_t sent_rows = 0;
  std::size_t in_doubt = 0;
  while (items.executeStep()) {
    auto const state = static_cast<outbox::State>(items.getColumn(0).getInt());
    auto const count = static_cast<std::size_t>(items.getColumn(1).getInt());
    if (state == outbox::State::ready || state == outbox::State::dispatching)
      findings.forgotten += count;
    if (state == outbox::State::unknown) in_doubt += count;
    if (state >= outbox::State::accepted && state <= outbox::State::read) sent_rows += count;
  }
  if (accepted.size() > sent_rows + in_doubt)
    findings.unexplained = accepted.size() - sent_rows - in_doubt;
  std::cout << "acknowledged " << findings.acknowledged << ", stored " << stored.size()
            << ", sends " << ledger.accepted().size() << ", rows sent " << sent_rows
            << ", in doubt " << in_doubt << "; lost " << findings.lost << ", doubled "
            << findings.doubled << ", forgotten " << findings.forgotten << ", unexplained "
            << findings.unexplained << '\n';
  return findings;
}

/// A world whose service is a process that dies `kills` times while customers write.
class CrashWorld {
 public:
  explicit CrashWorld(std::string const& answer)
      : meta_(options()), db_(folder_.file("waypost.db")) {
    meta_.start();
    {
      app::ServiceHooks quiet;
      app::Config config = test_config(db_, meta_.url());
      config.log_level = app::LogLevel::error;
      app::Service service(std::move(config), quiet);
      fill(service.admin(), kPlaybook);
      service.stop();
    }
    std::uint16_t const port = free_port();
    simulator::App const app;
    meta_.set_callback(app.app_id,
                       "http://127.0.0.1:" + std::to_string(port) + "/webhooks/meta/shop");
    victim_ = std::make_unique<Victim>(db_, port, meta_.url(), answer);
  }

  /// Runs and kills; returns what the checker finds once all is quiet again.
  Findings run(int kills, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::atomic<bool> writing{true};
    std::thread customers([&] { write(writing); });
    for (int i = 0; i < kills; ++i) {
      victim_->start();
      std::this_thread::sleep_for(std::chrono::microseconds{20'000 + random() % 180'000});
      victim_->kill();
    }
    writing = false;
    customers.join();
    victim_->start();
    EXPECT_TRUE(meta_.wait_until_quiet(std::chrono::seconds{240}));
    EXPECT_TRUE(eventually([&] { return open_items() == 0; }, std::chrono::seconds{30}))
        << open_items() << " items still wait";
    EXPECT_TRUE(meta_.wait_until_quiet(std::chrono::seconds{240}));
    victim_->kill();
    return check(meta_.ledger(), db_);
  }

 private:
  static simulator::Options options() {
    simulator::Options options = test_simulator();
    options.retries.first = std::chrono::milliseconds{20};
    options.retries.longest = std::chrono::milliseconds{200};
    return options;
  }

  /// New customers write without pause: each its own conversation, so none waits for another.
  void write(std::atomic<bool> const& writing) {
    for (std::int64_t n = 0; writing; n += 20) {
      std::vector<simulator::CustomerMessage> batch;
      for (std::int64_t i = 0; i < 20; ++i) {
        batch.push_back(simulator::text_message(std::to_string(15'550'200'000 + n + i), "menu"));
      }
      for (auto& message : batch) meta_.receive_from_customer(std::move(message));
      std::this_thread::sleep_for(std::chrono::milliseconds{25});
    }
  }

  std::int64_t open_items() {
    SQLite::Database db(db_, SQLite::OPEN_READONLY, 2'000);
    SQLite::Statement row(db, "SELECT COUNT(*) FROM outbox WHERE state < 2");
    row.executeStep();
    return row.getColumn(0).getInt64();
  }

  Folder folder_;
  simulator::Simulator meta_;
  std::string db_;
  std::unique_ptr<Victim> victim_;
};

int kills_wanted() {
  char const* const given = std::getenv("WAYPOST_KILLS");
  return given != nullptr ? std::atoi(given) : 200;
}

TEST(Crash, TwoHundredMeansCommittedHoweverOftenItIsKilled) {
  std::uint64_t const with = seed();
  std::cout << "seed " << with << " (WAYPOST_SEED repeats it), kills " << kills_wanted() << '\n';
  CrashWorld world("after");
  Findings const findings = world.run(kills_wanted(), with);
  EXPECT_GT(findings.acknowledged, 1'000U) << "too little load to prove anything";
  EXPECT_EQ(findings.lost, 0U);
  EXPECT_EQ(findings.without_outcome, 0U);
  EXPECT_EQ(findings.doubled, 0U);
  EXPECT_EQ(findings.forgotten, 0U);
  EXPECT_EQ(findings.unexplained, 0U);
}

TEST(Crash, TheCheckerFindsAnAnswerBeforeTheCommit) {
  std::uint64_t const with = seed();
  std::cout << "seed " << with << '\n';
  for (int round = 0; round < 5; ++round) {
    CrashWorld world("before");
    if (world.run(40, with + static_cast<std::uint64_t>(round)).lost > 0) return;
  }
  FAIL()
      << "200 kills lost nothing although answers left before the commit: the checker has no teeth";
}

}  // namespace
}  // namespace waypost::test
