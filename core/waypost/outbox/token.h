#pragma once
// The opaque token that brings a status back to its row: 1.<row>.<attempt>.<random>.<mac>.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "waypost/engine/snapshot.h"

namespace waypost::outbox {

/// The part a MAC is computed over: "1.<row>.<attempt>.<random>", numbers in base64url of their
/// big-endian bytes without leading zero bytes. ASCII, <= 48 characters.
[[nodiscard]] std::string token_signed_part(std::int64_t row,
                                            std::int32_t attempt,
                                            std::uint64_t random);

/// The whole biz_opaque_callback_data: signed part, ".", base64url of the 64-bit MAC, and, when
/// the caller gave data, a space and that data. The token is <= 80 ASCII characters.
[[nodiscard]] std::string token_text(std::string_view signed_part,
                                     std::uint64_t mac,
                                     std::string_view caller_data);

/// Takes a biz_opaque_callback_data apart; nothing when it is not one of ours. Believe it only
/// after the MAC over `signed_part` has been checked.
[[nodiscard]] std::optional<engine::TokenParts> parse_token(std::string_view text);

}  // namespace waypost::outbox
