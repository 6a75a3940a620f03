#include "http/graph_call.h"

#include <algorithm>
#include <charconv>

#include "http/address.h"
#include "http/message.h"

namespace waypost::http {

namespace {

constexpr std::size_t kPathBytesMax = 8 * 1024;
constexpr std::int64_t kRetryAfterMax = 900;

Error bad_origin(std::string detail) {
  return refuse(Errc::bad_argument, "", std::move(detail));
}

bool is_host_name(std::string_view host) noexcept {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == '-';
  });
}

bool is_loopback(std::string_view host) {
  if (host == "localhost") return true;
  auto const address = parse_address(host);
  return address && address->is_loopback();
}

/// Host and port of an authority; the host of "[::1]:80" loses its brackets.
Result<Origin> parse_authority(std::string_view authority, Origin origin) {
  auto const end_of_host = authority.starts_with('[') ? authority.find(']') : authority.rfind(':');
  bool const literal = authority.starts_with('[');
  if (literal && end_of_host == std::string_view::npos) return bad_origin("the host is malformed");
  auto const host =
      literal ? authority.substr(1, end_of_host - 1) : authority.substr(0, end_of_host);
  auto rest = literal ? authority.substr(end_of_host + 1)
                      : authority.substr(std::min(end_of_host, authority.size()));
  if (literal ? !parse_address(host) : !is_host_name(host))
    return bad_origin("the host must be a lower-case name or an address");
  origin.host = host;
  if (rest.empty()) return origin;
  rest.remove_prefix(1);
  auto const [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), origin.port);
  if (error != std::errc{} || end != rest.data() + rest.size() || origin.port == 0)
    return bad_origin("the port must be 1 to 65535");
  return origin;
}

}  // namespace

bool is_sendable(GraphCall const& call) noexcept {
  auto const printable = [](char c) { return c > 0x20 && c < 0x7f; };
  if (!call.path.starts_with('/') || call.path.size() > kPathBytesMax ||
      !std::all_of(call.path.begin(), call.path.end(), printable))
    return false;
  if (!call.token) return true;
  auto const token = call.token->text();
  return !token.empty() && token.size() <= kPathBytesMax &&
         std::all_of(token.begin(), token.end(), printable);
}

std::string_view name(GraphVerb verb) noexcept {
  switch (verb) {
    case GraphVerb::post: return "POST";
    case GraphVerb::get: return "GET";
    case GraphVerb::delete_: return "DELETE";
  }
  return "POST";
}

Result<Origin> parse_origin(std::string_view url) {
  Origin origin;
  if (url.starts_with("https://")) {
    url.remove_prefix(8);
  } else if (url.starts_with("http://")) {
    url.remove_prefix(7);
    origin.scheme = Origin::Scheme::http;
    origin.port = 80;
  } else {
    return bad_origin("the URL must begin with https://");
  }
  if (url.ends_with('/')) url.remove_suffix(1);
  if (url.find_first_of("/?#@\\ ") != std::string_view::npos)
    return bad_origin("the URL must be a scheme, a host and perhaps a port, nothing else");
  auto parsed = parse_authority(url, std::move(origin));
  if (!parsed) return parsed;
  if (parsed->scheme == Origin::Scheme::http && !is_loopback(parsed->host))
    return bad_origin("plain http is for loopback addresses only");
  return parsed;
}

std::optional<std::int64_t> parse_retry_after(std::string_view value) noexcept {
  while (value.starts_with(' ')) value.remove_prefix(1);
  while (value.ends_with(' ')) value.remove_suffix(1);
  if (value.empty()) return std::nullopt;
  std::size_t const sign = value.starts_with('-') ? 1 : 0;
  auto const digits = value.substr(sign);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  if (sign == 1) return 1;
  if (digits.size() > 9) return kRetryAfterMax;
  std::int64_t seconds = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  return std::clamp<std::int64_t>(seconds, 1, kRetryAfterMax);
}

}  // namespace waypost::http
