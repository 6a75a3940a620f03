#pragma once
// Whether Meta signed these bytes. The digests are the host's; the decision is ours.

#include <cstddef>
#include <span>
#include <string_view>

#include "waypost/base/result.h"
#include "waypost/base/sha256.h"

namespace waypost::webhook {

/// Checks the values of X-Hub-Signature-256 against HMAC-SHA256 digests of the raw body, one
/// for each app secret that is accepted (several while a secret is rotated, or where one
/// callback serves several apps).
///
/// @param headers  Every value the request had under that name, in order, untrimmed. Exactly
///                 one is accepted: "sha256=" in lower case, then 64 hex digits of either case,
///                 nothing before, between or after.
/// @param digests  May be empty: then nothing is accepted, for no secret means closed.
/// @return The index in `digests` of the first that matches, which names the secret; or
///         `bad_signature`, in one form whatever was wrong.
/// Cost: 0.1 us; every digest is compared to its end, whichever matches. Allocates nothing but
/// the refusal.
/// Source: cloud-api 1.3 (Meta, "Validating payloads"); the upper-case vector is marked valid.
[[nodiscard]] Result<std::size_t> verify(std::span<std::string_view const> headers,
                                         std::span<Digest const> digests);

/// The same for a request whose host has already refused a repeated header.
[[nodiscard]] Result<std::size_t> verify(std::string_view header, std::span<Digest const> digests);

}  // namespace waypost::webhook
