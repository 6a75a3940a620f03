#include "waypost/template/body.h"

#include <algorithm>
#include <utility>

#include <boost/json/object.hpp>

#include "waypost/template/compose.h"
#include "waypost/template/members.h"
#include "waypost/template/reply_kinds.h"
#include "waypost/wire/json.h"

namespace waypost::templating {
namespace {

struct Kind {
  std::string_view type;
  Write write = nullptr;
};

constexpr Kind kKinds[] = {
    {"text", write_text},
    {"buttons", write_buttons},
    {"list", write_list},
    {"cta_url", write_cta_url},
    {"image", write_image},
    {"video", write_video},
    {"audio", write_audio},
    {"document", write_document},
    {"sticker", write_sticker},
    {"template", write_template},
    {"location", write_location},
    {"contacts", write_contacts},
    {"reaction", write_reaction},
    {"flow", write_flow},
    {"product", write_product},
    {"product_list", write_product_list},
    {"catalog", write_catalog},
    {"carousel", write_carousel},
    {"location_request", write_location_request},
    {"call_permission", write_call_permission},
    {"contact_request", write_contact_request},
    {"address", write_address},
    {"order_details", write_order_details},
    {"order_status", write_order_status},
    {"pin", write_pin},
};

void write_envelope(wire::JsonWriter& json, Address const& to) {
  bool const to_group = to.kind == Address::Kind::group;
  json.key("messaging_product").string("whatsapp");
  json.key("recipient_type").string(to_group ? "group" : "individual");
  json.key(to.kind == Address::Kind::user ? "recipient" : "to").string(to.value);
}

void write_reply(Composer& composer,
                 boost::json::value const& reply,
                 Address const& to,
                 BodyOptions const& options) {
  auto const* const object = reply.if_object();
  auto const type = object == nullptr ? std::string_view() : text_in(*object, "type");
  auto const write = writer_of(type);
  if (write == nullptr) {
    At const at(composer.path, "type");
    return composer.refuse(TemplateErrc::type, "Name a kind of message, \"text\" for example.");
  }
  composer.out.reserve(composer.out.size() + 512);
  composer.json.begin_object();
  write_envelope(composer.json, to);
  if (!options.reply_to.empty() && type != "reaction" && type != "pin") {
    composer.json.key("context").begin_object();
    composer.json.key("message_id").string(options.reply_to).end_object();
  }
  write({composer, *object, options});
  composer.json.end_object();
}

}  // namespace

Write writer_of(std::string_view type) noexcept {
  auto const* const found = std::find_if(std::begin(kKinds), std::end(kKinds),
                                         [&](Kind const& kind) { return kind.type == type; });
  return found == std::end(kKinds) ? nullptr : found->write;
}

TemplateResult<Body> make_body(boost::json::value const& reply,
                               Address const& to,
                               Vars const& vars,
                               BodyOptions const& options) {
  Body made;
  auto const pass = options.fit == Fit::cut ? Pass::reply : Pass::strict;
  Composer composer(made.json, vars, pass, {});
  write_reply(composer, reply, to, options);
  if (!composer.errors.empty()) return std::move(composer.errors.front());
  made.truncated = std::move(composer.truncated);
  return made;
}

std::vector<TemplateError> check_reply(boost::json::value const& reply, std::string_view pointer) {
  std::string text;  // of no use: what depends on variables stands in it unfilled
  Vars const vars;
  Composer composer(text, vars, Pass::check, pointer);
  write_reply(composer, reply, {}, {});
  return std::move(composer.errors);
}

std::string with_opaque(std::string_view body, std::string_view token) {
  std::string text;
  text.reserve(body.size() + token.size() + 32);
  auto const brace = body.rfind('}');
  text += body.substr(0, brace);
  text += ",\"biz_opaque_callback_data\":";
  wire::append_string(text, token);
  text += '}';
  return text;
}

std::string read_receipt(std::string_view message_id, Typing typing) {
  std::string text;
  wire::JsonWriter json(text);
  json.begin_object().key("messaging_product").string("whatsapp");
  json.key("status").string("read").key("message_id").string(message_id);
  if (typing == Typing::shown)
    json.key("typing_indicator").begin_object().key("type").string("text").end_object();
  json.end_object();
  return text;
}

}  // namespace waypost::templating
