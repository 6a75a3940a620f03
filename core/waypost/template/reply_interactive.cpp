// Interactive replies: buttons, lists, links, flows, and what asks the person for something.

#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "waypost/template/members.h"
#include "waypost/template/reply_kinds.h"

namespace waypost::templating {
namespace {

bool is_media(std::string_view type) noexcept {
  return type == "image" || type == "video" || type == "document";
}

/// Interactive kinds that are a body and an action without parameters.
void write_request(Making const& making, std::string_view type, std::string_view action) {
  making.composer.allow(making.reply, {"type", "body"});
  open_action(making, type, Headers::none, Need::required);
  making.composer.json.key("name").string(action);
  close_action(making);
}

/// Payments are Meta's object as the operator wrote it, its texts filled.
void write_order(Making const& making, std::string_view type) {
  auto& composer = making.composer;
  composer.allow(making.reply, {"type", "interactive"});
  composer.json.key("type").string("interactive").key("interactive").begin_object();
  composer.json.key("type").string(type);
  auto const* const given = composer.object_in(making.reply, "interactive");
  At const at(composer.path, "interactive");
  if (given == nullptr) composer.refuse(TemplateErrc::empty, "Give Meta's interactive object.");
  if (given != nullptr) {
    for (auto const& member : *given) {
      std::string_view const key = member.key();
      if (key == "type") continue;
      At const here(composer.path, key);
      composer.json.any_key(key);
      composer.write_filled(member.value(), OnMissing::empty);
    }
  }
  composer.json.end_object();
}

/// Writes one of Meta's words, or nothing when it is absent.
void write_word(Making const& making,
                std::string_view name,
                std::initializer_list<std::string_view> words) {
  auto& composer = making.composer;
  if (!has(making.reply, name)) return;
  auto const given = text_in(making.reply, name);
  for (auto const word : words) {
    if (given != word) continue;
    composer.json.key(name).string(word);
    return;
  }
  At const at(composer.path, name);
  if (composer.pass() == Pass::check)
    composer.refuse(TemplateErrc::field, "Use one of Meta's words.");
}

void write_flow_payload(Making const& making) {
  auto& composer = making.composer;
  auto const* const payload = composer.object_in(making.reply, "flow_action_payload");
  if (payload == nullptr || text_in(making.reply, "flow_action") == "data_exchange") return;
  At const at(composer.path, "flow_action_payload");
  composer.allow(*payload, {"screen", "data"});
  composer.json.key("flow_action_payload").begin_object();
  composer.member(*payload, {"screen", Need::required, Reader::machine});
  auto const* const data = composer.object_in(*payload, "data");
  if (data != nullptr && !data->empty()) {  // Meta refuses an empty object
    At const here(composer.path, "data");
    composer.json.key("data");
    composer.write_filled(*payload->if_contains("data"), OnMissing::empty);
  }
  composer.json.end_object();
}

}  // namespace

void expect_header(Composer& composer, boost::json::object const& from, Headers headers) {
  auto const* const header = composer.object_in(from, "header");
  if (header == nullptr || headers == Headers::none) return;
  auto const type = text_in(*header, "type");
  if (type == "text" || (headers == Headers::any && is_media(type))) return;
  At const at(composer.path, "header");
  At const here(composer.path, "type");
  composer.refuse(TemplateErrc::type, headers == Headers::any
                                          ? "Write text, image, video or document."
                                          : "Only a text header is possible here.");
}

void write_header(Composer& composer, boost::json::object const& from, Headers headers) {
  if (headers == Headers::none) return;
  auto const* const header = object_member(from, "header");
  At const at(composer.path, "header");
  bool const required = headers == Headers::text_required;
  if (header == nullptr) {
    At const here(composer.path, "text");
    if (required) composer.refuse(TemplateErrc::empty);
    return;
  }
  auto const type = text_in(*header, "type");
  if (is_media(type)) {
    composer.allow(*header, {"type", "link", "id", "filename"});
    composer.json.key("header").begin_object().key("type").string(type).key(type);
    write_media(composer, *header, type);
    composer.json.end_object();
    return;
  }
  composer.allow(*header, {"type", "text"});
  auto const text = composer.read(*header, {"text", required ? Need::required : Need::optional,
                                            Reader::person, kHeaderCharsMax});
  if (text.empty()) return;
  composer.json.key("header").begin_object().key("type").string("text");
  composer.json.key("text").string(text).end_object();
}

void write_text_object(Composer& composer, boost::json::object const& from, Field const& field) {
  auto const text = composer.read(from, field);
  if (!text.empty())
    composer.json.key(field.name).begin_object().key("text").string(text).end_object();
}

void open_action(Making const& making, std::string_view type, Headers headers, Need body) {
  auto& composer = making.composer;
  composer.json.key("type").string("interactive").key("interactive").begin_object();
  composer.json.key("type").string(type);
  write_header(composer, making.reply, headers);
  auto field = kInteractiveBody;
  field.need = body;
  write_text_object(composer, making.reply, field);
  bool const has_footer = type == "button" || type == "list" || type == "cta_url" ||
                          type == "flow" || type == "product" || type == "product_list" ||
                          type == "catalog_message";
  if (has_footer) write_text_object(composer, making.reply, kFooter);
  composer.json.key("action").begin_object();
}

void close_action(Making const& making) {
  making.composer.json.end_object().end_object();
}

void expect_http(Composer& composer, std::string_view name, std::string_view url) {
  if (composer.pass() != Pass::strict || url.empty()) return;
  if (url.substr(0, 7) == "http://" || url.substr(0, 8) == "https://") return;
  At const at(composer.path, name);
  composer.refuse(TemplateErrc::field, "Begin the address with https://.");
}

void write_buttons(Making const& making) {
  auto& composer = making.composer;
  composer.allow(making.reply, {"type", "body", "header", "footer", "buttons"});
  expect_header(composer, making.reply, Headers::any);
  auto const* const buttons = composer.array_in(making.reply, "buttons");
  {
    At const at(composer.path, "buttons");
    composer.expect_count(size_of(buttons), kButtonsMin, kButtonsMax);
  }
  open_action(making, "button", Headers::any, Need::required);
  composer.json.key("buttons").begin_array();
  Distinct ids;
  Distinct titles;
  At const at(composer.path, "buttons");
  for (std::size_t i = 0; i < size_of(buttons) && !composer.is_stopped(); ++i) {
    At const here(composer.path, i);
    auto const& button = composer.entry_of((*buttons)[i]);
    composer.allow(button, {"id", "title"});
    composer.json.begin_object().key("type").string("reply").key("reply").begin_object();
    ids.write(composer, "id",
              composer.read(button, {"id", Need::required, Reader::machine, kButtonIdCharsMax}));
    titles.write(
        composer, "title",
        composer.read(button, {"title", Need::required, Reader::person, kButtonTitleCharsMax}));
    composer.json.end_object().end_object();
  }
  composer.json.end_array();
  close_action(making);
  if (ids.repeats(composer.out)) composer.refuse(TemplateErrc::dup, "Give each button its own id.");
  if (titles.repeats(composer.out))
    composer.refuse(TemplateErrc::dup, "Give each button its own title, different when cut.");
}

namespace {

void expect_rows(Composer& composer, boost::json::array const* sections) {
  At const at(composer.path, "sections");
  composer.expect_count(size_of(sections), kSectionsMin, kSectionsMax);
  std::size_t total = 0;
  for (std::size_t i = 0; i < size_of(sections); ++i) {
    At const here(composer.path, i);
    auto const& section = composer.entry_of((*sections)[i]);
    auto const* const rows = composer.array_in(section, "rows");
    At const last(composer.path, "rows");
    if (size_of(rows) == 0) composer.expect_count(0, kRowsMin, kRowsMax);
    total += size_of(rows);
  }
  if (total > kRowsMax) composer.expect_count(total, kRowsMin, kRowsMax);
}

void write_row(Composer& composer, boost::json::object const& row, Distinct& ids) {
  composer.allow(row, {"id", "title", "description"});
  composer.json.begin_object();
  ids.write(composer, "id",
            composer.read(row, {"id", Need::required, Reader::machine, kRowIdCharsMax}));
  composer.member(row, {"title", Need::required, Reader::person, kRowTitleCharsMax});
  composer.member(row, {"description", Need::optional, Reader::person, kRowDescriptionCharsMax});
  composer.json.end_object();
}

}  // namespace

void write_list(Making const& making) {
  auto& composer = making.composer;
  composer.allow(making.reply, {"type", "body", "header", "footer", "button", "sections"});
  expect_header(composer, making.reply, Headers::text);
  auto const* const sections = composer.array_in(making.reply, "sections");
  expect_rows(composer, sections);
  open_action(making, "list", Headers::text, Need::required);
  composer.member(making.reply, {"button", Need::required, Reader::person, kListButtonCharsMax});
  composer.json.key("sections").begin_array();
  Distinct ids;
  auto const titled = size_of(sections) > 1 ? Need::required : Need::optional;
  At const at(composer.path, "sections");
  for (std::size_t i = 0; i < size_of(sections) && !composer.is_stopped(); ++i) {
    At const here(composer.path, i);
    auto const* const given = (*sections)[i].if_object();
    if (given == nullptr) continue;
    composer.allow(*given, {"title", "rows"});
    composer.json.begin_object();
    composer.member(*given, {"title", titled, Reader::person, kSectionTitleCharsMax});
    composer.json.key("rows").begin_array();
    auto const* const rows = array_member(*given, "rows");
    At const part(composer.path, "rows");
    for (std::size_t row = 0; row < size_of(rows); ++row) {
      At const last(composer.path, row);
      write_row(composer, composer.entry_of((*rows)[row]), ids);
    }
    composer.json.end_array().end_object();
  }
  composer.json.end_array();
  close_action(making);
  if (ids.repeats(composer.out)) composer.refuse(TemplateErrc::dup, "Give each row its own id.");
}

void write_cta_url(Making const& making) {
  auto& composer = making.composer;
  composer.allow(making.reply, {"type", "body", "header", "footer", "display_text", "url"});
  expect_header(composer, making.reply, Headers::any);
  open_action(making, "cta_url", Headers::any, Need::required);
  composer.json.key("name").string("cta_url").key("parameters").begin_object();
  composer.member(making.reply, kDisplayText);
  auto const url = composer.read(making.reply, kUrl);
  expect_http(composer, "url", url);
  composer.json.key("url").string(url).end_object();
  close_action(making);
}

void write_flow(Making const& making) {
  auto& composer = making.composer;
  composer.allow(making.reply, {"type", "body", "header", "footer", "flow_cta", "flow_id",
                                "flow_name", "flow_token", "mode", "flow_action",
                                "flow_action_payload", "flow_message_version"});
  expect_header(composer, making.reply, Headers::any);
  open_action(making, "flow", Headers::any, Need::required);
  composer.json.key("name").string("flow").key("parameters").begin_object();
  auto const version =
      composer.read(making.reply, {"flow_message_version", Need::optional, Reader::machine});
  composer.json.key("flow_message_version").string(version.empty() ? "3" : version);
  auto const token = composer.read(making.reply, {"flow_token", Need::optional, Reader::machine});
  composer.json.key("flow_token").string(token.empty() ? "unused" : token);
  bool const by_name = !has(making.reply, "flow_id") && has(making.reply, "flow_name");
  composer.member(making.reply,
                  {by_name ? "flow_name" : "flow_id", Need::required, Reader::machine});
  if (has(making.reply, "flow_id") && has(making.reply, "flow_name") &&
      composer.pass() == Pass::check) {
    At const at(composer.path, "flow_name");
    composer.refuse(TemplateErrc::field, "Give flow_id or flow_name, not both: the id is used.");
  }
  composer.member(making.reply, {"flow_cta", Need::required, Reader::person, kFlowCtaCharsMax});
  write_word(making, "mode", {"draft", "published"});
  write_word(making, "flow_action", {"navigate", "data_exchange"});
  write_flow_payload(making);
  composer.json.end_object();
  close_action(making);
}

void write_location_request(Making const& making) {
  write_request(making, "location_request_message", "send_location");
}

void write_call_permission(Making const& making) {
  write_request(making, "call_permission_request", "call_permission_request");
}

void write_contact_request(Making const& making) {
  write_request(making, "request_contact_info", "request_contact_info");
}

void write_address(Making const& making) {
  auto& composer = making.composer;
  composer.allow(making.reply,
                 {"type", "body", "country", "values", "saved_addresses", "validation_errors"});
  open_action(making, "address_message", Headers::none, Need::required);
  composer.json.key("name").string("address_message").key("parameters").begin_object();
  composer.member(making.reply, {"country", Need::required, Reader::machine});
  for (std::string_view const name : {"values", "saved_addresses", "validation_errors"}) {
    if (!has(making.reply, name)) continue;
    At const at(composer.path, name);
    composer.json.key(name);
    composer.write_filled(*making.reply.if_contains(name), OnMissing::empty);
  }
  composer.json.end_object();
  close_action(making);
}

void write_order_details(Making const& making) {
  write_order(making, "order_details");
}
void write_order_status(Making const& making) {
  write_order(making, "order_status");
}

}  // namespace waypost::templating
