// What must stay true whatever comes (house rules 1, 2, 4, 5, 6).

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "waypost/engine/explain.h"
#include "waypost/engine/keys.h"
#include "waypost/outbox/plan.h"
#include "waypost/outbox/settle.h"
#include "waypost/outbox/states.h"
#include "waypost/outbox/token.h"
#include "waypost/wire/encode.h"

#include "memory_host.h"
#include "runner.h"
#include "support.h"

namespace waypost::engine {
namespace {

using outbox::State;
using test::between;
using test::MemoryHost;
using webhook::MessageReceived;
using webhook::Status;
using webhook::StatusChanged;

constexpr std::int64_t kStart = 1'767'225'600'000'000;
constexpr std::int64_t kMinute = 60'000'000;

char const* const kSource = R"({"waypost":1,
  "vars":{"shop":"Lale"},
  "hours":{"zone":"Europe/Istanbul","week":{"thu":[["09:00","18:00"]],"fri":[["00:00","24:00"]]}},
  "late":{"policy":"reply","reply":{"type":"text","body":"late"}},
  "loop":{"replies":5,"within_s":60},
  "opt_out":{"words":["stop"],"scope":"all","reply":{"type":"text","body":"Done."}},
  "opt_in":{"words":["start"],"reply":{"type":"text","body":"Back."}},
  "rules":[
    {"id":"menu","kind":"contains_word","triggers":"menu","when":"open","cooldown_s":30,
     "reply":[{"type":"text","body":"Hi {{first_name|default:\"you\"}}"},
              {"type":"text","body":"{{shop}}"}],
     "set":{"tags_add":["asked"],"fields":{"last":"menu"}}},
    {"id":"night","kind":"contains_word","triggers":"menu","when":"closed",
     "reply":{"type":"text","body":"closed"}},
    {"id":"human","kind":"contains","triggers":"human","takeover_s":600,
     "reply":{"type":"text","body":"a person comes"}},
    {"id":"nick","kind":"is","triggers":"nick","reply":{"type":"text","body":"{{contact.nick}}"}},
    {"id":"vip","kind":"contains","triggers":"vip","contact":{"tags_all":["asked"]},
     "reply":{"type":"text","body":"vip"}},
    {"id":"hello","kind":"welcome","priority":9,"reply":{"type":"text","body":"welcome"}},
    {"id":"button","kind":"payload","triggers":"b1",
     "reply":{"type":"buttons","body":"pick","buttons":[{"id":"b1","title":"again"}]}},
    {"id":"else","kind":"fallback","when":"open","reply":{"type":"text","body":"?"}}]})";

std::string pick(std::mt19937_64& random, std::vector<std::string> const& from) {
  return from[random() % from.size()];
}

webhook::Party some_party(std::mt19937_64& random) {
  webhook::Party party;
  if (random() % 5 != 0) party.phone = pick(random, {"15550100001", "15550100002", "15550100003"});
  if (random() % 3 == 0) party.wa_id = party.phone;
  if (random() % 3 == 0) party.user_id = pick(random, {"US.1", "US.2", "US.3"});
  if (random() % 2 == 0) party.name = pick(random, {"Ana Ferris", "", std::string("a\0b", 3)});
  return party;
}

std::optional<Instant> some_time(std::mt19937_64& random) {
  if (random() % 16 == 0) return std::nullopt;
  auto const reach = random() % 4 == 0 ? 48 * 60 * kMinute : 2 * kMinute;
  return instant_of_us(kStart + between(random, -reach, reach));
}

MessageReceived some_message(std::mt19937_64& random, std::uint64_t ids) {
  MessageReceived message;
  message.place.phone_number_id = PhoneNumberId("800");
  message.id = Wamid("wamid." + std::to_string(random() % ids));
  message.from = some_party(random);
  message.at = some_time(random);
  message.kind = random() % 3 == 0 ? static_cast<webhook::MessageKind>(random() % 18)
                                   : webhook::MessageKind::text;
  message.type = "text";
  if (random() % 8 != 0)
    message.text = pick(random, {"menu", "the MENU please", "human", "nick", "vip", "stop", "start",
                                 "hello there", "", std::string("\0", 1), "\xFF"});
  if (random() % 8 == 0) message.payload = pick(random, {"b1", "b2"});
  if (random() % 16 == 0) message.group_id = GroupId("G");
  if (random() % 16 == 0)
    message.change = webhook::IdentityChange{message.from, some_party(random)};
  return message;
}

