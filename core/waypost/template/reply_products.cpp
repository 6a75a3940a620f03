// Replies that show goods of a catalog, and carousels.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "waypost/template/members.h"
#include "waypost/template/reply_kinds.h"

namespace waypost::templating {
namespace {

constexpr Field kCatalogId{"catalog_id", Need::required, Reader::machine};
constexpr Field kProductId{"product_retailer_id", Need::required, Reader::machine};

boost::json::array const* list_in(boost::json::value const& entry, std::string_view name) noexcept {
  auto const* const object = entry.if_object();
  return object == nullptr ? nullptr : array_member(*object, name);
}

void expect_products(Composer& composer, boost::json::array const* sections) {
  At const at(composer.path, "sections");
  composer.expect_count(size_of(sections), kProductSectionsMin, kProductSectionsMax);
  std::size_t total = 0;
  for (std::size_t i = 0; i < size_of(sections); ++i) {
    At const here(composer.path, i);
    At const last(composer.path, "product_items");
    auto const count = size_of(list_in((*sections)[i], "product_items"));
    if (count == 0) composer.expect_count(0, kProductsMin, kProductsMax);
    total += count;
  }
  if (total > kProductsMax) composer.expect_count(total, kProductsMin, kProductsMax);
}

void write_section(Composer& composer, boost::json::value const& entry, Need title) {
  auto const& section = composer.entry_of(entry);
  composer.allow(section, {"title", "product_items"});
  composer.json.begin_object();
  composer.member(section, {"title", title, Reader::person, kSectionTitleCharsMax});
  composer.json.key("product_items").begin_array();
  auto const* const items = list_in(entry, "product_items");
  At const at(composer.path, "product_items");
  for (std::size_t i = 0; i < size_of(items); ++i) {
    At const here(composer.path, i);
    auto const& item = composer.entry_of((*items)[i]);
    composer.allow(item, {"product_retailer_id"});
    composer.json.begin_object();
    composer.member(item, kProductId);
    composer.json.end_object();
  }
  composer.json.end_array().end_object();
}

bool is_product_card(boost::json::value const& card) noexcept {
  auto const* const object = card.if_object();
  return object != nullptr && has(*object, "product_retailer_id");
}

std::string_view header_type(boost::json::value const& card) noexcept {
  auto const* const object = card.if_object();
  auto const* const header = object == nullptr ? nullptr : object_member(*object, "header");
  return header == nullptr ? std::string_view() : text_in(*header, "type");
}

/// Cards are all products, or all have the same kind of media above them.
void expect_one_kind(Composer& composer, boost::json::array const* cards) {
  for (std::size_t i = 0; i < size_of(cards); ++i) {
    bool const product = is_product_card((*cards)[i]);
    auto const type = header_type((*cards)[i]);
    bool const known = product || type == "image" || type == "video";
    bool const same =
        product == is_product_card((*cards)[0]) && (product || type == header_type((*cards)[0]));
    At const at(composer.path, "cards");
    At const here(composer.path, i);
    if (!known)
      composer.refuse(TemplateErrc::type, "Give the card an image or video header.");
    else if (!same)
      composer.refuse(TemplateErrc::type, "Make all cards of one kind.");
  }
}

/// A card's body with line breaks beyond Meta's two.
bool has_too_many_lines(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) >
         kCardBodyLineBreaksMax;
}

void write_card_body(Composer& composer, boost::json::object const& card) {
  constexpr Field kBody{"body", Need::optional, Reader::person, kCardBodyCharsMax};
  auto const cuts = composer.truncated.size();
  std::string text(composer.read(card, kBody));
  if (text.empty()) return;
  if (composer.pass() != Pass::check && has_too_many_lines(text)) {
    At const at(composer.path, "body");
    if (composer.pass() == Pass::strict)
      composer.refuse(TemplateErrc::too_long, "Use at most two line breaks.",
                      kCardBodyLineBreaksMax);
    std::size_t seen = 0;
    for (char& byte : text)
      if (byte == '\n' && ++seen > kCardBodyLineBreaksMax) byte = ' ';
    if (composer.truncated.size() == cuts) composer.truncated.push_back(composer.path.dotted());
  }
  composer.json.key("body").begin_object().key("text").string(text).end_object();
}

void write_media_card(Composer& composer, boost::json::object const& card) {
  composer.allow(card, {"header", "body", "display_text", "url"});
  composer.json.key("type").string("cta_url");
  write_header(composer, card, Headers::any);
  write_card_body(composer, card);
  composer.json.key("action").begin_object().key("name").string("cta_url");
  composer.json.key("parameters").begin_object();
  composer.member(card, kDisplayText);
  auto const url = composer.read(card, kUrl);
  expect_http(composer, "url", url);
  composer.json.key("url").string(url).end_object().end_object();
}

void write_product_card(Composer& composer, boost::json::object const& card) {
  composer.allow(card, {"product_retailer_id", "catalog_id"});
  composer.json.key("type").string("product").key("action").begin_object();
  composer.member(card, kProductId);
  composer.member(card, kCatalogId);
  composer.json.end_object();
}

}  // namespace

