#include "waypost/template/markup.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include "waypost/unicode/properties.h"
#include "waypost/unicode/utf8.h"

namespace waypost::templating {
namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
constexpr std::u32string_view kMarks = U"*_~`";
constexpr std::array<std::uint8_t, 4> kStyles{kBold, kItalic, kStrike, kMono};

bool is_between(char32_t code, char32_t first, char32_t last) noexcept {
  return code >= first && code <= last;
}

/// Pictures and symbols: a mark may stand against them.
bool is_symbol(char32_t code) noexcept {
  return is_between(code, 0x2000, 0x2BFF) || is_between(code, 0xFE00, 0xFE0F) ||
         is_between(code, 0x1F000, 0x1FAFF);
}

bool is_word_part(char32_t code) noexcept {
  return !unicode::is_white_space(code) && !unicode::is_control(code) &&
         !unicode::is_edge_punctuation(code) && !is_symbol(code);
}

bool is_right_to_left(char32_t code) noexcept {
  return is_between(code, 0x0590, 0x08FF) || is_between(code, 0xFB1D, 0xFDFF) ||
         is_between(code, 0xFE70, 0xFEFF) || is_between(code, 0x10800, 0x10FFF) ||
         is_between(code, 0x1E800, 0x1EFFF);
}

class Markup {
 public:
  explicit Markup(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      auto const point = unicode::decode(text.substr(at));
      points_ += point.code;
      at += point.bytes;
    }
    find_fences();
  }

  std::vector<Block> run() {
    for (std::size_t begin = 0; begin < points_.size();) {
      auto const end = line_end(begin);
      read_line(begin, end);
      begin = end + 1;
    }
    return std::move(blocks_);
  }

 private:
  [[nodiscard]] bool is_fence(std::size_t at) const noexcept {
    return points_.compare(at, 3, U"```") == 0;
  }

  /// Pairs ``` with the next ```, when there is something between them.
  void find_fences() {
    fence_.assign(points_.size(), kNone);
    std::size_t open = kNone;
    for (std::size_t at = 0; at + 3 <= points_.size();) {
      if (!is_fence(at)) {
        ++at;
        continue;
      }
      if (open == kNone) {
        open = at;
      } else if (at > open + 3) {
        fence_[open] = at;
        open = kNone;
      }
      at += 3;
    }
  }

  /// Where the line that begins here ends, line breaks inside ``` not counted.
  [[nodiscard]] std::size_t line_end(std::size_t at) const noexcept {
    while (at < points_.size() && points_[at] != U'\n')
      at = fence_[at] == kNone ? at + 1 : fence_[at] + 3;
    return at;
  }

  void read_line(std::size_t begin, std::size_t end) {
    std::size_t at = begin;
    std::uint32_t number = 0;
    while (at < end && at < begin + 3 && is_between(points_[at], U'0', U'9'))
      number = number * 10 + static_cast<std::uint32_t>(points_[at++] - U'0');
    if (at > begin && follows(at, end, U'.')) {
      add(BlockKind::numbers, number, at + 2, end);
    } else if (follows(begin, end, U'-') || follows(begin, end, U'*')) {
      add(BlockKind::bullets, 0, begin + 2, end);
    } else if (follows(begin, end, U'>')) {
      add(BlockKind::quote, 0, begin + 2, end);
    } else {
      add(BlockKind::paragraph, 0, begin, end);
    }
  }

  /// Whether `sign`, a space and something more stand at `at`.
  [[nodiscard]] bool follows(std::size_t at, std::size_t end, char32_t sign) const noexcept {
    return at + 2 < end && points_[at] == sign && points_[at + 1] == U' ';
  }

  void add(BlockKind kind, std::uint32_t number, std::size_t begin, std::size_t end) {
    bool const goes_on = !blocks_.empty() && blocks_.back().kind == kind;
    if (!goes_on) blocks_.push_back({kind, {}});
    auto& items = blocks_.back().items;
    bool const is_list = kind == BlockKind::bullets || kind == BlockKind::numbers;
    if (goes_on && !is_list)
      put(items.back().spans, U'\n', 0);
    else
      items.push_back({number, {}});
    read_spans(items.back().spans, begin, end);
  }

