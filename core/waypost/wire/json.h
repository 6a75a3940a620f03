#pragma once
// Values become JSON text, the same bytes on every host.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace waypost::wire {

/// Appends `text` as a JSON string with its quotes, as ECMAScript's JSON.stringify escapes it:
/// \" \\ \b \t \n \f \r, the other characters below U+0020 as \u00xx in lower case, nothing
/// else (so `/` and U+007F stay). Ill-formed UTF-8, lone surrogates included, is U+FFFD.
void append_string(std::string& json, std::string_view text);

/// Appends `value` compactly: no white space, keys in their order, doubles by number(), 64-bit
/// integers exactly, a double that is not finite as null. Recursion is as deep as the value.
void append_json(std::string& json, boost::json::value const& value);
void append_json(std::string& json, boost::json::object const& value);
void append_json(std::string& json, boost::json::array const& value);

/// The same, owning its result.
[[nodiscard]] std::string to_json(boost::json::value const& value);
[[nodiscard]] std::string to_json(boost::json::object const& value);
[[nodiscard]] std::string to_json(boost::json::array const& value);

/// Appends `/` and `token` to a JSON Pointer: `~` is `~0`, `/` is `~1` (RFC 6901, 3).
void append_pointer(std::string& pointer, std::string_view token);
void append_pointer(std::string& pointer, std::size_t index);

/// Writes JSON text from the outside in, without a DOM, and places the commas itself:
///
///   JsonWriter json(text);
///   json.begin_object().key("to").string("+1555").key("n").integer(2).end_object();
///
/// The caller closes what it opens; a key goes before each member's value. Same bytes as
/// append_json would give for the same members in the same order.
class JsonWriter {
 public:
  /// Appends to `text`, which must outlive the writer and not be touched meanwhile.
  explicit JsonWriter(std::string& text) noexcept : text_(text) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  /// `name` must be plain ASCII without quotes, backslashes and control characters.
  JsonWriter& key(std::string_view name);
  /// A key of any bytes, escaped as append_string does.
  JsonWriter& any_key(std::string_view name);
  JsonWriter& string(std::string_view value);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& number(double value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  JsonWriter& value(boost::json::value const& value);
  /// A complete JSON text made elsewhere.
  JsonWriter& raw(std::string_view json);

 private:
  void separate();

  std::string& text_;
  bool comma_ = false;
};

}  // namespace waypost::wire
