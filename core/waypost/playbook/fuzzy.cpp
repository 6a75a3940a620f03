#include "waypost/playbook/fuzzy.h"

#include <algorithm>
#include <array>
#include <bit>

#include "waypost/unicode/properties.h"
#include "waypost/unicode/utf8.h"

namespace waypost::playbook {
namespace {

constexpr int kFar = kEditsMax + 1;  // any distance that is too much

// A row of the table of distances: columns i - kBand .. i + kBand of row i. What lies farther
// from the diagonal costs more than kEditsMax.
constexpr int kBand = kEditsMax;
constexpr std::size_t kRow = 2 * kBand + 1;
using Row = std::array<int, kRow>;

int least(int a, int b) noexcept {
  return b < a ? b : a;
}

class Table {
 public:
  Table(Points trigger, Points word) noexcept
      : trigger_(trigger),
        word_(word),
        rows_(static_cast<int>(trigger.size())),
        columns_(static_cast<int>(word.size())) {}

  int distance(int allowance) noexcept {
    Row before{};
    Row above{};
    Row row{};
    row.fill(kFar);
    // Row 0: everything is inserted before the first code point, at 2 each.
    for (int j = 0; j <= kBand && j <= columns_; ++j) row[index(0, j)] = least(2 * j, kFar);
    for (int i = 1; i <= rows_; ++i) {
      before = above;
      above = row;
      row = next(i, above, before);
      if (*std::min_element(row.begin(), row.end()) > allowance) return kFar;
    }
    return cell(row, rows_, columns_);
  }

 private:
  static std::size_t index(int i, int j) noexcept {
    return static_cast<std::size_t>(j - i + kBand);
  }
  static int cell(Row const& row, int i, int j) noexcept {
    int const at = j - i + kBand;
    return at < 0 || at >= static_cast<int>(kRow) ? kFar : row[static_cast<std::size_t>(at)];
  }
  std::uint32_t t(int i) const noexcept { return trigger_[static_cast<std::size_t>(i - 1)]; }
  std::uint32_t w(int j) const noexcept { return word_[static_cast<std::size_t>(j - 1)]; }

  Row next(int i, Row const& above, Row const& before) const noexcept {
    Row row;
    row.fill(kFar);
    int const touch = i == 1 ? 2 : 1;  // deleting or replacing t(i)
    for (int j = std::max(0, i - kBand); j <= std::min(columns_, i + kBand); ++j) {
      int best = cell(above, i - 1, j) + touch;
      if (j > 0) {
        best = least(best, cell(row, i, j - 1) + 1);
        best = least(best, cell(above, i - 1, j - 1) + (t(i) == w(j) ? 0 : touch));
      }
      if (i > 1 && j > 1 && t(i) == w(j - 1) && t(i - 1) == w(j)) {
        best = least(best, cell(before, i - 2, j - 2) + (i == 2 ? 2 : 1));
      }
      row[index(i, j)] = least(best, kFar);
    }
    return row;
  }

