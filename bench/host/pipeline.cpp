#include "pipeline.h"

#include <stdexcept>
#include <string>
#include <unordered_map>

#include <boost/json/monotonic_resource.hpp>

#include "waypost/engine/decide.h"
#include "waypost/engine/keys.h"
#include "waypost/outbox/plan.h"
#include "waypost/outbox/settle.h"
#include "waypost/outbox/token.h"
#include "waypost/webhook/parse.h"

#include "app/clock.h"
#include "app/directory.h"
#include "app/send_context.h"
#include "crypto/random.h"
#include "setting.h"
#include "store/sqlite_store.h"

namespace waypost::bench {
namespace {

constexpr std::size_t kParseBufferBytes = 512 * 1024;

store::DatabaseOptions database(app::Config const& config) {
  store::DatabaseOptions options;
  options.path = config.db;
  return options;
}

}  // namespace

struct Pipeline::Parts {
  explicit Parts(app::Config const& config)
      : keyring(config.master_key.clone()),
        token_key(crypto::opaque_token_key(config.master_key)),
        rows(store::open_sqlite(database(config), store::Migrate::refuse_if_needed)),
        directory(app::load_directory(*rows, keyring, nullptr)),
        buffer(kParseBufferBytes) {}

  crypto::Keyring keyring;
  crypto::Hmac token_key;
  std::unique_ptr<store::Store> rows;
  std::shared_ptr<app::Directory const> directory;
  std::vector<unsigned char> buffer;
  engine::DecideScratch scratch;
  std::vector<store::RowId> queued;
  std::unordered_map<store::RowId, std::int64_t> received;  ///< by number, since its last send
};

Pipeline::Pipeline(app::Config const& config) : parts_(std::make_unique<Parts>(config)) {}
Pipeline::~Pipeline() = default;
std::vector<store::RowId>& Pipeline::queued() noexcept {
  return parts_->queued;
}
store::Store& Pipeline::store() noexcept {
  return *parts_->rows;
}

void Pipeline::receive(std::string_view body, Instant now) {
  Parts& parts = *parts_;
  store::Store& rows = *parts.rows;
  store::Scope scope;
  scope.app = kAppRow;
  scope.received_at = now;
  scope.journal = rows.next_journal();
  auto const sealed = parts.keyring.seal({crypto::OwnerKind::app, kAppRow},
                                         app::place::journal(scope.journal), body);
  if (!sealed) throw std::runtime_error("the body cannot be sealed");
  rows.journal(scope.journal, kAppRow, now, *sealed);
  boost::json::monotonic_resource memory(parts.buffer.data(), parts.buffer.size());
  auto const parsed = webhook::parse(body, &memory);
  if (!parsed) throw std::runtime_error("the webhook does not parse");
  for (webhook::Event const& event : parsed->events) {
    auto const& message = std::get<webhook::MessageReceived>(event);
    app::Number const* const number = parts.directory->number(message.place.phone_number_id);
    if (number == nullptr) throw std::runtime_error("the webhook's number is unknown");
    scope.number = number->id;
    scope.tenant = number->tenant;
    scope.phone_number_id = number->phone_number_id;
    scope.display = number->display;
    rows.savepoint();
    engine::Snapshot const snapshot = rows.load(engine::keys(event), scope);
    auto const& playbook = *parts.directory->tenant(scope.tenant)->playbook->opened;
    store::Applied applied;
    rows.apply(engine::decide(playbook, snapshot, event, now, parts.scratch), snapshot, scope,
               applied);
    rows.release();
    parts.received[number->id] += 1;
    for (auto const& one : applied.queued) parts.queued.push_back(one.item);
  }
}

bool Pipeline::dispatch(store::RowId id, Instant now) {
  Parts& parts = *parts_;
  store::Store& rows = *parts.rows;
  auto item = rows.item(id);
  app::Number const& number = *parts.directory->number(item.value().phone_number_id);
  item->attempt += 1;
  item->token_random = crypto::random_u64();
  std::string const part = outbox::token_signed_part(item->id, item->attempt, item->token_random);
  std::string const opaque =
      outbox::token_text(part, parts.token_key.sign64(part), item->caller_data);
  app::SendContext context = app::read_context(rows, *item, *parts.directory, number, now);
  app::charge_received(context, std::exchange(parts.received[number.id], 0), now);
  auto const plan = outbox::plan(*item, context.standing, context.budget, opaque, now);
  auto const* const send = std::get_if<outbox::Send>(&plan);
  if (send == nullptr || !rows.dispatch(*item, now)) return false;
  app::store_limiters(rows, *item, number, context, send->limiters, now);
  return true;
}

void Pipeline::settle(store::RowId id, Instant now) {
  store::Store& rows = *parts_->rows;
  auto item = rows.item(id);
  outbox::HttpReply reply;
  reply.status = 200;
  reply.body = R"({"messaging_product":"whatsapp","contacts":[{"input":"1","wa_id":"1"}],)"
               R"("messages":[{"id":"wamid.SINK)" +
               std::to_string(id) + R"("}]})";
  app::Number const& number = *parts_->directory->number(item.value().phone_number_id);
  store::Scope scope;
  scope.number = number.id;
  scope.tenant = item->tenant;
  scope.app = number.app;
  scope.received_at = now;
  engine::Effects const effects = outbox::settle(*item, reply, now);
  engine::Snapshot snapshot;
  snapshot.item = std::move(item);
  store::Applied applied;
  rows.apply(effects, snapshot, scope, applied);
  if (applied.moved.size() != 1 || applied.moved.front().to != outbox::State::accepted) {
    throw std::runtime_error("not accepted");
  }
}

void write_group(Pipeline& pipeline,
                 std::size_t first,
                 std::size_t size,
                 Customers const& customers) {
  app::SystemClock const clock;
  store::Store& rows = pipeline.store();
  pipeline.queued().clear();
  rows.begin();
  for (std::size_t i = 0; i < size; ++i) {
    WebhookText webhook;
    webhook.customer = customer_of(first + i, customers.count, customers.order);
    webhook.number = first + i;
    webhook.at_s = now_s();
    pipeline.receive(webhook_body(webhook), clock.now());
    if (pipeline.queued().size() != i + 1) throw std::runtime_error("a webhook was not answered");
    // What can go out at once is planned in the transaction that makes it.
    rows.savepoint();
    if (!pipeline.dispatch(pipeline.queued().back(), clock.now())) {
      throw std::runtime_error("a reply was not sent");
    }
    rows.release();
  }
  rows.commit();
  rows.tidy(store::Store::Haste::others_wait);
  rows.begin();
  for (store::RowId const item : pipeline.queued()) pipeline.settle(item, clock.now());
  rows.commit();
  rows.tidy(store::Store::Haste::others_wait);
}

}  // namespace waypost::bench
