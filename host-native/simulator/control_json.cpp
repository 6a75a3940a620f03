#include "simulator/control_json.h"

#include <initializer_list>
#include <stdexcept>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>

#include "simulator/fault_plan.h"

namespace waypost::simulator {
namespace {

using boost::json::object;

/// Takes an object's members one by one, so that what is left over can be named.
class Members {
 public:
  explicit Members(boost::json::value const& value) {
    auto const* whole = value.if_object();
    if (whole == nullptr) throw std::invalid_argument("a JSON object is expected");
    members_ = *whole;
  }

  void take(std::string_view name, std::string& into) {
    if (auto const value = pull(name)) into = text(*value, name);
  }
  void take(std::string_view name, double& into) {
    if (auto const value = pull(name)) into = number(*value, name);
  }
  template <typename Integer>
  requires std::is_integral_v<Integer>
  void take(std::string_view name, Integer& into) {
    if (auto const value = pull(name)) into = static_cast<Integer>(number(*value, name));
  }
  /// `name` ends in _ms.
  void take(std::string_view name, Duration& into) {
    if (auto const value = pull(name)) {
      into = Duration{static_cast<std::int64_t>(number(*value, name) * 1000)};
    }
  }
  void take(std::string_view name, std::optional<Instant>& into) {
    if (auto const value = pull(name)) {
      into = Instant{Duration{static_cast<std::int64_t>(number(*value, name))}};
    }
  }
  void take(std::string_view name, std::vector<std::string>& into) {
    auto const value = pull(name);
    if (!value) return;
    auto const* list = value->if_array();
    if (list == nullptr) throw wrong(name);
    into.clear();
    for (auto const& element : *list) into.push_back(text(element, name));
  }
  /// One of two words, or true and false for the second and the first.
  template <typename Enum>
  void take(std::string_view name, Enum& into, std::initializer_list<std::string_view> words) {
    auto const value = pull(name);
    if (!value) return;
    auto const word = value->is_bool() ? std::string(*(words.begin() + (value->get_bool() ? 1 : 0)))
                                       : text(*value, name);
    auto place = 0;
    for (auto const known : words) {
      if (known == word) {
        into = static_cast<Enum>(place);
        return;
      }
      ++place;
    }
    throw wrong(name);
  }

  std::optional<boost::json::value> pull(std::string_view name) {
    auto const found = members_.find(name);
    if (found == members_.end()) return std::nullopt;
    auto value = std::move(found->value());
    members_.erase(found);
    return value;
  }

  /// What nobody took.
  object rest() { return std::move(members_); }
  void expect_empty() const {
    if (members_.empty()) return;
    throw std::invalid_argument("unknown member " + std::string(members_.begin()->key()));
  }

 private:
  static std::invalid_argument wrong(std::string_view name) {
    return std::invalid_argument("member " + std::string(name) + " is not understood");
  }
  static std::string text(boost::json::value const& value, std::string_view name) {
    if (auto const* string = value.if_string()) return std::string(*string);
    throw wrong(name);
  }
  static double number(boost::json::value const& value, std::string_view name) {
    if (!value.is_number()) throw wrong(name);
    return value.to_number<double>();
  }

  object members_;
};

}  // namespace

Fault read_fault(boost::json::value const& value) {
  Members members(value);
  Fault fault;
  std::string kind;
  members.take("kind", kind);
  auto const known = fault_kind_from(kind);
  if (!known) throw std::invalid_argument("unknown kind of fault: " + kind);
  fault.kind = *known;
  members.take("share", fault.share);
  members.take("count", fault.count);
  members.take("accept", fault.accept, {"no", "yes"});
  members.take("code", fault.code);
  members.take("http_status", fault.http_status);
  members.take("delay_ms", fault.delay);
  members.take("phone_number_id", fault.phone_number_id);
  members.take("to", fault.to);
  members.take("type", fault.type);
  members.take("status", fault.status);
  members.take("field", fault.field);
  members.expect_empty();
  return fault;
}

App read_app(boost::json::value const& value, App onto) {
  Members members(value);
  members.take("app_id", onto.app_id);
  members.take("app_secret", onto.app_secret);
  members.take("callback_url", onto.callback_url);
  members.take("verify_token", onto.verify_token);
  members.expect_empty();
  return onto;
}

Number read_number(boost::json::value const& value, Number onto) {
  Members members(value);
  members.take("phone_number_id", onto.phone_number_id);
  members.take("display_phone_number", onto.display_phone_number);
  members.take("verified_name", onto.verified_name);
  members.take("waba_id", onto.waba_id);
  members.take("portfolio_id", onto.portfolio_id);
  members.take("app_id", onto.app_id);
  members.take("access_token", onto.access_token);
  members.take("messages_per_second", onto.messages_per_second);
  members.take("messaging_limit", onto.messaging_limit);
  members.take("country_code", onto.country_code);
  members.expect_empty();
  return onto;
}

Customer read_customer(boost::json::value const& value) {
  Members members(value);
  Customer customer;
  members.take("wa_id", customer.wa_id);
  members.take("user_id", customer.user_id);
  members.take("username", customer.username);
  members.take("name", customer.name);
  members.take("other_forms", customer.other_forms);
  members.take("undeliverable_code", customer.undeliverable_code);
  members.take("read_receipts", customer.read_receipts, {"on", "off"});
  members.take("phone", customer.phone, {"shown", "hidden"});
  members.take("marketing", customer.marketing, {"wanted", "stopped"});
  members.expect_empty();
  if (customer.wa_id.empty() && customer.user_id.empty()) {
    throw std::invalid_argument("a customer needs wa_id or user_id");
  }
  return customer;
}

CustomerMessage read_customer_message(boost::json::value const& value) {
  Members members(value);
  CustomerMessage message;
  members.take("phone_number_id", message.phone_number_id);
  members.take("from", message.from);
  members.take("name", message.name);
  members.take("type", message.type);
  members.take("id", message.id);
  members.take("timestamp_us", message.timestamp);
  if (auto text = members.pull("text"); text && text->is_string()) {
    message.content = object{{"body", text->get_string()}};
  } else if (text) {
    message.content = std::move(*text);
  }
  if (auto content = members.pull("content")) message.content = std::move(*content);
  // {"type":"image","image":{...}}, as the webhook itself spells it.
  if (auto content = members.pull(message.type)) message.content = std::move(*content);
  if (auto extra = members.pull("extra")) {
    if (!extra->is_object()) throw std::invalid_argument("member extra is not an object");
    message.extra = std::move(extra->get_object());
  }
  for (auto const& member : members.rest()) message.extra[member.key()] = member.value();
  return message;
}

object to_json(Fault const& fault) {
  return {{"kind", word_of(fault.kind)},
          {"share", fault.share},
          {"count", fault.count},
          {"accept", fault.accept == Fault::Accept::yes},
          {"code", fault.code},
          {"http_status", fault.http_status},
          {"delay_ms", static_cast<double>(fault.delay.count()) / 1000},
          {"phone_number_id", fault.phone_number_id},
          {"to", fault.to},
          {"type", fault.type},
          {"status", fault.status},
          {"field", fault.field}};
}

object to_json(Number const& number) {
  return {{"phone_number_id", number.phone_number_id},
          {"display_phone_number", number.display_phone_number},
          {"verified_name", number.verified_name},
          {"waba_id", number.waba_id},
          {"portfolio_id", number.portfolio_id},
          {"app_id", number.app_id},
          {"access_token", number.access_token},
          {"messages_per_second", number.messages_per_second},
          {"messaging_limit", number.messaging_limit},
          {"country_code", number.country_code}};
}

}  // namespace waypost::simulator
