#include "app/deliver_jobs.h"

#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "waypost/outbox/token.h"
#include "waypost/wire/words.h"

#include "crypto/random.h"

namespace waypost::app {

using outbox::Item;
using outbox::State;

void Deliver::Dispatch::run(store::Store& store) {
  result_ = Result::gone;
  std::optional<Item> item = store.item(item_);
  if (!item || item->state != State::ready) return;
  DeliverParts& parts = deliver_.parts_;
  std::shared_ptr<Directory const> const directory = parts.directory.get();
  Number const* const number = directory->number(key_.number);
  if (number == nullptr) return;
  Instant const now = parts.clock.now();
  item->attempt += 1;
  item->token_random = crypto::random_u64();
  std::string const part = outbox::token_signed_part(item->id, item->attempt, item->token_random);
  std::string const opaque =
      outbox::token_text(part, parts.token_key.sign64(part), item->caller_data);
  SendContext context = read_context(store, *item, *directory, *number, now);
  if (received_ == 0) received_ = deliver_.take_received(key_.number);
  charge_received(context, received_, now);
  outbox::Plan const plan = outbox::plan(*item, context.standing, context.budget, opaque, now);
  Known const known{store, *item, *number, context, now};
  std::visit([&](auto const& one) { carry_out(known, one); }, plan);
}

void Deliver::Dispatch::carry_out(Known const& known, outbox::Send const& send) {
  if (!known.store.dispatch(known.item, known.now)) return;
  store_limiters(known.store, known.item, known.number, known.context, send.limiters, known.now);
  call_.path = "/" + deliver_.options_.graph_version + "/" + known.number.phone_number_id.value +
               "/messages";
  call_.token = known.number.access_token;
  call_.body = send.body;
  call_.deadline = deliver_.options_.call_deadline;
  result_ = Result::send;
}

void Deliver::Dispatch::carry_out(Known const& /*known*/, outbox::Wait const& wait) {
  // Nothing to store: the row stays ready, and who waits is asked again at that time.
  until_ = wait.until;
  if (wait.why == outbox::WaitReason::stopped) {
    waits_ = Waits::number;
  } else if (wait.why == outbox::WaitReason::limited) {
    bool const for_all = wait.detail == "number" || wait.detail == "tenant";
    waits_ = for_all ? Waits::number : Waits::limited;
  } else {
    waits_ = Waits::due;
  }
  result_ = Result::wait;
}

void Deliver::Dispatch::carry_out(Known const& known, outbox::Drop const& drop) {
  engine::Move move;
  move.item = known.item.id;
  move.to = drop.why == outbox::DropReason::expired ? State::expired : State::dropped;
  move.at = known.now;
  move.reason = std::string{wire::word(drop.why)};
  move.failures = known.item.failures;
  known.store.move(move);
  result_ = Result::gone;
}

void Deliver::Dispatch::done(store::DurableReceipt const& /*receipt*/) noexcept {
  is_heard_ = true;
  switch (result_) {
    case Result::send: deliver_.planned(key_, item_, std::move(call_)); break;
    case Result::wait: deliver_.wait(key_, item_, until_, waits_); break;
    case Result::gone: deliver_.gone(key_, item_); break;
  }
}

void Deliver::Dispatch::refused(store::Refusal /*why*/) noexcept {
  is_heard_ = true;
  deliver_.refused(key_, item_);
}

void Deliver::Settle::run(store::Store& store) {
  applied_ = {};
  gone_ = false;
  std::optional<Item> item = store.item(item_);
  if (!item) {
    gone_ = true;
    return;
  }
  DeliverParts& parts = deliver_.parts_;
  std::shared_ptr<Directory const> const directory = parts.directory.get();
  Number const* const number = directory->number(key_.number);
  Instant const now = parts.clock.now();
  engine::Effects const effects = outbox::settle(*item, outcome_, now);
  store::Scope scope;
  scope.number = key_.number;
  scope.tenant = item->tenant;
  scope.app = number != nullptr ? number->app : 0;
  scope.received_at = now;
  trace_ = trace_of_key(item->key);
  state_ = item->state;
  due_ = item->due_at;
  reason_ = item->reason;
  for (engine::Effect const& effect : effects) {
    if (auto const* move = std::get_if<engine::Move>(&effect)) remember(*move);
  }
  engine::Snapshot snapshot;
  snapshot.item = std::move(item);
  store.apply(effects, snapshot, scope, applied_);
  if (number != nullptr && !applied_.slowed.empty()) slow(store, *number, now);
}

void Deliver::Settle::remember(engine::Move const& move) {
  if (move.item != item_) return;
  state_ = move.to;
  due_ = move.due_at.value_or(due_);
  if (!move.reason.empty()) reason_ = move.reason;
}

void Deliver::Settle::done(store::DurableReceipt const& /*receipt*/) noexcept {
  try {
    tell();
  } catch (std::exception const&) {
    // The state is stored; its log line is not worth the process.
  }
  if (gone_) {
    deliver_.gone(key_, item_);
  } else {
    deliver_.settled(key_, item_, state_, due_);
  }
}

void Deliver::Settle::refused(store::Refusal /*why*/) noexcept {
  deliver_.gone(key_, item_);
}

void Deliver::Settle::tell() {
  DeliverParts& parts = deliver_.parts_;
  std::string const state{wire::word(state_)};
  parts.metrics.sends.add("class=\"" + state + "\",code=\"" + reason_ + "\"");
  parts.log.info("sent",
                 {{"trace", trace_}, {"item", item_}, {"state", state}, {"reason", reason_}});
  for (engine::Note const& note : applied_.notes) {
    parts.log.warning("note", {{"code", note.code}, {"item", item_}});
  }
}

}  // namespace waypost::app
