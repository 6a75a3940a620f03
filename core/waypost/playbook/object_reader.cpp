#include "waypost/playbook/object_reader.h"

#include <algorithm>

#include "waypost/wire/json.h"

namespace waypost::playbook {

boost::json::value const* ObjectReader::any(std::string_view name) {
  known_.push_back(name);
  return object_.if_contains(name);
}

std::optional<bool> ObjectReader::boolean(std::string_view name) {
  boost::json::value const* const value = any(name);
  if (value == nullptr) return std::nullopt;
  if (bool const* const given = value->if_bool()) return *given;
  mistyped(name, "true or false");
  return std::nullopt;
}

std::optional<std::int64_t> ObjectReader::integer(std::string_view name,
                                                  std::int64_t least,
                                                  std::int64_t most) {
  boost::json::value const* const value = any(name);
  if (value == nullptr) return std::nullopt;
  std::int64_t const* const given = value->if_int64();
  if (given != nullptr && *given >= least && *given <= most) return *given;
  mistyped(name, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

std::optional<std::string_view> ObjectReader::text(std::string_view name) {
  boost::json::value const* const value = any(name);
  if (value == nullptr) return std::nullopt;
  if (auto const* const given = value->if_string()) return std::string_view(*given);
  mistyped(name, "a text in quotes");
  return std::nullopt;
}

boost::json::object const* ObjectReader::object(std::string_view name) {
  boost::json::value const* const value = any(name);
  if (value == nullptr) return nullptr;
  boost::json::object const* const given = value->if_object();
  if (given == nullptr) mistyped(name, "an object in braces");
  return given;
}

boost::json::array const* ObjectReader::array(std::string_view name) {
  boost::json::value const* const value = any(name);
  if (value == nullptr) return nullptr;
  boost::json::array const* const given = value->if_array();
  if (given == nullptr) mistyped(name, "a list in brackets");
  return given;
}

std::vector<std::string> ObjectReader::texts(std::string_view name) {
  std::vector<std::string> texts;
  boost::json::array const* const entries = array(name);
  if (entries == nullptr) return texts;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    if (auto const* const entry = (*entries)[i].if_string()) {
      texts.emplace_back(*entry);
    } else {
      std::string pointer = where(name);
      wire::append_pointer(pointer, i);
      remarks_.add(Code::E_FIELD, std::move(pointer), "Write this entry as a text in quotes.");
    }
  }
  return texts;
}

void ObjectReader::mistyped(std::string_view name, std::string_view what) {
  remarks_.add(Code::E_FIELD, where(name),
               "`" + std::string(name) + "` must be " + std::string(what) + "; it was left out.");
}

std::string ObjectReader::where(std::string_view name) const {
  std::string pointer = pointer_;
  wire::append_pointer(pointer, name);
  return pointer;
}

void ObjectReader::finish() {
  for (auto const& member : object_) {
    std::string_view const name = member.key();
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    remarks_.add(Code::E_FIELD, where(name), "Remove this field: there is none of this name here.");
  }
}

}  // namespace waypost::playbook