void write_product(Making const& making) {
  auto& composer = making.composer;
  composer.allow(making.reply, {"type", "body", "footer", "catalog_id", "product_retailer_id"});
  open_action(making, "product", Headers::none, Need::optional);
  composer.member(making.reply, kCatalogId);
  composer.member(making.reply, kProductId);
  close_action(making);
}

void write_product_list(Making const& making) {
  auto& composer = making.composer;
  composer.allow(making.reply, {"type", "header", "body", "footer", "catalog_id", "sections"});
  expect_header(composer, making.reply, Headers::text_required);
  auto const* const sections = composer.array_in(making.reply, "sections");
  expect_products(composer, sections);
  open_action(making, "product_list", Headers::text_required, Need::required);
  composer.member(making.reply, kCatalogId);
  composer.json.key("sections").begin_array();
  auto const title = size_of(sections) > 1 ? Need::required : Need::optional;
  At const at(composer.path, "sections");
  for (std::size_t i = 0; i < size_of(sections) && !composer.is_stopped(); ++i) {
    At const here(composer.path, i);
    write_section(composer, (*sections)[i], title);
  }
  composer.json.end_array();
  close_action(making);
}

void write_catalog(Making const& making) {
  auto& composer = making.composer;
  composer.allow(making.reply, {"type", "body", "footer", "thumbnail_product_retailer_id"});
  open_action(making, "catalog_message", Headers::none, Need::required);
  composer.json.key("name").string("catalog_message");
  auto const thumbnail = composer.read(
      making.reply, {"thumbnail_product_retailer_id", Need::optional, Reader::machine});
  if (!thumbnail.empty()) {
    composer.json.key("parameters").begin_object();
    composer.json.key("thumbnail_product_retailer_id").string(thumbnail).end_object();
  }
  close_action(making);
}

void write_carousel(Making const& making) {
  auto& composer = making.composer;
  composer.allow(making.reply, {"type", "body", "cards"});
  auto const* const cards = composer.array_in(making.reply, "cards");
  expect_one_kind(composer, cards);
  {
    At const at(composer.path, "cards");
    composer.expect_count(size_of(cards), kCardsMin, kCardsMax);
  }
  open_action(making, "carousel", Headers::none, Need::required);
  composer.json.key("cards").begin_array();
  At const at(composer.path, "cards");
  for (std::size_t i = 0; i < size_of(cards) && !composer.is_stopped(); ++i) {
    At const here(composer.path, i);
    auto const& card = composer.entry_of((*cards)[i]);
    composer.json.begin_object().key("card_index").integer(static_cast<std::int64_t>(i));
    if (is_product_card((*cards)[i]))
      write_product_card(composer, card);
    else
      write_media_card(composer, card);
    composer.json.end_object();
  }
  composer.json.end_array();
  close_action(making);
}

}  // namespace waypost::templating