  static void put(std::vector<Span>& spans, char32_t code, std::uint8_t style) {
    if (spans.empty() || spans.back().style != style) spans.push_back({{}, style});
    unicode::append(spans.back().text, code);
  }

  [[nodiscard]] bool closes(std::size_t at, std::size_t begin, std::size_t end) const noexcept {
    bool const inked =
        at > begin && !unicode::is_white_space(points_[at - 1]) && points_[at - 1] != points_[at];
    return inked && (at + 1 >= end || !is_word_part(points_[at + 1]));
  }

  [[nodiscard]] bool opens(std::size_t at, std::size_t begin, std::size_t end) const noexcept {
    bool const free = at == begin || !is_word_part(points_[at - 1]);
    return free && at + 1 < end && !unicode::is_white_space(points_[at + 1]) &&
           points_[at + 1] != points_[at];
  }

  /// For each place of [begin, end], the next place where each mark closes.
  void find_closings(std::size_t begin, std::size_t end) {
    std::array<std::size_t, 4> next{};
    next.fill(kNone);
    closing_.assign(end - begin + 1, next);
    std::vector<bool> fenced(end - begin, false);
    for (std::size_t at = begin; at < end; ++at)
      if (fence_[at] != kNone)
        std::fill_n(fenced.begin() + static_cast<std::ptrdiff_t>(at - begin),
                    std::min(fence_[at] + 3, end) - at, true);
    for (std::size_t at = end; at-- > begin;) {
      auto const mark = kMarks.find(points_[at]);
      if (mark != std::u32string_view::npos && !fenced[at - begin] && closes(at, begin, end))
        next[mark] = at;
      closing_[at - begin] = next;
    }
  }

  void read_spans(std::vector<Span>& spans, std::size_t begin, std::size_t end) {
    struct Open {
      std::size_t mark;
      std::size_t close;
    };
    find_closings(begin, end);
    std::vector<Open> open;
    std::uint8_t style = 0;
    auto const literal = [&](std::size_t from, std::size_t to) {
      for (; from < to; ++from) put(spans, points_[from], style | kMono);
    };
    for (std::size_t at = begin; at < end; ++at) {
      if (!open.empty() && at == open.back().close) {
        style = static_cast<std::uint8_t>(style & ~kStyles[open.back().mark]);
        open.pop_back();
        continue;
      }
      if (fence_[at] != kNone) {
        literal(at + 3, fence_[at]);
        at = fence_[at] + 2;
        continue;
      }
      auto const mark = kMarks.find(points_[at]);
      auto const limit = open.empty() ? end : open.back().close;
      bool const may_open =
          mark != std::u32string_view::npos && at + 2 < limit && opens(at, begin, end);
      auto const close = may_open ? closing_[at + 2 - begin][mark] : kNone;
      if (close == kNone || close >= limit) {
        put(spans, points_[at], style);
      } else if (kStyles[mark] == kMono) {
        literal(at + 1, close);
        at = close;
      } else {
        style = style | kStyles[mark];
        open.push_back({mark, close});
      }
    }
  }

  std::u32string points_;
  std::vector<std::size_t> fence_;  // at the first ` of a pair: where the closing ``` begins
  std::vector<std::array<std::size_t, 4>> closing_;
  std::vector<Block> blocks_;
};

}  // namespace

std::vector<Block> read_markup(std::string_view text) {
  return Markup(text).run();
}

Direction direction_of(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    auto const point = unicode::decode(text.substr(at));
    at += point.bytes;
    bool const is_letter = is_word_part(point.code) && unicode::digit_value(point.code) < 0 &&
                           unicode::combining_class(point.code) == 0;
    if (!is_letter) continue;
    if (is_right_to_left(point.code)) return Direction::rtl;
    bool const is_latin = is_between(point.code | 0x20U, U'a', U'z');
    if (is_latin || point.code >= 0xAA) return Direction::ltr;
  }
  return Direction::ltr;
}

}  // namespace waypost::templating
