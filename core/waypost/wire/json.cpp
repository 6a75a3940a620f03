#include "waypost/wire/json.h"

#include <array>
#include <charconv>
#include <cmath>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include "waypost/unicode/utf8.h"
#include "waypost/wire/number.h"

namespace waypost::wire {
namespace {

template <class Integer>
void append_integer(std::string& json, Integer value) {
  std::array<char, 24> digits{};
  auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  json.append(digits.data(), end);
}

void append_double(std::string& json, double value) {
  if (std::isfinite(value))
    append_number(json, value);
  else
    json += "null";
}

bool needs_care(char byte) noexcept {
  auto const code = static_cast<unsigned char>(byte);
  return code < 0x20 || code >= 0x80 || byte == '"' || byte == '\\';
}

void append_escape(std::string& json, char byte) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (byte) {
    case '"': json += "\\\""; return;
    case '\\': json += "\\\\"; return;
    case '\b': json += "\\b"; return;
    case '\t': json += "\\t"; return;
    case '\n': json += "\\n"; return;
    case '\f': json += "\\f"; return;
    case '\r': json += "\\r"; return;
    default: break;
  }
  auto const code = static_cast<unsigned char>(byte);
  json += "\\u00";
  json += kHex[code >> 4U];
  json += kHex[code & 15U];
}

}  // namespace

void append_string(std::string& json, std::string_view text) {
  json += '"';
  std::size_t plain = 0;  // where the run that is copied as it stands begins
  std::size_t at = 0;
  while (at < text.size()) {
    if (!needs_care(text[at])) {
      ++at;
    } else if (static_cast<unsigned char>(text[at]) < 0x80) {
      json.append(text, plain, at - plain);
      append_escape(json, text[at]);
      plain = ++at;
    } else {
      auto const point = unicode::decode(text.substr(at));
      // A U+FFFD that was written is three bytes long; an ill-formed part may be too, and is
      // then three of its own, which differ.
      bool const well =
          point.code != unicode::kReplacement || text.substr(at, point.bytes) == "\xEF\xBF\xBD";
      if (!well) {
        json.append(text, plain, at - plain);
        json += "\xEF\xBF\xBD";
        plain = at + point.bytes;
      }
      at += point.bytes;
    }
  }
  json.append(text, plain, text.size() - plain);
  json += '"';
}

void append_json(std::string& json, boost::json::object const& value) {
  json += '{';
  bool first = true;
  for (auto const& member : value) {
    if (!first) json += ',';
    first = false;
    append_string(json, member.key());
    json += ':';
    append_json(json, member.value());
  }
  json += '}';
}

void append_json(std::string& json, boost::json::array const& value) {
  json += '[';
  bool first = true;
  for (auto const& element : value) {
    if (!first) json += ',';
    first = false;
    append_json(json, element);
  }
  json += ']';
}

void append_json(std::string& json, boost::json::value const& value) {
  switch (value.kind()) {
    case boost::json::kind::null: json += "null"; break;
    case boost::json::kind::bool_: json += *value.if_bool() ? "true" : "false"; break;
    case boost::json::kind::int64: append_integer(json, *value.if_int64()); break;
    case boost::json::kind::uint64: append_integer(json, *value.if_uint64()); break;
    case boost::json::kind::double_: append_double(json, *value.if_double()); break;
    case boost::json::kind::string: append_string(json, *value.if_string()); break;
    case boost::json::kind::array: append_json(json, *value.if_array()); break;
    case boost::json::kind::object: append_json(json, *value.if_object()); break;
  }
}

std::string to_json(boost::json::value const& value) {
  std::string json;
  append_json(json, value);
  return json;
}

std::string to_json(boost::json::object const& value) {
  std::string json;
  append_json(json, value);
  return json;
}

std::string to_json(boost::json::array const& value) {
  std::string json;
  append_json(json, value);
  return json;
}

void append_pointer(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (char const byte : token) {
    if (byte == '~')
      pointer += "~0";
    else if (byte == '/')
      pointer += "~1";
    else
      pointer += byte;
  }
}

void append_pointer(std::string& pointer, std::size_t index) {
  pointer += '/';
  append_integer(pointer, index);
}

void JsonWriter::separate() {
  if (comma_) text_ += ',';
  comma_ = true;
}

JsonWriter& JsonWriter::begin_object() {
  separate();
  text_ += '{';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  text_ += '}';
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  separate();
  text_ += '[';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  text_ += ']';
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  text_ += '"';
  text_ += name;
  text_ += "\":";
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::any_key(std::string_view name) {
  separate();
  append_string(text_, name);
  text_ += ':';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view value) {
  separate();
  append_string(text_, value);
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  separate();
  append_integer(text_, value);
  return *this;
}

JsonWriter& JsonWriter::number(double value) {
  separate();
  append_double(text_, value);
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  return raw(value ? "true" : "false");
}

JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::value(boost::json::value const& value) {
  separate();
  append_json(text_, value);
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  text_ += json;
  return *this;
}

}  // namespace waypost::wire
