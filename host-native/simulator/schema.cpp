#include "simulator/schema.h"

#include <algorithm>
#include <charconv>

#include <boost/json/string.hpp>

#include "simulator/text.h"

namespace waypost::simulator {
namespace {

Refusal wrong_kind(std::string_view where, std::string_view kind) {
  return {100, "Param " + std::string(where) + " must be " + std::string(kind) + "."};
}

Refusal too_long(std::string_view where, std::size_t max, std::string_view unit) {
  return {100, "Param " + std::string(where) + " must be at most " + std::to_string(max) + " " +
                   std::string(unit) + " long."};
}

Check check_string(boost::json::value const& value, Field const& field, std::string_view where) {
  if (!value.is_string()) return wrong_kind(where, "a string");
  std::string_view const text = value.get_string();
  if (text.empty() && field.kind != Kind::string) return missing(where);
  if (text.size() > field.max && count_characters(text) > field.max) {
    return too_long(where, field.max, "characters");
  }
  if (field.kind == Kind::url && !is_web_url(text)) {
    return bad_value(where, "is not a valid URL.");
  }
  return std::nullopt;
}

}  // namespace

Check check_value(boost::json::value const& value, Field const& field, std::string_view where) {
  switch (field.kind) {
    case Kind::string:
    case Kind::text:
    case Kind::url: return check_string(value, field, where);
    case Kind::scalar:
      if (value.is_number()) return std::nullopt;
      return check_string(value, {field.name, Kind::text, field.need, field.max}, where);
    case Kind::integer:
      if (!value.is_int64() && !value.is_uint64()) return wrong_kind(where, "an integer");
      return std::nullopt;
    case Kind::boolean:
      if (!value.is_bool()) return wrong_kind(where, "a boolean");
      return std::nullopt;
    case Kind::object:
      if (!value.is_object()) return wrong_kind(where, "a JSON object");
      return std::nullopt;
    case Kind::array:
      if (!value.is_array()) return wrong_kind(where, "a JSON array");
      if (value.get_array().size() > field.max) return too_long(where, field.max, "elements");
      return std::nullopt;
    case Kind::any: return std::nullopt;
  }
  return std::nullopt;
}

Check check_members(boost::json::object const& object,
                    std::span<Field const> fields,
                    std::string_view where) {
  for (auto const& member : object) {
    std::string_view const name = member.key();
    auto const field = std::find_if(fields.begin(), fields.end(),
                                    [name](Field const& known) { return known.name == name; });
    if (field == fields.end()) {
      return Refusal{100, "Unexpected key \"" + std::string(name) + "\" on param \"" +
                              std::string(where) + "\"."};
    }
    if (auto refusal = check_value(member.value(), *field, inside(where, name))) return refusal;
  }
  for (auto const& field : fields) {
    if (field.need == Need::required && object.find(field.name) == object.end()) {
      return missing(inside(where, field.name));
    }
  }
  return std::nullopt;
}

Check check_elements(boost::json::array const& array,
                     std::span<Field const> fields,
                     std::string_view where) {
  for (std::size_t index = 0; index < array.size(); ++index) {
    auto const place = inside(where, index);
    auto const* element = array[index].if_object();
    if (element == nullptr) return wrong_kind(place, "a JSON object");
    if (auto refusal = check_members(*element, fields, place)) return refusal;
  }
  return std::nullopt;
}

Check check_count(boost::json::array const& array,
                  std::size_t least,
                  std::size_t most,
                  std::string_view where) {
  if (array.size() >= least && array.size() <= most) return std::nullopt;
  return bad_value(where, "must have between " + std::to_string(least) + " and " +
                              std::to_string(most) + " elements.");
}

Check check_word(std::string_view text,
                 std::span<std::string_view const> words,
                 std::string_view where) {
  if (std::find(words.begin(), words.end(), text) != words.end()) return std::nullopt;
  std::string list;
  for (auto const word : words) {
    if (!list.empty()) list += ", ";
    list += word;
  }
  return bad_value(where, "must be one of {" + list + "}.");
}

std::string inside(std::string_view where, std::string_view name) {
  if (where.empty()) return std::string(name);
  std::string out(where);
  out += "['";
  out += name;
  out += "']";
  return out;
}

std::string inside(std::string_view where, std::size_t index) {
  return std::string(where) + "[" + std::to_string(index) + "]";
}

boost::json::object const* object_in(boost::json::object const& object, std::string_view name) {
  auto const* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

boost::json::array const* array_in(boost::json::object const& object, std::string_view name) {
  auto const* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_array();
}

std::string_view text_in(boost::json::object const& object, std::string_view name) {
  auto const* value = object.if_contains(name);
  auto const* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view{} : std::string_view{*text};
}

std::optional<std::int64_t> integer_in(boost::json::object const& object, std::string_view name) {
  auto const* value = object.if_contains(name);
  if (value == nullptr) return std::nullopt;
  if (auto const* number = value->if_int64()) return *number;
  auto const text = text_in(object, name);
  std::int64_t number = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace waypost::simulator
