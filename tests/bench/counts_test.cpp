// Costs that are counts: the same on every machine, so a change that adds one is seen here and
// not in a figure that wobbles. Each limit is what was counted, with little room.

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/monotonic_resource.hpp>
#include <gtest/gtest.h>

#include "waypost/engine/decide.h"
#include "waypost/engine/keys.h"
#include "waypost/playbook/compile.h"
#include "waypost/webhook/parse.h"

#include "grow.h"
#include "pipeline.h"
#include "rules.h"
#include "setting.h"
#include "webhook.h"

namespace {

std::size_t allocations = 0;

}  // namespace

// Not inlined: g++ 12 would see malloc's memory freed by delete, and warn of it.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* const memory = std::malloc(bytes)) return memory;
  std::abort();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace waypost {
namespace {

using bench::WebhookText;

/// A shop with 20,000 customers and as many stored messages: enough that customers and random
/// keys each meet pages of their own.
bench::GrowOptions history() {
  bench::GrowOptions options;
  options.messages = 20'000;
  options.customers = 20'000;
  return options;
}

class Counts : public testing::Test {
 protected:
  Counts() : setting_(folder_->path(), pristine_), pipeline_(setting_.config()) {}

  static void SetUpTestSuite() {
    folder_ = std::make_unique<bench::Folder>(std::filesystem::temp_directory_path().string());
    pristine_ = bench::grown(folder_->path(), history());
  }
  static void TearDownTestSuite() { folder_.reset(); }

  /// Of `groups` groups of `rows` webhooks with their replies, after a warm-up.
  store::Store::Counts count(std::size_t rows, std::size_t groups, bench::Order order) {
    bench::Customers const customers{static_cast<std::int64_t>(history().customers), order};
    for (std::size_t i = 0; i < 4; ++i, next_ += rows) {
      bench::write_group(pipeline_, next_, rows, customers);
    }
    store::Store::Counts const before = pipeline_.store().counts();
    for (std::size_t i = 0; i < groups; ++i, next_ += rows) {
      bench::write_group(pipeline_, next_, rows, customers);
    }
    store::Store::Counts const after = pipeline_.store().counts();
    store::Store::Counts difference;
    difference.statements = after.statements - before.statements;
    difference.wal_frames = after.wal_frames - before.wal_frames;
    difference.commits = after.commits - before.commits;
    return difference;
  }

  double frames(bench::Order order) {
    constexpr std::size_t kGroups = 20;
    store::Store::Counts const counts = count(kRows, kGroups, order);
    EXPECT_EQ(counts.commits, 2 * kGroups);
    double const frames = static_cast<double>(counts.wal_frames) / (kRows * kGroups);
    std::printf("%.2f WAL frames a webhook\n", frames);
    EXPECT_GT(frames, 0.5);
    return frames;
  }

  static constexpr std::size_t kRows = 32;  ///< a commit

 private:
  inline static std::unique_ptr<bench::Folder> folder_;
  inline static std::string pristine_;
  bench::Setting setting_;
  bench::Pipeline pipeline_;
  std::size_t next_ = 1;
};

/// The layout's own cost: journal, message with its one random key, outbox row, two commits.
TEST_F(Counts, WalFramesOfNeighbours) {
  EXPECT_LE(frames(bench::Order::in_a_row), 1.9);
}

/// In life nobody's row stands beside his neighbour's: each conversation is a page. Counted: 2.60.
TEST_F(Counts, WalFramesOfCustomersInAnyOrder) {
  EXPECT_LE(frames(bench::Order::mixed), 2.7);
}

TEST_F(Counts, Statements) {
  constexpr std::size_t kGroups = 4;
  store::Store::Counts const counts = count(kRows, kGroups, bench::Order::mixed);
  double const statements = static_cast<double>(counts.statements) / (kRows * kGroups);
  std::printf("%.2f statements a webhook\n", statements);
  EXPECT_GT(statements, 5);
  EXPECT_LE(statements, 11.5);
}

std::size_t allocations_of_parse(std::size_t updates) {
  WebhookText webhook;
  webhook.updates = updates;
  webhook.at_s = 1'760'000'000;
  std::string const body = bench::webhook_body(webhook);
  std::vector<unsigned char> buffer(std::size_t{4} << 20U);
  std::size_t const before = allocations;
  boost::json::monotonic_resource memory(buffer.data(), buffer.size());
  auto const parsed = webhook::parse(body, &memory);
  std::size_t const taken = allocations - before;
  EXPECT_TRUE(parsed);
  EXPECT_EQ(parsed->events.size(), updates);
  return taken;
}

TEST(Allocations, OfParsing) {
  std::size_t const one = allocations_of_parse(1);
  std::size_t const hundred = allocations_of_parse(100);
  std::printf("parse: %zu allocations for one text, %zu for a hundred\n", one, hundred);
  EXPECT_LE(one, 6U);
  EXPECT_LE(hundred, 410U);
}

/// The shop's playbook, opened.
class Deciding {
 public:
  Deciding() : compiled_(playbook::compile(bench::playbook_of(bench::shop_rules()))->blob) {
    blob_.resize(compiled_.size() / 8 + 1);
    std::memcpy(blob_.data(), compiled_.data(), compiled_.size());
    auto opened = playbook::open({reinterpret_cast<char const*>(blob_.data()), compiled_.size()});
    if (opened) playbook_.emplace(std::move(*opened));
  }

  /// Effects of one text of a customer who has written before.
  std::size_t allocations_of_one() {
    WebhookText webhook;
    webhook.at_s = us_of(now_) / 1'000'000;
    auto const parsed = webhook::parse(bench::webhook_body(webhook));
    webhook::Event const& event = parsed->events.front();
    engine::Keys const keys = engine::keys(event);
    engine::Snapshot snapshot;
    snapshot.number = {PhoneNumberId{bench::phone_number_id(0)}, 1, "15550100100"};
    engine::Found& found = snapshot.found.emplace_back();
    engine::Contact& contact = found.contact.emplace();
    contact.id = 1;
    contact.phone = contact.wa_id = keys.parties.front().phone;
    contact.name = "Bench Customer";
    engine::Conversation& talk = found.conversation.emplace();
    talk.id = talk.contact = 1;
    talk.phone_number_id = snapshot.number.phone_number_id;
    talk.last_inbound_at = now_;
    std::size_t const before = allocations;
    engine::Effects const effects =
        engine::decide(playbook_.value(), snapshot, event, now_, scratch_);
    std::size_t const taken = allocations - before;
    EXPECT_EQ(engine::outcome_of(effects).kind, engine::OutcomeKind::answered);
    return taken;
  }

 private:
  Instant now_ = instant_of_s(1'760'000'000);
  std::string compiled_;
  std::vector<std::uint64_t> blob_;  ///< the same at an address that eight divides
  std::optional<playbook::Playbook> playbook_;
  engine::DecideScratch scratch_;
};

TEST(Allocations, OfDeciding) {
  Deciding deciding;
  std::size_t const first = deciding.allocations_of_one();
  std::size_t const warm = deciding.allocations_of_one();
  std::printf("decide: %zu allocations at first, %zu when warm\n", first, warm);
  EXPECT_LE(warm, first);
  EXPECT_LE(warm, 17U);
  EXPECT_EQ(deciding.allocations_of_one(), warm) << "something grows with every message";
}

}  // namespace
}  // namespace waypost
