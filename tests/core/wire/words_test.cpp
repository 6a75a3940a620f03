#include "waypost/wire/words.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "waypost/base/result.h"
#include "waypost/engine/effect.h"
#include "waypost/engine/snapshot.h"
#include "waypost/outbox/plan.h"
#include "waypost/outbox/retry.h"
#include "waypost/webhook/event.h"

namespace waypost::wire {
namespace {

/// `last` is the last enumerator: a new one without its word makes this fail.
template <class E>
void expect_words(E last, std::string_view word_of_last) {
  std::set<std::string_view> words;
  for (int index = 0; index <= static_cast<int>(last); ++index) {
    auto const value = static_cast<E>(index);
    EXPECT_FALSE(word(value).empty());
    EXPECT_TRUE(words.insert(word(value)).second) << "twice: " << word(value);
    EXPECT_EQ(value_of<E>(word(value)), value);
  }
  EXPECT_EQ(word(last), word_of_last);
  EXPECT_EQ(word(static_cast<E>(static_cast<int>(last) + 1)), "");
  EXPECT_FALSE(value_of<E>(""));
  EXPECT_FALSE(value_of<E>("Read"));
}

TEST(Words, EveryEnumeratorHasItsOwn) {
  expect_words(Errc::budget_exceeded, "budget_exceeded");
  expect_words(webhook::MessageKind::other, "other");
  expect_words(webhook::Status::failed, "failed");
  expect_words(engine::Consent::withdrawn, "withdrawn");
  expect_words(engine::OutcomeKind::quarantined, "quarantined");
  expect_words(engine::Direction::echo, "echo");
  expect_words(engine::ScopeKind::template_name, "template");
  expect_words(engine::NoteLevel::alert, "alert");
  expect_words(outbox::State::unknown_final, "unknown_final");
  expect_words(outbox::Happening::withdrawn, "withdrawn");
  expect_words(outbox::Lane::bulk, "bulk");
  expect_words(outbox::Purpose::authentication, "authentication");
  expect_words(outbox::Form::template_message, "template");
  expect_words(outbox::WaitReason::limited, "limited");
  expect_words(outbox::DropReason::suppressed, "suppressed");
  expect_words(outbox::NetworkFault::reset, "reset");
  expect_words(outbox::FailureClass::ambiguous, "ambiguous");
  expect_words(outbox::RetryAction::in_doubt, "in_doubt");
}

TEST(Words, AreTheOnesOfTheEnumerators) {
  EXPECT_EQ(word(outbox::State::ready), "ready");
  EXPECT_EQ(word(outbox::State::delivered), "delivered");
  EXPECT_EQ(word(webhook::MessageKind::request_welcome), "request_welcome");
  EXPECT_EQ(word(webhook::MessageKind::interactive), "interactive");
  EXPECT_EQ(word(outbox::Happening::status_delivered), "status_delivered");
  EXPECT_EQ(word(engine::OutcomeKind::silent), "silent");
  EXPECT_EQ(word(Errc::wrong_shape), "wrong_shape");
  EXPECT_EQ(word(outbox::FailureClass::window_closed), "window_closed");
}

}  // namespace
}  // namespace waypost::wire
