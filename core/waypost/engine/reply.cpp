#include "waypost/engine/reply.h"

#include <algorithm>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "waypost/base/limits.h"
#include "waypost/outbox/later.h"
#include "waypost/schedule/calendar.h"
#include "waypost/template/body.h"
#include "waypost/template/template.h"
#include "waypost/unicode/properties.h"
#include "waypost/unicode/utf8.h"

namespace waypost::engine {
namespace {

namespace json = boost::json;

/// Enough for the JSON of a long reply and its variables; more comes from the heap.
constexpr std::size_t kArenaBytes = 16'384;

unsigned char* arena_of(DecideScratch& scratch) {
  if (scratch.arena.size() < kArenaBytes) scratch.arena.resize(kArenaBytes);
  return scratch.arena.data();
}

void put(json::object& object, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  object.insert_or_assign(json::string_view(name.data(), name.size()),
                          json::string_view(value.data(), value.size()));
}

/// The first word of a name, and the rest without the white space between.
std::pair<std::string_view, std::string_view> split_name(std::string_view name) {
  std::size_t first = 0;
  std::size_t end = name.size();
  std::size_t rest = name.size();
  bool in_word = false;
  for (std::size_t at = 0; at < name.size();) {
    auto const point = unicode::decode(name.substr(at));
    bool const is_space = unicode::is_white_space(point.code);
    if (!in_word && !is_space && end == name.size()) {
      first = at;
      in_word = true;
    } else if (in_word && is_space) {
      end = at;
      in_word = false;
    } else if (!in_word && !is_space) {
      rest = at;
      break;
    }
    at += point.bytes;
  }
  return {name.substr(first, end - first), name.substr(rest)};
}

/// What replaced systems called a contact's members; a field of that name is the operator's
/// own word for it and wins over what is derived.
void put_flat(json::object& facts, Contact const& contact) {
  auto const [first, last] = split_name(contact.name);
  put(facts, "first_name", first);
  put(facts, "last_name", last);
  put(facts, "name", contact.name);
  put(facts, "email", contact.email);
  put(facts, "phone", contact.phone);
  for (auto const& [name, value] : contact.fields)
    if (name == "first_name" || name == "last_name") put(facts, name, value);
}

/// The kind of message that a body is: its own member "type", the first of that name, for
/// recipient_type and context hold no other.
std::string_view type_in(std::string_view body) noexcept {
  constexpr std::string_view kMember = "\"type\":\"";
  auto const begin = body.find(kMember);
  if (begin == std::string_view::npos) return {};
  auto const rest = body.substr(begin + kMember.size());
  return rest.substr(0, rest.find('"'));
}

bool is_about_a_message(json::value const& reply) {
  auto const* const object = reply.if_object();
  auto const* const type = object == nullptr ? nullptr : object->if_contains("type");
  auto const* const word = type == nullptr ? nullptr : type->if_string();
  return word != nullptr && (*word == "reaction" || *word == "pin");
}

}  // namespace

Recipient recipient_of(webhook::Party const& from, Contact const& contact) noexcept {
  for (auto const* phone : {&from.phone, &contact.phone})
    if (!phone->empty()) return {*phone, {}};
  for (auto const* user : {&from.user_id, &contact.user_id})
    if (!user->empty()) return {{}, *user};
  for (auto const* wa_id : {&from.wa_id, &contact.wa_id})
    if (!wa_id->empty()) return {*wa_id, {}};
  return {{}, from.parent_user_id.empty() ? contact.parent_user_id : from.parent_user_id};
}

Replies::Replies(ReplyWorld const& world, DecideScratch& scratch)
    : world_(world), memory_(arena_of(scratch), scratch.arena.size()) {}

void Replies::gather() {
  if (facts_) return;
  auto const& event = world_.event;
  auto& facts = facts_.emplace(&memory_);
  put_flat(facts, world_.contact);
  json::object contact(&memory_);
  for (auto const& [name, value] : world_.contact.fields)
    contact.insert_or_assign(name, json::string_view(value));
  facts.emplace("contact", std::move(contact));
  json::object message(&memory_);
  put(message, "text", event.text.value_or(std::string()));
  put(message, "payload", event.payload.value_or(std::string()));
  facts.emplace("message", std::move(message));
  json::object number(&memory_);
  put(number, "display", world_.snapshot.number.display);
  facts.emplace("number", std::move(number));
  auto const local = schedule::local_time(world_.playbook.hours().transitions, world_.now);
  json::object now(&memory_);
  put(now, "date", schedule::date_text(local));
  put(now, "time", schedule::time_text(local));
  facts.emplace("now", std::move(now));

  boost::system::error_code error;
  auto const text = world_.playbook.vars();
  auto vars = json::parse(json::string_view(text.data(), text.size()), error, &memory_);
  auto* const object = error ? nullptr : vars.if_object();
  if (object == nullptr)
    vars_.emplace(&memory_);
  else
    vars_.emplace(std::move(*object));
}

std::optional<std::string> Replies::add(std::string_view reply_json,
                                        std::string_view rule,
                                        Quote quote) {
  boost::system::error_code error;
  auto const reply =
      json::parse(json::string_view(reply_json.data(), reply_json.size()), error, &memory_);
  if (error) return "E_TYPE";
  templating::Vars vars;
  if (templating::has_braces(reply_json)) {
    gather();
    vars = templating::Vars(*facts_, *vars_);
  }
  auto const [phone, user] = recipient_of(world_.event.from, world_.contact);
  templating::Address const to{
      phone.empty() ? templating::Address::Kind::user : templating::Address::Kind::phone,
      phone.empty() ? user : phone};
  templating::BodyOptions options;
  if (quote == Quote::yes || is_about_a_message(reply)) options.reply_to = world_.event.id.value;
  auto made = templating::make_body(reply, to, vars, options);
  if (!made) return std::string(templating::word_of(made.error().code));
  was_cut_ = was_cut_ || !made->truncated.empty();
  add_item(std::move(made->json), rule);
  return std::nullopt;
}

void Replies::add_item(std::string body, std::string_view rule) {
  auto const [phone, user] = recipient_of(world_.event.from, world_.contact);
  auto& item = items_.emplace_back();
  item.key.reserve(world_.event_key.size() + rule.size() + 4);
  item.key += world_.event_key;
  item.key += ':';
  item.key += rule;
  item.key += ':';
  item.key += std::to_string(items_.size() - 1);
  item.tenant = world_.snapshot.number.tenant;
  item.phone_number_id = world_.event.place.phone_number_id;
  item.to = phone;
  item.recipient = user;
  item.rule = rule;
  item.type = type_in(body);
  if (item.type == "template") {
    item.purpose = outbox::Purpose::utility;
    item.form = outbox::Form::template_message;
  }
  item.body = std::move(body);
  item.created_at = world_.now;
  item.due_at = world_.now;
  item.expires_at = std::min(outbox::later(world_.at, kServiceWindow - kServiceWindowMargin),
                             outbox::later(world_.now, kReplyLife));
}

}  // namespace waypost::engine
