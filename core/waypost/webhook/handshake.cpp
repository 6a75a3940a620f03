#include "waypost/webhook/handshake.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "waypost/webhook/constant_time.h"

namespace waypost::webhook {
namespace {

// A parameter of the query: how often it came, and its value the last time.
struct Parameter {
  std::string_view name;
  int times = 0;
  std::string value = {};
};

std::optional<std::string> decode_percent(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      decoded += text[at] == '+' ? ' ' : text[at];
      continue;
    }
    unsigned byte = 0;
    auto const* const digits = text.data() + at + 1;
    if (text.size() - at < 3) return std::nullopt;
    if (std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) return std::nullopt;
    decoded += static_cast<char>(byte);
    at += 2;
  }
  return decoded;
}

// Notes one "name=value" in `wanted`. False: it cannot be decoded.
bool take(std::string_view pair, std::span<Parameter> wanted) {
  auto const equals = std::min(pair.find('='), pair.size());
  auto const name = decode_percent(pair.substr(0, equals));
  if (!name) return false;
  auto value = decode_percent(pair.substr(std::min(equals + 1, pair.size())));
  if (!value) return false;
  for (auto& parameter : wanted) {
    if (parameter.name != *name) continue;
    ++parameter.times;
    parameter.value = std::move(*value);
    return true;
  }
  return true;
}

bool take_all(std::string_view query, std::span<Parameter> wanted) {
  while (!query.empty()) {
    auto const end = std::min(query.find('&'), query.size());
    if (end > 0 && !take(query.substr(0, end), wanted)) return false;
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return true;
}

bool is_blank(std::string_view token) noexcept {
  return token.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

bool is_token(std::string_view given, std::span<std::string_view const> tokens) noexcept {
  bool matches = false;
  for (auto const token : tokens) {
    bool const equal = equals_secret(given, token);
    matches = matches || (equal && !is_blank(token));
  }
  return matches;
}

bool is_challenge(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kChallengeCharsMax &&
         std::all_of(text.begin(), text.end(), [](char byte) {
           return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                  (byte >= 'a' && byte <= 'z') || byte == '_' || byte == '-';
         });
}

}  // namespace

Result<std::string> handshake(std::string_view query, std::span<std::string_view const> tokens) {
  Parameter parameters[] = {{"hub.mode"}, {"hub.verify_token"}, {"hub.challenge"}};
  if (!take_all(query, parameters)) {
    return refuse(Errc::bad_argument, {}, "The query is not percent-encoded.");
  }
  auto& [mode, token, challenge] = parameters;
  if (mode.times != 1 || mode.value != "subscribe") {
    return refuse(Errc::bad_argument, {}, "hub.mode is not subscribe.");
  }
  if (token.times != 1 || !is_token(token.value, tokens)) {
    return refuse(Errc::bad_token, {}, "The verify token is not ours.");
  }
  if (challenge.times != 1 || !is_challenge(challenge.value)) {
    return refuse(Errc::bad_challenge, {}, "The challenge is not one we echo.");
  }
  return std::move(challenge.value);
}

}  // namespace waypost::webhook
