#pragma once
// The marks that WhatsApp draws: *bold* _italic_ ~strike~ `code` ```mono```, lists and quotes.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace waypost::templating {

/// How a span is drawn; bits of Span::style.
inline constexpr std::uint8_t kBold = 1;
inline constexpr std::uint8_t kItalic = 2;
inline constexpr std::uint8_t kStrike = 4;
inline constexpr std::uint8_t kMono = 8;

struct Span {
  std::string text;  ///< without the marks; may hold line breaks
  std::uint8_t style = 0;
  friend bool operator==(Span const&, Span const&) = default;
};

enum class BlockKind : std::uint8_t { paragraph, bullets, numbers, quote };

/// An entry of a list, or the whole of a paragraph or quote.
struct Item {
  std::uint32_t number = 0;  ///< numbers: as it was written
  std::vector<Span> spans;
  friend bool operator==(Item const&, Item const&) = default;
};

struct Block {
  BlockKind kind{};
  std::vector<Item> items;
  friend bool operator==(Block const&, Block const&) = default;
};

/// Reads a message text as WhatsApp draws it. A mark opens before a character that is neither
/// white space nor the same mark, and not inside a word; it closes the other way round, on the
/// same line (``` over lines too). Inside code there are no marks. Lines that begin with "- "
/// or "* ", "1. " or "> " are lists and quotes. Total; O(text.size()).
/// The marks are those of WhatsApp's help centre ("How to format your messages"); exactly where
/// one may stand is not documented, and ours.
[[nodiscard]] std::vector<Block> read_markup(std::string_view text);

enum class Direction : std::uint8_t { ltr, rtl };

/// The direction of the first letter that has one, as the phone lays the bubble out. Letters
/// of Hebrew, Arabic and their neighbours run from right to left.
[[nodiscard]] Direction direction_of(std::string_view text) noexcept;

}  // namespace waypost::templating