  Points trigger_;
  Points word_;
  int rows_;
  int columns_;
};

Points points_of(blob::View const& view, blob::FuzzyWordRecord const& word) noexcept {
  return view.points.subspan(word.first, word.size);
}

bool fits(blob::View const& view,
          blob::FuzzyAnchorRecord const& anchor,
          Points word,
          std::uint64_t signature) noexcept {
  if (std::popcount(anchor.signature ^ signature) > 2 * anchor.allowance) return false;
  return is_within(points_of(view, view.fuzzy_words[anchor.word]), word, anchor.allowance);
}

void add(std::vector<std::uint32_t>& found, std::size_t begin, std::uint32_t anchor) {
  auto const known = found.begin() + static_cast<std::ptrdiff_t>(begin);
  if (std::find(known, found.end(), anchor) == found.end()) found.push_back(anchor);
}

}  // namespace

int allowance_of(Points word, int max_edits) noexcept {
  constexpr std::size_t kExactMax = 3;
  constexpr std::size_t kOneMax = 7;
  auto const is_digit = [](std::uint32_t c) { return unicode::digit_value(char32_t{c}) >= 0; };
  if (word.size() <= kExactMax || std::any_of(word.begin(), word.end(), is_digit)) return 0;
  return std::min(max_edits, word.size() <= kOneMax ? 1 : 2);
}

bool is_within(Points trigger, Points word, int allowance) noexcept {
  std::size_t const gap =
      trigger.size() < word.size() ? word.size() - trigger.size() : trigger.size() - word.size();
  if (gap > static_cast<std::size_t>(allowance)) return false;
  if (std::equal(trigger.begin(), trigger.end(), word.begin(), word.end())) return true;
  return allowance > 0 && Table(trigger, word).distance(allowance) <= allowance;
}

std::uint64_t signature_of(Points word) noexcept {
  std::uint64_t bits = 0;
  for (std::uint32_t const code : word) bits |= std::uint64_t{1} << (code * 0x9E37'79B1U >> 26);
  return bits;
}

std::uint32_t tail_hash(std::uint32_t head, Points tail) noexcept {
  std::uint32_t hash = 0x811C'9DC5U;
  auto const mix = [&hash](std::uint32_t code) {
    hash = (hash ^ code) * 0x9E37'79B1U;
    hash ^= hash >> 15;
  };
  if (head != 0) mix(head);
  for (std::uint32_t const code : tail) mix(code);
  return hash;
}

void FuzzyText::assign(std::string_view folded) {
  unicode::words_of(folded, kFuzzyWordsMax, words_);
  points_.clear();
  starts_.clear();
  starts_.push_back(0);
  for (unicode::Word const word : words_) {
    std::string_view rest = folded.substr(word.begin, word.end - word.begin);
    while (!rest.empty()) {
      unicode::Decoded const point = unicode::decode(rest);
      points_.push_back(point.code);
      rest.remove_prefix(point.bytes);
    }
    starts_.push_back(static_cast<std::uint32_t>(points_.size()));
  }
}

bool stands_at(blob::View const& view,
               blob::FuzzyTriggerRecord const& trigger,
               FuzzyText const& text,
               std::size_t at) noexcept {
  if (at + trigger.count > text.size()) return false;
  for (std::size_t i = 0; i < trigger.count; ++i) {
    blob::FuzzyWordRecord const& word = view.fuzzy_words[trigger.first + i];
    if (!is_within(points_of(view, word), text[at + i], word.allowance)) return false;
  }
  return true;
}

void find_anchors(blob::View const& view,
                  unicode::Fold fold,
                  Points word,
                  std::vector<std::uint32_t>& found) {
  std::size_t const begin = found.size();
  std::uint64_t const signature = signature_of(word);
  struct Key {
    std::uint8_t fold;
    std::uint32_t lead;
    std::size_t size;
  };
  auto const before = [](blob::FuzzyAnchorRecord const& a, Key const& b) {
    if (a.fold != b.fold) return a.fold < b.fold;
    return a.lead != b.lead ? a.lead < b.lead : a.size < b.size;
  };
  std::size_t const low = word.size() > kEditsMax ? word.size() - kEditsMax : 0;
  Key const key{static_cast<std::uint8_t>(fold), word[0], low};
  auto at = std::lower_bound(view.fuzzy_anchors.begin(), view.fuzzy_anchors.end(), key, before);
  for (; at != view.fuzzy_anchors.end(); ++at) {
    if (at->fold != key.fold || at->lead != key.lead || at->size > word.size() + kEditsMax) break;
    if (fits(view, *at, word, signature)) {
      found.push_back(static_cast<std::uint32_t>(at - view.fuzzy_anchors.begin()));
    }
  }
  if (view.fuzzy_tails.empty()) return;
  // With an allowance of 2 one edit may touch the first code point, and then nothing else: it
  // was deleted, replaced, had another put before it, or changed places with the second.
  auto const probe = [&](std::uint32_t hash) {
    std::size_t const mask = view.fuzzy_tails.size() - 1;
    for (std::size_t slot = hash & mask; view.fuzzy_tails[slot] != 0; slot = (slot + 1) & mask) {
      std::uint32_t const anchor = view.fuzzy_tails[slot] - 1;
      blob::FuzzyAnchorRecord const& record = view.fuzzy_anchors[anchor];
      if (record.fold == key.fold && fits(view, record, word, signature)) add(found, begin, anchor);
    }
  };
  probe(tail_hash(0, word));
  probe(tail_hash(0, word.subspan(1)));
  if (word.size() < 2) return;
  probe(tail_hash(0, word.subspan(2)));
  probe(tail_hash(word[0], word.subspan(2)));
}

}  // namespace waypost::playbook
