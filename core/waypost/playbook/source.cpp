#include "waypost/playbook/source.h"

#include <optional>
#include <utility>

#include <boost/json/value.hpp>

#include "waypost/wire/read.h"

namespace waypost::playbook {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class Scanner {
 public:
  explicit Scanner(std::string_view source) : source_(source) {}

  Result<SourceMap> scan() {
    if (source_.substr(0, kByteOrderMark.size()) == kByteOrderMark) at_ = kByteOrderMark.size();
    skip_space();
    if (peek() != '{') return not_an_object();
    ++at_;
    SourceMap map;
    if (!members(map)) return broken();
    skip_space();
    if (at_ != source_.size()) return broken();
    return map;
  }

 private:
  Error broken() const {
    return refuse(Errc::not_json, {},
                  "The playbook is not JSON from byte " + std::to_string(at_) + " on.");
  }

  // Other JSON is a shape that is wrong, anything else no JSON.
  Error not_an_object() const {
    if (!wire::read_json(source_.substr(at_))) return broken();
    return refuse(Errc::wrong_shape, {}, "A playbook is a JSON object.");
  }

  char peek() const noexcept { return at_ < source_.size() ? source_[at_] : '\0'; }

  bool take(char wanted) noexcept {
    skip_space();
    if (peek() != wanted || at_ == source_.size()) return false;
    ++at_;
    return true;
  }

  void skip_space() noexcept {
    while (at_ < source_.size() &&
           std::string_view(" \t\r\n").find(source_[at_]) != std::string_view::npos) {
      ++at_;
    }
  }

  bool members(SourceMap& map) {
    if (take('}')) return true;
    do {
      skip_space();
      std::optional<std::string> key = name();
      if (!key || !take(':')) return false;
      skip_space();
      std::size_t const begin = at_;
      bool const is_rules = *key == "rules";
      if (is_rules) {
        map.rules.clear();
        ++map.rules_given;
      }
      if (is_rules && peek() == '[' ? !elements(map.rules) : !skip_value()) return false;
      std::string_view const value = source_.substr(begin, at_ - begin);
      if (is_rules) {
        map.rules_value = value;
      } else {
        map.members.push_back({std::move(*key), value});
      }
    } while (take(','));
    return take('}');
  }

  bool elements(std::vector<std::string_view>& rules) {
    ++at_;
    if (take(']')) return true;
    do {
      skip_space();
      std::size_t const begin = at_;
      if (!skip_value()) return false;
      rules.push_back(source_.substr(begin, at_ - begin));
    } while (take(','));
    return take(']');
  }

  std::optional<std::string> name() {
    std::size_t const begin = at_;
    if (peek() != '"' || !skip_string()) return std::nullopt;
    auto const value = wire::read_json(source_.substr(begin, at_ - begin));
    if (!value || value->if_string() == nullptr) return std::nullopt;
    return std::string(*value->if_string());
  }

  bool skip_string() noexcept {
    for (++at_; at_ < source_.size(); ++at_) {
      if (source_[at_] == '\\') {
        ++at_;
      } else if (source_[at_] == '"') {
        ++at_;
        return true;
      }
    }
    at_ = source_.size();
    return false;
  }

  // To the end of the value that begins here: of its brackets, its string or its word.
  bool skip_value() noexcept {
    std::size_t depth = 0;
    std::size_t const begin = at_;
    while (at_ < source_.size()) {
      char const c = source_[at_];
      if (c == '"') {
        if (!skip_string()) return false;
      } else if (c == '{' || c == '[') {
        ++depth;
        ++at_;
        continue;
      } else if (c == '}' || c == ']') {
        if (depth == 0) break;
        --depth;
        ++at_;
      } else if (depth == 0 && (c == ',' || c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
        break;
      } else {
        ++at_;
        continue;  // inside brackets, or a word that goes on
      }
      if (depth == 0) return true;
    }
    return depth == 0 && at_ != begin;
  }

  std::string_view source_;
  std::size_t at_ = 0;
};

}  // namespace

std::string_view value_of(SourceMap const& map, std::string_view name) noexcept {
  std::string_view value;
  for (Member const& member : map.members) {
    if (member.name == name) value = member.value;
  }
  return value;
}

Result<SourceMap> map_source(std::string_view source) {
  return Scanner(source).scan();
}

}  // namespace waypost::playbook
