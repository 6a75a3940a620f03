// A customer wrote: semantics E.1, line by line.

#include <algorithm>
#include <string>
#include <utility>

#include "waypost/base/limits.h"
#include "waypost/engine/draft.h"
#include "waypost/engine/guards.h"
#include "waypost/engine/identity.h"
#include "waypost/engine/keys.h"
#include "waypost/engine/memory.h"
#include "waypost/engine/reply.h"
#include "waypost/engine/walk.h"
#include "waypost/outbox/later.h"
#include "waypost/schedule/calendar.h"
#include "waypost/webhook/storable.h"
#include "waypost/wire/words.h"

namespace waypost::engine {
namespace {

using playbook::Candidates;
using playbook::OptWord;
using webhook::MessageKind;
using webhook::MessageReceived;

constexpr std::string_view kOptInRule = "opt_in";
constexpr std::string_view kLateRule = "late";

Outcome answered(std::string_view detail) {
  return {OutcomeKind::answered, std::string(detail)};
}
Outcome silent(std::string_view detail) {
  return {OutcomeKind::silent, std::string(detail)};
}

/// Line 2: what is never answered, in the words of cloud-api 3.6; "" for the rest.
std::string_view silent_kind(MessageReceived const& event) noexcept {
  switch (event.kind) {
    case MessageKind::reaction:
    case MessageKind::system:
    case MessageKind::unsupported:
    case MessageKind::edit:
    case MessageKind::revoke: return wire::word(event.kind);
    default: return event.group_id.empty() ? "" : "group";
  }
}

/// Whether the message opens the service window (cloud-api 9.4).
bool opens_window(MessageReceived const& event) noexcept {
  switch (event.kind) {
    case MessageKind::reaction:
    case MessageKind::system:
    case MessageKind::edit:
    case MessageKind::revoke: return false;
    default: return event.group_id.empty();
  }
}

/// One message on its way through the table.
class Walk {
 public:
  Walk(playbook::Playbook const& playbook,
       Snapshot const& snapshot,
       MessageReceived const& event,
       Instant now,
       DecideScratch& scratch,
       Explanation* why)
      : playbook_(playbook),
        snapshot_(snapshot),
        event_(event),
        now_(now),
        at_(event.at.value_or(now)),
        scratch_(scratch),
        why_(why),
        key_(message_key(event)),
        contact_(contact_at(snapshot, 0)),
        talk_(conversation_at(snapshot, 0)) {}

  Effects run() {
    if (applies("duplicate", snapshot_.seen)) return {};
    auto outcome = is_addressed() ? begin_and_choose() : choose_nobody();
    return assemble(std::move(outcome));
  }

 private:
  // A message of nobody, or to no number of ours: kept, never answered, no contact.
  bool is_addressed() const {
    return !event_.place.phone_number_id.empty() &&
           (event_.from.named() || (event_.change && event_.change->before.named()));
  }
  Outcome choose_nobody() const {
    return silent(event_.place.phone_number_id.empty() ? "unroutable" : "no_sender");
  }

  Outcome begin_and_choose() {
    know_contact();
    open_window();
    return choose();
  }

  void know_contact() {
    if (!event_.change) return add(join(contact_, event_.from, other_at(snapshot_, 0)));
    // Who is known under the old identity goes on under the new one, in whatever order and
    // however often Meta tells it; the old identity is not learnt again.
    if (!contact_.is_stored()) add(join(contact_, event_.change->before, 0));
    add(change_identity(contact_, event_.change->after, contact_at(snapshot_, 1)));
  }

  void open_window() {
    if (!talk_.is_stored()) {
      talk_.edit().contact = contact_->id;
      talk_.edit().phone_number_id = event_.place.phone_number_id;
    }
    if (!opens_window(event_)) return;
    auto const& last = talk_->last_inbound_at;
    if (!last || *last < at_) talk_.edit().last_inbound_at = at_;
  }

