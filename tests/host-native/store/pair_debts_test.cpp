// What pairs owe: the newest row counts, survives a restart, and goes once it is paid.

#include <filesystem>
#include <memory>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "store/sqlite_store.h"

namespace waypost::store {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNow = instant_of_us(1'767'225'600'000'000);

class PairDebt : public testing::Test {
 protected:
  PairDebt() {
    std::string name = (std::filesystem::temp_directory_path() / "waypost-debts-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    open();
  }
  ~PairDebt() override {
    rows_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open() {
    rows_.reset();
    DatabaseOptions options;
    options.path = folder_ + "/waypost.db";
    rows_ = open_sqlite(options, Migrate::yes);
  }

  void owe(RowId conversation, std::string const& state, Instant paid_at, Instant now = kNow) {
    rows_->begin();
    rows_->owe(conversation, state, paid_at, now);
    rows_->commit();
  }

  /// Debts of as many conversations, from 2 on, that are paid already.
  void owe_many(int count, Instant now) {
    rows_->begin();
    for (int i = 0; i < count; ++i) rows_->owe(2 + i, "paid", kNow + 6s, now);
    rows_->commit();
  }

  std::string state(RowId conversation) {
    outbox::Item item;
    item.conversation = conversation;
    return rows_->surroundings(item).pair_limit;
  }

  std::int64_t stored() {
    SQLite::Database db(folder_ + "/waypost.db", SQLite::OPEN_READONLY);
    SQLite::Statement count(db, "SELECT COUNT(*) FROM pair_debt");
    return count.executeStep() ? count.getColumn(0).getInt64() : -1;
  }

  std::unique_ptr<Store> rows_;

 private:
  std::string folder_;
};

TEST_F(PairDebt, IsTheNewestOfItsConversation) {
  EXPECT_EQ(state(7), "");
  owe(7, "one", kNow + 6s);
  owe(8, "other", kNow + 6s);
  owe(7, "two", kNow + 12s);
  EXPECT_EQ(state(7), "two");
  EXPECT_EQ(state(8), "other");
}

TEST_F(PairDebt, SurvivesARestart) {
  owe(7, "one", kNow + 6s);
  owe(7, "two", kNow + 12s);
  open();
  EXPECT_EQ(state(7), "two");
  owe(7, "three", kNow + 18s);
  open();
  EXPECT_EQ(state(7), "three") << "ids go on where they were";
}

TEST_F(PairDebt, IsForgottenWithItsTransaction) {
  owe(7, "one", kNow + 6s);
  rows_->begin();
  rows_->owe(7, "two", kNow + 12s, kNow);
  EXPECT_EQ(state(7), "two");
  rows_->rollback();
  EXPECT_EQ(state(7), "one");
  rows_->begin();
  rows_->savepoint();
  rows_->owe(7, "three", kNow + 12s, kNow);
  rows_->undo();
  rows_->commit();
  EXPECT_EQ(state(7), "one");
}

TEST_F(PairDebt, GoesOnceItIsPaid) {
  owe(1, "chatty", kNow + 270s);
  owe_many(1'500, kNow + 7s);
  EXPECT_EQ(state(1), "chatty") << "it is not paid yet";
  EXPECT_EQ(state(2), "");
  owe_many(1'000, kNow + 300s);
  EXPECT_EQ(state(1), "");
  EXPECT_LE(stored(), 1'000);
}

}  // namespace
}  // namespace waypost::store
