#include "simulator/control.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "simulator/control_json.h"
#include "simulator/inbound.h"
#include "simulator/schema.h"
#include "simulator/text.h"
#include "simulator/wire.h"

namespace waypost::simulator {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

constexpr std::size_t kMostBatch = 100'000;
constexpr std::size_t kMostLedgerPage = 10'000;

HttpAnswer answer(object const& body, int status = 200) {
  HttpAnswer out;
  out.status = status;
  out.content_type = "application/json";
  out.body = boost::json::serialize(body);
  return out;
}

value body_of(HttpRequest const& request) {
  boost::json::error_code error;
  auto parsed = boost::json::parse(request.body.empty() ? "{}" : request.body, error);
  if (error) throw std::invalid_argument("the body is not JSON: " + error.message());
  return parsed;
}

object object_of(HttpRequest const& request) {
  auto parsed = body_of(request);
  if (!parsed.is_object()) throw std::invalid_argument("the body is not a JSON object");
  return std::move(parsed.get_object());
}

/// The elements of body[name], or the body itself as the only one.
array one_or_many(value body, std::string_view name) {
  auto* whole = body.if_object();
  auto* list = whole == nullptr ? body.if_array() : nullptr;
  if (whole != nullptr) {
    auto* member = whole->if_contains(name);
    list = member == nullptr ? nullptr : member->if_array();
  }
  return list != nullptr ? std::move(*list) : array{std::move(body)};
}

std::string waba_of(World const& world, object const& body) {
  auto const given = text_in(body, "waba_id");
  if (!given.empty()) return std::string(given);
  auto const phone_number_id = text_in(body, "phone_number_id");
  for (auto const& number : world.directory.numbers()) {
    if (phone_number_id.empty() || number.phone_number_id == phone_number_id) {
      return number.waba_id;
    }
  }
  throw std::invalid_argument("no such number");
}

std::string app_of(World const& world, std::string_view given) {
  if (!given.empty()) return std::string(given);
  auto const apps = world.directory.apps();
  if (apps.empty()) throw std::invalid_argument("the simulator has no app");
  return apps.front().app_id;
}

/// What every route gets.
struct Call {
  Simulator& simulator;
  World& world;
  HttpRequest const& request;
};

HttpAnswer get_health(Call const& call) {
  return answer({{"status", "ok"},
                 {"url", call.simulator.url()},
                 {"seed", call.world.seed},
                 {"quiet", call.world.quiet()}});
}

HttpAnswer get_clock(Call const& call) {
  return answer({{"now_us", call.simulator.now().time_since_epoch().count()},
                 {"speed", call.world.clock.speed()}});
}

HttpAnswer post_clock(Call const& call) {
  auto const body = object_of(call.request);
  if (auto const now = integer_in(body, "now_us")) {
    call.simulator.set_now(Instant{Duration{*now}});
  }
  if (auto const* speed = body.if_contains("speed"); speed != nullptr && speed->is_number()) {
    call.simulator.set_speed(speed->to_number<double>());
  }
  if (auto const length = integer_in(body, "advance_us")) {
    call.simulator.advance(Duration{*length});
  }
  if (auto const length = integer_in(body, "advance_seconds")) {
    call.simulator.advance(std::chrono::seconds{*length});
  }
  return get_clock(call);
}

HttpAnswer post_inbound(Call const& call) {
  std::vector<CustomerMessage> messages;
  for (auto const& one : one_or_many(body_of(call.request), "messages")) {
    messages.push_back(read_customer_message(one));
  }
  array ids;
  for (auto& wamid : call.simulator.receive_from_customers(std::move(messages))) {
    ids.emplace_back(wamid);
  }
  object out{{"ids", ids}};
  if (ids.size() == 1) out["id"] = ids.front();
  return answer(out);
}

HttpAnswer post_webhook(Call const& call) {
  if (!call.request.query_value("raw").empty()) {
    auto const app_id = app_of(call.world, call.request.query_value("app_id"));
    call.simulator.send_bytes(app_id, std::string(call.request.body));
    return answer({{"queued", true}});
  }
  auto body = object_of(call.request);
  auto const field = text_in(body, "field");
  auto* change = body.if_contains("value");
  if (field.empty() || change == nullptr) {
    throw std::invalid_argument("field and value are needed");
  }
  call.simulator.send_change(waba_of(call.world, body), field, *change);
  return answer({{"queued", true}});
}

/// Statuses of the newest accepted sends, round and round; of unknown messages if there are none.
std::vector<Update> status_batch(World& world, Number const& number, std::size_t count) {
  auto const total = world.ledger.summary().accepted;
  auto const sends = world.ledger.accepted(total - std::min<std::size_t>(total, count), count);
  std::vector<Update> updates;
  for (std::size_t index = 0; index < count; ++index) {
    auto const* send = sends.empty() ? nullptr : &sends[index % sends.size()];
    auto const person = send == nullptr ? std::string("15550100001") : send->wa_id;
    Update update;
    update.part = Update::Part::status;
    update.app_id = number.app_id;
    update.waba_id = number.waba_id;
    update.phone_number_id = send == nullptr ? number.phone_number_id : send->phone_number_id;
    update.display_phone_number = number.display_phone_number;
    auto const wamid = send == nullptr ? world.ids.message(person) : send->wamid;
    object status{{"id", wamid},
                  {"status", "delivered"},
                  {"timestamp", timestamp_of(world.clock.now())},
                  {"recipient_id", person}};
    if (send != nullptr && !send->biz_opaque_callback_data.empty()) {
      status["biz_opaque_callback_data"] = send->biz_opaque_callback_data;
    }
    update.body = std::move(status);
    update.item = {"status", wamid, "delivered"};
    update.customer = person;
    update.word = "delivered";
    world.ledger.add(StatusUpdate{0, world.clock.now(), wamid, "delivered", 0});
    updates.push_back(std::move(update));
  }
  return updates;
}

std::vector<Update> message_batch(World& world,
                                  Number const& number,
                                  std::size_t count,
                                  std::size_t customers) {
  std::vector<Update> updates;
  for (std::size_t index = 0; index < count; ++index) {
    auto const person =
        std::to_string(15'550'200'000 + index % std::max<std::size_t>(1, customers));
    auto text = "Message " + std::to_string(index + 1);
    updates.push_back(
        receive(world, text_message(person, std::move(text), number.phone_number_id)).second);
  }
  return updates;
}

HttpAnswer post_batch(Call const& call) {
  auto const body = object_of(call.request);
  auto const wished = integer_in(body, "updates").value_or(1000);
  if (wished < 1 || wished > static_cast<std::int64_t>(kMostBatch)) {
    throw std::invalid_argument("updates must be between 1 and 100000");
  }
  auto const phone_number_id = std::string(text_in(body, "phone_number_id"));
  auto const numbers = call.world.directory.numbers();
  auto const number = std::find_if(numbers.begin(), numbers.end(), [&](Number const& one) {
    return phone_number_id.empty() || one.phone_number_id == phone_number_id;
  });
  if (number == numbers.end()) throw std::invalid_argument("no such number");
  auto const count = static_cast<std::size_t>(wished);
  auto const customers = static_cast<std::size_t>(
      std::max<std::int64_t>(1, integer_in(body, "customers").value_or(100)));
  auto updates = text_in(body, "kind") == "statuses"
                     ? status_batch(call.world, *number, count)
                     : message_batch(call.world, *number, count, customers);
  auto const most = integer_in(body, "max_updates").value_or(1000);
  call.world.outgoing.offer_together(std::move(updates),
                                     static_cast<std::size_t>(std::max<std::int64_t>(1, most)));
  return answer({{"queued", count}});
}

HttpAnswer get_faults(Call const& call) {
  array list;
  for (auto const& fault : call.simulator.faults()) list.push_back(to_json(fault));
  return answer({{"faults", std::move(list)}});
}

HttpAnswer post_faults(Call const& call) {
  std::vector<Fault> faults;
  auto const body = body_of(call.request);
  auto const* whole = body.if_object();
  auto const empty = whole != nullptr && whole->empty();
  if (!empty) {
    for (auto const& one : one_or_many(body, "faults")) faults.push_back(read_fault(one));
  }
  call.simulator.set_faults(std::move(faults));
  return get_faults(call);
}

HttpAnswer get_templates(Call const& call) {
  object asked;
  asked["waba_id"] = call.request.query_value("waba_id");
  array list;
  for (auto const& one : call.world.templates.list(waba_of(call.world, asked))) {
    list.push_back(one->definition);
  }
  return answer({{"templates", std::move(list)}});
}

HttpAnswer post_templates(Call const& call) {
  auto body = object_of(call.request);
  auto const waba_id = waba_of(call.world, body);
  body.erase("waba_id");
  auto count = 0;
  for (auto& one : one_or_many(std::move(body), "templates")) {
    if (!one.is_object()) throw std::invalid_argument("a template is a JSON object");
    call.simulator.put_template(waba_id, std::move(one.get_object()));
    ++count;
  }
  return answer({{"put", count}});
}

HttpAnswer get_numbers(Call const& call) {
  array list;
  for (auto const& number : call.world.directory.numbers()) list.push_back(to_json(number));
  return answer({{"numbers", std::move(list)}});
}

HttpAnswer post_numbers(Call const& call) {
  for (auto const& one : one_or_many(body_of(call.request), "numbers")) {
    auto const* whole = one.if_object();
    auto const known = whole == nullptr
                           ? std::nullopt
                           : call.world.directory.number(text_in(*whole, "phone_number_id"));
    call.simulator.put_number(read_number(one, known.value_or(Number{})));
  }
  return get_numbers(call);
}

HttpAnswer post_apps(Call const& call) {
  for (auto const& one : one_or_many(body_of(call.request), "apps")) {
    auto const* whole = one.if_object();
    auto const id = whole == nullptr ? std::string_view{} : text_in(*whole, "app_id");
    auto const known = call.world.directory.app(app_of(call.world, id));
    call.simulator.put_app(read_app(one, known.value_or(App{})));
  }
  return answer({{"put", true}});
}

HttpAnswer post_customers(Call const& call) {
  for (auto const& one : one_or_many(body_of(call.request), "customers")) {
    call.simulator.put_customer(read_customer(one));
  }
  return answer({{"put", true}});
}

HttpAnswer post_media(Call const& call) {
  auto const body = object_of(call.request);
  auto phone_number_id = std::string(text_in(body, "phone_number_id"));
  auto const numbers = call.world.directory.numbers();
  if (phone_number_id.empty() && !numbers.empty()) phone_number_id = numbers[0].phone_number_id;
  auto bytes = body.contains("base64") ? from_base64(text_in(body, "base64"))
                                       : std::string(text_in(body, "text"));
  auto const mime_type = text_in(body, "mime_type");
  auto const id = call.simulator.put_media(
      phone_number_id, std::string(mime_type.empty() ? "image/jpeg" : mime_type), std::move(bytes),
      std::string(text_in(body, "id")));
  return answer({{"id", id}});
}

HttpAnswer post_subscribe(Call const& call) {
  auto const body = object_of(call.request);
  return answer(
      {{"verified", call.simulator.subscribe(app_of(call.world, text_in(body, "app_id")))}});
}

template <typename Record>
HttpAnswer page(std::vector<Record> const& records, std::size_t after) {
  array data;
  for (auto const& record : records) data.push_back(to_json(record));
  auto const next = after + data.size();
  return answer({{"data", std::move(data)}, {"next", next}});
}

std::size_t count_in(HttpRequest const& request, std::string const& name, std::size_t fallback) {
  auto const text = request.query_value(name);
  return is_digits(text) && text.size() < 18 ? std::stoull(std::string(text)) : fallback;
}

HttpAnswer get_ledger(Call const& call) {
  auto const& ledger = call.simulator.ledger();
  auto const kind = call.request.query_value("kind");
  auto const after = count_in(call.request, "after", 0);
  auto const limit = std::min(count_in(call.request, "limit", 1000), kMostLedgerPage);
  if (kind.empty() || kind == "accepted") return page(ledger.accepted(after, limit), after);
  if (kind == "refused") return page(ledger.refused(after, limit), after);
  if (kind == "inbound") return page(ledger.inbound(after, limit), after);
  if (kind == "statuses") return page(ledger.statuses(after, limit), after);
  if (kind == "posts") return page(ledger.posts(after, limit), after);
  if (kind == "reads") return page(ledger.reads(after, limit), after);
  throw std::invalid_argument("unknown kind of record: " + std::string(kind));
}

HttpAnswer get_summary(Call const& call) {
  call.world.ledger.flush();
  return answer(to_json(call.simulator.ledger().summary()));
}

HttpAnswer get_acknowledged(Call const& call) {
  return page(call.simulator.ledger().acknowledged(), 0);
}

HttpAnswer post_wait(Call const& call) {
  auto const body = object_of(call.request);
  auto const timeout = std::chrono::milliseconds{integer_in(body, "timeout_ms").value_or(10'000)};
  return answer({{"quiet", call.simulator.wait_until_quiet(timeout)}});
}

HttpAnswer post_reset(Call const& call) {
  call.simulator.reset();
  return answer({{"reset", true}});
}

struct Route {
  std::string_view method;
  std::string_view path;
  HttpAnswer (*handler)(Call const&);
};

constexpr std::array kRoutes = std::to_array<Route>({
    {"GET", "/_sim/health", get_health},
    {"GET", "/_sim/clock", get_clock},
    {"POST", "/_sim/clock", post_clock},
    {"POST", "/_sim/inbound", post_inbound},
    {"POST", "/_sim/webhook", post_webhook},
    {"POST", "/_sim/batch", post_batch},
    {"GET", "/_sim/faults", get_faults},
    {"POST", "/_sim/faults", post_faults},
    {"GET", "/_sim/templates", get_templates},
    {"POST", "/_sim/templates", post_templates},
    {"GET", "/_sim/numbers", get_numbers},
    {"POST", "/_sim/numbers", post_numbers},
    {"POST", "/_sim/apps", post_apps},
    {"POST", "/_sim/customers", post_customers},
    {"POST", "/_sim/media", post_media},
    {"POST", "/_sim/subscribe", post_subscribe},
    {"GET", "/_sim/ledger", get_ledger},
    {"GET", "/_sim/ledger/summary", get_summary},
    {"GET", "/_sim/ledger/acknowledged", get_acknowledged},
    {"POST", "/_sim/wait", post_wait},
    {"POST", "/_sim/reset", post_reset},
});

}  // namespace

HttpAnswer answer_control(Simulator& simulator, World& world, HttpRequest const& request) {
  for (auto const& route : kRoutes) {
    if (route.method != request.method || route.path != request.path) continue;
    try {
      return route.handler({simulator, world, request});
    } catch (std::invalid_argument const& mistake) {
      return answer({{"error", mistake.what()}}, 400);
    }
  }
  return answer({{"error", "no such control"}}, 404);
}

}  // namespace waypost::simulator
