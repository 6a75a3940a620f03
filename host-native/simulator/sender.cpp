#include "simulator/sender.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <httplib.h>

#include "simulator/wire.h"

namespace waypost::simulator {
namespace {

constexpr auto kLongestIdle = std::chrono::seconds{4};

struct Target {
  std::string origin;
  std::string path;
};

Target split(std::string const& url) {
  auto const scheme = url.find("://");
  auto const slash = url.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  if (slash == std::string::npos) return {url, "/"};
  return {url.substr(0, slash), url.substr(slash)};
}

std::unique_ptr<httplib::Client> connect(std::string const& origin,
                                         std::chrono::milliseconds timeout,
                                         std::string const& ca_file) {
  auto client = std::make_unique<httplib::Client>(origin);
  client->set_keep_alive(true);
  client->set_tcp_nodelay(true);
  client->set_connection_timeout(timeout);
  client->set_read_timeout(timeout);
  client->set_write_timeout(timeout);
  if (!ca_file.empty()) client->set_ca_cert_path(ca_file.c_str());
  return client;
}

}  // namespace

/// One thread's connection to one callback.
class Sender::Line {
 public:
  explicit Line(Sender& sender) : sender_(sender) {
    std::lock_guard const lock(sender_.lines_mutex_);
    sender_.open_lines_.insert(this);
  }
  ~Line() {
    std::lock_guard const lock(sender_.lines_mutex_);
    sender_.open_lines_.erase(this);
  }
  Line(Line const&) = delete;
  Line& operator=(Line const&) = delete;

  /// The HTTP status, 0 without an answer.
  int post(std::string const& url, std::string const& app_secret, std::string const& bytes) {
    auto const target = split(url);
    auto const now = std::chrono::steady_clock::now();
    // A server may close an idle connection at the moment it is used again: do not try it.
    auto const stale = now - std::exchange(used_, now) > kLongestIdle;
    if (target.origin != origin_ || stale) {
      auto client = connect(target.origin, sender_.config_.timeout, sender_.config_.ca_file);
      std::lock_guard const lock(sender_.lines_mutex_);
      client_ = std::move(client);
      origin_ = target.origin;
    }
    httplib::Headers const headers{{"X-Hub-Signature-256", signature(app_secret, bytes)},
                                   {"User-Agent", "facebookexternalua"},
                                   {"Accept", "*/*"}};
    if (!client_->is_valid()) return 0;
    auto const result = client_->Post(target.path, headers, bytes, "application/json");
    return result ? result->status : 0;
  }

  /// From another thread, under the sender's lock.
  void break_off() {
    if (client_) client_->stop();
  }

 private:
  Sender& sender_;
  std::string origin_;
  std::chrono::steady_clock::time_point used_;
  std::unique_ptr<httplib::Client> client_;
};

Sender::Sender(Config config,
               Clock& clock,
               Timeline& timeline,
               Directory const& directory,
               Ledger& ledger,
               Acknowledged acknowledged)
    : config_(std::move(config)),
      clock_(clock),
      timeline_(timeline),
      directory_(directory),
      ledger_(ledger),
      acknowledged_(std::move(acknowledged)) {}

Sender::~Sender() {
  stop();
}

void Sender::start() {
  std::lock_guard const lock(mutex_);
  if (!stopping_) return;
  stopping_ = false;
  for (std::size_t count = std::max<std::size_t>(1, config_.connections); count > 0; --count) {
    threads_.emplace_back([this] { work(); });
  }
}

void Sender::stop() {
  {
    std::lock_guard const lock(mutex_);
    stopping_ = true;
    queue_.clear();
  }
  wake_.notify_all();
  idle_.notify_all();
  // Again and again: a thread may be about to connect when it is told.
  while (under_way() > 0) {
    {
      std::lock_guard const lock(lines_mutex_);
      for (auto* line : open_lines_) line->break_off();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void Sender::push(std::shared_ptr<Delivery> delivery) {
  {
    std::lock_guard const lock(mutex_);
    if (stopping_) return;
    queue_.push_back(std::move(delivery));
  }
  wake_.notify_one();
}

void Sender::clear() {
  {
    std::lock_guard const lock(mutex_);
    queue_.clear();
  }
  idle_.notify_all();
}

void Sender::wait_idle() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return stopping_ || (queue_.empty() && in_flight_ == 0); });
}

std::size_t Sender::busy() const {
  std::lock_guard const lock(mutex_);
  return queue_.size() + in_flight_;
}

std::size_t Sender::under_way() const {
  std::lock_guard const lock(mutex_);
  return in_flight_;
}

void Sender::work() {
  std::map<std::string, Line> lines;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) break;
    auto delivery = std::move(queue_.front());
    queue_.pop_front();
    ++in_flight_;
    lock.unlock();
    attempt(delivery, lines);
    delivery.reset();
    lock.lock();
    --in_flight_;
    if (queue_.empty() && in_flight_ == 0) idle_.notify_all();
  }
}

