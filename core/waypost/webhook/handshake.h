#pragma once
// Meta asks whether this callback is ours: the GET with which a subscription begins.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "waypost/base/result.h"

namespace waypost::webhook {

/// Longest challenge echoed, characters.
inline constexpr std::size_t kChallengeCharsMax = 64;

/// Answers GET {path}?hub.mode=subscribe&hub.challenge=...&hub.verify_token=...
///
/// @param query   What stands behind the `?`, as it came: percent-encoded, `+` is a space.
///                Parameters stand in any order; those we do not know are ignored.
/// @param tokens  Every verify token accepted on this path. A blank one is never matched, so
///                that a forgotten setting is closed and not open.
/// @return The challenge, to be sent with status 200 as text/plain with nothing around it; or,
///         looked at in this order,
///         `bad_argument`   a `%` without two hex digits; hub.mode is not "subscribe" or is
///                          given twice
///         `bad_token`      hub.verify_token is absent, given twice or none of `tokens`
///         `bad_challenge`  hub.challenge is absent, given twice, or not 1 to 64 characters
///                          out of 0-9 A-Z a-z _ -
/// No refusal holds anything of the query. Meta calls the challenge "a random string" and sends
/// digits; what a browser could take for markup, a header or another charset is never echoed.
/// Cost: O(query.size() x tokens); each token is compared to the end of what was given.
/// Source: cloud-api 1.1; reliability S-04, B-WG.
[[nodiscard]] Result<std::string> handshake(std::string_view query,
                                            std::span<std::string_view const> tokens);

}  // namespace waypost::webhook
