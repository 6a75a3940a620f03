#pragma once
// The fixtures' bodies, and envelopes made by hand.

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "waypost/webhook/parse.h"

namespace waypost::webhook {

/// The bytes of tests/fixtures/<path>.
[[nodiscard]] std::string fixture(std::string_view path);

/// The `files` of webhooks/index.json.
[[nodiscard]] boost::json::array const& index_of_fixtures();

/// Every well-formed body under webhooks/.
[[nodiscard]] std::vector<std::string> well_formed_bodies();

/// A body with one change of field `messages`, whose value has `members` beside its metadata.
[[nodiscard]] std::string messages_body(std::string_view members);

/// A body with one change.
[[nodiscard]] std::string change_body(std::string_view field, std::string_view value);

/// The events of a body that is not refused whole; fails the test if it is.
[[nodiscard]] Parsed parsed(std::string_view body);

/// The one event of `parsed`, which must be an E; fails the test otherwise.
template <class E>
[[nodiscard]] E only(Parsed const& parsed);

}  // namespace waypost::webhook
