#include "waypost/webhook/error_items.h"

#include <array>

namespace waypost::webhook {
namespace {

constexpr std::array<std::string_view, 4> kMembers{"code", "title", "message", "error_data"};

}  // namespace

ErrorItem error_item(json::object const& item) {
  auto const [code, title, message, data] = pick(item, kMembers);
  ErrorItem error;
  error.code = integer_of(code);
  error.title = string_of(title).value_or(text_of(message));
  // error_data is an object, or in old payloads the details themselves.
  auto const* const object = object_of(data);
  error.details = object == nullptr ? text_of(data) : text_of(member(*object, "details"));
  return error;
}

std::vector<ErrorItem> error_items(json::value const* errors) {
  std::vector<ErrorItem> items;
  auto const* const array = array_of(errors);
  if (array == nullptr) return items;
  items.reserve(array->size());
  for (auto const& item : *array) {
    if (auto const* const object = item.if_object()) items.push_back(error_item(*object));
  }
  return items;
}

}  // namespace waypost::webhook
