#include "waypost/template/vars.h"

#include <algorithm>
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>

#include "waypost/unicode/properties.h"
#include "waypost/unicode/utf8.h"
#include "waypost/wire/number.h"

namespace waypost::templating {
namespace {

/// The index that `segment` spells, or nothing; beyond any array's size it stops growing.
std::optional<std::size_t> index_of(std::string_view segment) noexcept {
  constexpr std::size_t kBeyond = 100'000'000;
  std::size_t index = 0;
  for (char const byte : segment) {
    if (byte < '0' || byte > '9') return std::nullopt;
    index = std::min(index * 10 + static_cast<std::size_t>(byte - '0'), kBeyond);
  }
  return index;
}

boost::json::value const* step(boost::json::value const& from, std::string_view segment) noexcept {
  if (auto const* const object = from.if_object()) return object->if_contains(segment);
  auto const* const array = from.if_array();
  if (array == nullptr) return nullptr;
  auto const index = index_of(segment);
  return index && *index < array->size() ? array->data() + *index : nullptr;
}

/// Whether cleaning might change `value`: CR, Cc, or the lead byte of U+0080..00BF.
bool may_need_cleaning(std::string_view value) noexcept {
  return std::any_of(value.begin(), value.end(), [](char byte) {
    auto const code = static_cast<unsigned char>(byte);
    return (code < 0x20 && byte != '\t' && byte != '\n') || code == 0x7F || code == 0xC2;
  });
}

}  // namespace

boost::json::value const* Vars::find(std::span<std::string_view const> path) const noexcept {
  boost::json::value const* found = nullptr;
  for (auto const* const layer : layers_) {
    if (layer == nullptr) break;
    found = layer->if_contains(path.front());
    if (found != nullptr) break;
  }
  for (auto const segment : path.subspan(1)) {
    if (found == nullptr) return nullptr;
    found = step(*found, segment);
  }
  return found;
}

void append_cleaned(std::string& text, std::string_view value) {
  if (!may_need_cleaning(value)) {
    text += value;
    return;
  }
  for (std::size_t at = 0; at < value.size();) {
    auto const point = unicode::decode(value.substr(at));
    if (point.code == '\r') {
      if (value.substr(at, 2) != "\r\n") text += '\n';
    } else if (!unicode::is_control(point.code) || point.code == '\t' || point.code == '\n') {
      text.append(value, at, point.bytes);
    }
    at += point.bytes;
  }
}

Fetched append_value(std::string& text, boost::json::value const* value) {
  if (value == nullptr) return Fetched::missing;
  switch (value->kind()) {
    case boost::json::kind::null: return Fetched::missing;
    case boost::json::kind::bool_: text += *value->if_bool() ? "true" : "false"; break;
    case boost::json::kind::int64:
      wire::append_number(text, static_cast<double>(*value->if_int64()));
      break;
    case boost::json::kind::uint64:
      wire::append_number(text, static_cast<double>(*value->if_uint64()));
      break;
    case boost::json::kind::double_: wire::append_number(text, *value->if_double()); break;
    case boost::json::kind::string: append_cleaned(text, *value->if_string()); break;
    case boost::json::kind::array:
    case boost::json::kind::object: return Fetched::not_text;
  }
  return Fetched::text;
}

}  // namespace waypost::templating