int Sender::post(Delivery const& delivery, App const& app, std::map<std::string, Line>& lines) {
  if (app.callback_url.empty()) return 0;
  auto& line = lines.try_emplace(app.app_id, *this).first->second;
  return line.post(app.callback_url, app.app_secret, delivery.bytes);
}

void Sender::attempt(std::shared_ptr<Delivery> const& delivery,
                     std::map<std::string, Line>& lines) {
  auto const app = directory_.app(delivery->app_id).value_or(App{delivery->app_id, "", "", ""});
  auto const start = std::chrono::steady_clock::now();
  WebhookPost record;
  record.at = clock_.now();
  if (++delivery->attempts == 1) delivery->first_attempt = record.at;
  record.http_status = post(*delivery, app, lines);
  record.latency_us = std::chrono::duration_cast<std::chrono::microseconds>(
                          std::chrono::steady_clock::now() - start)
                          .count();
  record.delivery = delivery->id;
  record.attempt = delivery->attempts;
  record.app_id = delivery->app_id;
  record.bytes = delivery->bytes.size();
  record.items = delivery->items;
  if (ledger_.keeps_bodies()) record.body = delivery->bytes;
  auto const acknowledged = record.http_status == 200;
  auto const status = record.http_status;
  // Nobody listens by choice: nothing to offer again.
  if (!acknowledged && !app.callback_url.empty()) record.gave_up = retry(delivery);
  ledger_.add(std::move(record));
  if (acknowledged) acknowledged_(*delivery);
  if (auto const answered = std::exchange(delivery->answered, nullptr)) answered(status);
}

WebhookPost::GaveUp Sender::retry(std::shared_ptr<Delivery> const& delivery) {
  auto const& schedule = config_.retries;
  auto const wished = static_cast<double>(schedule.first.count()) *
                      std::pow(schedule.factor, delivery->attempts - 1);
  auto const wait = Duration{
      static_cast<std::int64_t>(std::min(wished, static_cast<double>(schedule.longest.count())))};
  auto const due = clock_.now() + wait;
  if (due - delivery->first_attempt > schedule.give_up) return WebhookPost::GaveUp::yes;
  timeline_.at(due, [this, delivery] { push(delivery); });
  return WebhookPost::GaveUp::no;
}

bool Sender::verify(App const& app) {
  if (app.callback_url.empty()) return false;
  auto const target = split(app.callback_url);
  auto const client = connect(target.origin, config_.timeout, config_.ca_file);
  if (!client->is_valid()) return false;
  auto const challenge = std::to_string(clock_.now().time_since_epoch().count() % 10'000'000'000);
  httplib::Params const query{{"hub.mode", "subscribe"},
                              {"hub.challenge", challenge},
                              {"hub.verify_token", app.verify_token}};
  auto const result = client->Get(target.path, query, httplib::Headers{});
  return result && result->status == 200 && result->body == challenge;
}

}  // namespace waypost::simulator
