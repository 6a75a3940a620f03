// The mixed load is what it says: shares, order of statuses, and numbers.

#include "traffic.h"

#include <map>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "waypost/webhook/parse.h"

namespace waypost::bench {
namespace {

TrafficOptions mixed(std::size_t updates) {
  TrafficOptions options;
  options.updates = updates;
  options.statuses = 0.7;
  options.run = 3;
  return options;
}

/// Graph accepts a reply to each customer of `post`.
void accept(Post const& post, Untold& untold) {
  for (std::int64_t const customer : post.customers) {
    std::string const name = std::to_string(customer);
    untold.add({customer, "wamid.SINK" + name, "token" + name});
  }
}

TEST(Traffic, ReachesItsShareOfStatuses) {
  for (std::size_t const updates : {1U, 10U, 1'000U}) {
    Untold untold;
    Traffic traffic(mixed(updates), untold);
    std::size_t messages = 0;
    std::size_t statuses = 0;
    for (std::size_t n = 1; n <= 400; ++n) {
      Post const post = traffic.post(n);
      accept(post, untold);
      if (n <= 100) continue;
      messages += post.customers.size();
      statuses += post.statuses;
    }
    auto const all = static_cast<double>(messages + statuses);
    EXPECT_NEAR(static_cast<double>(statuses) / all, 0.7, 0.05) << updates;
    EXPECT_NEAR(all / 300, static_cast<double>(updates), 0.1 * static_cast<double>(updates));
  }
}

TEST(Traffic, ParsesToWhatItSays) {
  Untold untold;
  Traffic traffic(mixed(10), untold);
  std::map<std::string, std::vector<std::string>> told;
  for (std::size_t n = 1; n <= 200; ++n) {
    Post const post = traffic.post(n);
    accept(post, untold);
    auto const parsed = webhook::parse(post.body);
    ASSERT_TRUE(parsed);
    ASSERT_TRUE(parsed->refused.empty());
    ASSERT_EQ(parsed->events.size(), post.customers.size() + post.statuses);
    std::size_t message = 0;
    for (webhook::Event const& event : parsed->events) {
      if (auto const* const text = std::get_if<webhook::MessageReceived>(&event)) {
        std::int64_t const customer = post.customers.at(message++);
        EXPECT_EQ(text->from.phone, std::to_string(customer));
        EXPECT_EQ(text->place.phone_number_id.value, phone_number_id(number_of(customer)));
        continue;
      }
      auto const& status = std::get<webhook::StatusChanged>(event);
      EXPECT_EQ(status.place.phone_number_id.value,
                phone_number_id(number_of(std::stoll(status.recipient.phone))));
      EXPECT_EQ(status.opaque, "token" + status.recipient.phone);
      told[status.id.value].push_back(status.word);
    }
  }
  std::vector<std::string> const order{"sent", "delivered", "read"};
  std::size_t whole = 0;
  for (auto const& [wamid, words] : told) {
    ASSERT_LE(words.size(), order.size());
    EXPECT_TRUE(std::equal(words.begin(), words.end(), order.begin())) << wamid;
    whole += words.size() == order.size() ? 1U : 0U;
  }
  EXPECT_GT(whole, 100U);
}

/// A new sender each time, within a run and from run to run, as long as there are any.
TEST(Traffic, LetsEveryoneWriteOnce) {
  std::map<std::int64_t, int> wrote;
  Untold untold;
  std::size_t first = 0;
  for (int run = 0; run < 2; ++run) {
    TrafficOptions options = mixed(1);
    options.statuses = 0;
    options.first = first;
    Traffic traffic(options, untold);
    for (std::size_t n = 1; n <= 1'000; ++n) {
      Post const post = traffic.post(n);
      ASSERT_EQ(post.customers.size(), 1U);
      EXPECT_EQ(traffic.said(n).customer, post.customers.front());
      EXPECT_NE(post.body.find(traffic.said(n).wamid), std::string::npos);
      ++wrote[post.customers.front()];
    }
    first += 1'000;
  }
  EXPECT_EQ(wrote.size(), 2'000U);
}

}  // namespace
}  // namespace waypost::bench
