#include "cli/pretty.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "waypost/wire/json.h"

namespace waypost::cli {
namespace {

namespace json = boost::json;

/// What fits on one line stays on one.
constexpr std::size_t kLineMax = 100;

std::string flat(json::value const& value) {
  std::string text;
  if (auto const* array = value.if_array()) {
    text += '[';
    for (auto const& item : *array) {
      if (text.size() > 1) text += ", ";
      text += flat(item);
    }
    return text += ']';
  }
  if (auto const* object = value.if_object()) {
    text += '{';
    for (auto const& member : *object) {
      if (text.size() > 1) text += ", ";
      wire::append_string(text, member.key());
      text += ": ";
      text += flat(member.value());
    }
    return text += '}';
  }
  return wire::to_json(value);
}

void write(std::string& text, json::value const& value, std::size_t indent, std::size_t used);

template <class Items, class One>
void write_lines(
    std::string& text, Items const& items, std::size_t indent, char const* ends, One&& one) {
  text += ends[0];
  char const* comma = "";
  for (auto const& item : items) {
    text += comma;
    text += '\n';
    text.append(indent + 2, ' ');
    one(item);
    comma = ",";
  }
  text += '\n';
  text.append(indent, ' ');
  text += ends[1];
}

void write(std::string& text, json::value const& value, std::size_t indent, std::size_t used) {
  std::string const line = flat(value);
  bool const top = indent == 0;
  if (!value.is_structured() || (!top && indent + used + line.size() <= kLineMax)) {
    text += line;
    return;
  }
  if (auto const* array = value.if_array()) {
    write_lines(text, *array, indent, "[]",
                [&](json::value const& item) { write(text, item, indent + 2, 0); });
    return;
  }
  write_lines(text, value.get_object(), indent, "{}", [&](json::key_value_pair const& member) {
    wire::append_string(text, member.key());
    text += ": ";
    write(text, member.value(), indent + 2, member.key().size() + 4);
  });
}

}  // namespace

std::string pretty(json::value const& value) {
  std::string text;
  write(text, value, 0, 0);
  return text += '\n';
}

}  // namespace waypost::cli
