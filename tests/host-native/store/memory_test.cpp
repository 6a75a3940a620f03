// What the store remembers to save statements says what its rows say, whatever was undone.

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "store/sqlite_store.h"

namespace waypost::store {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNow = instant_of_us(1'767'225'600'000'000);

class Memory : public testing::Test {
 protected:
  Memory() {
    std::string name = (std::filesystem::temp_directory_path() / "waypost-memory-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    scope_.number = 1;
    scope_.tenant = 1;
    open();
    NumberRow number;
    number.phone_number_id = PhoneNumberId{"1906"};
    rows_->begin();
    (void)rows_->insert_number(number, kNow);
    rows_->commit();
    open();
    scope_.phone_number_id = number.phone_number_id;
  }
  ~Memory() override {
    rows_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open() {
    rows_.reset();
    DatabaseOptions options;
    options.path = folder_ + "/waypost.db";
    rows_ = open_sqlite(options, Migrate::yes);
  }

  std::uint64_t statements() const { return rows_->counts().statements; }

  std::string folder_;
  Scope scope_;
  std::unique_ptr<Store> rows_;
};

TEST_F(Memory, LimiterIsWrittenOncePerTransactionAndReadOnce) {
  rows_->begin();
  EXPECT_EQ(rows_->limiter("number:1"), "");
  std::uint64_t const before = statements();
  for (int i = 0; i < 100; ++i) {
    rows_->put_limiter("number:1", std::to_string(i));
    EXPECT_EQ(rows_->limiter("number:1"), std::to_string(i));
  }
  rows_->put_limiter("number:2", "other");
  rows_->commit();
  EXPECT_EQ(statements() - before, 3U) << "one read of the second name, one write of each";
  open();
  EXPECT_EQ(rows_->limiter("number:1"), "99");
  EXPECT_EQ(rows_->limiter("number:2"), "other");
}

TEST_F(Memory, TransactionWithoutSendsWritesNoLimiter) {
  rows_->begin();
  rows_->put_limiter("number:1", "a");
  rows_->commit();
  std::uint64_t const before = statements();
  rows_->begin();
  EXPECT_EQ(rows_->limiter("number:1"), "a");
  rows_->commit();
  EXPECT_EQ(statements(), before);
}

TEST_F(Memory, LimiterGoesBackWithItsSavepointAndNoFurther) {
  rows_->begin();
  rows_->put_limiter("number:1", "kept");
  rows_->savepoint();
  rows_->put_limiter("number:1", "undone");
  rows_->put_limiter("number:1", "undone twice");
  rows_->put_limiter("number:2", "undone");
  rows_->undo();
  EXPECT_EQ(rows_->limiter("number:1"), "kept");
  EXPECT_EQ(rows_->limiter("number:2"), "");
  rows_->savepoint();
  rows_->put_limiter("number:2", "kept");
  rows_->release();
  rows_->commit();
  open();
  EXPECT_EQ(rows_->limiter("number:1"), "kept");
  EXPECT_EQ(rows_->limiter("number:2"), "kept");
}

TEST_F(Memory, LimiterGoesBackWithItsTransaction) {
  rows_->begin();
  rows_->put_limiter("number:1", "old");
  rows_->commit();
  rows_->begin();
  rows_->put_limiter("number:1", "new");
  rows_->rollback();
  EXPECT_EQ(rows_->limiter("number:1"), "old");
  rows_->begin();
  rows_->commit();
  open();
  EXPECT_EQ(rows_->limiter("number:1"), "old");
}

/// Does to a store, at random, what events and sends do; keeps what it saw at the end of each
/// transaction, to be compared with what the rows say.
class Life {
 public:
  Life(Store& rows, Scope const& scope, std::uint64_t seed)
      : rows_(rows), scope_(scope), chance_(seed) {}

  struct Seen {
    outbox::Item item;
    Surroundings around;
  };

  /// One transaction of several events. @return what the store says of every item it may know.
  std::vector<Seen> transaction() {
    std::vector<RowId> touched;
    rows_.begin();
    for (std::uint64_t i = one_of(5); i <= 5; ++i) {
      rows_.savepoint();
      std::size_t const known = items_.size();
      RowId const item = event();
      if (one_of(5) == 0) {
        rows_.undo();
        items_.resize(known);
      } else {
        rows_.release();
        if (item != 0) touched.push_back(item);
      }
    }
    if (!items_.empty()) touched.push_back(items_[one_of(items_.size())]);
    std::vector<Seen> seen;
    for (RowId const id : touched) {
      std::optional<outbox::Item> item = rows_.item(id);
      if (item) seen.push_back({*item, rows_.surroundings(*item)});
    }
    if (one_of(6) == 0) {
      rows_.rollback();
      items_.resize(items_.size() - std::min(items_.size(), made_));
      seen.clear();
    } else {
      rows_.commit();
    }
    made_ = 0;
    return seen;
  }

 private:
  std::uint64_t one_of(std::uint64_t count) { return chance_() % count; }
  Instant any_time() { return kNow + std::chrono::seconds(one_of(100'000)); }
  std::optional<Instant> any_time_or_none() {
    return one_of(3) == 0 ? std::nullopt : std::optional{any_time()};
  }

  /// Somebody writes; what he is may change, he may be answered and the answer may move on.
  RowId event() {
    engine::Keys keys;
    webhook::Party party;
    party.phone = party.wa_id = "4915100000" + std::to_string(one_of(4));
    keys.parties.push_back(party);
    engine::Snapshot const snapshot = rows_.load(keys, scope_);
    Applied applied;
    rows_.apply(effects(snapshot.found.front(), party), snapshot, scope_, applied);
    if (applied.queued.empty()) return 0;
    RowId const id = applied.queued.front().item;
    items_.push_back(id);
    ++made_;
    move_on(id);
    return id;
  }

  engine::Effects effects(engine::Found const& found, webhook::Party const& party) {
    engine::Effects effects;
    if (!found.contact || one_of(3) == 0) {
      engine::PutContact put;
      if (found.contact) put.contact = *found.contact;
      put.contact.phone = put.contact.wa_id = party.phone;
      put.contact.opted_out_of_all = one_of(2) == 0;
      put.contact.marketing = static_cast<engine::Consent>(one_of(3));
      put.contact.suppressed_until = any_time_or_none();
      effects.emplace_back(put);
    }
    if (!found.conversation || one_of(3) != 0) {
      engine::PutConversation put;
      if (found.conversation) put.conversation = *found.conversation;
      put.conversation.last_inbound_at = any_time_or_none();
      effects.emplace_back(put);
    }
    if (one_of(4) == 0) return effects;
    engine::Enqueue put;
    put.item.key = "m:1906:wamid." + std::to_string(chance_()) + ":rule:0";
    put.item.type = "text";
    put.item.to = party.phone;
    put.item.body = R"({"text":"hello"})";
    put.item.created_at = put.item.due_at = any_time();
    put.item.expires_at = put.item.due_at + 24h;
    effects.emplace_back(put);
    return effects;
  }

  void move_on(RowId id) {
    std::optional<outbox::Item> item = rows_.item(id);
    engine::Effects effects;
    engine::Snapshot snapshot;
    snapshot.item = item;
    switch (one_of(8)) {
      case 0:
        item->attempt += 1;
        item->token_random = chance_() >> 1U;
        (void)rows_.dispatch(*item, any_time());
        break;
      case 1: rows_.postpone(id, any_time(), "limited"); break;
      case 2:
        effects.emplace_back(
            engine::Move{id, outbox::State::dropped, {}, any_time(), {}, "why", 1});
        break;
      case 3: effects.emplace_back(engine::Annotate{id, "wamid", {}, "wamid.LATE"}); break;
      case 4:
        effects.emplace_back(
            engine::StopScope{engine::ScopeKind::recipient, any_time_or_none(), "why", {}});
        break;
      case 5: rows_.initiate(item->conversation, any_time()); break;
      default: break;
    }
    Applied applied;
    rows_.apply(effects, snapshot, scope_, applied);
  }

  Store& rows_;
  Scope const& scope_;
  std::mt19937_64 chance_;
  std::vector<RowId> items_;
  std::size_t made_ = 0;  ///< items of this transaction that were not undone
};

TEST_F(Memory, WhatIsRememberedIsWhatIsStored) {
  char const* const given = std::getenv("WAYPOST_SEED");
  std::uint64_t const seed = given != nullptr ? std::stoull(given) : std::random_device{}();
  std::cout << "replay with WAYPOST_SEED=" << seed << '\n';
  for (std::uint64_t round = 0; round < 60; ++round) {
    std::vector<Life::Seen> seen;
    {
      Life life(*rows_, scope_, seed + round);
      for (int i = 0; i < 4; ++i) seen = life.transaction();
    }
    open();
    for (auto const& [item, around] : seen) {
      std::optional<outbox::Item> const stored = rows_->item(item.id);
      ASSERT_TRUE(stored.has_value()) << "round " << round;
      EXPECT_EQ(*stored, item) << "round " << round;
      Surroundings const now = rows_->surroundings(item);
      EXPECT_EQ(now.last_inbound_at, around.last_inbound_at) << "round " << round;
      EXPECT_EQ(now.initiated_at, around.initiated_at) << "round " << round;
      EXPECT_EQ(now.marketing_withdrawn, around.marketing_withdrawn) << "round " << round;
      EXPECT_EQ(now.opted_out_of_all, around.opted_out_of_all) << "round " << round;
      EXPECT_EQ(now.suppressed_until, around.suppressed_until) << "round " << round;
    }
  }
}

}  // namespace
}  // namespace waypost::store