webhook::Event some_event(std::mt19937_64& random, std::uint64_t ids) {
  switch (random() % 8) {
    case 0: {
      webhook::FieldChanged change;
      change.place.phone_number_id = PhoneNumberId("800");
      change.field = pick(random, {"smb_message_echoes", "user_preferences", "user_id_update",
                                   "account_update", "messages", "standby"});
      change.kind = pick(random, {"field_event", "value_error"});
      change.detail = pick(random, {"", "130429", "DISABLED_UPDATE", "PAUSED"});
      change.value = "{\"n\":" + std::to_string(random() % ids) + "}";
      change.at = some_time(random);
      for (auto left = random() % 3; left > 0; --left) {
        auto echo = some_message(random, ids);
        echo.to = some_party(random);
        change.echoes.push_back(std::move(echo));
        change.preferences.push_back({some_party(random), "marketing_messages",
                                      pick(random, {"stop", "resume", "?"}), some_time(random)});
        change.identities.push_back({some_party(random), some_party(random)});
      }
      return change;
    }
    case 1: return webhook::Tick{"tick"};
    default: return some_message(random, ids);
  }
}

Snapshot some_snapshot(std::mt19937_64& random, std::size_t parties) {
  Snapshot snapshot;
  snapshot.seen = random() % 16 == 0;
  snapshot.number = {PhoneNumberId("800"), 1, "+1"};
  if (random() % 8 == 0) parties = random() % 3;
  for (std::size_t place = 0; place < parties; ++place) {
    auto& found = snapshot.found.emplace_back();
    if (random() % 3 == 0) continue;
    auto& contact = found.contact.emplace();
    contact.id = static_cast<std::int64_t>(1 + random() % 4);
    contact.phone = "15550100001";
    contact.bot_off = random() % 8 == 0;
    if (random() % 3 == 0) contact.tags = {"asked", "vip"};
    if (random() % 3 == 0) contact.fields = {{"last", "x"}, {"nick", "An"}};
    if (random() % 8 == 0) found.other = 9;
    if (random() % 3 == 0) continue;
    auto& talk = found.conversation.emplace();
    talk.id = 5;
    talk.contact = contact.id;
    talk.last_inbound_at = some_time(random);
    if (random() % 4 == 0) talk.takeover_until = some_time(random);
    if (random() % 4 == 0) talk.answered = {{"menu", instant_of_us(kStart)}};
    for (auto left = random() % 8; left > 0; --left)
      talk.replies.push_back(some_time(random).value_or(Instant::max()));
  }
  return snapshot;
}

int place_in_order(Effect const& effect) {
  if (std::holds_alternative<MarkSeen>(effect)) return 0;
  if (std::holds_alternative<PutContact>(effect)) return 1;
  if (std::holds_alternative<PutConversation>(effect)) return 1;
  if (std::holds_alternative<PutMessage>(effect)) return 2;
  return 3;
}

TEST(Deciding, SameInputsSameBytesOneOutcomeInOrder) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  test::Rules const rules(kSource);
  DecideScratch used;
  std::map<OutcomeKind, int> kinds;
  for (int round = 0; round < 8'000; ++round) {
    auto const event = some_event(random, 50);
    auto const snapshot = some_snapshot(random, keys(event).parties.size());
    auto const now = some_time(random).value_or(Instant::max());
    auto const effects = decide(rules.playbook(), snapshot, event, now, used);
    DecideScratch fresh;
    auto const again = decide(rules.playbook(), snapshot, event, now, fresh);
    ASSERT_EQ(wire::encode(effects), wire::encode(again));
    auto const told = explain(rules.playbook(), snapshot, event, now, used);
    ASSERT_EQ(wire::encode(told.effects), wire::encode(effects));

    auto const outcomes = std::count_if(effects.begin(), effects.end(), [](Effect const& effect) {
      auto const* const message = std::get_if<PutMessage>(&effect);
      return (message != nullptr && message->direction == Direction::inbound) ||
             std::holds_alternative<PutEvent>(effect);
    });
    ASSERT_EQ(outcomes, effects.empty() ? 0 : 1);
    auto const is_tick = std::holds_alternative<webhook::Tick>(event);
    ASSERT_EQ(effects.empty(), snapshot.seen && !is_tick);
    ++kinds[outcome_of(effects).kind];
    for (std::size_t index = 1; index < effects.size(); ++index)
      ASSERT_LE(place_in_order(effects[index - 1]), place_in_order(effects[index]));
    for (auto const& effect : effects) {
      if (auto const* const talk = std::get_if<PutConversation>(&effect)) {
        ASSERT_LE(talk->conversation.replies.size(), kRepliesMax);
        ASSERT_LE(talk->conversation.answered.size(), kAnsweredMax);
      }
    }
  }
  for (auto const kind : {OutcomeKind::answered, OutcomeKind::silent, OutcomeKind::failed,
                          OutcomeKind::recorded, OutcomeKind::duplicate})
    EXPECT_GT(kinds[kind], 20) << "the test would prove nothing";
}

