// Replies that are one object: texts, media, places, cards, reactions, pins, templates.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "waypost/template/components_writer.h"
#include "waypost/template/filters.h"
#include "waypost/template/members.h"
#include "waypost/template/reply_kinds.h"

namespace waypost::templating {
namespace {

constexpr Field kCaption{"caption", Need::optional, Reader::person, kCaptionCharsMax};
constexpr Field kFileName{"filename", Need::optional, Reader::machine, kFileNameBytesMax,
                          Unit::bytes};
constexpr Field kLink{"link", Need::required, Reader::machine, kLinkBytesMax, Unit::bytes};
constexpr Field kId{"id", Need::required, Reader::machine};

/// In Pass::check, a flag that is there must be true or false.
void expect_flag(Composer& composer, boost::json::object const& from, std::string_view name) {
  if (composer.pass() != Pass::check || !has(from, name)) return;
  if (from.if_contains(name)->is_bool()) return;
  At const at(composer.path, name);
  composer.refuse(TemplateErrc::field, "Write true or false.");
}

void write_media_kind(Making const& making, std::string_view kind) {
  auto& composer = making.composer;
  composer.json.key("type").string(kind).key(kind);
  if (kind == "document")
    composer.allow(making.reply, {"type", "id", "link", "caption", "filename"});
  else if (kind == "audio")
    composer.allow(making.reply, {"type", "id", "link", "caption", "voice"});
  else
    composer.allow(making.reply, {"type", "id", "link", "caption"});
  write_media(composer, making.reply, kind);
}

/// A coordinate is a number, or a text that is one once filled.
void write_coordinate(Composer& composer, boost::json::object const& from, std::string_view name) {
  auto const* const value = from.if_contains(name);
  if (value != nullptr && value->is_number()) {
    composer.json.key(name).value(*value);
    return;
  }
  composer.member(from, {name, Need::required, Reader::machine});
}

/// Meta's older pages want one more part of a name beside formatted_name: first_name is given
/// that one's text when no other part is there.
void write_name(Composer& composer, boost::json::object const& name) {
  composer.allow(name,
                 {"formatted_name", "first_name", "last_name", "middle_name", "suffix", "prefix"});
  constexpr Field kFormatted{"formatted_name", Need::required, Reader::person};
  composer.json.key("name").begin_object();
  auto const before = composer.out.size();
  composer.member(name, kFormatted);
  auto const alone = composer.out.size();
  for (std::string_view const part : {"first_name", "last_name", "middle_name", "suffix", "prefix"})
    composer.member(name, {part, Need::optional, Reader::person});
  if (composer.out.size() == alone && alone != before)
    composer.member(name, kFormatted, "first_name");
  composer.json.end_object();
}

void write_card(Composer& composer, boost::json::object const& card) {
  composer.allow(card, {"name", "phones", "emails", "org", "birthday", "addresses", "urls"});
  composer.json.begin_object();
  {
    boost::json::object const nothing;
    auto const* const name = composer.object_in(card, "name");
    At const at(composer.path, "name");
    write_name(composer, name == nullptr ? nothing : *name);
  }
  for (std::string_view const key : {"phones", "emails", "org", "birthday", "addresses", "urls"}) {
    if (!has(card, key)) continue;
    At const at(composer.path, key);
    composer.json.key(key);
    composer.write_filled(*card.if_contains(key), OnMissing::empty);
  }
  composer.json.end_object();
}

/// The message that a reaction or a pin is about: its own, or the one that is answered.
void write_target(Making const& making) {
  auto& composer = making.composer;
  bool const is_own = has(making.reply, "message_id");
  if (!is_own && !making.options.reply_to.empty())
    composer.json.key("message_id").string(making.options.reply_to);
  else if (is_own || composer.pass() != Pass::check)  // a rule always answers some message
    composer.member(making.reply, {"message_id", Need::required, Reader::machine});
}

/// `en-US` is what some write; Meta knows `en_US` only.
std::string language_of(std::string_view code) {
  std::string text(code);
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

void write_language(Making const& making) {
  auto& composer = making.composer;
  auto const* const object = object_member(making.reply, "language");
  composer.json.key("language").begin_object();
  if (object == nullptr) {
    auto const code =
        language_of(composer.read(making.reply, {"language", Need::required, Reader::machine}));
    composer.json.key("code").string(code);
  } else {
    At const at(composer.path, "language");
    composer.allow(*object, {"code", "policy"});
    auto const code =
        language_of(composer.read(*object, {"code", Need::required, Reader::machine}));
    composer.json.key("code").string(code);
  }
  composer.json.end_object();
}

/// Components from the definition and bindings; nothing when no part needs a parameter.
void write_components(Making const& making) {
  auto& composer = making.composer;
  auto const* const own = composer.array_in(making.reply, "definition");
  auto const* const definition = own != nullptr ? own : making.options.definition;
  auto const* const bindings = composer.object_in(making.reply, "bindings");
  At const at(composer.path, "bindings");
  if (definition == nullptr) {
    // Under Pass::check the definition may still come from the host's synced templates.
    bool const needs = bindings != nullptr && !bindings->empty();
    if (needs && composer.pass() != Pass::check)
      composer.refuse(TemplateErrc::binding, "Sync the templates: this one's parts are not known.");
    return;
  }
  boost::json::object const nothing;
  auto const begin = composer.out.size();
  composer.json.key("components").begin_array();
  auto const first = composer.out.size();
  ComponentsWriter(composer, bindings == nullptr ? nothing : *bindings, kTemplateBodyCharsMax)
      .write(*definition);
  bool const is_empty = composer.out.size() == first;
  composer.json.end_array();
  if (is_empty) composer.out.resize(begin);  // the comma before the next member is still due
}

}  // namespace

void write_media(Composer& composer, boost::json::object const& from, std::string_view kind) {
  bool const by_id = has(from, "id");
  if (by_id && has(from, "link") && composer.pass() == Pass::check) {
    At const at(composer.path, "link");
    composer.refuse(TemplateErrc::field, "Give link or id, not both: the id is used.");
  }
  composer.json.begin_object();
  composer.member(from, by_id ? kId : kLink);
  if (kind == "image" || kind == "video" || kind == "document") composer.member(from, kCaption);
  if (kind == "document") composer.member(from, kFileName);
  if (kind == "audio") {
    expect_flag(composer, from, "voice");
    if (is_true(from, "voice")) composer.json.key("voice").boolean(true);
  }
  composer.json.end_object();
}

void write_text(Making const& making) {
  auto& composer = making.composer;
  composer.allow(making.reply, {"type", "body", "preview_url"});
  expect_flag(composer, making.reply, "preview_url");
  composer.json.key("type").string("text").key("text").begin_object();
  composer.json.key("preview_url").boolean(is_true(making.reply, "preview_url"));
  composer.member(making.reply, {"body", Need::required, Reader::person, kTextCharsMax});
  composer.json.end_object();
}

void write_image(Making const& making) {
  write_media_kind(making, "image");
}
void write_video(Making const& making) {
  write_media_kind(making, "video");
}
void write_document(Making const& making) {
  write_media_kind(making, "document");
}
void write_audio(Making const& making) {
  write_media_kind(making, "audio");
}
void write_sticker(Making const& making) {
  write_media_kind(making, "sticker");
}

void write_location(Making const& making) {
  auto& composer = making.composer;
  composer.allow(making.reply, {"type", "latitude", "longitude", "name", "address"});
  composer.json.key("type").string("location").key("location").begin_object();
  write_coordinate(composer, making.reply, "latitude");
  write_coordinate(composer, making.reply, "longitude");
  composer.member(making.reply, {"name", Need::optional, Reader::person});
  composer.member(making.reply, {"address", Need::optional, Reader::person});
  composer.json.end_object();
}

void write_contacts(Making const& making) {
  auto& composer = making.composer;
  composer.allow(making.reply, {"type", "contacts"});
  auto const* const cards = composer.array_in(making.reply, "contacts");
  composer.json.key("type").string("contacts").key("contacts").begin_array();
  At const at(composer.path, "contacts");
  composer.expect_count(cards == nullptr ? 0 : cards->size(), kContactsMin, kContactsMax);
  for (std::size_t i = 0; cards != nullptr && i < cards->size() && !composer.is_stopped(); ++i) {
    At const card(composer.path, i);
    write_card(composer, composer.entry_of((*cards)[i]));
  }
  composer.json.end_array();
}

void write_reaction(Making const& making) {
  auto& composer = making.composer;
  composer.allow(making.reply, {"type", "message_id", "emoji"});
  composer.json.key("type").string("reaction").key("reaction").begin_object();
  write_target(making);
  auto const emoji = composer.read(making.reply, {"emoji", Need::optional, Reader::machine});
  composer.json.key("emoji").string(emoji);
  composer.json.end_object();
}

void write_pin(Making const& making) {
  auto& composer = making.composer;
  composer.allow(making.reply, {"type", "pin_type", "message_id", "expiration_days"});
  auto const type = text_in(making.reply, "pin_type");
  if (type != "pin" && type != "unpin") {
    At const at(composer.path, "pin_type");
    composer.refuse(TemplateErrc::type, "Write pin or unpin.");
  }
  bool const ends = has(making.reply, "expiration_days");
  std::int64_t days = 0;
  if (ends) {
    At const at(composer.path, "expiration_days");
    auto const* const given = making.reply.if_contains("expiration_days")->if_int64();
    if (given != nullptr) days = std::clamp<std::int64_t>(*given, 0, kPinDaysMax + 1);
    composer.expect_count(static_cast<std::size_t>(days), kPinDaysMin, kPinDaysMax);
  }
  composer.json.key("type").string("pin").key("pin").begin_object();
  composer.json.key("type").string(type);
  write_target(making);
  if (ends) composer.json.key("expiration_days").integer(days);
  composer.json.end_object();
}

void write_template(Making const& making) {
  auto& composer = making.composer;
  composer.allow(making.reply,
                 {"type", "name", "language", "definition", "bindings", "components"});
  composer.json.key("type").string("template").key("template").begin_object();
  composer.member(making.reply, {"name", Need::required, Reader::machine, kTemplateNameCharsMax});
  write_language(making);
  auto const* const ready = composer.array_in(making.reply, "components");
  if (ready == nullptr) {
    write_components(making);
  } else if (!ready->empty()) {
    At const at(composer.path, "components");
    composer.json.key("components");
    composer.write_filled(*making.reply.if_contains("components"), OnMissing::error);
  }
  composer.json.end_object();
}

}  // namespace waypost::templating
