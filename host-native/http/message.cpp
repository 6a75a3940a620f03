#include "http/message.h"

#include <algorithm>
#include <array>

#include "waypost/unicode/utf8.h"
#include "waypost/wire/json.h"

namespace waypost::http {

namespace {

constexpr std::size_t kQueryParamsMax = 64;

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  char const l = lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

}  // namespace

std::string_view name(Method method) noexcept {
  constexpr std::array<std::string_view, 7> kNames{"GET",   "HEAD",   "POST",   "PUT",
                                                   "PATCH", "DELETE", "OPTIONS"};
  return kNames[static_cast<std::size_t>(method)];
}

bool same_name(std::string_view left, std::string_view right) noexcept {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view Head::path() const noexcept {
  auto const whole = target();
  return whole.substr(0, whole.find('?'));
}

std::string_view Head::query() const noexcept {
  auto const whole = target();
  auto const mark = whole.find('?');
  return mark == std::string_view::npos ? std::string_view{} : whole.substr(mark + 1);
}

Header Head::header(std::size_t i) const noexcept {
  return {at(headers_[i].name), at(headers_[i].value)};
}

std::optional<std::string_view> Head::find(std::string_view name) const noexcept {
  for (auto const& line : headers_)
    if (line.name.size == name.size() && same_name(at(line.name), name)) return at(line.value);
  return std::nullopt;
}

Response json(int status, std::string body) {
  return {.status = status, .content_type = kJsonType, .body = std::move(body)};
}

Response text(int status, std::string body) {
  return {.status = status, .content_type = kTextType, .body = std::move(body)};
}

Response problem(Problem const& what) {
  std::string body;
  wire::JsonWriter json{body};
  json.begin_object();
  json.key("type").string("about:blank");
  json.key("title").string(reason(what.status));
  json.key("status").integer(what.status);
  json.key("code").string(what.code);
  if (!what.detail.empty()) json.key("detail").string(what.detail);
  if (!what.pointer.empty()) json.key("pointer").string(what.pointer);
  json.end_object();
  return {.status = what.status, .content_type = kProblemType, .body = std::move(body)};
}

std::string_view reason(int status) noexcept {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    default: return "";
  }
}

std::optional<std::string> percent_decode(std::string_view text, Plus plus) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == Plus::space) {
      plain += ' ';
    } else if (text[i] != '%') {
      plain += text[i];
    } else {
      int const high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
      int const low = high < 0 ? -1 : hex_digit(text[i + 2]);
      if (low < 0) return std::nullopt;
      plain += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (plain.find('\0') != std::string::npos || !unicode::is_utf8(plain)) return std::nullopt;
  return plain;
}

std::optional<Query> parse_query(std::string_view query) {
  Query params;
  while (!query.empty()) {
    auto const end = query.find('&');
    auto const pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    if (pair.empty()) continue;
    if (params.size() == kQueryParamsMax) return std::nullopt;
    auto const equals = pair.find('=');
    auto name = percent_decode(pair.substr(0, equals), Plus::space);
    auto value = equals == std::string_view::npos
                     ? std::optional<std::string>{std::string{}}
                     : percent_decode(pair.substr(equals + 1), Plus::space);
    if (!name || !value) return std::nullopt;
    params.emplace_back(*std::move(name), *std::move(value));
  }
  return params;
}

}  // namespace waypost::http
