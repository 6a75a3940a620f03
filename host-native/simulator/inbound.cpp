#include "simulator/inbound.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <boost/json/array.hpp>

#include "simulator/schema.h"
#include "simulator/wire.h"

namespace waypost::simulator {
namespace {

using boost::json::object;

/// What does not open the customer service window.
constexpr std::array<std::string_view, 4> kSilentTypes{"system", "reaction", "edit", "revoke"};

bool opens_window(CustomerMessage const& message) {
  auto const silent = std::find(kSilentTypes.begin(), kSilentTypes.end(), message.type);
  return silent == kSilentTypes.end() && !message.extra.contains("group_id");
}

Number number_for(World const& world, std::string_view phone_number_id) {
  if (phone_number_id.empty()) {
    auto numbers = world.directory.numbers();
    if (numbers.empty()) throw std::invalid_argument("the simulator has no number");
    return std::move(numbers.front());
  }
  auto number = world.directory.number(phone_number_id);
  if (!number) throw std::invalid_argument("unknown number " + std::string(phone_number_id));
  return std::move(*number);
}

object body_of(CustomerMessage const& message, Customer const& from, Instant at) {
  object body;
  if (!from.wa_id.empty() && from.phone == Customer::Phone::shown) body["from"] = from.wa_id;
  if (message.type != "system") body["from_user_id"] = from.user_id;
  body["id"] = message.id;
  body["timestamp"] = timestamp_of(at);
  body["type"] = message.type;
  if (!message.content.is_null()) body[message.type] = message.content;
  for (auto const& member : message.extra) body[member.key()] = member.value();
  return body;
}

/// A customer's call opens the window like a message, answered or not.
void open_windows_of_calls(World& world, Number const& number, boost::json::value const& value) {
  auto const* whole = value.if_object();
  auto const* calls = whole == nullptr ? nullptr : array_in(*whole, "calls");
  if (calls == nullptr) return;
  for (auto const& element : *calls) {
    auto const* call = element.if_object();
    if (call == nullptr || text_in(*call, "direction") != "USER_INITIATED") continue;
    auto const person = world.directory.person(text_in(*call, "from"));
    world.limits.open_window({number.phone_number_id, person.key()}, world.clock.now(),
                             LimitBook::Entry::plain);
  }
}

}  // namespace

std::string timestamp_of(Instant at) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
}

object contact_of(Customer const& customer) {
  object profile;
  if (!customer.name.empty()) profile["name"] = customer.name;
  if (!customer.username.empty()) profile["username"] = customer.username;
  object contact;
  if (!profile.empty()) contact["profile"] = std::move(profile);
  if (!customer.wa_id.empty() && customer.phone == Customer::Phone::shown) {
    contact["wa_id"] = customer.wa_id;
  }
  contact["user_id"] = customer.user_id;
  return contact;
}

std::pair<std::string, Update> receive(World& world, CustomerMessage message) {
  auto const number = number_for(world, message.phone_number_id);
  auto person = world.directory.person(message.from);
  if (!message.name.empty()) person.customer.name = message.name;
  auto const now = world.clock.now();
  auto const at = message.timestamp.value_or(now);
  if (message.id.empty()) message.id = world.ids.message(person.key());

  Update update;
  update.app_id = number.app_id;
  update.waba_id = number.waba_id;
  update.phone_number_id = number.phone_number_id;
  update.display_phone_number = number.display_phone_number;
  update.body = body_of(message, person.customer, at);
  if (message.type != "system") update.contact = contact_of(person.customer);
  update.item = {"message", message.id, ""};
  update.customer = person.key();
  update.word = message.type;

  if (opens_window(message)) {
    auto const entry =
        message.extra.contains("referral") ? LimitBook::Entry::referral : LimitBook::Entry::plain;
    world.limits.open_window({number.phone_number_id, person.key()}, at, entry);
  }
  world.limits.note_inbound(number, now);
  world.messages.note(message.id, {at, Direction::inbound});
  world.ledger.add(InboundMessage{0, now, message.id, number.phone_number_id, message.from,
                                  person.customer.user_id, message.type});
  if (world.watch.anybody()) {
    Event event;
    event.kind = Event::Kind::inbound;
    event.at = now;
    event.phone_number_id = number.phone_number_id;
    event.customer = person.key();
    event.wamid = message.id;
    event.word = message.type;
    event.body = to_wire(update.body);
    world.watch.tell(event);
  }
  return {std::move(message.id), std::move(update)};
}

Update change_of(World& world,
                 std::string_view waba_id,
                 std::string_view field,
                 boost::json::value value) {
  Update update;
  update.part = Update::Part::change;
  update.waba_id = waba_id;
  update.field = field;
  update.body = std::move(value);
  update.word = field;
  if (auto const number = world.directory.number_of_waba(waba_id)) {
    update.app_id = number->app_id;
    update.phone_number_id = number->phone_number_id;
    if (field == "calls") open_windows_of_calls(world, *number, update.body);
  } else if (auto const apps = world.directory.apps(); !apps.empty()) {
    update.app_id = apps.front().app_id;
  }
  update.item = {std::string(field), world.ids.trace(), ""};
  return update;
}

Update marketing_choice(World& world,
                        std::string_view phone_number_id,
                        std::string_view wa_id,
                        Customer::Marketing marketing) {
  auto const number = number_for(world, phone_number_id);
  auto customer = world.directory.person(wa_id).customer;
  customer.marketing = marketing;
  world.directory.put(customer);
  auto const stopped = marketing == Customer::Marketing::stopped;
  auto const now = std::chrono::floor<std::chrono::seconds>(world.clock.now());
  object preference{{"wa_id", customer.wa_id},
                    {"user_id", customer.user_id},
                    {"detail", stopped ? "User requested to stop marketing messages"
                                       : "User requested to resume marketing messages"},
                    {"category", "marketing_messages"},
                    {"value", stopped ? "stop" : "resume"},
                    {"timestamp", now.time_since_epoch().count()}};
  object value{{"messaging_product", "whatsapp"},
               {"metadata", object{{"display_phone_number", number.display_phone_number},
                                   {"phone_number_id", number.phone_number_id}}},
               {"contacts", boost::json::array{contact_of(customer)}},
               {"user_preferences", boost::json::array{std::move(preference)}}};
  return change_of(world, number.waba_id, "user_preferences", std::move(value));
}

}  // namespace waypost::simulator