  Outcome choose() {
    auto const kind = silent_kind(event_);
    if (applies("kind", !kind.empty())) return silent(kind);
    Candidates found(playbook_, query_of(event_, snapshot_), scratch_.match);
    auto const opt = found.opt_word();
    if (applies("opt_word", opt != OptWord::none)) return obey(opt);
    if (applies("bot_off", contact_->bot_off)) return silent("bot_off");
    if (applies("takeover", is_taken_over())) return silent("takeover");
    if (applies("window", now_ >= outbox::later(at_, kServiceWindow)))
      return silent("window_closed");
    auto const late = playbook_.late();
    if (applies("late", late.policy != playbook::LatePolicy::answer && is_late(late)))
      return late.policy == playbook::LatePolicy::reply && !late.reply.empty()
                 ? say(late.reply, kLateRule)
                 : silent("late");
    if (applies("loop", is_loop())) return break_loop();
    return by_rules(found);
  }

  bool is_late(playbook::Late const& late) const {
    auto const after = std::max<std::int64_t>(0, late.after_s);
    return now_ > outbox::later(at_, std::chrono::seconds(after));
  }
  bool is_taken_over() const { return talk_->takeover_until && now_ < *talk_->takeover_until; }

  bool is_loop() const {
    auto const loop = playbook_.loop();
    return recent_replies(talk_.get(), loop, now_) > reply_limit(loop);
  }
  Outcome break_loop() {
    notes_.push_back({NoteLevel::warning, "loop", "conversation:" + std::to_string(talk_->id)});
    return silent("loop");
  }

  Outcome obey(OptWord word) {
    auto& contact = contact_.edit();
    if (word == OptWord::opt_in) {
      contact.marketing = Consent::given;
      contact.opted_out_of_all = false;
      return say(playbook_.opt_in().reply, kOptInRule);
    }
    auto const opt = playbook_.opt_out();
    contact.marketing = Consent::withdrawn;
    if (opt.scope == playbook::OptScope::all) contact.opted_out_of_all = true;
    return say(opt.reply, outbox::kOptOutRule);
  }

  /// One reply that is not a rule's; an empty one says nothing.
  Outcome say(std::string_view reply, std::string_view rule) {
    if (reply.empty()) return answered(rule);
    Replies replies(world(), scratch_);
    if (auto code = replies.add(reply, rule, Quote::no)) return fail(std::move(*code), rule);
    keep(replies, rule);
    return answered(rule);
  }

  Outcome by_rules(Candidates& found) {
    while (auto const index = found.next()) {
      auto const rule = playbook_.rule(*index);
      auto const verdict = ask_guards(rule, contact_.get(), openness(rule));
      if (verdict != GuardVerdict::passed) {
        asked(rule, word(verdict));
        continue;
      }
      auto const is_cold = is_cooling_down(rule, talk_.get(), now_);
      asked(rule, is_cold ? "cooldown" : "passed");
      if (why_ != nullptr) why_->winner = rule.id();
      (void)applies("rules", true);
      return is_cold ? silent("cooldown") : answer(rule);
    }
    (void)applies("rules", false);
    (void)applies("none", true);
    return silent("no_rule");
  }

  Openness openness(playbook::Rule const& rule) {
    if (rule.when() == playbook::When::any) return Openness::open;
    if (!openness_)
      openness_ = schedule::is_open(playbook_.hours(), now_) ? Openness::open : Openness::closed;
    return *openness_;
  }

  Outcome answer(playbook::Rule const& rule) {
    auto const texts = rule.replies();
    if (!texts.empty()) {
      Replies replies(world(), scratch_);
      auto const quote = rule.quote() ? Quote::yes : Quote::no;
      for (std::size_t index = 0; index < texts.size(); ++index)
        if (auto code = replies.add(texts[index], rule.id(), quote))
          return fail(std::move(*code), rule.id());
      keep(replies, rule.id());
    }
    apply_set(contact_, rule);
    if (rule.cooldown_s() > 0) remember_answer(talk_.edit(), rule.id(), now_);
    if (auto const seconds = rule.takeover_s(); seconds && *seconds != 0)
      talk_.edit().takeover_until = takeover_end(*seconds, now_);
    return answered(rule.id());
  }

