// The doors that Meta knocks at: handshake, signature, body.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "waypost/base/sha256.h"
#include "waypost/webhook/handshake.h"
#include "waypost/webhook/parse.h"
#include "waypost/webhook/verify.h"
#include "waypost/wire/encode.h"
#include "waypost/wire/json.h"

#include "door.h"

namespace waypost::door {
namespace {

/// The strings of an array, or nothing when it is no array of strings.
std::optional<std::vector<std::string_view>> texts_of(boost::json::object const& object,
                                                      std::string_view name) {
  boost::json::array const* const array = array_of(object, name);
  if (array == nullptr) return std::nullopt;
  std::vector<std::string_view> texts;
  texts.reserve(array->size());
  for (boost::json::value const& value : *array) {
    boost::json::string const* const text = value.if_string();
    if (text == nullptr) return std::nullopt;
    texts.emplace_back(text->data(), text->size());
  }
  return texts;
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<Digest> digest_of(std::string_view hex) noexcept {
  Digest digest{};
  if (hex.size() != 2 * digest.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    int const high = hex_digit(hex[2 * i]);
    int const low = hex_digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return digest;
}

void handshake(Call& call, boost::json::object const& input) {
  auto const query = text_of(input, "query");
  auto const tokens = texts_of(input, "tokens");
  if (!query) return call.refuse_member("/query", "A string is needed.");
  if (!tokens) return call.refuse_member("/tokens", "An array of strings is needed.");
  Result<std::string> const challenge = webhook::handshake(*query, *tokens);
  if (!challenge) return call.refuse(challenge.error());
  wire::JsonWriter json(call.text());
  json.begin_object().key("challenge").string(*challenge).end_object();
  call.answer();
}

void verify(Call& call, boost::json::object const& input) {
  auto const headers = texts_of(input, "headers");
  auto const texts = texts_of(input, "digests");
  if (!headers) return call.refuse_member("/headers", "An array of strings is needed.");
  if (!texts) return call.refuse_member("/digests", "An array of strings is needed.");
  std::vector<Digest> digests;
  for (std::string_view const text : *texts) {
    std::optional<Digest> const digest = digest_of(text);
    if (!digest) return call.refuse_member("/digests", "A digest is 64 hex digits.");
    digests.push_back(*digest);
  }
  Result<std::size_t> const index = webhook::verify(*headers, digests);
  if (!index) return call.refuse(index.error());
  wire::JsonWriter json(call.text());
  json.begin_object().key("index").integer(static_cast<std::int64_t>(*index)).end_object();
  call.answer();
}

void parse(Call& call, std::string_view body) {
  Result<webhook::Parsed> const parsed = webhook::parse(body, call.scratch());
  if (!parsed) return call.refuse(parsed.error());
  wire::JsonWriter json(call.text());
  json.begin_object().key("events").begin_array();
  for (webhook::Event const& event : parsed->events) json.raw(wire::encode(event));
  json.end_array().key("refused").begin_array();
  for (Error const& error : parsed->refused) write_error(json, error);
  json.end_array().end_object();
  call.answer();
}

}  // namespace
}  // namespace waypost::door

extern "C" {

void wp_handshake(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::handshake);
}

void wp_parse(std::uint8_t const* body, std::size_t size, wp_result* result) {
  waypost::door::Call call(result, size);
  waypost::door::parse(call, waypost::door::bytes(body, size));
}

void wp_verify(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::verify);
}

}  // extern "C"
