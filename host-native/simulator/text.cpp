#include "simulator/text.h"

#include <algorithm>

namespace waypost::simulator {
namespace {

struct Lead {
  std::size_t length;
  std::uint32_t bits;
  std::uint32_t least;
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xC2 && byte < 0xE0) return {2, byte & 0x1FU, 0x80};
  if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0FU, 0x800};
  if (byte >= 0xF0 && byte < 0xF5) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

bool is_surrogate(std::uint32_t point) {
  return point >= 0xD800 && point <= 0xDFFF;
}

}  // namespace

Decoded decode_first(std::string_view text) {
  auto const lead = lead_of(static_cast<unsigned char>(text.front()));
  if (lead.length == 0 || lead.length > text.size()) return {};
  auto point = lead.bits;
  for (std::size_t index = 1; index < lead.length; ++index) {
    auto const byte = static_cast<unsigned char>(text[index]);
    if ((byte & 0xC0U) != 0x80U) return {};
    point = (point << 6U) | (byte & 0x3FU);
  }
  if (point < lead.least || point > 0x10FFFF || is_surrogate(point)) return {};
  return {point, lead.length};
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char character) {
    return (static_cast<unsigned char>(character) & 0xC0U) != 0x80U;
  }));
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_web_url(std::string_view text) {
  auto const lower = to_lower(text.substr(0, 8));
  std::size_t scheme = 0;
  if (lower.rfind("http://", 0) == 0) scheme = 7;
  if (lower.rfind("https://", 0) == 0) scheme = 8;
  if (scheme == 0 || text.size() == scheme) return false;
  auto const first = text[scheme];
  if (first == '/' || first == '?' || first == '#' || first == ':') return false;
  return std::none_of(text.begin(), text.end(), [](char character) {
    return static_cast<unsigned char>(character) <= 0x20 || character == 0x7F;
  });
}

bool has_emoji(std::string_view text) {
  while (!text.empty()) {
    auto const [point, length] = decode_first(text);
    if ((point >= 0x1F000 && point <= 0x1FAFF) || (point >= 0x2600 && point <= 0x27BF) ||
        point == 0xFE0F || (point >= 0x2B05 && point <= 0x2B55)) {
      return true;
    }
    text.remove_prefix(length);
  }
  return false;
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character + 32) : character;
  });
  return out;
}

std::string to_upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char character) {
    return character >= 'a' && character <= 'z' ? static_cast<char>(character - 32) : character;
  });
  return out;
}

}  // namespace waypost::simulator
