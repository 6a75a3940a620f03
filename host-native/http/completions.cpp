#include "http/completions.h"

#include <utility>

namespace waypost::http {

namespace {

Response unanswered() {
  return problem({.status = 500, .code = "internal", .detail = "The request was not answered."});
}

}  // namespace

// Stream and Reply: the handles of the public header.

Stream::Stream(std::shared_ptr<StreamSink> sink) noexcept : sink_(std::move(sink)) {}

Stream& Stream::operator=(Stream&& from) noexcept {
  if (this == &from) return *this;
  close();
  sink_ = std::move(from.sink_);
  return *this;
}

Stream::~Stream() {
  close();
}

bool Stream::push(std::string_view bytes) {
  return sink_ && sink_->push(bytes);
}

void Stream::close() noexcept {
  if (sink_) sink_->close();
}

bool Stream::is_open() const noexcept {
  return sink_ && sink_->is_open();
}

Reply::Reply(std::shared_ptr<ReplySink> sink, std::uint64_t exchange) noexcept
    : sink_(std::move(sink)), exchange_(exchange) {}

Reply& Reply::operator=(Reply&& from) noexcept {
  if (this == &from) return *this;
  if (sink_) std::move(*this).send(unanswered());
  sink_ = std::move(from.sink_);
  exchange_ = from.exchange_;
  return *this;
}

Reply::~Reply() {
  if (sink_) std::move(*this).send(unanswered());
}

void Reply::send(Response response) && {
  if (auto const sink = std::exchange(sink_, nullptr))
    sink->complete(exchange_, std::move(response));
}

Stream Reply::stream(Response head) && {
  auto const sink = std::exchange(sink_, nullptr);
  return sink ? Stream{sink->open_stream(exchange_, std::move(head))} : Stream{};
}

StreamState::StreamState(std::shared_ptr<Completions> to,
                         std::uint64_t exchange,
                         std::shared_ptr<StreamBudget> budget)
    : to_(std::move(to)), exchange_(exchange), budget_(std::move(budget)) {}

StreamState::~StreamState() {
  leave_budget();
}

bool StreamState::push(std::string_view bytes) {
  std::lock_guard const lock{guard_};
  if (!open_) return false;
  if (pending_.size() + in_flight_ + bytes.size() > budget_->bytes_max) {
    open_ = false;
    dropped_ = true;
    pending_ = {};
  } else {
    pending_ += bytes;
  }
  if (!std::exchange(announced_, true)) to_->announce(exchange_);
  return open_;
}

void StreamState::close() noexcept {
  std::lock_guard const lock{guard_};
  if (!std::exchange(open_, false)) return;
  if (!std::exchange(announced_, true)) to_->announce(exchange_);
}

bool StreamState::is_open() const noexcept {
  std::lock_guard const lock{guard_};
  return open_;
}

StreamState::Pulled StreamState::pull() {
  std::lock_guard const lock{guard_};
  announced_ = false;
  in_flight_ = pending_.size();
  auto const after = dropped_ ? After::drop : open_ ? After::wait : After::end;
  return {std::exchange(pending_, {}), after};
}

void StreamState::abandon() noexcept {
  std::lock_guard const lock{guard_};
  open_ = false;
  announced_ = true;
  pending_ = {};
  leave_budget();
}

void StreamState::leave_budget() noexcept {
  if (std::exchange(counted_, false)) --budget_->open;
}

Completions::Completions(std::function<void()> wake, std::shared_ptr<StreamBudget> budget)
    : budget_(std::move(budget)), wake_(std::move(wake)) {}

void Completions::complete(std::uint64_t exchange, Response response) {
  queue({.exchange = exchange, .kind = Item::Kind::answer, .response = std::move(response)});
}

std::shared_ptr<StreamSink> Completions::open_stream(std::uint64_t exchange, Response head) {
  if (budget_->open.fetch_add(1) >= budget_->streams_max) {
    --budget_->open;
    auto full = problem({.status = 503, .code = "too_many_streams"});
    full.headers.emplace_back("Retry-After", "5");
    complete(exchange, std::move(full));
    return nullptr;
  }
  auto state = std::make_shared<StreamState>(shared_from_this(), exchange, budget_);
  queue({.exchange = exchange,
         .kind = Item::Kind::stream,
         .response = std::move(head),
         .stream = state});
  return state;
}

void Completions::announce(std::uint64_t exchange) {
  queue({.exchange = exchange, .kind = Item::Kind::wake});
}

std::vector<Completions::Item> Completions::take() {
  std::lock_guard const lock{guard_};
  return std::exchange(items_, {});
}

std::optional<Completions::Item> Completions::end_direct() noexcept {
  direct_ = 0;
  return std::exchange(direct_item_, std::nullopt);
}

void Completions::shut() {
  std::vector<Item> dropped;
  {
    std::lock_guard const lock{guard_};
    wake_ = nullptr;
    dropped = std::exchange(items_, {});
  }
  for (auto& item : dropped)
    if (item.stream) item.stream->abandon();
}

void Completions::queue(Item item) {
  if (owner_.load(std::memory_order_relaxed) == std::this_thread::get_id() &&
      item.exchange == direct_ && item.kind != Item::Kind::wake) {
    direct_item_ = std::move(item);
    return;
  }
  std::unique_lock lock{guard_};
  if (!wake_) {
    lock.unlock();
    // A stream nobody will serve; not under its own lock, which only `announce` holds.
    if (item.kind == Item::Kind::stream) item.stream->abandon();
    return;
  }
  bool const first = items_.empty();
  items_.push_back(std::move(item));
  if (first) wake_();
}

}  // namespace waypost::http
