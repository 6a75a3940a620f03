#pragma once
// The tree that preview.h documents, written member by member. Internal: preview.h is the door.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "waypost/template/markup.h"
#include "waypost/wire/json.h"

namespace waypost::templating {

/// Collects what belongs together (the direction is known from the body, buttons and counters
/// come from everywhere) and writes it in one order at end().
class Bubble {
 public:
  enum class Place : std::uint8_t { alone, card };

  Bubble(wire::JsonWriter& json, Place place) : json_(json), place_(place) {}

  [[nodiscard]] bool is_card() const noexcept { return place_ == Place::card; }
  void begin(std::string_view type);
  void reply_to(std::string_view message_id);
  void text_header(std::string_view text);
  void media(std::string_view kind, boost::json::object const& media);
  void body(std::string_view field, std::string_view text, std::size_t limit);
  void footer(std::string_view text);
  void button(std::string_view kind,
              std::string_view title,
              std::string_view key,
              std::string_view value);
  void sections(boost::json::array const& sections);
  void contacts(boost::json::array const* cards);
  void offer(std::string_view text, boost::json::value const* expires_ms);
  void member(std::string_view name, boost::json::object const& value);
  void begin_cards();
  void end_cards();
  /// Where a card's bubble is written, between begin_cards() and end_cards().
  [[nodiscard]] wire::JsonWriter& json() noexcept { return json_; }
  void count(std::string field, std::string_view text, std::size_t limit);
  void end();

 private:
  struct Button {
    std::string kind, title, key, value;
  };
  struct Counter {
    std::string field;
    std::size_t used = 0;
    std::size_t limit = 0;
  };
  void spans(std::vector<Span> const& spans);
  void blocks(std::string_view text);
  void section(std::size_t index, boost::json::object const& section);
  void look_at(std::string_view text);

  wire::JsonWriter& json_;
  Place place_;
  std::vector<Button> buttons_;
  std::vector<Counter> counters_;
  Direction direction_ = Direction::ltr;
  bool has_direction_ = false;
};

/// Draws a template send with the parameters of `sent` in the texts of `definition`.
void draw_template(Bubble& bubble,
                   boost::json::object const& sent,
                   boost::json::array const* definition);

}  // namespace waypost::templating
