// A message whose decision kills the process: three deaths, then quarantine; its neighbours in the
// same POST are answered, and what else came meanwhile is neither lost nor answered twice.

#include <map>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "world.h"

namespace waypost::test {
namespace {

using namespace std::chrono_literals;

constexpr char const* kPlaybook =
    R"({"waypost":1,"rules":[{"id":"any","kind":"regex","triggers":".",)"
    R"("reply":{"type":"text","body":"ok"}}]})";

/// A process that lives until it dies of something.
class Life {
 public:
  Life(std::string const& db, std::uint16_t port, std::string const& graph) {
    std::vector<std::string> words = {WAYPOST_POISON_SERVICE, db, std::to_string(port), graph};
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
  }
  ~Life() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Life(Life const&) = delete;
  Life& operator=(Life const&) = delete;

  /// The signal it died of; 0 when it lives, -1 when it ended otherwise.
  int death() {
    int status = 0;
    if (pid_ <= 0 || ::waitpid(pid_, &status, WNOHANG) != pid_) return 0;
    pid_ = -1;
    return WIFSIGNALED(status) ? WTERMSIG(status) : -1;
  }

 private:
  pid_t pid_ = -1;
};

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

TEST(Poison, ThreeDeathsThenQuarantineAndNobodyElseIsHurt) {
  Folder folder;
  std::string const db = folder.file("waypost.db");
  simulator::Simulator meta(test_simulator());
  meta.start();
  {
    app::Config config = test_config(db, meta.url());
    config.log_level = app::LogLevel::error;
    app::Service service(std::move(config), {});
    fill(service.admin(), kPlaybook);
    service.stop();
  }
  std::uint16_t const port = free_port();
  simulator::App const app;
  meta.set_callback(app.app_id, "http://127.0.0.1:" + std::to_string(port) + "/webhooks/meta/shop");

  // One POST with the poison between two neighbours, one POST before and one after it. A death
  // with an answer on its way leaves it in doubt, which is not what this test is about.
  auto life = std::make_unique<Life>(db, port, meta.url());
  auto const sent_by_now = [&](std::size_t count) {
    return meta.ledger().wait(
        [count](simulator::Summary const& now) { return now.accepted >= count; }, 20s);
  };
  std::vector<std::string> wamids;
  wamids.push_back(
      meta.receive_from_customer(simulator::text_message("15550130000", "hello before")));
  ASSERT_TRUE(sent_by_now(1));
  ASSERT_TRUE(meta.wait_until_quiet(20s));
  std::vector<std::string> const batch = meta.receive_from_customers(
      {simulator::text_message("15550130001", "hello left"),
       simulator::text_message("15550130002", "poison"),
       simulator::text_message("15550130003", "hello right"),
       simulator::text_message("15550130002", "hello behind the poison")});
  ASSERT_EQ(batch.size(), 4U);
  int deaths = 0;
  auto const until = std::chrono::steady_clock::now() + 60s;
  auto const answered = [&] { return meta.ledger().summary().accepted >= 5; };
  while (std::chrono::steady_clock::now() < until && !answered()) {
    if (int const signal = life->death(); signal != 0) {
      ASSERT_EQ(signal, SIGKILL) << "it died of something else";
      ++deaths;
      ASSERT_LE(deaths, 3) << "the poison is tried for ever";
      if (deaths == 3) {
        wamids.push_back(
            meta.receive_from_customer(simulator::text_message("15550130004", "hello after")));
      }
      life = std::make_unique<Life>(db, port, meta.url());
    }
    std::this_thread::sleep_for(5ms);
  }
  ASSERT_TRUE(answered()) << meta.ledger().summary().accepted << " answers";
  ASSERT_TRUE(meta.wait_until_quiet(20s)) << "a webhook is still not answered 200";
  EXPECT_EQ(life->death(), 0);
  EXPECT_EQ(deaths, 3);
  life.reset();

  SQLite::Database rows(db, SQLite::OPEN_READWRITE, 2'000);
  auto const count = [&](std::string const& sql) {
    SQLite::Statement row(rows, sql);
    row.executeStep();
    return row.getColumn(0).getInt();
  };
  EXPECT_EQ(count("SELECT COUNT(*) FROM quarantine"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM quarantine WHERE reason = 'deaths'"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM quarantine WHERE pointer LIKE '%/messages/1'"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM message WHERE wamid = '" + batch[1] + "'"), 0);
  for (std::size_t const at : {std::size_t{0}, std::size_t{2}, std::size_t{3}}) {
    wamids.push_back(batch[at]);
  }
  for (std::string const& wamid : wamids) {
    EXPECT_EQ(count("SELECT COUNT(*) FROM message WHERE outcome_detail = 'any' AND wamid = '" +
                    wamid + "'"),
              1)
        << wamid;
  }
  std::map<std::string, int> sent;
  for (auto const& send : meta.ledger().accepted()) ++sent[send.to];
  EXPECT_EQ(sent.size(), 5U);
  for (auto const& [to, times] : sent) EXPECT_EQ(times, 1) << to;
}

}  // namespace
}  // namespace waypost::test
