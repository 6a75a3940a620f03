#include "waypost/template/compose.h"

#include <algorithm>
#include <utility>

#include "waypost/base/limits.h"
#include "waypost/template/filters.h"
#include "waypost/template/members.h"
#include "waypost/template/template.h"
#include "waypost/unicode/utf8.h"

namespace waypost::templating {
namespace {

constexpr std::size_t kErrorsMax = 100;  // of one reply: more help nobody

std::size_t measure(std::string_view text, Unit unit) noexcept {
  return unit == Unit::bytes ? text.size() : unicode::length(text);
}

}  // namespace

std::size_t Path::spelled() const noexcept {
  return std::min(size_, steps_.size());
}

std::string Path::pointer() const {
  std::string text;
  for (std::size_t i = 0; i < spelled(); ++i) {
    if (steps_[i].is_index)
      wire::append_pointer(text, steps_[i].index);
    else
      wire::append_pointer(text, steps_[i].name);
  }
  return text;
}

std::string Path::dotted() const {
  std::string text;
  for (std::size_t i = 0; i < spelled(); ++i) {
    if (i != 0) text += '.';
    if (steps_[i].is_index)
      text += std::to_string(steps_[i].index);
    else
      text += steps_[i].name;
  }
  return text;
}

void Composer::refuse(TemplateError const& of_template) {
  if (is_stopped() || errors.size() >= kErrorsMax) return;
  auto error = of_template;
  error.where.assign(root_).append(path.pointer());
  error.field = path.dotted();
  errors.push_back(std::move(error));
}

void Composer::refuse(TemplateErrc code, std::string_view remedy, std::size_t limit) {
  auto error = refuse_template(code);
  error.limit = limit;
  if (!remedy.empty()) error.detail = remedy;
  refuse(error);
}

void Composer::expect_count(std::size_t size, std::size_t min, std::size_t max) {
  if (size >= min && size <= max) return;
  refuse(TemplateErrc::count,
         "Give " + std::to_string(min) + " to " + std::to_string(max) + " entries.",
         size < min ? min : max);
}

void Composer::allow(boost::json::object const& object,
                     std::initializer_list<std::string_view> names) {
  if (pass_ != Pass::check) return;
  for (auto const& member : object) {
    std::string_view const key = member.key();
    if (std::find(names.begin(), names.end(), key) != names.end()) continue;
    At const at(path, key);
    refuse(TemplateErrc::field, "Remove this field: it has no meaning here.");
  }
}

Filled Composer::fill(std::string_view source, OnMissing on_missing) {
  constexpr Filled kRefused{{}, Knowledge::refused};
  if (is_stopped()) return kRefused;
  if (!has_braces(source)) {
    if (unicode::is_utf8(source)) return {source, Knowledge::known};
    value_ = unicode::mend(source);
    return {value_, Knowledge::known};
  }
  auto const made = parse(source);
  if (!made) {
    refuse(made.error());
    return kRefused;
  }
  if (pass_ == Pass::check && !made->is_plain()) return {source, Knowledge::unknown};
  value_.clear();
  if (auto const error =
          append_rendered(value_, *made, vars_, {.on_missing = on_missing}, scratch_)) {
    refuse(*error);
    return kRefused;
  }
  return {value_, Knowledge::known};
}

std::string_view Composer::limited(Filled filled, Field const& field) {
  bool const fits = filled.knowledge != Knowledge::known || filled.text.size() <= field.limit ||
                    measure(filled.text, field.unit) <= field.limit;
  if (fits) return filled.text;
  if (field.reader == Reader::machine || pass_ == Pass::strict) {
    refuse(TemplateErrc::too_long,
           "Shorten it to " + std::to_string(field.limit) +
               (field.unit == Unit::bytes ? " bytes." : " characters."),
           field.limit);
    return {};
  }
  if (filled.text.data() != value_.data()) value_ = filled.text;
  truncate(value_, field.limit);
  truncated.push_back(path.dotted());
  return value_;
}

std::string_view Composer::read(boost::json::object const& from, Field const& field) {
  if (is_stopped()) return {};
  At const at(path, field.name);
  auto const* const value = from.if_contains(field.name);
  auto const* const source = value == nullptr ? nullptr : value->if_string();
  Filled filled;
  if (source != nullptr) {
    filled = fill(*source, OnMissing::empty);
  } else if (value != nullptr && !value->is_null() && pass_ == Pass::check) {
    refuse(TemplateErrc::field, "Write this field as a text in quotes.");
  }
  if (filled.knowledge == Knowledge::refused) return {};
  if (is_blank(filled.text)) {
    if (field.need == Need::required) refuse(TemplateErrc::empty);
    return {};
  }
  return limited(filled, field);
}

void Composer::member(boost::json::object const& from, Field const& field, std::string_view key) {
  auto const text = read(from, field);
  if (!text.empty()) json.key(key).string(text);
}

void Composer::write_filled_object(boost::json::object const& object, OnMissing on_missing) {
  json.begin_object();
  for (auto const& member : object) {
    std::string_view const key = member.key();
    At const at(path, key);
    auto const* const text = member.value().if_string();
    if (text == nullptr) {
      json.any_key(key);
      write_filled(member.value(), on_missing);
      continue;
    }
    auto const filled = fill(*text, on_missing);
    if (!is_blank(filled.text)) json.any_key(key).string(filled.text);
  }
  json.end_object();
}

void Composer::write_filled(boost::json::value const& value, OnMissing on_missing) {
  if (path.depth() > kJsonDepthMax) {
    refuse(TemplateErrc::field, "Nest less deeply.", kJsonDepthMax);
    json.null();
  } else if (auto const* const text = value.if_string()) {
    json.string(fill(*text, on_missing).text);
  } else if (auto const* const object = value.if_object()) {
    write_filled_object(*object, on_missing);
  } else if (auto const* const array = value.if_array()) {
    json.begin_array();
    for (std::size_t i = 0; i < array->size(); ++i) {
      At const at(path, i);
      write_filled(array->data()[i], on_missing);
    }
    json.end_array();
  } else {
    json.value(value);
  }
}

boost::json::object const* Composer::object_in(boost::json::object const& from,
                                               std::string_view name) {
  if (!has(from, name)) return nullptr;
  auto const* const object = from.if_contains(name)->if_object();
  if (object == nullptr && pass_ == Pass::check) {
    At const at(path, name);
    refuse(TemplateErrc::field, "Write this field as an object.");
  }
  return object;
}

boost::json::array const* Composer::array_in(boost::json::object const& from,
                                             std::string_view name) {
  if (!has(from, name)) return nullptr;
  auto const* const array = from.if_contains(name)->if_array();
  if (array == nullptr && pass_ == Pass::check) {
    At const at(path, name);
    refuse(TemplateErrc::field, "Write this field as a list.");
  }
  return array;
}

boost::json::object const& Composer::entry_of(boost::json::value const& entry) {
  auto const* const object = entry.if_object();
  if (object == nullptr && pass_ == Pass::check)
    refuse(TemplateErrc::field, "Write this entry as an object.");
  return object == nullptr ? nothing_ : *object;
}

void Distinct::write(Composer& composer, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  composer.json.key(key);
  auto const begin = composer.out.size();
  composer.json.string(text);
  if (size_ < ranges_.size()) ranges_[size_++] = {begin, composer.out.size() - begin};
}

bool Distinct::repeats(std::string_view out) const noexcept {
  for (std::size_t i = 1; i < size_; ++i) {
    auto const one = out.substr(ranges_[i].begin, ranges_[i].size);
    for (std::size_t j = 0; j < i; ++j)
      if (one == out.substr(ranges_[j].begin, ranges_[j].size)) return true;
  }
  return false;
}

}  // namespace waypost::templating
