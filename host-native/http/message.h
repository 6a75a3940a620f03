#pragma once
// HTTP requests and responses as values. Nothing here knows a socket.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/address.h"

namespace waypost::http {

/// Methods the listener lets in; every other is answered 501 or 405 before anyone sees it.
enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options };

[[nodiscard]] std::string_view name(Method method) noexcept;  ///< "GET", "DELETE", ...

/// One header line. Views into the head they came from.
struct Header {
  std::string_view name;   ///< as sent; compare with `same_name`
  std::string_view value;  ///< without surrounding white space
};

/// Header names compare without case (ASCII).
[[nodiscard]] bool same_name(std::string_view left, std::string_view right) noexcept;

/// A request's head, checked: one Host, no folding, no control bytes, at most 64 headers, and
/// Host, Authorization, Content-Type, Idempotency-Key, X-Hub-Signature-256, Content-Length and
/// Transfer-Encoding at most once each. Owns its bytes; move-only because views point into them.
class Head {
 public:
  Head() = default;
  Head(Head&&) noexcept = default;
  Head& operator=(Head&&) noexcept = default;
  Head(Head const&) = delete;
  Head& operator=(Head const&) = delete;

  Method method = Method::get;
  std::optional<std::uint64_t> content_length;  ///< none: no body, or chunked
  bool chunked = false;
  bool keep_alive = true;
  bool expects_continue = false;
  int version = 11;  ///< 10 or 11

  /// As sent: path and query, at most 8 KiB, printable ASCII without '#'.
  [[nodiscard]] std::string_view target() const noexcept { return at(target_); }
  [[nodiscard]] std::string_view path() const noexcept;   ///< target up to '?'
  [[nodiscard]] std::string_view query() const noexcept;  ///< behind '?', "" when there is none

  [[nodiscard]] std::size_t header_count() const noexcept { return headers_.size(); }
  [[nodiscard]] Header header(std::size_t i) const noexcept;
  /// The first header of that name; nothing when absent. Cost: O(headers).
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const noexcept;

 private:
  friend class HeadBuilder;
  struct Piece {
    std::uint16_t from = 0;
    std::uint16_t size = 0;
  };
  struct Line {
    Piece name;
    Piece value;
  };
  [[nodiscard]] std::string_view at(Piece piece) const noexcept {
    return std::string_view{bytes_.data() + piece.from, piece.size};
  }
  std::vector<char> bytes_;  ///< not a string: moving one with short content moves its bytes
  Piece target_;
  std::vector<Line> headers_;
};

/// A complete request. Own it, move it, answer it later.
struct Request {
  std::uint64_t id = 0;  ///< unique in this process, rising
  Head head = {};
  Address peer = {};        ///< of the socket, not of any header (`caller_behind` for proxies)
  std::string body = {};    ///< exactly the bytes sent, chunk framing removed
  std::uint32_t route = 0;  ///< what the admission said
};

/// An answer. The listener adds Content-Length, Date, X-Content-Type-Options: nosniff,
/// Connection and, over TLS, Strict-Transport-Security; a header that holds a control byte is
/// left out, so nothing that came from outside can split a response.
struct Response {
  int status = 200;
  std::string_view content_type = {};  ///< static text; "" leaves the header out
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  enum class After : std::uint8_t { keep, close };
  After after = After::keep;
};

inline constexpr std::string_view kJsonType = "application/json; charset=utf-8";
inline constexpr std::string_view kProblemType = "application/problem+json; charset=utf-8";
inline constexpr std::string_view kTextType = "text/plain; charset=utf-8";
inline constexpr std::string_view kHtmlType = "text/html; charset=utf-8";
inline constexpr std::string_view kEventsType = "text/event-stream; charset=utf-8";

[[nodiscard]] Response json(int status, std::string body);
[[nodiscard]] Response text(int status, std::string body);

/// RFC 9457. `code` is our stable word for the mistake; `detail` one sentence for a person,
/// without secrets; `pointer` a JSON Pointer into the request body, "" when it is not about one.
struct Problem {
  int status = 400;
  std::string_view code = {};
  std::string_view detail = {};
  std::string_view pointer = {};
};
[[nodiscard]] Response problem(Problem const& what);

/// The reason phrase of a status ("Not Found"), "" for one we do not send.
[[nodiscard]] std::string_view reason(int status) noexcept;

/// Decodes %xx (and, in a query, '+'); nothing for a bad escape, a NUL or bytes that are not
/// UTF-8.
enum class Plus : std::uint8_t { literal, space };
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, Plus plus);

/// The parameters of a query in their order, decoded; nothing when one cannot be, or above 64.
using Query = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] std::optional<Query> parse_query(std::string_view query);

}  // namespace waypost::http
