// Buttons of a template send: by position in the definition, only those that need something.

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "waypost/template/components_writer.h"
#include "waypost/template/limits.h"
#include "waypost/template/members.h"
#include "waypost/unicode/properties.h"
#include "waypost/unicode/utf8.h"

namespace waypost::templating {
namespace {

/// The URL with `suffix` in its holes.
std::string filled_url(Template const& url, std::string_view suffix) {
  std::string text;
  for (auto const& piece : url.pieces())
    text += piece.is_placeholder() ? suffix : url.text_of(piece);
  return text;
}

/// Scheme and authority: the part of a URL that says whose it is (RFC 3986, 3).
std::string_view site_of(std::string_view url) noexcept {
  auto const colon = url.find_first_of(":/?#");
  if (colon == std::string_view::npos || url[colon] != ':') return {};
  if (url.substr(colon + 1, 2) != "//") return url.substr(0, colon + 1);
  return url.substr(0, url.find_first_of("/?#", colon + 3));
}

bool has_white_space(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    auto const point = unicode::decode(text.substr(at));
    if (unicode::is_white_space(point.code)) return true;
    at += point.bytes;
  }
  return false;
}

bool is_safe_suffix(Template const& url, std::string_view suffix) {
  auto const filled = filled_url(url, suffix);
  return !has_white_space(filled) && site_of(filled) == site_of(filled_url(url, {}));
}

}  // namespace

boost::json::value const* ComponentsWriter::button_binding(std::size_t index) const noexcept {
  auto const* const given = bindings_in("buttons");
  return given == nullptr ? nullptr : given->if_contains(std::to_string(index));
}

void ComponentsWriter::begin_button(std::string_view sub_type, std::size_t index) {
  composer_.json.begin_object().key("type").string("button").key("sub_type").string(sub_type);
  composer_.json.key("index").string(std::to_string(index)).key("parameters").begin_array();
}

void ComponentsWriter::parameter(std::string_view sub_type,
                                 std::size_t index,
                                 std::string_view type,
                                 std::string_view value) {
  begin_button(sub_type, index);
  composer_.json.begin_object().key("type").string(type).key(type).string(value).end_object();
  end();
}

void ComponentsWriter::url_button(boost::json::object const& made, std::size_t index) {
  auto const url = parse(text_in(made, "url"));
  if (!url) return composer_.refuse(url.error());
  if (url->is_plain()) return;
  auto const suffix = bound(button_binding(index), Need::required);
  if (!suffix) return;
  if (suffix->knowledge == Knowledge::known && !is_safe_suffix(*url, suffix->text))
    composer_.refuse(TemplateErrc::binding,
                     "Fill the URL so that it has no white space and stays on its site.");
  parameter("url", index, "text", suffix->text);
}

void ComponentsWriter::code_button(std::string_view sub_type,
                                   std::size_t index,
                                   std::string_view type,
                                   std::size_t limit) {
  auto const text = bound(button_binding(index), Need::required);
  if (!text) return;
  parameter(sub_type, index, type,
            composer_.limited({text->text, text->knowledge},
                              {"", Need::required, Reader::machine, limit, Unit::chars}));
}

/// Buttons that take an `action`: from one text, or from an object that is the action.
void ComponentsWriter::action_button(std::string_view sub_type,
                                     std::size_t index,
                                     std::string_view text_key) {
  auto const* const given = button_binding(index);
  bool const needs = text_key.empty();
  if (given != nullptr && given->is_object()) {
    begin_button(sub_type, index);
    composer_.json.begin_object().key("type").string("action").key("action");
    composer_.write_filled(*given, OnMissing::error);
    composer_.json.end_object();
    return end();
  }
  if (needs)
    return composer_.refuse(TemplateErrc::binding,
                            "Bind {thumbnail_product_retailer_id, sections}.");
  auto const text = bound(given, Need::optional);
  if (!text) return;
  begin_button(sub_type, index);
  composer_.json.begin_object().key("type").string("action").key("action").begin_object();
  composer_.json.key(text_key).string(text->text).end_object().end_object();
  end();
}

void ComponentsWriter::voice_call_button(std::size_t index) {
  auto const* const given = button_binding(index);
  auto const* const object = given == nullptr ? nullptr : given->if_object();
  if (object == nullptr) {
    auto const payload = bound(given, Need::optional);
    if (payload) parameter("voice_call", index, "payload", payload->text);
    return;
  }
  begin_button("voice_call", index);
  if (has(*object, "ttl_minutes")) {
    auto const minutes = whole_number(*object, "ttl_minutes");
    if (minutes && (*minutes < static_cast<std::int64_t>(kVoiceCallTtlMinutesMin) ||
                    *minutes > static_cast<std::int64_t>(kVoiceCallTtlMinutesMax)))
      composer_.refuse(TemplateErrc::binding, "Bind ttl_minutes to 1 to 43200.",
                       kVoiceCallTtlMinutesMax);
    composer_.json.begin_object().key("type").string("ttl_minutes");
    composer_.json.key("ttl_minutes").integer(minutes.value_or(1)).end_object();
  }
  if (auto const payload = bound_in(*object, "payload", Need::optional)) {
    composer_.json.begin_object().key("type").string("payload");
    composer_.json.key("payload").string(payload->text).end_object();
  }
  end();
}

void ComponentsWriter::button(boost::json::object const& made, std::size_t index) {
  auto const type = text_in(made, "type");
  At const at(composer_.path, index);
  if (is_word(type, "URL")) {
    url_button(made, index);
  } else if (is_word(type, "QUICK_REPLY")) {
    auto const payload = bound(button_binding(index), Need::optional);
    if (payload) parameter("quick_reply", index, "payload", payload->text);
  } else if (is_word(type, "COPY_CODE")) {
    code_button("copy_code", index, "coupon_code", kCouponCodeCharsMax);
  } else if (is_word(type, "OTP")) {
    code_button("url", index, "text", kOtpCodeCharsMax);
  } else if (is_word(type, "FLOW")) {
    action_button("flow", index, "flow_token");
  } else if (is_word(type, "CATALOG")) {
    action_button("catalog", index, "thumbnail_product_retailer_id");
  } else if (is_word(type, "MPM")) {
    action_button("mpm", index, {});
  } else if (is_word(type, "VOICE_CALL")) {
    voice_call_button(index);
  }
}

}  // namespace waypost::templating
