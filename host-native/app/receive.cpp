#include "app/receive.h"

#include <exception>
#include <iterator>
#include <utility>

#include <boost/json/monotonic_resource.hpp>

#include "waypost/engine/keys.h"
#include "waypost/webhook/handshake.h"
#include "waypost/webhook/parse.h"
#include "waypost/webhook/verify.h"
#include "waypost/wire/words.h"

#include "store/storage_error.h"

namespace waypost::app {
namespace {

using store::Applied;
using webhook::Event;

constexpr std::string_view kSignatureHeader = "X-Hub-Signature-256";

http::Response ok() {
  return http::text(200, "OK");
}

http::Response busy() {
  http::Response response = http::text(503, "busy");
  response.headers.emplace_back("Retry-After", "30");
  return response;
}

/// Kept between bodies: a text webhook's DOM fits many times, a batch grows once.
constexpr std::size_t kParseBufferBytes = 512 * 1024;

Result<webhook::Parsed> parse(std::string_view body) {
  static thread_local std::vector<unsigned char> buffer(kParseBufferBytes);
  boost::json::monotonic_resource scratch(buffer.data(), buffer.size());
  return webhook::parse(body, &scratch);
}

webhook::Place const& place_of(Event const& event) {
  static webhook::Place const nowhere;
  return std::visit(
      [](auto const& one) -> webhook::Place const& {
        if constexpr (requires { one.place; }) {
          return one.place;
        } else {
          return nowhere;
        }
      },
      event);
}

std::string_view kind_of(Event const& event) {
  if (std::holds_alternative<webhook::MessageReceived>(event)) return "kind=\"message\"";
  if (std::holds_alternative<webhook::StatusChanged>(event)) return "kind=\"status\"";
  return "kind=\"other\"";
}

void append(Applied& all, Applied&& one) {
  all.queued.insert(all.queued.end(), one.queued.begin(), one.queued.end());
  all.moved.insert(all.moved.end(), one.moved.begin(), one.moved.end());
  all.notes.insert(all.notes.end(), one.notes.begin(), one.notes.end());
  all.slowed.insert(all.slowed.end(), one.slowed.begin(), one.slowed.end());
  all.stops_changed |= one.stops_changed;
}

Digest item_key(Digest const& body, std::size_t index) {
  std::string text(reinterpret_cast<char const*>(body.data()), body.size());
  return sha256(text + "/" + std::to_string(index));
}

}  // namespace

/// Memory that deciding reuses; only the writer's thread touches it.
struct Receiver::Deciding {
  engine::DecideScratch scratch;
};

namespace {

/// One webhook body on its way through the writer.
class InboundJob final : public store::Job {
 public:
  struct Envelope {
    RowId app = 0;
    RowId tenant = 0;  ///< of /webhook/{tenant}; 0: any tenant of the app
    Instant received_at{};
    std::chrono::steady_clock::time_point since;
  };

  InboundJob(ReceiveParts const& parts,
             engine::DecideScratch& scratch,
             Envelope envelope,
             std::string body,
             Result<webhook::Parsed> parsed,
             http::Reply reply)
      : parts_(parts),
        scratch_(scratch),
        envelope_(envelope),
        body_(std::move(body)),
        digest_(crypto::sha256(body_)),
        parsed_(std::move(parsed)),
        reply_(std::move(reply)) {}

  [[nodiscard]] std::size_t bytes() const noexcept override { return body_.size(); }
  [[nodiscard]] Digest const* body() const noexcept override { return &digest_; }

