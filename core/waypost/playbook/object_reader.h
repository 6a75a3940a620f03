#pragma once
// Reads the fields of one object of a playbook and reports those that are unknown or mistyped:
// they are left out and the rest works (E_FIELD).

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "waypost/playbook/diagnostic.h"

namespace waypost::playbook {

/// Where remarks about a part of the playbook go, and what they are about.
class Remarks {
 public:
  Remarks(std::vector<Diagnostic>& diagnostics, std::optional<std::string> rule)
      : diagnostics_(&diagnostics), rule_(std::move(rule)) {}

  void add(Code code, std::string where, std::string text) {
    diagnostics_->push_back({code, rule_, std::move(where), std::move(text), {}});
  }

 private:
  std::vector<Diagnostic>* diagnostics_;
  std::optional<std::string> rule_;
};

/// One object, field by field. Each getter names its field as known and gives nothing when it
/// is absent or mistyped; finish() reports what nobody asked for.
class ObjectReader {
 public:
  /// All must outlive the reader. `pointer` is the object's.
  ObjectReader(boost::json::object const& object, std::string pointer, Remarks& remarks)
      : object_(object), pointer_(std::move(pointer)), remarks_(remarks) {}

  [[nodiscard]] std::optional<bool> boolean(std::string_view name);
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name,
                                                    std::int64_t least,
                                                    std::int64_t most);
  [[nodiscard]] std::optional<std::string_view> text(std::string_view name);
  [[nodiscard]] boost::json::object const* object(std::string_view name);
  [[nodiscard]] boost::json::array const* array(std::string_view name);
  /// Whatever stands there; null when absent.
  [[nodiscard]] boost::json::value const* any(std::string_view name);

  /// One of a few words.
  template <class E, std::size_t N>
  [[nodiscard]] std::optional<E> choice(
      std::string_view name, std::array<std::pair<std::string_view, E>, N> const& words) {
    boost::json::value const* const value = any(name);
    if (value == nullptr) return std::nullopt;
    std::string allowed;
    for (auto const& [word, chosen] : words) {
      if (auto const* const given = value->if_string(); given != nullptr && *given == word)
        return chosen;
      allowed += allowed.empty() ? "" : " or ";
      allowed += word;
    }
    mistyped(name, allowed);
    return std::nullopt;
  }

  /// An array of texts; entries that are none are reported and left out.
  [[nodiscard]] std::vector<std::string> texts(std::string_view name);

  /// Reports a field as mistyped: "`name` must be <what>."
  void mistyped(std::string_view name, std::string_view what);

  /// JSON Pointer of a field.
  [[nodiscard]] std::string where(std::string_view name) const;
  [[nodiscard]] Remarks& remarks() noexcept { return remarks_; }

  /// Reports fields that no getter asked for.
  void finish();

 private:
  boost::json::object const& object_;
  std::string pointer_;
  Remarks& remarks_;
  std::vector<std::string_view> known_;
};

}  // namespace waypost::playbook