TEST(Deciding, TwoDeliveriesOneReply) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  test::Rules const rules(kSource);
  for (int round = 0; round < 60; ++round) {
    std::vector<webhook::Event> events;
    std::set<std::string> messages;
    for (int count = 0; count < 40; ++count) {
      auto message = some_message(random, 1'000'000);
      messages.insert(message_key(message));
      for (auto copies = 1 + random() % 3; copies > 0; --copies) events.emplace_back(message);
    }
    std::shuffle(events.begin(), events.end(), random);
    MemoryHost host;
    DecideScratch scratch;
    auto now = instant_of_us(kStart);
    for (auto const& event : events) {
      now += Span(between(random, 0, kMinute));
      host.deliver(rules.playbook(), event, now, scratch);
    }
    // MemoryHost fails the test when a key is enqueued or seen twice.
    ASSERT_EQ(host.messages().size(), messages.size());
    for (auto const& [id, item] : host.items()) {
      ASSERT_NE(item.contact, 0);
      ASSERT_NE(item.conversation, 0);
      ASSERT_FALSE(item.to.empty() && item.recipient.empty());
    }
  }
}

StatusChanged status_of(Status status, outbox::Item const& item, std::int32_t attempt) {
  StatusChanged event;
  event.place.phone_number_id = PhoneNumberId("800");
  event.id = Wamid("wamid.OUT" + std::to_string(item.id));
  event.status = status;
  event.word = "word";
  event.at = instant_of_us(kStart);
  event.opaque = outbox::token_text(outbox::token_signed_part(item.id, attempt, 1), 2, "");
  return event;
}

TEST(Deciding, StatusesConvergeInAnyOrder) {
  test::Rules const rules(R"({"waypost":1,"rules":[]})");
  std::vector<Status> const ladder{Status::sent, Status::delivered, Status::read, Status::played};
  for (auto const from : {State::dispatching, State::unknown, State::accepted, State::ready}) {
    for (unsigned chosen = 1; chosen < 16; ++chosen) {
      std::vector<Status> told;
      for (std::size_t index = 0; index < ladder.size(); ++index)
        if ((chosen >> index & 1U) != 0) told.push_back(ladder[index]);
      auto const best = told.back();
      auto const want = best == Status::sent        ? State::sent
                        : best == Status::delivered ? State::delivered
                                                    : State::read;
      do {
        MemoryHost host;
        DecideScratch scratch;
        outbox::Item item;
        item.id = 1;
        item.attempt = 1;
        item.state = from;
        host.items()[1] = item;
        for (auto const status : told)
          host.deliver(rules.playbook(), status_of(status, item, 1), instant_of_us(kStart),
                       scratch);
        ASSERT_EQ(host.items()[1].state, want);
        ASSERT_EQ(host.items()[1].wamid, Wamid("wamid.OUT1"));
      } while (std::next_permutation(told.begin(), told.end()));
    }
  }
}

/// A platform that loses, refuses and delays at will until it is well.
class Platform {
 public:
  explicit Platform(std::mt19937_64& random) : random_(random) {}

  outbox::SendOutcome post(outbox::Item const& item, bool is_well) {
    std::string const wamid = "wamid.OUT" + std::to_string(item.id);
    outbox::HttpReply const accepted{200, R"({"messages":[{"id":")" + wamid + R"("}]})", {}};
    auto const dice = is_well ? 0 : random_() % 8;
    switch (dice) {
      case 1: return outbox::HttpReply{400, R"({"error":{"code":131000}})", {}};
      case 2: return outbox::HttpReply{400, R"({"error":{"code":130429}})", {}};
      case 3: return outbox::HttpReply{400, R"({"error":{"code":131026}})", {}};
      case 4: return outbox::NoReply{outbox::NetworkFault::connect};
      case 5: return outbox::NoReply{outbox::NetworkFault::timeout};  // never sent
      case 6:
        ++sent_[item.id];
        return outbox::NoReply{outbox::NetworkFault::timeout};  // sent, reply lost
      case 7: ++sent_[item.id]; return outbox::ProcessDied{};
      default: ++sent_[item.id]; return accepted;
    }
  }
  std::map<std::int64_t, int> const& sent() const { return sent_; }

