/// JSON as Meta writes it on the wire, and the signature over those bytes.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace waypost::simulator {

/// Appends `value` in pure ASCII: `\u` and four lower-case hex digits for everything beyond it
/// (pairs for astral characters), `\/` for a slash. Bytes that are not UTF-8 become U+FFFD.
void append_wire(std::string& out, boost::json::value const& value);

/// The same as a new string.
std::string to_wire(boost::json::value const& value);

/// X-Hub-Signature-256 of the bytes: `sha256=` and 64 lower-case hex digits of HMAC-SHA256.
std::string signature(std::string_view app_secret, std::string_view bytes);

/// Lower-case hex of SHA-256, as media metadata show it.
std::string sha256_hex(std::string_view bytes);

/// Standard alphabet with padding.
std::string base64(std::string_view bytes);
/// What `base64` made; nothing is said about other input than that it does not crash.
std::string from_base64(std::string_view text);

}  // namespace waypost::simulator