  void run(store::Store& store) override {
    sends_.clear();
    messages_.clear();
    tellings_.clear();
    applied_ = {};
    decided_.clear();
    quarantined_.clear();
    directory_ = parts_.directory.get();
    scope_ = {};
    scope_.app = envelope_.app;
    scope_.received_at = envelope_.received_at;
    scope_.journal = store.next_journal();
    store.journal(scope_.journal, envelope_.app, envelope_.received_at,
                  sealed(body_, place::journal(scope_.journal)));
    std::uint32_t const deaths = parts_.attempts.deaths(digest_);
    if (!parsed_ || deaths >= 2 * store::kDeathsMax) {
      quarantine(store, "", parsed_ ? "deaths" : wire::word(parsed_.error().code), body_);
      return;
    }
    for (Error const& refusal : parsed_->refused) {
      quarantine(store, refusal.where, wire::word(refusal.code), body_);
    }
    for (std::size_t i = 0; i < parsed_->events.size(); ++i) {
      if (deaths > 0 && is_killer(i)) {
        quarantine(store, place_of(parsed_->events[i]).pointer, "deaths", body_);
        continue;
      }
      one(store, parsed_->events[i]);
    }
  }

  void done(store::DurableReceipt const& receipt) noexcept override {
    std::move(reply_).send(ok());
    quietly([this] {
      for (Telling const& telling : tellings_) telling();
    });
    for (auto const& send : sends_) send->done(receipt);
    quietly([this] { tell(); });
  }

  void refused(store::Refusal why) noexcept override {
    try {
      parts_.metrics.webhook_requests.add("result=\"busy\"");
      parts_.log.warning("webhook_refused", {{"why", static_cast<std::int64_t>(why)}});
    } catch (std::exception const&) {
      // The answer matters more than its log line.
    }
    std::move(reply_).send(busy());
  }

 private:
  /// Telling is not part of the promise; what was committed stays so.
  template <class Tell>
  static void quietly(Tell const& tell) noexcept {
    try {
      tell();
    } catch (std::exception const&) {
      // Whoever was to hear of it does not.
    }
  }

  using Sends = std::vector<std::unique_ptr<store::Job>>;

  struct Decided {
    std::string trace;
    engine::Outcome outcome;
  };

  std::string sealed(std::string_view bytes, crypto::FieldPlace const& where) const {
    auto blob = parts_.keyring.seal({crypto::OwnerKind::app, envelope_.app}, where, bytes);
    if (!blob) throw store::StorageError(store::Fault::logic, "no data key for the app");
    return std::move(*blob);
  }

  /// Notes the item that a suspect body is about to be worked on with, and says whether it has
  /// killed too often. The first death was the whole group's, so two of its own are the third.
  bool is_killer(std::size_t index) {
    Digest const key = item_key(digest_, index);
    if (parts_.attempts.deaths(key) + 1 >= store::kDeathsMax) {
      parts_.attempts.forget(key);
      return true;
    }
    Digest const keys[] = {digest_, key};
    parts_.attempts.take(keys);
    return false;
  }

  void quarantine(store::Store& store,
                  std::string_view pointer,
                  std::string_view reason,
                  std::string_view bytes) {
    store.quarantine(scope_, pointer, reason, sealed(bytes, place::quarantine(scope_.journal)));
    quarantined_.emplace_back(reason);
  }

  /// Whose event this is; false when it names a number that is not the signer's.
  bool route(webhook::Place const& where) {
    scope_.number = 0;
    scope_.tenant = envelope_.tenant;
    scope_.phone_number_id = where.phone_number_id;
    scope_.display.clear();
    Number const* number = nullptr;
    if (!where.phone_number_id.empty()) {
      number = directory_->number(where.phone_number_id);
      if (number == nullptr) return false;
    } else if (!where.waba_id.empty()) {
      number = directory_->number_of_waba(envelope_.app, where.waba_id.value);
      if (number == nullptr) return true;
    } else {
      return true;
    }
    bool const signer_owns = number->app == envelope_.app;
    bool const path_owns = envelope_.tenant == 0 || number->tenant == envelope_.tenant;
    if (!signer_owns || !path_owns) return false;
    scope_.tenant = number->tenant;
    if (!where.phone_number_id.empty()) {
      scope_.number = number->id;
      scope_.display = number->display;
    }
    return true;
  }

