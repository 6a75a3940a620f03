#include "waypost/template/bubble.h"

#include <utility>

#include "waypost/template/limits.h"
#include "waypost/template/members.h"
#include "waypost/unicode/utf8.h"

namespace waypost::templating {

void Bubble::begin(std::string_view type) {
  json_.begin_object().key("type").string(type);
}

void Bubble::reply_to(std::string_view message_id) {
  if (!message_id.empty()) json_.key("reply_to").string(message_id);
}

/// The first text of a bubble decides its direction.
void Bubble::look_at(std::string_view text) {
  if (!has_direction_) direction_ = direction_of(text);
  has_direction_ = has_direction_ || !text.empty();
}

void Bubble::count(std::string field, std::string_view text, std::size_t limit) {
  if (!text.empty()) counters_.push_back({std::move(field), unicode::length(text), limit});
}

void Bubble::text_header(std::string_view text) {
  if (text.empty()) return;
  json_.key("header").begin_object().key("kind").string("text");
  json_.key("text").string(text).end_object();
  count("header.text", text, kHeaderCharsMax);
}

void Bubble::media(std::string_view kind, boost::json::object const& media) {
  json_.key("header").begin_object().key("kind").string(kind);
  for (std::string_view const key : {"link", "id", "filename", "product_retailer_id"})
    if (auto const text = text_in(media, key); !text.empty()) json_.key(key).string(text);
  json_.end_object();
}

void Bubble::spans(std::vector<Span> const& spans) {
  json_.begin_array();
  for (auto const& [text, style] : spans) {
    json_.begin_object().key("text").string(text);
    if ((style & kBold) != 0) json_.key("bold").boolean(true);
    if ((style & kItalic) != 0) json_.key("italic").boolean(true);
    if ((style & kStrike) != 0) json_.key("strike").boolean(true);
    if ((style & kMono) != 0) json_.key("mono").boolean(true);
    json_.end_object();
  }
  json_.end_array();
}

void Bubble::blocks(std::string_view text) {
  json_.key("blocks").begin_array();
  for (auto const& block : read_markup(text)) {
    json_.begin_object().key("kind");
    if (block.kind == BlockKind::paragraph || block.kind == BlockKind::quote) {
      json_.string(block.kind == BlockKind::quote ? "quote" : "paragraph").key("spans");
      spans(block.items.front().spans);
    } else {
      bool const numbered = block.kind == BlockKind::numbers;
      json_.string(numbered ? "numbers" : "bullets").key("items").begin_array();
      for (auto const& item : block.items) {
        if (numbered) json_.begin_object().key("number").integer(item.number).key("spans");
        spans(item.spans);
        if (numbered) json_.end_object();
      }
      json_.end_array();
    }
    json_.end_object();
  }
  json_.end_array();
}

void Bubble::body(std::string_view field, std::string_view text, std::size_t limit) {
  if (text.empty()) return;
  look_at(text);
  blocks(text);
  count(std::string(field), text, limit);
}

void Bubble::footer(std::string_view text) {
  if (text.empty()) return;
  json_.key("footer").string(text);
  count("footer", text, kFooterCharsMax);
}

void Bubble::button(std::string_view kind,
                    std::string_view title,
                    std::string_view key,
                    std::string_view value) {
  buttons_.push_back({std::string(kind), std::string(title), std::string(key), std::string(value)});
}

void Bubble::section(std::size_t index, boost::json::object const& section) {
  auto const path = "sections." + std::to_string(index);
  json_.begin_object();
  if (auto const title = text_in(section, "title"); !title.empty()) {
    json_.key("title").string(title);
    count(path + ".title", title, kSectionTitleCharsMax);
  }
  if (auto const* const rows = array_member(section, "rows")) {
    json_.key("rows").begin_array();
    each(rows, [&](std::size_t i, boost::json::object const& row) {
      auto const place = path + ".rows." + std::to_string(i);
      json_.begin_object();
      for (std::string_view const key : {"id", "title", "description"})
        if (auto const text = text_in(row, key); !text.empty()) json_.key(key).string(text);
      json_.end_object();
      count(place + ".title", text_in(row, "title"), kRowTitleCharsMax);
      count(place + ".description", text_in(row, "description"), kRowDescriptionCharsMax);
    });
    json_.end_array();
  }
  if (auto const* const items = array_member(section, "product_items")) {
    json_.key("products").begin_array();
    each(items, [&](std::size_t, boost::json::object const& item) {
      json_.string(text_in(item, "product_retailer_id"));
    });
    json_.end_array();
  }
  json_.end_object();
}

void Bubble::sections(boost::json::array const& sections) {
  json_.key("sections").begin_array();
  each(&sections, [&](std::size_t i, boost::json::object const& one) { section(i, one); });
  json_.end_array();
}

void Bubble::contacts(boost::json::array const* cards) {
  json_.key("contacts").begin_array();
  each(cards, [&](std::size_t, boost::json::object const& card) {
    json_.begin_object();
    if (auto const* const name = object_member(card, "name"))
      json_.key("name").string(text_in(*name, "formatted_name"));
    json_.key("phones").begin_array();
    each(array_member(card, "phones"), [&](std::size_t, boost::json::object const& phone) {
      json_.string(text_in(phone, "phone"));
    });
    json_.end_array().end_object();
  });
  json_.end_array();
}

void Bubble::offer(std::string_view text, boost::json::value const* expires_ms) {
  json_.key("offer").begin_object().key("text").string(text);
  if (expires_ms != nullptr) json_.key("expires_ms").value(*expires_ms);
  json_.end_object();
}

void Bubble::member(std::string_view name, boost::json::object const& value) {
  json_.key(name).raw(wire::to_json(value));
}

void Bubble::begin_cards() {
  json_.key("cards").begin_array();
}

void Bubble::end_cards() {
  json_.end_array();
}

void Bubble::end() {
  if (!buttons_.empty()) {
    json_.key("buttons").begin_array();
    for (auto const& [kind, title, key, value] : buttons_) {
      json_.begin_object().key("kind").string(kind).key("title").string(title);
      if (!value.empty()) json_.key(key).string(value);
      json_.end_object();
    }
    json_.end_array();
  }
  json_.key("direction").string(direction_ == Direction::rtl ? "rtl" : "ltr");
  json_.key("counters").begin_array();
  for (auto const& [field, used, limit] : counters_) {
    json_.begin_object().key("field").string(field);
    json_.key("used").integer(static_cast<std::int64_t>(used));
    json_.key("limit").integer(static_cast<std::int64_t>(limit)).end_object();
  }
  json_.end_array().end_object();
}

}  // namespace waypost::templating
