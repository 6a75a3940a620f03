#include "waypost/outbox/states.h"

#include <array>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "waypost/wire/words.h"

#include "support.h"

namespace waypost::outbox {
namespace {

State state_at(int index) {
  return static_cast<State>(index);
}
Happening happening_at(int index) {
  return static_cast<Happening>(index);
}

/// The table as the manual shows it.
std::string drawn() {
  std::string text = "| state |";
  for (int column = 0; column < kHappenings; ++column)
    text += " " + std::string(wire::word(happening_at(column))) + " |";
  text += "\n|---|";
  for (int column = 0; column < kHappenings; ++column) text += "---|";
  text += '\n';
  for (int row = 0; row < kStates; ++row) {
    auto const state = state_at(row);
    text += "| `" + std::string(wire::word(state)) + "`" + (is_end(state) ? " (end)" : "") + " |";
    for (int column = 0; column < kHappenings; ++column) {
      auto const to = next(state, happening_at(column));
      text += to ? " " + std::string(wire::word(*to)) + " |" : " |";
    }
    text += '\n';
  }
  return text;
}

TEST(States, TheTableIsTheOneInTheManual) {
  std::string const path = WAYPOST_TEST_DATA "/core/outbox/states.md";
  auto const manual = test::read_file("core/outbox/states.md");
  auto const begin = manual.find("| state |");
  ASSERT_NE(begin, std::string::npos);
  auto const end = manual.find("\n\n", begin) + 1;
  if (std::getenv("WAYPOST_UPDATE") != nullptr)
    std::ofstream(path, std::ios::binary)
        << manual.substr(0, begin) << drawn() << manual.substr(end);
  else
    EXPECT_EQ(manual.substr(begin, end - begin), drawn());
}

TEST(States, EndsAreFinal) {
  std::set<State> const ends{State::failed, State::expired, State::cancelled, State::dropped,
                             State::unknown_final};
  for (int row = 0; row < kStates; ++row) {
    EXPECT_EQ(is_end(state_at(row)), ends.count(state_at(row)) == 1);
    for (int column = 0; column < kHappenings; ++column) {
      if (is_end(state_at(row))) {
        EXPECT_FALSE(next(state_at(row), happening_at(column)));
      }
      EXPECT_NE(next(state_at(row), happening_at(column)), state_at(row)) << "no self-loops";
    }
  }
}

int rank(State state) {
  switch (state) {
    case State::accepted: return 1;
    case State::sent: return 2;
    case State::delivered: return 3;
    case State::read: return 4;
    default: return 0;
  }
}

TEST(States, StatusesOnlyMoveForward) {
  for (auto const from : {State::accepted, State::sent, State::delivered, State::read}) {
    for (int column = 0; column < kHappenings; ++column) {
      auto const to = next(from, happening_at(column));
      if (to && *to != State::failed) {
        EXPECT_GT(rank(*to), rank(from));
      }
    }
  }
}

TEST(States, NobodyIsSentToTwiceOrNeverAfterASend) {
  // What was posted comes back to `ready` only by an answer that says "not sent".
  for (int row = 0; row < kStates; ++row) {
    for (int column = 0; column < kHappenings; ++column) {
      if (next(state_at(row), happening_at(column)) == State::ready) {
        EXPECT_EQ(happening_at(column), Happening::reply_retry);
      }
      if (next(state_at(row), happening_at(column)) == State::dispatching) {
        EXPECT_EQ(state_at(row), State::ready);
      }
    }
  }
}

TEST(States, EveryRowEnds) {
  // From every state an end, or good news, is reachable without an operator: by time, by the
  // reply, or by a status.
  for (int row = 0; row < kStates; ++row) {
    std::set<State> reached{state_at(row)};
    for (std::size_t before = 0; before != reached.size();) {
      before = reached.size();
      for (auto const state : std::set<State>(reached))
        for (int column = 0; column < kHappenings; ++column)
          if (auto const to = next(state, happening_at(column));
              to && happening_at(column) != Happening::withdrawn)
            reached.insert(*to);
    }
    auto const ends = reached.count(State::read) + reached.count(State::failed) +
                      reached.count(State::unknown_final) + reached.count(State::expired);
    EXPECT_TRUE(is_end(state_at(row)) || ends > 0) << row;
  }
  EXPECT_EQ(next(State::ready, Happening::time_passed), State::expired);
  EXPECT_EQ(next(State::unknown, Happening::time_passed), State::unknown_final);
}

TEST(States, WhatIsNoStateHasNoNext) {
  EXPECT_FALSE(next(static_cast<State>(99), Happening::planned));
  EXPECT_FALSE(next(State::ready, static_cast<Happening>(99)));
  EXPECT_FALSE(is_end(static_cast<State>(99)));
}

}  // namespace
}  // namespace waypost::outbox
