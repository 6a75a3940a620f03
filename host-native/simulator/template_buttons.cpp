#include "simulator/template_buttons.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "simulator/schema.h"
#include "simulator/text.h"

namespace waypost::simulator {
namespace {

using Object = boost::json::object;

constexpr std::size_t kCouponCharacters = 20;
constexpr std::size_t kCodeCharacters = 15;
constexpr std::int64_t kMostTtlMinutes = 43'200;

/// The parameter types that a kind of button takes, and the sub_type it is sent as.
struct ButtonRule {
  std::string_view type;
  std::string_view sub_type;
  std::array<std::string_view, 2> parameters;
};

constexpr std::array kButtons = std::to_array<ButtonRule>({
    {"QUICK_REPLY", "quick_reply", {"payload", ""}},
    {"URL", "url", {"text", ""}},
    {"OTP", "url", {"text", ""}},
    {"COPY_CODE", "copy_code", {"coupon_code", ""}},
    {"FLOW", "flow", {"action", ""}},
    {"CATALOG", "catalog", {"action", ""}},
    {"MPM", "mpm", {"action", ""}},
    {"VOICE_CALL", "voice_call", {"ttl_minutes", "payload"}},
    {"ORDER_DETAILS", "order_details", {"action", ""}},
});

Check check_button_value(Object const& parameter, TemplateButton const& button) {
  auto const too_long = [](std::string_view what, std::size_t most) {
    return Refusal{
        132018, std::string(what) + " must have at most " + std::to_string(most) + " characters"};
  };
  auto const text = text_in(parameter, "text");
  if (button.type == "OTP" && count_characters(text) > kCodeCharacters) {
    return too_long("The code", kCodeCharacters);
  }
  if (button.type == "URL" && text.find(' ') != std::string_view::npos) {
    return Refusal{132018, "The url suffix must not contain spaces"};
  }
  if (count_characters(text_in(parameter, "coupon_code")) > kCouponCharacters) {
    return too_long("coupon_code", kCouponCharacters);
  }
  auto const minutes = integer_in(parameter, "ttl_minutes");
  if (minutes && (*minutes < 1 || *minutes > kMostTtlMinutes)) {
    return Refusal{132018, "ttl_minutes must be between 1 and 43200"};
  }
  return std::nullopt;
}

Check check_button(Object const& component, TemplateButton const& button, std::string_view part) {
  auto const rule = std::find_if(kButtons.begin(), kButtons.end(),
                                 [&](ButtonRule const& row) { return row.type == button.type; });
  auto const sub_type = to_lower(text_in(component, "sub_type"));
  auto const& parameters = parameters_of(&component);
  if (rule == kButtons.end()) return wrong_count(part, parameters.size(), 0);
  if (rule->sub_type != sub_type) return wrong_format(part, rule->sub_type, sub_type);
  if (button.type == "URL" && button.variable == TemplateButton::Variable::no) {
    return parameters.empty() ? Check{} : Check{wrong_count(part, parameters.size(), 0)};
  }
  auto const most = std::size_t{rule->parameters[1].empty() ? 1U : 2U};
  if (parameters.empty() || parameters.size() > most) {
    return wrong_count(part, parameters.size(), 1);
  }
  for (auto const& value : parameters) {
    auto const& parameter = value.get_object();
    auto const type = text_in(parameter, "type");
    if (type != rule->parameters[0] && type != rule->parameters[1]) {
      return wrong_format(part, rule->parameters[0], type);
    }
    if (auto refusal = check_button_value(parameter, button)) return refusal;
  }
  return std::nullopt;
}

}  // namespace

boost::json::array const& parameters_of(Object const* component) {
  static boost::json::array const kNone;
  auto const* parameters = component == nullptr ? nullptr : array_in(*component, "parameters");
  return parameters == nullptr ? kNone : *parameters;
}

Refusal wrong_count(std::string_view part, std::size_t given, std::size_t expected) {
  return {132000, std::string(part) + ": number of localizable_params (" + std::to_string(given) +
                      ") does not match the expected number of params (" +
                      std::to_string(expected) + ")"};
}

Refusal wrong_format(std::string_view part, std::string_view expected, std::string_view given) {
  return {132012, std::string(part) + ": Format mismatch, expected " + std::string(expected) +
                      ", received " + std::string(given.empty() ? "UNKNOWN" : given)};
}

Check check_template_buttons(std::vector<Object const*> const& sent, TemplateShape const& shape) {
  std::set<std::int64_t> seen;
  for (auto const* component : sent) {
    auto const index = integer_in(*component, "index");
    if (!index) return missing("buttons['index']");
    auto const part = "buttons: Button at index " + std::to_string(*index);
    if (*index < 0 || static_cast<std::size_t>(*index) >= shape.buttons.size()) {
      return Refusal{132012, part + " does not exist in the template"};
    }
    if (!seen.insert(*index).second) return bad_value(part, "is given twice.");
    auto const& button = shape.buttons[static_cast<std::size_t>(*index)];
    if (auto refusal = check_button(*component, button, part)) return refusal;
  }
  for (std::size_t index = 0; index < shape.buttons.size(); ++index) {
    auto const needed = shape.buttons[index].variable == TemplateButton::Variable::yes;
    if (needed && !seen.contains(static_cast<std::int64_t>(index))) {
      return wrong_count("buttons: Button at index " + std::to_string(index), 0, 1);
    }
  }
  return std::nullopt;
}

}  // namespace waypost::simulator