 private:
  std::mt19937_64& random_;
  std::map<std::int64_t, int> sent_;
};

TEST(Sending, EveryRowEndsAndNothingGoesTwice) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  test::Rules const rules(R"({"waypost":1,"rules":[]})");
  std::map<State, int> ends;
  for (int round = 0; round < 3'000; ++round) {
    MemoryHost host;
    DecideScratch scratch;
    Platform platform(random);
    outbox::Item made;
    made.id = 1;
    made.key = "m:800:wamid." + std::to_string(round) + ":menu:0";
    made.body = "{}";
    made.expires_at = instant_of_us(kStart + between(random, 1, 60) * kMinute);
    host.items()[1] = made;
    auto now = instant_of_us(kStart);
    outbox::Standing standing;
    standing.last_inbound_at = now;
    for (int step = 0; step < 60; ++step) {
      auto& item = host.items()[1];
      if (outbox::is_end(item.state) || item.state == State::read) break;
      auto const is_well = step > 12;
      if (item.state == State::ready) {
        auto const planned = outbox::plan(item, standing, {}, "token", now);
        if (auto const* wait = std::get_if<outbox::Wait>(&planned)) {
          now = wait->until;
        } else if (std::holds_alternative<outbox::Drop>(planned)) {
          item.state = *outbox::next(item.state, outbox::Happening::time_passed);
        } else {
          item.state = *outbox::next(item.state, outbox::Happening::planned);
          ++item.attempt;
          item.dispatched_at = now;
          auto const before = item;
          host.apply(outbox::settle(before, platform.post(before, is_well), now), {});
        }
      } else if (item.state == State::unknown) {
        auto const was_sent = platform.sent().count(1) == 1;
        if (was_sent && random() % 2 == 0)
          host.deliver(rules.playbook(), status_of(Status::sent, item, item.attempt), now, scratch);
        else if (is_well && !was_sent)
          host.apply(outbox::settle(outbox::Item(item), outbox::EvidenceEnded{}, now), {});
      } else {
        auto const ladder = {Status::sent, Status::delivered, Status::read};
        host.deliver(rules.playbook(),
                     status_of(*(ladder.begin() + random() % 3), item, item.attempt), now, scratch);
      }
      now += Span(between(random, 0, kMinute));
    }
    auto const& item = host.items()[1];
    ASSERT_TRUE(outbox::is_end(item.state) || item.state == State::read)
        << static_cast<int>(item.state);
    for (auto const& [id, count] : platform.sent()) ASSERT_LE(count, 1) << "sent twice";
    // What we say was not sent was not; what we say was read was.
    auto const was_sent = platform.sent().count(1) == 1;
    if (item.state == State::expired || item.state == State::read) {
      ASSERT_EQ(was_sent, item.state == State::read);
    }
    ++ends[item.state];
  }
  for (auto const state : {State::read, State::failed, State::expired, State::unknown_final})
    EXPECT_GT(ends[state], 0) << "the test would prove nothing: " << static_cast<int>(state);
}

TEST(Sending, NeverFreeTextAfterTheWindow) {
  SCOPED_TRACE(test::trace_of(test::seed()));
  std::mt19937_64 random(test::seed());
  test::Rules const rules(kSource);
  int sent = 0;
  for (int round = 0; round < 40; ++round) {
    MemoryHost host;
    DecideScratch scratch;
    for (int count = 0; count < 60; ++count) {
      auto const clock = instant_of_us(kStart + between(random, -3'000, 3'000) * kMinute);
      host.deliver(rules.playbook(), some_message(random, 1'000'000), clock, scratch);
      for (auto const& [id, item] : host.items()) {
        auto const& talk = host.conversations().at(item.conversation);
        outbox::Standing standing;
        standing.last_inbound_at = talk.last_inbound_at;
        auto const now = instant_of_us(kStart + between(random, -3'000, 3'000) * kMinute);
        if (!std::holds_alternative<outbox::Send>(outbox::plan(item, standing, {}, "t", now)))
          continue;
        ++sent;
        ASSERT_TRUE(talk.last_inbound_at);
        ASSERT_LT(now - *talk.last_inbound_at, std::chrono::hours(24));
      }
    }
  }
  EXPECT_GT(sent, 100) << "the test would prove nothing";
}

}  // namespace
}  // namespace waypost::engine
