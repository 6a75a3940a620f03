#pragma once
// The parts of a template send, one by one. Internal: components.h is the door.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "waypost/template/compose.h"
#include "waypost/template/template.h"

namespace waypost::templating {

/// Whether `word` is `upper` (ASCII upper case) in any case: Meta answers BODY, takes body.
[[nodiscard]] bool is_word(std::string_view word, std::string_view upper) noexcept;

/// The first component of `definition` that has this type; null when there is none.
[[nodiscard]] boost::json::object const* component_of(boost::json::array const& definition,
                                                      std::string_view type) noexcept;

/// A binding, filled and made one line.
struct Bound {
  std::string text;
  Knowledge knowledge = Knowledge::known;  ///< never refused
};

/// Writes the components of one definition as elements of an array that the caller opened.
/// The composer's path stands at the bindings. A carousel's cards have writers of their own.
class ComponentsWriter {
 public:
  ComponentsWriter(Composer& composer, boost::json::object const& bindings, std::size_t body_limit)
      : composer_(composer), bindings_(bindings), body_limit_(body_limit) {}

  void write(boost::json::array const& definition);

 private:
  struct Text {
    Template made;
    std::vector<std::string> names;
  };
  [[nodiscard]] Text text_of(boost::json::object const* component, std::string_view part);
  void media(std::string_view format);
  void media_object(std::string_view kind, boost::json::object const& bound);
  void text_part(std::string_view part, Text const& text, std::size_t limit);
  void offer(boost::json::object const& component);
  void carousel(boost::json::object const& component);

  void button(boost::json::object const& made, std::size_t index);
  void url_button(boost::json::object const& made, std::size_t index);
  void code_button(std::string_view sub_type,
                   std::size_t index,
                   std::string_view type,
                   std::size_t limit);
  void action_button(std::string_view sub_type, std::size_t index, std::string_view text_key);
  void voice_call_button(std::size_t index);

  [[nodiscard]] boost::json::object const* bindings_in(std::string_view name) const noexcept;
  [[nodiscard]] boost::json::value const* button_binding(std::size_t index) const noexcept;
  [[nodiscard]] std::optional<Bound> bound(boost::json::value const* value, Need need);
  [[nodiscard]] std::optional<Bound> bound_in(boost::json::object const& from,
                                              std::string_view name,
                                              Need need);
  /// A whole number given as such or as text; nothing after a refusal.
  [[nodiscard]] std::optional<std::int64_t> whole_number(boost::json::object const& from,
                                                         std::string_view name);
  void parameter(std::string_view sub_type,
                 std::size_t index,
                 std::string_view type,
                 std::string_view value);
  void begin(std::string_view type);
  void begin_button(std::string_view sub_type, std::size_t index);
  void end();

  Composer& composer_;
  boost::json::object const& bindings_;
  std::size_t body_limit_;
};

}  // namespace waypost::templating
