// A message of ours moved: its status finds the outbox row by our token, and only forward.

#include <string>
#include <utility>

#include "waypost/engine/keys.h"
#include "waypost/engine/walk.h"
#include "waypost/outbox/consequence.h"
#include "waypost/outbox/later.h"
#include "waypost/outbox/retry.h"
#include "waypost/outbox/states.h"
#include "waypost/outbox/token.h"
#include "waypost/wire/json.h"

namespace waypost::engine {
namespace {

using outbox::Happening;
using webhook::Status;
using webhook::StatusChanged;

std::optional<std::int64_t> code_of(StatusChanged const& event) {
  for (auto const& error : event.errors)
    if (error.code) return error.code;
  return std::nullopt;
}

std::string code_word(StatusChanged const& event) {
  auto const code = code_of(event);
  return code ? std::to_string(*code) : std::string();
}

Outcome recorded(std::string_view detail) {
  return {OutcomeKind::recorded, std::string(detail)};
}

/// What a store keeps of a status that belongs to no item.
std::string value_of(StatusChanged const& event) {
  std::string text;
  wire::JsonWriter json(text);
  auto const put = [&](std::string_view name, std::string const& value) {
    if (!value.empty()) json.key(name).string(value);
  };
  json.begin_object();
  put("id", event.id.value);
  put("status", event.word);
  put("type", event.type);
  put("recipient_id", event.recipient.phone);
  put("recipient_user_id", event.recipient.user_id);
  put("recipient_participant_id", event.participant);
  put("biz_opaque_callback_data", event.opaque);
  json.end_object();
  return text;
}

Effects keep(StatusChanged const& event, Instant now, std::string_view outcome) {
  Effects effects;
  auto const key = keys(event).seen;
  if (!key.empty()) effects.emplace_back(MarkSeen{key});
  effects.emplace_back(PutEvent{key, "messages", event.word, code_word(event),
                                event.at.value_or(now), value_of(event), recorded(outcome)});
  return effects;
}

Happening happening_of(Status status) noexcept {
  switch (status) {
    case Status::accepted: return Happening::reply_accepted;
    case Status::sent: return Happening::status_sent;
    case Status::delivered: return Happening::status_delivered;
    case Status::read:
    case Status::played: return Happening::status_read;  // who played it has it open
    case Status::failed: break;
  }
  return Happening::status_failed;
}

/// One status on its way to its item.
class StatusWalk {
 public:
  StatusWalk(StatusChanged const& event,
             outbox::Item const& item,
             TokenParts const& token,
             Instant now)
      : event_(event), item_(item), token_(token), now_(now) {}

  Effects run() {
    if (!event_.status)
      annotate(event_.word, code_word(event_));
    else if (*event_.status == Status::failed)
      fail();
    else
      advance(*event_.status);
    if (!event_.pricing.empty())
      effects_.emplace_back(Annotate{item_.id, "pricing", event_.at, event_.pricing});
    return std::move(effects_);
  }

 private:
  bool is_of_newest_attempt() const { return token_.attempt >= item_.attempt; }
  bool is_of_other_message() const {
    return !item_.wamid.empty() && !event_.id.empty() && item_.wamid != event_.id;
  }

  void fail() {
    // A group's message does not fail with one of its readers, and an earlier attempt's failure
    // is what the newer attempt was for.
    auto const is_one_reader = !event_.participant.empty();
    auto const to = outbox::next(item_.state, Happening::status_failed);
    if (!to || is_one_reader || !is_of_newest_attempt() || is_of_other_message())
      return annotate("failed", code_word(event_));
    auto const code = code_word(event_);
    move(*to, event_.at, code.empty() ? "failed" : code);
    if (auto const number = code_of(event_)) add_consequences(*number);
  }

  void advance(Status status) {
    if (is_of_other_message()) {
      annotate(event_.word, event_.id.value);
      return warn("possible_duplicate", NoteLevel::alert);
    }
    auto const to = outbox::next(item_.state, happening_of(status));
    if (!to) return annotate_late(status);
    // Its row was about to be sent again, or is being sent: this attempt had gone out after all.
    auto const is_again =
        item_.state == outbox::State::dispatching && token_.attempt < item_.attempt;
    auto const is_played = status == Status::played;
    move(*to, is_played ? std::nullopt : event_.at, "");
    if (is_played) annotate(event_.word, "");
    if (is_again) warn("possible_duplicate", NoteLevel::alert);
  }

  void annotate_late(Status status) {
    annotate(event_.word, item_.wamid.empty() ? event_.id.value : "");
    // We said that it was not sent, or that nobody knows.
    if (outbox::is_end(item_.state) && status != Status::failed)
      warn("late_evidence", NoteLevel::warning);
  }

  void move(outbox::State to, std::optional<Instant> at, std::string_view reason) {
    Move made;
    made.item = item_.id;
    made.to = to;
    made.at = at;
    if (item_.wamid.empty()) made.wamid = event_.id;
    made.reason = reason;
    made.failures = item_.failures;
    effects_.emplace_back(std::move(made));
  }

  void annotate(std::string_view word, std::string_view detail) {
    std::string value;
    if (!detail.empty()) wire::append_string(value, detail);
    effects_.emplace_back(Annotate{item_.id, std::string(word), event_.at, std::move(value)});
  }

  void warn(char const* code, NoteLevel level) {
    effects_.emplace_back(Note{level, code, "outbox:" + std::to_string(item_.id)});
  }

  void add_consequences(std::int64_t code) {
    outbox::Failure failure;
    failure.code = code;
    auto const kind = outbox::classify(failure);
    auto const turn = outbox::next_try(kind, 1, outbox::seed_of(item_.key), 0);
    auto const happened = event_.at && *event_.at < now_ ? *event_.at : now_;
    auto const delay = Span(std::chrono::milliseconds(turn.delay_ms.value_or(0)));
    auto const is_news = now_ < outbox::later(happened, kNewsLife);
    for (auto& effect : outbox::consequences(kind, code_word(event_), item_, happened,
                                             outbox::later(happened, delay))) {
      auto const* const stop = std::get_if<StopScope>(&effect);
      auto const is_about_the_person = stop != nullptr && stop->scope == ScopeKind::recipient;
      auto const is_over = stop != nullptr && stop->until && *stop->until <= now_;
      if ((is_news || is_about_the_person) && !is_over) effects_.push_back(std::move(effect));
    }
    if (!kind.known_code)
      effects_.emplace_back(Note{NoteLevel::alert, "unmapped_code", code_word(event_)});
  }

  StatusChanged const& event_;
  outbox::Item const& item_;
  TokenParts const& token_;
  Instant now_;
  Effects effects_;
};

}  // namespace

Effects decide_status(Snapshot const& snapshot, StatusChanged const& event, Instant now) {
  if (snapshot.seen) return {};
  // Payments and calls have words of their own that only look like these.
  if (!event.type.empty() && event.type != "message") return keep(event, now, event.type);
  auto const token = outbox::parse_token(event.opaque);
  if (!snapshot.item || !token || token->row != snapshot.item->id)
    return keep(event, now, "orphan");
  return StatusWalk(event, *snapshot.item, *token, now).run();
}

}  // namespace waypost::engine
