#pragma once
// The master key as an operator writes it: read strictly, weak ones refused.

#include <filesystem>
#include <string>
#include <string_view>

#include "waypost/base/result.h"

#include "crypto/secret.h"

namespace waypost::crypto {

inline constexpr std::size_t kMasterKeyBytes = 32;

/// Reads 32 bytes written as 64 hex digits, base64 or base64url. Exactly one newline (LF or CRLF)
/// at the end is taken off; other white space, a byte order mark and NUL are refused.
/// Errors, always `bad_argument`, the detail never repeats the text: empty; not 32 bytes; a known
/// default; all bytes alike, counting, repeating or too few different ones; printable text (a
/// passphrase is not a key).
[[nodiscard]] Result<Secret> parse_master_key(std::string_view text);

/// The same from a file, which must be a regular file of at most 1 KiB that only its owner can
/// read (mode 0600 or 0400; 0440 and 0640 are allowed for a group such as systemd's).
[[nodiscard]] Result<Secret> read_master_key(std::filesystem::path const& file);

/// A new key as `init` writes it: base64url, 43 characters.
[[nodiscard]] Secret generate_master_key_text();

/// Whether a passphrase or secret is one of the defaults that replaced systems shipped
/// ("changeme", "default-secret-key", ...), in any case; or empty.
[[nodiscard]] bool is_known_default(std::string_view text) noexcept;

}  // namespace waypost::crypto
