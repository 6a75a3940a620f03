#pragma once
// A WhatsApp template's definition: what a send must bring, and what Meta would refuse in it
// (cloud-api 10.1-10.3).

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>

namespace waypost::templating {

/// What a binding holds.
enum class BindingKind : std::uint8_t {
  text,       ///< a header's or body's parameter
  image,      ///< header_media {link | id}
  video,      ///< the same
  document,   ///< the same, with filename
  location,   ///< header_media {latitude, longitude, name, address}
  product,    ///< header_media {product_retailer_id, catalog_id}
  url,        ///< the end of a button's address
  payload,    ///< what a pressed quick reply answers
  code,       ///< a coupon's or one-time code
  token,      ///< a flow's token
  thumbnail,  ///< the product that a catalog button shows
  sections,   ///< the products behind a multi-product button
  expires,    ///< when a limited-time offer ends, milliseconds since the epoch
  call,       ///< a call button's life and payload
};

/// `text`, `image` ...
[[nodiscard]] std::string_view word_of(BindingKind kind) noexcept;

/// One binding of components.h that a send may or must bring.
struct BindingNeed {
  std::string where;  ///< JSON Pointer into the bindings: `/body/1`, `/cards/0/buttons/1`
  BindingKind kind{};
  bool is_required = true;
  friend bool operator==(BindingNeed const&, BindingNeed const&) = default;
};

/// What a send of `definition` may bring, in the order in which components() looks at it. Texts
/// that do not parse need nothing here; check_definition() names them.
[[nodiscard]] std::vector<BindingNeed> needs_of(boost::json::array const& definition);

/// A reason for which Meta would refuse to create the template.
struct DefinitionIssue {
  std::string code;       ///< of B.5 (`E_GAP`, `W_EDGE` ...), or `E_TOO_LONG`, `E_COUNT`,
                          ///< `E_EMPTY`, `E_EXAMPLE` (a parameter without one), `E_ORDER`
                          ///< (quick replies apart, a URL's parameter not at its end), `E_MARKUP`
  std::string where;      ///< JSON Pointer into the definition
  std::size_t limit = 0;  ///< the limit that was passed, or 0
  std::string detail;     ///< one sentence that says what to do
};

/// Looks at a definition before it is submitted. An empty list is no promise: Meta's reviewers
/// and its ratio of parameters to words (2388293) are not here.
[[nodiscard]] std::vector<DefinitionIssue> check_definition(boost::json::array const& definition);

/// Whether Meta takes `name` for a template: 1-512 of [a-z0-9_].
[[nodiscard]] bool is_template_name(std::string_view name) noexcept;

}  // namespace waypost::templating