  void one(store::Store& store, Event const& event) {
    webhook::Place const& where = place_of(event);
    if (!route(where)) {
      bool const known = directory_->number(where.phone_number_id) != nullptr;
      quarantine(store, where.pointer, known ? "foreign_number" : "unknown_number", body_);
      return;
    }
    bool const message = std::holds_alternative<webhook::MessageReceived>(event);
    if (message && scope_.number == 0) {
      quarantine(store, where.pointer, "unroutable", body_);
      return;
    }
    store.savepoint();
    try {
      Applied applied;
      Telling telling = decide(store, event, applied);
      Sends sends = begin_sends(store, applied);
      store.release();
      std::move(sends.begin(), sends.end(), std::back_inserter(sends_));
      if (telling) tellings_.push_back(std::move(telling));
      decided_.push_back(
          {trace_of(applied.message_id), applied.outcome.value_or(engine::Outcome{})});
      append(applied_, std::move(applied));
      if (message) ++messages_[scope_.number];
    } catch (store::StorageError const& error) {
      if (error.fault() != store::Fault::logic) throw;
      store.undo();
      quarantine(store, where.pointer, "storage_refused", body_);
    } catch (std::exception const&) {
      store.undo();
      quarantine(store, where.pointer, "failed", body_);
    }
  }

  /// What can go out at once is planned with the event that asks for it: a commit less.
  Sends begin_sends(store::Store& store, Applied& applied) {
    Sends sends;
    if (parts_.listener == nullptr) return sends;
    std::erase_if(applied.queued, [&](Applied::Queued const& item) {
      std::unique_ptr<store::Job> send = parts_.listener->begin(item);
      if (send == nullptr) return false;
      send->run(store);
      sends.push_back(std::move(send));
      return true;
    });
    return sends;
  }

  Telling decide(store::Store& store, Event const& event, Applied& applied) {
    engine::Keys keys = engine::keys(event);
    if (keys.token && parts_.token_key.sign64(keys.token->signed_part) != keys.token->mac) {
      keys.token.reset();
    }
    engine::Snapshot snapshot = store.load(keys, scope_);
    if (snapshot.item && (snapshot.item->tenant != scope_.tenant ||
                          snapshot.item->phone_number_id != scope_.phone_number_id)) {
      snapshot.item.reset();
    }
    Tenant const* const tenant = directory_->tenant(scope_.tenant);
    playbook::Playbook const& playbook =
        tenant != nullptr ? *tenant->playbook->opened : *no_playbook().opened;
    if (parts_.before_decide) parts_.before_decide(event);
    Instant const now = parts_.clock.now();
    engine::Effects const effects = engine::decide(playbook, snapshot, event, now, scratch_);
    store.apply(effects, snapshot, scope_, applied);
    if (snapshot.seen) applied.outcome = engine::Outcome{engine::OutcomeKind::duplicate, {}};
    if (!parts_.observer) return {};
    return parts_.observer(playbook, snapshot, event, now, effects);
  }

  static LoadedPlaybook const& no_playbook() {
    static std::shared_ptr<LoadedPlaybook const> const none = empty_playbook();
    return *none;
  }

