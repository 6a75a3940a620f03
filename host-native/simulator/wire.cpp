#include "simulator/wire.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "simulator/text.h"

namespace waypost::simulator {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

void append_unit(std::string& out, std::uint32_t unit) {
  out += "\\u";
  for (unsigned shift = 16; shift > 0; shift -= 4) out += kHex[(unit >> (shift - 4)) & 0xFU];
}

void append_ascii(std::string& out, char character) {
  switch (character) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '/': out += "\\/"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  auto const byte = static_cast<unsigned char>(character);
  if (byte < 0x20) {
    append_unit(out, byte);
  } else {
    out += character;
  }
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      append_ascii(out, text.front());
      text.remove_prefix(1);
      continue;
    }
    auto const [point, length] = decode_first(text);
    if (point > 0xFFFF) {
      append_unit(out, 0xD800U + ((point - 0x10000U) >> 10U));
      append_unit(out, 0xDC00U + ((point - 0x10000U) & 0x3FFU));
    } else {
      append_unit(out, point);
    }
    text.remove_prefix(length);
  }
  out += '"';
}

template <typename NumberType>
void append_number(std::string& out, NumberType number) {
  std::array<char, 32> buffer{};
  auto const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  out.append(buffer.data(), end);
}

std::string hex(unsigned char const* bytes, std::size_t size) {
  std::string out;
  out.reserve(2 * size);
  for (std::size_t index = 0; index < size; ++index) {
    out += kHex[bytes[index] >> 4U];
    out += kHex[bytes[index] & 0xFU];
  }
  return out;
}

unsigned char const* as_bytes(std::string_view text) {
  return reinterpret_cast<unsigned char const*>(text.data());
}

}  // namespace

void append_wire(std::string& out, boost::json::value const& value) {
  switch (value.kind()) {
    case boost::json::kind::null: out += "null"; return;
    case boost::json::kind::bool_: out += value.get_bool() ? "true" : "false"; return;
    case boost::json::kind::int64: append_number(out, value.get_int64()); return;
    case boost::json::kind::uint64: append_number(out, value.get_uint64()); return;
    case boost::json::kind::double_: append_number(out, value.get_double()); return;
    case boost::json::kind::string: append_string(out, value.get_string()); return;
    case boost::json::kind::array: {
      out += '[';
      auto separator = "";
      for (auto const& element : value.get_array()) {
        out += separator;
        append_wire(out, element);
        separator = ",";
      }
      out += ']';
      return;
    }
    case boost::json::kind::object: {
      out += '{';
      auto separator = "";
      for (auto const& member : value.get_object()) {
        out += separator;
        append_string(out, member.key());
        out += ':';
        append_wire(out, member.value());
        separator = ",";
      }
      out += '}';
      return;
    }
  }
}

std::string to_wire(boost::json::value const& value) {
  std::string out;
  append_wire(out, value);
  return out;
}

std::string signature(std::string_view app_secret, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  // An empty key must still be a pointer, or OpenSSL takes the key of the call before.
  std::string const key(app_secret);
  if (HMAC(EVP_sha256(), key.c_str(), static_cast<int>(key.size()), as_bytes(bytes), bytes.size(),
           digest.data(), &size) == nullptr) {
    throw std::runtime_error("HMAC-SHA256 failed");
  }
  return "sha256=" + hex(digest.data(), size);
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 failed");
  }
  return hex(digest.data(), size);
}

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3), '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), as_bytes(bytes),
                  static_cast<int>(bytes.size()));
  return out;
}

std::string from_base64(std::string_view text) {
  std::string out(3 * (text.size() / 4) + 3, '\0');
  auto const size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), as_bytes(text),
                                    static_cast<int>(text.size()));
  if (size < 0) return {};
  auto const padding = text.size() - (text.find_last_not_of('=') + 1);
  out.resize(static_cast<std::size_t>(size) - std::min<std::size_t>(padding, 2));
  return out;
}

}  // namespace waypost::simulator
