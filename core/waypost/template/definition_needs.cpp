// What a send of a template may or must bring.

#include <string>
#include <string_view>
#include <utility>

#include "waypost/template/analyze.h"
#include "waypost/template/components_writer.h"
#include "waypost/template/definition.h"
#include "waypost/template/members.h"
#include "waypost/template/template.h"
#include "waypost/wire/json.h"

namespace waypost::templating {
namespace {

using boost::json::array;
using boost::json::object;

class Needs {
 public:
  void read(array const& definition) {
    header(component_of(definition, "HEADER"));
    texts("body", component_of(definition, "BODY"));
    if (auto const* const made = component_of(definition, "LIMITED_TIME_OFFER")) {
      auto const* const offer = object_member(*made, "limited_time_offer");
      if (offer != nullptr && is_true(*offer, "has_expiration"))
        add({"limited_time_offer", "expiration_time_ms"}, BindingKind::expires, Need::required);
    }
    auto const* const carousel = component_of(definition, "CAROUSEL");
    if (carousel != nullptr && root_.empty()) cards(array_member(*carousel, "cards"));
    auto const* const group = component_of(definition, "BUTTONS");
    if (group != nullptr)
      each(array_member(*group, "buttons"),
           [&](std::size_t i, object const& made) { button(made, std::to_string(i)); });
  }

  std::vector<BindingNeed> found;

 private:
  void add(std::initializer_list<std::string_view> path, BindingKind kind, Need need) {
    auto where = root_;
    for (auto const step : path) wire::append_pointer(where, step);
    found.push_back({std::move(where), kind, need == Need::required});
  }

  void texts(std::string_view part, object const* component) {
    if (component == nullptr) return;
    auto const made = parse(text_in(*component, "text"));
    if (!made) return;
    for (auto const& name : sending_order(names_of(*made)))
      add({part, name}, BindingKind::text, Need::required);
  }

  void header(object const* component) {
    if (component == nullptr) return;
    auto const format = text_in(*component, "format");
    if (format.empty() || is_word(format, "TEXT")) return texts("header", component);
    auto const media = [&](std::string_view word, BindingKind kind) {
      if (is_word(format, word)) add({"header_media"}, kind, Need::required);
    };
    media("IMAGE", BindingKind::image);
    media("VIDEO", BindingKind::video);
    media("GIF", BindingKind::video);
    media("DOCUMENT", BindingKind::document);
    media("LOCATION", BindingKind::location);
    media("PRODUCT", BindingKind::product);
  }

  void cards(array const* cards) {
    each(cards, [&](std::size_t i, object const& card) {
      root_ = "/cards/" + std::to_string(i);
      if (auto const* const parts = array_member(card, "components")) read(*parts);
      root_.clear();
    });
  }

  void button(object const& made, std::string const& index) {
    auto const type = text_in(made, "type");
    auto const bring = [&](std::string_view word, BindingKind kind, Need need) {
      if (is_word(type, word)) add({"buttons", index}, kind, need);
    };
    auto const url = parse(text_in(made, "url"));
    if (url && !url->is_plain()) bring("URL", BindingKind::url, Need::required);
    bring("QUICK_REPLY", BindingKind::payload, Need::optional);
    bring("COPY_CODE", BindingKind::code, Need::required);
    bring("OTP", BindingKind::code, Need::required);
    bring("FLOW", BindingKind::token, Need::optional);
    bring("CATALOG", BindingKind::thumbnail, Need::optional);
    bring("MPM", BindingKind::sections, Need::required);
    bring("VOICE_CALL", BindingKind::call, Need::optional);
  }

  std::string root_;
};

}  // namespace

std::string_view word_of(BindingKind kind) noexcept {
  switch (kind) {
    case BindingKind::text: return "text";
    case BindingKind::image: return "image";
    case BindingKind::video: return "video";
    case BindingKind::document: return "document";
    case BindingKind::location: return "location";
    case BindingKind::product: return "product";
    case BindingKind::url: return "url";
    case BindingKind::payload: return "payload";
    case BindingKind::code: return "code";
    case BindingKind::token: return "token";
    case BindingKind::thumbnail: return "thumbnail";
    case BindingKind::sections: return "sections";
    case BindingKind::expires: return "expires";
    case BindingKind::call: return "call";
  }
  return {};
}

std::vector<BindingNeed> needs_of(array const& definition) {
  Needs needs;
  needs.read(definition);
  return std::move(needs.found);
}

}  // namespace waypost::templating
