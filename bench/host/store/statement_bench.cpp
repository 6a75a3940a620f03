// What each step of a webhook's way through the store costs, inside a transaction, in a database
// with a history. Usage: statement_bench [--messages=N] and Google Benchmark's flags; without it,
// 200,000 messages, and ten million when that database exists already.

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "waypost/base/sha256.h"
#include "waypost/engine/keys.h"

#include "grow.h"
#include "setting.h"
#include "store/sqlite_store.h"
#include "webhook.h"

namespace waypost::bench {
namespace {

constexpr std::size_t kGroup = 256;  ///< calls a transaction
constexpr std::size_t kBodyBytes = 690;

/// A grown database, open, with the shop in it, and what the steps are asked about.
class World {
 public:
  World(std::string const& folder, GrowOptions const& history)
      : customers_(history.customers), setting_(folder, grown(folder, history)) {
    store::DatabaseOptions options;
    options.path = setting_.db();
    rows_ = store::open_sqlite(options, store::Migrate::refuse_if_needed);
  }

  [[nodiscard]] store::Store& rows() { return *rows_; }

  /// The next customer, in mixed order: hardly one shares a page with the one before.
  void turn() {
    ++turns_;
    auto const customer = customer_of(turns_, static_cast<std::int64_t>(customers_), Order::mixed);
    std::int64_t const number = number_of(customer);
    // A new file counts its rows from 1, and the customers were the first.
    row_ = customer - kFirstCustomer + 1;
    phone_ = std::to_string(customer);
    scope_ = {};
    scope_.app = kAppRow;
    scope_.tenant = kTenantRow;
    scope_.number = 1 + number;
    scope_.phone_number_id = PhoneNumberId{phone_number_id(number)};
    scope_.received_at = now_;
  }

  [[nodiscard]] engine::Keys unseen() const {
    engine::Keys keys;
    keys.seen = "m:" + scope_.phone_number_id.value + ":" + wamid();
    return keys;
  }

  [[nodiscard]] engine::Keys sender() const {
    engine::Keys keys;
    webhook::Party party;
    party.phone = party.wa_id = phone_;
    keys.parties.push_back(std::move(party));
    return keys;
  }

  void journal() { rows().journal(rows().next_journal(), kAppRow, now_, body_); }

  void apply(engine::Effect effect) {
    engine::Snapshot snapshot;
    engine::Found& found = snapshot.found.emplace_back();
    found.contact.emplace().id = row_;
    found.conversation.emplace().id = row_;
    applied_ = {};
    engine::Effects effects;
    effects.push_back(std::move(effect));
    rows().apply(effects, snapshot, scope_, applied_);
  }

  [[nodiscard]] engine::PutMessage message() const {
    engine::PutMessage put;
    put.wamid = Wamid{wamid()};
    put.key = unseen().seen;
    put.at = now_;
    put.type = "text";
    put.text = "Could I see the menu for today please? Thank you!";
    put.content = R"({"body":"Could I see the menu for today please? Thank you!"})";
    put.outcome = {engine::OutcomeKind::answered, "rule-25"};
    return put;
  }

  [[nodiscard]] engine::PutConversation conversation() const {
    engine::PutConversation put;
    put.conversation.id = row_;
    put.conversation.contact = row_;
    put.conversation.last_inbound_at = now_;
    put.conversation.answered.push_back({"rule-25", now_});
    put.conversation.replies.push_back(now_);
    return put;
  }

  [[nodiscard]] engine::Enqueue reply() const {
    engine::Enqueue put;
    outbox::Item& item = put.item;
    item.key = unseen().seen + ":rule-25:0";
    item.to = phone_;
    item.rule = "rule-25";
    item.type = "text";
    item.body = R"({"messaging_product":"whatsapp","recipient_type":"individual","to":")" + phone_ +
                R"(","type":"text","text":{"body":"Hello Bench, this is answer 25 of our shop."}})";
    item.created_at = item.due_at = now_;
    item.expires_at = now_ + std::chrono::hours{1};
    return put;
  }

  /// A queued reply, in the state that a step of its way out needs.
  [[nodiscard]] outbox::Item queued() {
    turn();
    apply(reply());
    return rows().item(applied_.queued.front().item).value();
  }

  [[nodiscard]] outbox::Item dispatched() {
    outbox::Item item = queued();
    item.attempt = 1;
    if (!rows().dispatch(item, now_)) std::abort();
    return item;
  }

  [[nodiscard]] engine::Move move_to(outbox::Item const& item, outbox::State to) const {
    engine::Move move;
    move.item = item.id;
    move.to = to;
    move.at = now_;
    move.wamid = Wamid{wamid()};
    return move;
  }

  [[nodiscard]] Instant now() const noexcept { return now_; }
  [[nodiscard]] store::Scope const& scope() const noexcept { return scope_; }

 private:
  [[nodiscard]] std::string wamid() const {
    return "wamid.HBgLMTU1NTAxMDAwMDEVAgASGBQstatement" + std::to_string(turns_) + "=";
  }

  std::size_t customers_;
  Setting setting_;
  std::unique_ptr<store::Store> rows_;
  Instant now_ = instant_of_s(now_s());
  std::string body_ = std::string(kBodyBytes, 'b');
  std::size_t turns_ = 0;
  std::int64_t row_ = 0;
  std::string phone_;
  store::Scope scope_;
  store::Applied applied_;
};

/// One step: what it works on is made before the clock runs.
struct Step {
  std::string name;
  std::function<outbox::Item(World&)> prepare;
  std::function<void(World&, outbox::Item const&)> act;
};

outbox::Item nothing(World& /*world*/) {
  return {};
}