  void tell() {
    auto const took = std::chrono::steady_clock::now() - envelope_.since;
    Metrics& metrics = parts_.metrics;
    metrics.webhook_requests.add("result=\"stored\"");
    metrics.webhook_ack.observe(
        std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    metrics.last_received_us = us_of(envelope_.received_at);
    if (parsed_) {
      for (Event const& event : parsed_->events) {
        metrics.webhook_items.add(std::string{kind_of(event)});
      }
    }
    for (Decided const& decided : decided_) {
      metrics.decisions.add("outcome=\"" + std::string{wire::word(decided.outcome.kind)} + "\"");
      if (decided.outcome.kind == engine::OutcomeKind::duplicate) ++metrics.webhook_duplicates;
      if (parts_.log.wants(LogLevel::info)) {
        parts_.log.info("decided", {{"trace", decided.trace},
                                    {"outcome", std::string{wire::word(decided.outcome.kind)}},
                                    {"detail", decided.outcome.detail},
                                    {"journal", scope_.journal}});
      }
    }
    for (std::string const& reason : quarantined_) {
      metrics.quarantined.add("reason=\"" + reason + "\"");
      parts_.log.warning("quarantined", {{"reason", reason}, {"journal", scope_.journal}});
    }
    for (engine::Note const& note : applied_.notes) {
      LogLevel const level =
          note.level == engine::NoteLevel::info ? LogLevel::info : LogLevel::warning;
      parts_.log.write(level, "note", {{"code", note.code}, {"journal", scope_.journal}});
    }
    if (parts_.listener == nullptr) return;
    if (!applied_.moved.empty()) parts_.listener->moved(applied_.moved);
    if (!applied_.queued.empty()) parts_.listener->queued(applied_.queued);
    for (auto const& [number, count] : messages_) parts_.listener->received(number, count);
    if (applied_.stops_changed) parts_.listener->stops_changed();
  }

  ReceiveParts const& parts_;
  engine::DecideScratch& scratch_;
  Envelope envelope_;
  std::string body_;
  Digest digest_;
  Result<webhook::Parsed> parsed_;
  http::Reply reply_;
  std::shared_ptr<Directory const> directory_;
  store::Scope scope_;
  Applied applied_;
  std::vector<Decided> decided_;
  std::vector<std::string> quarantined_;
  std::vector<Telling> tellings_;
  std::map<RowId, std::int64_t> messages_;
  Sends sends_;
};

}  // namespace

Receiver::Receiver(ReceiveParts parts)
    : parts_(std::move(parts)), deciding_(std::make_unique<Deciding>()) {}

Receiver::~Receiver() = default;

std::optional<http::Response> Receiver::gate(http::Head const& head) const {
  if (!head.find(kSignatureHeader)) {
    parts_.metrics.webhook_requests.add("result=\"unsigned\"");
    return http::text(401, "signature missing");
  }
  if (parts_.writer.has_failed() || parts_.writer.is_full()) {
    parts_.metrics.webhook_requests.add("result=\"busy\"");
    return busy();
  }
  return std::nullopt;
}

void Receiver::receive(App const* app, http::Request request, http::Reply reply) {
  if (app == nullptr) return std::move(reply).send(http::text(404, "unknown app"));
  accept({app}, 0, std::move(request), std::move(reply));
}

void Receiver::receive(Tenant const* tenant, http::Request request, http::Reply reply) {
  if (tenant == nullptr) return std::move(reply).send(http::text(404, "unknown tenant"));
  accept(parts_.directory.get()->apps_of(tenant->id), tenant->id, std::move(request),
         std::move(reply));
}

void Receiver::accept(std::vector<App const*> const& apps,
                      RowId tenant,
                      http::Request request,
                      http::Reply reply) {
  auto const since = std::chrono::steady_clock::now();
  Instant const now = parts_.clock.now();
  std::vector<Digest> digests;
  std::vector<RowId> signers;
  for (App const* app : apps) {
    for (AppSecret const& secret : app->secrets) {
      if (secret.valid_until && *secret.valid_until <= now) continue;
      digests.push_back(secret.hmac.sign(request.body));
      signers.push_back(app->id);
    }
  }
  auto const signer =
      webhook::verify(request.head.find(kSignatureHeader).value_or(std::string_view{}), digests);
  if (!signer) {
    parts_.metrics.webhook_requests.add("result=\"bad_signature\"");
    parts_.log.warning("bad_signature",
                       {{"bytes", static_cast<std::int64_t>(request.body.size())}});
    return std::move(reply).send(http::text(401, "signature does not match"));
  }
  Result<webhook::Parsed> parsed = parse(request.body);
  InboundJob::Envelope const envelope{signers[*signer], tenant, now, since};
  auto turned_away = parts_.writer.offer(
      std::make_unique<InboundJob>(parts_, deciding_->scratch, envelope, std::move(request.body),
                                   std::move(parsed), std::move(reply)));
  if (turned_away != nullptr) turned_away->refused(store::Refusal::busy);
}

http::Response Receiver::shake(std::string_view query,
                               std::vector<std::string_view> const& tokens) {
  auto const challenge = webhook::handshake(query, tokens);
  if (!challenge) return http::text(http_status(challenge.error().code), "refused");
  return http::text(200, *challenge);
}

}  // namespace waypost::app
