#include "waypost/playbook/regex_keys.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "waypost/playbook/known.h"
#include "waypost/unicode/properties.h"
#include "waypost/unicode/utf8.h"

namespace waypost::playbook {
namespace {

constexpr int kDepthMax = 100;  // of groups; RE2 takes 1,000, which would be our stack
constexpr char32_t kRepeatMax = 1'000;

char32_t key_of(char32_t code) {
  return unicode::to_lower(unicode::to_upper(code));
}

// Reads a pattern that RE2 accepts. What it does not know makes `lost_`, and then nothing is
// known of the whole pattern.
class Reader {
 public:
  explicit Reader(std::string_view pattern) : rest_(pattern) {}

  Known read() {
    Known const known = alternatives(0);
    return lost_ || !rest_.empty() ? anything() : known;
  }
  [[nodiscard]] bool may_assert() const noexcept { return lost_ || assertions_; }

 private:
  Known alternatives(int depth) {
    Known known = sequence(depth);
    while (!lost_ && take("|")) known = either(known, sequence(depth));
    return known;
  }

  Known sequence(int depth) {
    Sequence parts;
    while (!lost_ && !rest_.empty() && rest_[0] != '|' && rest_[0] != ')') {
      if (take("\\Q")) {
        quoted(parts);
        continue;
      }
      parts.append(repeated(atom(depth)));
    }
    return parts.finish();
  }

  // \Q...\E; a count behind it is for its last character, or for what stands before it.
  void quoted(Sequence& parts) {
    if (take("\\E")) {
      lose();
      return;
    }
    while (!rest_.empty() && !take("\\E")) {
      Known part = literal(next());
      if (take("\\E")) {
        parts.append(repeated(std::move(part)));
        return;
      }
      parts.append(part);
    }
  }

  // A part with the counts behind it.
  Known repeated(Known part) {
    while (!lost_ && !rest_.empty()) {
      if (take("*")) {
        part = anything();
      } else if (take("+")) {
        part = {std::nullopt, keys_of(part)};
      } else if (take("?")) {
        part = either(part, empty_text());
      } else if (!counted(part)) {
        break;
      }
      take("?");  // as few as possible: the same texts match
    }
    return part;
  }

  // {n}, {n,} or {n,m}; anything else is a literal brace.
  bool counted(Known& part) {
    std::string_view const before = rest_;
    if (!take("{")) return false;
    std::optional<char32_t> const least = number();
    if (least && take("}")) {
      part = *least == 1 ? part : times(part, *least);
      return true;
    }
    if (least && take(",")) {
      std::optional<char32_t> const most = number();
      if (take("}")) {
        bool const exact = most && *most == *least;
        part = exact         ? times(part, *least)
               : *least == 0 ? anything()
                             : Known{std::nullopt, keys_of(part)};
        return true;
      }
    }
    rest_ = before;
    return false;
  }

  static Known times(Known const& part, char32_t count) {
    if (count == 0) return empty_text();
    Sequence parts;
    // Beyond what fits a key, more of the same tells nothing new.
    char32_t const limit = std::min<char32_t>(count, kKeyBytesMax + 1);
    for (char32_t i = 0; i < limit; ++i) parts.append(part);
    if (limit < count) parts.append(anything());
    return parts.finish();
  }

  std::optional<char32_t> number() {
    char32_t value = 0;
    std::size_t digits = 0;
    while (digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9') {
      value = value * 10 + static_cast<char32_t>(rest_[digits] - '0');
      if (value > kRepeatMax) return std::nullopt;
      ++digits;
    }
    if (digits == 0) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }

  Known atom(int depth) {
    if (take("(")) return group(depth);
    if (take("[")) return set();
    if (take(".")) return anything();
    if (take("^") || take("$")) return assertion();
    if (take("\\")) return escape();
    return literal(next());
  }

  Known assertion() {
    assertions_ = true;
    return empty_text();
  }

  Known group(int depth) {
    if (depth == kDepthMax) return lose();
    if (take("?")) {
      // (?P<name>...), (?flags:...), (?flags)
      if (take("P<")) {
        std::size_t const end = rest_.find('>');
        if (end == std::string_view::npos) return lose();
        rest_.remove_prefix(end + 1);
      } else {
        std::size_t const end = rest_.find_first_not_of("imsU-");
        if (end == std::string_view::npos) return lose();
        rest_.remove_prefix(end);
        if (take(")")) return flags();
        if (!take(":")) return lose();
      }
    }
    Known const known = alternatives(depth + 1);
    return take(")") ? known : lose();
  }

  // (?flags) is no part of its own: a count behind it is for what stands before it.
  Known flags() {
    bool const counts =
        !rest_.empty() && std::string_view("*+?{").find(rest_[0]) != std::string_view::npos;
    return counts ? lose() : empty_text();
  }

