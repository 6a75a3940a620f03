#pragma once
// A Response becomes bytes. What came from outside cannot split it.

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

#include "http/message.h"

namespace waypost::http {

/// What the connection adds to a response.
struct Framing {
  int version = 11;  ///< of the request
  enum class Next : std::uint8_t { keep, close };
  Next next = Next::keep;
  enum class Body : std::uint8_t { whole, omitted, chunks, until_close };
  Body body = Body::whole;  ///< omitted: HEAD; chunks, until_close: a stream
  enum class Security : std::uint8_t { plain, tls };
  Security security = Security::plain;
  std::string_view date = {};  ///< http_date()
};

/// Appends status line and headers, the empty line included; not the body.
void append_head(std::string& out, Response const& response, Framing const& framing);

/// 1xx, 204 and 304: whatever the response holds, no body may follow.
[[nodiscard]] bool has_no_body(int status) noexcept;

/// Appends one chunk; nothing for no bytes, which would end the body.
void append_chunk(std::string& out, std::string_view bytes);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

/// "Sun, 06 Nov 1994 08:49:37 GMT".
[[nodiscard]] std::string http_date(std::time_t at);

}  // namespace waypost::http
