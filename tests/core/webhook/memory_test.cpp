// What a webhook costs in allocations: the events' own strings, and nothing for the DOM.

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include <boost/json/monotonic_resource.hpp>
#include <gtest/gtest.h>

#include "bodies.h"

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

namespace waypost::webhook {
namespace {

std::size_t allocations_of(std::string const& body, std::vector<unsigned char>& arena) {
  boost::json::monotonic_resource scratch(arena.data(), arena.size());
  auto const before = allocations;
  auto const result = webhook::parse(body, &scratch);
  auto const spent = allocations - before;
  EXPECT_TRUE(result);
  return spent;
}

struct Cost {
  char const* file;
  std::size_t allocations_max;
};

TEST(Memory, AWebhookAllocatesItsEventsStringsAndNothingElse) {
  std::vector<unsigned char> arena(1U << 23U);
  // A text: the list of events, pointer, wamid, text, content; two more for a long name and a
  // user id; the rest are the pointers that lead to it.
  constexpr Cost kCosts[] = {{"messages/text/plain.json", 9},
                             {"messages/unicode/wire-ascii-escaped.json", 10},
                             {"messages/bsuid/phone-and-username.json", 11},
                             {"statuses/sent-v24-no-conversation.json", 9},
                             {"statuses/sent-pmp-v23.json", 12},
                             {"batches/thousand-updates.json", 2010}};
  for (auto const& cost : kCosts) {
    auto const body = fixture("webhooks/" + std::string(cost.file));
    auto const spent = allocations_of(body, arena);
    std::printf("%5zu allocations: %s\n", spent, cost.file);
    EXPECT_LE(spent, cost.allocations_max) << cost.file;
  }
}

TEST(Memory, AHostileBodyStaysInTheArena) {
  std::vector<unsigned char> arena(48U * 1024 * 1024);
  std::string body = "[[0]";
  while (body.size() < 3'000'000) body += ",[0]";
  body += ']';
  boost::json::monotonic_resource scratch(arena.data(), arena.size());
  auto const before = allocations;
  auto const result = webhook::parse(body, &scratch);
  EXPECT_LE(allocations - before, 2U) << "the refusal's own sentence";
  EXPECT_FALSE(result);
}

}  // namespace
}  // namespace waypost::webhook
