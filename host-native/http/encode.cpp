#include "http/encode.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace waypost::http {

namespace {

void append_number(std::string& out, std::size_t number, int radix) {
  std::array<char, 24> digits;
  auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number, radix).ptr;
  out.append(digits.data(), end);
}

bool is_name(std::string_view name) noexcept {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_';
  });
}

bool is_value(std::string_view value) noexcept {
  return std::all_of(value.begin(), value.end(),
                     [](unsigned char c) { return (c >= 0x20 && c != 0x7f) || c == '\t'; });
}

/// Headers that say where a message ends are the listener's alone.
bool is_reserved(std::string_view name) noexcept {
  return same_name(name, "content-length") || same_name(name, "transfer-encoding") ||
         same_name(name, "connection") || same_name(name, "date");
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  out += value;
  out += "\r\n";
}

}  // namespace

bool has_no_body(int status) noexcept {
  return status == 204 || status == 304 || status < 200;
}

void append_head(std::string& out, Response const& response, Framing const& framing) {
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(response.status), 10);
  out += ' ';
  out += reason(response.status);
  out += "\r\n";
  append_header(out, "Date", framing.date);
  if (!response.content_type.empty()) append_header(out, "Content-Type", response.content_type);
  if (framing.body == Framing::Body::chunks) {
    out += "Transfer-Encoding: chunked\r\n";
  } else if (framing.body != Framing::Body::until_close && !has_no_body(response.status)) {
    out += "Content-Length: ";
    append_number(out, response.body.size(), 10);
    out += "\r\n";
  }
  for (auto const& [name, value] : response.headers)
    if (is_name(name) && is_value(value) && !is_reserved(name)) append_header(out, name, value);
  out += "X-Content-Type-Options: nosniff\r\n";
  if (framing.security == Framing::Security::tls)
    out += "Strict-Transport-Security: max-age=31536000\r\n";
  if (framing.next == Framing::Next::close) {
    out += "Connection: close\r\n";
  } else if (framing.version == 10) {
    out += "Connection: keep-alive\r\n";
  }
  out += "\r\n";
}

void append_chunk(std::string& out, std::string_view bytes) {
  if (bytes.empty()) return;
  append_number(out, bytes.size(), 16);
  out += "\r\n";
  out += bytes;
  out += "\r\n";
}

std::string http_date(std::time_t at) {
  // Not strftime: its names follow the locale of whoever set one.
  constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm when{};
  ::gmtime_r(&at, &when);
  auto const two = [](int number) {
    return std::string{static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
  };
  std::string date{kDays[static_cast<std::size_t>(when.tm_wday)]};
  date += ", " + two(when.tm_mday) + ' ';
  date += kMonths[static_cast<std::size_t>(when.tm_mon)];
  date += ' ' + std::to_string(when.tm_year + 1900) + ' ' + two(when.tm_hour) + ':' +
          two(when.tm_min) + ':' + two(when.tm_sec) + " GMT";
  return date;
}

}  // namespace waypost::http