  ReplyWorld world() const {
    return {playbook_, snapshot_, contact_.get(), event_, key_, at_, now_};
  }

  void keep(Replies& replies, std::string_view rule) {
    if (replies.was_cut()) notes_.push_back({NoteLevel::info, "reply_cut", std::string(rule)});
    items_ = std::move(replies.items());
    remember_replies(talk_.edit(), items_.size(), playbook_.loop(), now_);
  }

  Outcome fail(std::string code, std::string_view rule) {
    notes_.push_back({NoteLevel::warning, "reply_failed", std::string(rule)});
    return {OutcomeKind::failed, std::move(code)};
  }

  Effects assemble(Outcome outcome) {
    Effects effects;
    effects.reserve(4 + items_.size() + notes_.size());
    effects.emplace_back(MarkSeen{key_});
    if (is_addressed()) {
      if (contact_.is_changed()) effects.emplace_back(PutContact{0, std::move(contact_.edit())});
      if (talk_.is_changed()) effects.emplace_back(PutConversation{0, std::move(talk_.edit())});
    }
    effects.emplace_back(message(std::move(outcome)));
    auto const* const contact = contact_at(snapshot_, 0);
    auto const* const talk = conversation_at(snapshot_, 0);
    for (auto& item : items_) {
      item.contact = contact != nullptr ? contact->id : 0;
      item.conversation = talk != nullptr ? talk->id : 0;
      effects.emplace_back(Enqueue{0, std::move(item)});
    }
    for (auto& note : notes_) effects.emplace_back(std::move(note));
    return effects;
  }

  PutMessage message(Outcome outcome) const {
    PutMessage put;
    put.key = key_;
    put.wamid = event_.id;
    put.at = at_;
    put.type = webhook::storable(event_.type);
    if (event_.text) put.text = webhook::storable(*event_.text);
    if (event_.payload) put.payload = webhook::storable(*event_.payload);
    put.context_id = event_.context_id;
    put.content = event_.content;
    put.outcome = std::move(outcome);
    return put;
  }

  void add(std::vector<Note> notes) {
    std::move(notes.begin(), notes.end(), std::back_inserter(notes_));
  }
  bool applies(char const* line, bool does) {
    if (why_ != nullptr) why_->lines.push_back({line, does ? Applied::yes : Applied::no});
    return does;
  }
  void asked(playbook::Rule const& rule, char const* verdict) {
    if (why_ != nullptr) why_->asked.push_back({std::string(rule.id()), verdict});
  }

  playbook::Playbook const& playbook_;
  Snapshot const& snapshot_;
  MessageReceived const& event_;
  Instant now_;
  Instant at_;
  DecideScratch& scratch_;
  Explanation* why_;
  std::string key_;
  Draft<Contact> contact_;
  Draft<Conversation> talk_;
  std::optional<Openness> openness_;
  std::vector<outbox::Item> items_;
  std::vector<Note> notes_;
};

}  // namespace

playbook::Query query_of(MessageReceived const& message, Snapshot const& snapshot) {
  playbook::Query query;
  if (message.text) query.text = *message.text;
  if (message.payload) query.payload = *message.payload;
  auto const* const talk = conversation_at(snapshot, 0);
  auto const is_first = talk == nullptr || !talk->last_inbound_at;
  query.first = is_first ? playbook::FirstContact::yes : playbook::FirstContact::no;
  return query;
}

Effects decide_message(playbook::Playbook const& playbook,
                       Snapshot const& snapshot,
                       MessageReceived const& event,
                       Instant now,
                       DecideScratch& scratch,
                       Explanation* why) {
  return Walk(playbook, snapshot, event, now, scratch, why).run();
}

}  // namespace waypost::engine
