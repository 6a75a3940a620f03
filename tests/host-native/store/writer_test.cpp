// Work that nobody waits for: it shares a commit, is not forgotten, and hurries nobody.

#include "store/writer.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "store/sqlite_store.h"

namespace waypost::store {
namespace {

using namespace std::chrono_literals;

/// Counts its commits.
class Counted final : public Job {
 public:
  Counted(std::atomic<int>& done, std::chrono::microseconds patience)
      : done_(done), patience_(patience) {}
  void run(Store& /*store*/) override {}
  void done(DurableReceipt const& /*receipt*/) noexcept override { ++done_; }
  void refused(Refusal /*why*/) noexcept override {}
  [[nodiscard]] std::chrono::microseconds patience() const noexcept override { return patience_; }

 private:
  std::atomic<int>& done_;
  std::chrono::microseconds patience_;
};

class Patience : public testing::Test {
 protected:
  Patience() {
    std::string name = (std::filesystem::temp_directory_path() / "waypost-writer-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    DatabaseOptions options;
    options.path = folder_ + "/waypost.db";
    store_ = open_sqlite(options, Migrate::yes);
    writer_ = std::make_unique<Writer>(*store_, nullptr, WriterOptions{});
  }
  ~Patience() override {
    writer_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  void post(std::chrono::microseconds patience) {
    writer_->post(std::make_unique<Counted>(done_, patience));
  }
  bool wait_for(int count) {
    auto const end = std::chrono::steady_clock::now() + 10s;
    while (done_ < count && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(1ms);
    return done_ == count;
  }

  std::unique_ptr<Writer> writer_;
  std::atomic<int> done_{0};

 private:
  std::string folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(Patience, EndsWhetherTheWriterDozesOrSleeps) {
  int posted = 0;
  for (auto const pause : {0ms, 2ms, 20ms, 80ms, 120ms}) {  // it dozes for 50 ms, then sleeps
    std::this_thread::sleep_for(pause);
    post(5ms);
    EXPECT_TRUE(wait_for(++posted)) << pause.count() << " ms after the last";
  }
}

TEST_F(Patience, SharesTheCommitOfSomebodyInAHurry) {
  post(0ms);
  ASSERT_TRUE(wait_for(1));
  writer_->run([](Store&) {});
  auto const before = writer_->stats().groups;
  for (int i = 0; i < 5; ++i) post(60s);
  std::this_thread::sleep_for(20ms);
  EXPECT_EQ(done_, 1) << "nobody is in a hurry yet";
  writer_->run([](Store&) {});
  EXPECT_TRUE(wait_for(6));
  writer_->stop();
  EXPECT_LE(writer_->stats().groups - before, 2U) << "and one that was being counted";
}

TEST_F(Patience, IsNotLostWhenTheWriterStops) {
  for (int i = 0; i < 5; ++i) post(60s);
  writer_->stop();
  EXPECT_EQ(done_, 5);
}

}  // namespace
}  // namespace waypost::store