/// Steps of what comes in.
std::vector<Step> inbound() {
  using Item = outbox::Item;
  return {
      {"savepoint and release", nothing,
       [](World& world, Item const&) {
         world.rows().savepoint();
         world.rows().release();
       }},
      {"journal", nothing, [](World& world, Item const&) { world.journal(); }},
      {"seen, a new message", nothing,
       [](World& world, Item const&) {
         world.turn();
         if (world.rows().load(world.unseen(), world.scope()).seen) std::abort();
       }},
      {"identity, contact, conversation", nothing,
       [](World& world, Item const&) {
         world.turn();
         auto const found = world.rows().load(world.sender(), world.scope());
         if (!found.found.front().conversation) std::abort();
       }},
      {"update conversation", nothing,
       [](World& world, Item const&) {
         world.turn();
         world.apply(world.conversation());
       }},
      {"insert message", nothing,
       [](World& world, Item const&) {
         world.turn();
         world.apply(world.message());
       }},
      {"insert item", nothing,
       [](World& world, Item const&) {
         world.turn();
         world.apply(world.reply());
       }},
  };
}

/// Steps of what goes out, and of the statuses that come back.
std::vector<Step> outbound() {
  using Item = outbox::Item;
  auto const queued = [](World& world) { return world.queued(); };
  auto const dispatched = [](World& world) { return world.dispatched(); };
  return {
      {"item", queued,
       [](World& world, Item const& item) {
         if (!world.rows().item(item.id)) std::abort();
       }},
      {"surroundings of a send", queued,
       [](World& world, Item const& item) {
         if (!world.rows().surroundings(item).last_inbound_at) std::abort();
       }},
      {"stops", nothing,
       [](World& world, Item const&) { benchmark::DoNotOptimize(world.rows().stops()); }},
      {"limiter", nothing,
       [](World& world, Item const&) { benchmark::DoNotOptimize(world.rows().limiter("bench")); }},
      {"put limiter", nothing,
       [](World& world, Item const&) { world.rows().put_limiter("bench", "1 1760000000"); }},
      {"owe the pair's limiter", queued,
       [](World& world, Item const& item) {
         world.rows().owe(item.conversation, "1 1760000000", world.now() + std::chrono::seconds{6},
                          world.now());
       }},
      {"dispatch item", queued,
       [](World& world, Item const& item) {
         Item begun = item;
         begun.attempt = 1;
         if (!world.rows().dispatch(begun, world.now())) std::abort();
       }},
      {"move item to accepted", dispatched,
       [](World& world, Item const& item) {
         world.apply(world.move_to(item, outbox::State::accepted));
       }},
      {"move item to delivered", dispatched,
       [](World& world, Item const& item) {
         world.apply(world.move_to(item, outbox::State::delivered));
       }},
      {"annotate item", dispatched,
       [](World& world, Item const& item) {
         world.apply(engine::Annotate{item.id, "pricing", world.now(), R"({"billable":true})"});
       }},
  };
}

void run(benchmark::State& state, World& world, Step const& step) {
  store::Store& rows = world.rows();
  std::vector<outbox::Item> items(kGroup);
  std::uint64_t statements = 0;
  rows.begin();
  while (state.KeepRunningBatch(kGroup)) {
    state.PauseTiming();
    rows.commit();
    rows.tidy(store::Store::Haste::others_wait);
    rows.begin();
    for (outbox::Item& item : items) item = step.prepare(world);
    std::uint64_t const before = rows.counts().statements;
    state.ResumeTiming();
    for (outbox::Item const& item : items) step.act(world, item);
    statements += rows.counts().statements - before;
  }
  rows.commit();
  rows.tidy(store::Store::Haste::others_wait);
  state.counters["statements"] =
      static_cast<double>(statements) / static_cast<double>(state.iterations());
}

/// "0.2M": so many messages.
std::string millions(std::size_t messages) {
  char text[32];
  std::snprintf(text, sizeof text, "%gM", static_cast<double>(messages) / 1e6);
  return text;
}

void add(std::string const& folder, std::size_t messages) {
  GrowOptions history;
  history.messages = messages;
  history.customers = std::min(messages, history.customers);
  auto const world = std::make_shared<World>(folder, history);
  for (auto const& steps : {inbound(), outbound()}) {
    for (Step const& step : steps) {
      benchmark::RegisterBenchmark(
          ("statement/" + millions(messages) + "/" + step.name).c_str(),
          [world, step](benchmark::State& state) { run(state, *world, step); });
    }
  }
}

/// Takes --messages=N out of the arguments.
std::optional<std::size_t> messages_of(std::vector<char*>& arguments) {
  constexpr std::string_view kFlag = "--messages=";
  for (auto at = arguments.begin(); at != arguments.end(); ++at) {
    std::string_view const text{*at};
    if (!text.starts_with(kFlag)) continue;
    std::size_t messages = 0;
    std::from_chars(text.data() + kFlag.size(), text.data() + text.size(), messages);
    arguments.erase(at);
    return messages;
  }
  return std::nullopt;
}

int main_of(std::vector<char*> arguments) {
  auto const messages = messages_of(arguments);
  auto count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  std::optional<Folder> own;
  if (messages) {
    // A history of the caller's choice goes with this run.
    own.emplace(cache_folder());
    add(own->path(), std::max<std::size_t>(*messages, 1));
  } else {
    add(cache_folder(), kSmallHistory);
    if (is_grown(cache_folder(), {.messages = kBigHistory})) add(cache_folder(), kBigHistory);
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::ClearRegisteredBenchmarks();
  return 0;
}

}  // namespace
}  // namespace waypost::bench

int main(int count, char** arguments) {
  try {
    return waypost::bench::main_of({arguments, arguments + count});
  } catch (std::exception const& error) {
    std::fprintf(stderr, "statement_bench: %s\n", error.what());
    return 1;
  }
}