  // A class of a few literal characters; any other matches anything.
  Known set() {
    bool plain = !take("^");
    std::vector<std::string> texts;
    for (bool first = true;; first = false) {
      if (rest_.empty()) return lose();
      if (!first && take("]")) break;
      if (take("[:")) {
        std::size_t const end = rest_.find(":]");
        if (end == std::string_view::npos) return lose();
        rest_.remove_prefix(end + 2);
        plain = false;
        continue;
      }
      std::optional<char32_t> code = take("\\") ? escaped() : next();
      if (lost_) return anything();
      if (rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']') {
        rest_.remove_prefix(1);
        static_cast<void>(take("\\") ? escaped() : next());
        code.reset();
      }
      plain = plain && code;
      if (plain) {
        texts.emplace_back();
        unicode::append(texts.back(), key_of(*code));
      }
    }
    sort_unique(texts);
    return plain && texts.size() <= kKeysMax / 2 ? Known{texts, {}} : anything();
  }

  Known escape() {
    if (rest_.empty()) return lose();
    if (take("A") || take("z") || take("b") || take("B")) return assertion();
    std::optional<char32_t> const code = escaped();
    return code ? literal(*code) : anything();
  }

  // What stands behind a backslash, if it is one character.
  std::optional<char32_t> escaped() {
    char32_t const code = next();
    switch (code) {
      case U'a': return U'\a';
      case U'f': return U'\f';
      case U't': return U'\t';
      case U'n': return U'\n';
      case U'r': return U'\r';
      case U'v': return U'\v';
      case U'p':
      case U'P': skip_property(); return std::nullopt;
      case U'x': return hex();
      default: break;
    }
    bool const word = code < 0x80 && (unicode::to_lower(code) != unicode::to_upper(code) ||
                                      (code >= U'0' && code <= U'9') || code == U'_');
    if (!word) return code;
    if (code >= U'0' && code <= U'9') skip_octal();
    return std::nullopt;  // \d \w \s \C and what may come
  }

  void skip_property() {
    if (take("{")) {
      std::size_t const end = rest_.find('}');
      if (end == std::string_view::npos) {
        lose();
        return;
      }
      rest_.remove_prefix(end + 1);
    } else {
      next();
    }
  }

  void skip_octal() {
    for (int i = 0; i < 2 && !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '7'; ++i) {
      rest_.remove_prefix(1);
    }
  }

  std::optional<char32_t> hex() {
    std::size_t size = 2;
    std::size_t skip = 2;
    if (take("{")) {
      size = rest_.find('}');
      skip = size + 1;
      if (size == std::string_view::npos) return lost_code();
    }
    if (size > rest_.size()) return lost_code();
    char32_t code = 0;
    for (char const digit : rest_.substr(0, size)) {
      unsigned const low = static_cast<unsigned char>(digit) | 0x20U;
      bool const is_digit = digit >= '0' && digit <= '9';
      if (!is_digit && (low < 'a' || low > 'f')) return lost_code();
      code =
          code * 16 + (is_digit ? static_cast<char32_t>(digit - '0') : char32_t{low - 'a' + 10U});
      if (code > 0x10FFFF) return lost_code();
    }
    rest_.remove_prefix(skip);
    return code;
  }

  std::optional<char32_t> lost_code() {
    lost_ = true;
    return std::nullopt;
  }

  static Known literal(char32_t code) {
    std::string text;
    unicode::append(text, key_of(code));
    return only(std::move(text));
  }

  Known lose() {
    lost_ = true;
    return anything();
  }

  char32_t next() {
    if (rest_.empty()) {
      lost_ = true;
      return U' ';
    }
    unicode::Decoded const point = unicode::decode(rest_);
    rest_.remove_prefix(point.bytes);
    return point.code;
  }

  bool take(std::string_view text) {
    if (rest_.substr(0, text.size()) != text) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  std::string_view rest_;
  bool lost_ = false;
  bool assertions_ = false;
};

}  // namespace

void append_key_text(std::string& out, std::string_view text) {
  while (!text.empty()) {
    unicode::Decoded const point = unicode::decode(text);
    unicode::append(out, key_of(point.code));
    text.remove_prefix(point.bytes);
  }
}

std::vector<std::string> regex_keys(std::string_view pattern) {
  return keys_of(Reader(pattern).read());
}

std::string regex_example(std::string_view pattern) {
  Known const known = Reader(pattern).read();
  if (!known.exact) return {};
  for (std::string const& text : *known.exact) {
    if (!text.empty()) return text;
  }
  return {};
}

bool is_without_assertions(std::string_view pattern) {
  Reader reader(pattern);
  static_cast<void>(reader.read());
  return !reader.may_assert();
}

}  // namespace waypost::playbook
