#include "waypost/playbook/regex.h"

#include <list>
#include <unordered_map>
#include <utility>

#include <re2/re2.h>

namespace waypost::playbook {
namespace {

constexpr std::int64_t kSmallBytes = 1 << 17;  // enough for most patterns
constexpr std::int64_t kResidentBytes = 32 * (1 << 20);

RE2::Options options_for(Case letters, std::int64_t max_mem) {
  RE2::Options options;
  options.set_case_sensitive(letters == Case::kept);
  options.set_log_errors(false);
  options.set_max_mem(max_mem);
  return options;
}

re2::StringPiece piece_of(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

RegexVerdict judge_regex(std::string_view pattern, Case letters) {
  RE2 const program(piece_of(pattern), options_for(letters, kRegexBytesMax));
  RegexVerdict verdict;
  verdict.usable = program.ok();
  if (verdict.usable) {
    verdict.matches_empty = program.Match({}, 0, 0, RE2::UNANCHORED, nullptr, 0);
    verdict.bytes = std::int64_t{program.ProgramSize()} * kRegexInstructionBytes;
    return verdict;
  }
  verdict.reason = program.error();
  if (!program.error_arg().empty() &&
      verdict.reason.find(program.error_arg()) == std::string::npos) {
    verdict.reason += ": " + program.error_arg();
  }
  return verdict;
}

struct RegexCache::Programs {
  struct Entry {
    std::uint32_t index = 0;
    std::int64_t bytes = 0;
    std::unique_ptr<RE2> program;
  };
  std::list<Entry> by_use;  // the last used first
  std::unordered_map<std::uint32_t, std::list<Entry>::iterator> by_index;
  std::int64_t bytes = 0;

  RE2 const& program(std::uint32_t index, std::string_view pattern, Case letters) {
    auto const known = by_index.find(index);
    if (known != by_index.end()) {
      by_use.splice(by_use.begin(), by_use, known->second);
      return *by_use.front().program;
    }
    // max_mem bounds what a program's automaton may grow to while it searches; what it finds
    // does not depend on it.
    Entry entry{index, kSmallBytes, nullptr};
    entry.program = std::make_unique<RE2>(piece_of(pattern), options_for(letters, entry.bytes));
    if (!entry.program->ok()) {
      entry.bytes = kRegexBytesMax;
      entry.program = std::make_unique<RE2>(piece_of(pattern), options_for(letters, entry.bytes));
    }
    bytes += entry.bytes;
    by_use.push_front(std::move(entry));
    by_index.emplace(index, by_use.begin());
    while (bytes > kResidentBytes) {
      bytes -= by_use.back().bytes;
      by_index.erase(by_use.back().index);
      by_use.pop_back();
    }
    return *by_use.front().program;
  }
};

RegexCache::RegexCache() : programs_(std::make_unique<Programs>()) {}
RegexCache::~RegexCache() = default;

bool RegexCache::matches(std::uint32_t index,
                         std::string_view pattern,
                         Case letters,
                         std::string_view text) {
  RE2 const& program = programs_->program(index, pattern, letters);
  return program.ok() && program.Match(piece_of(text), 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

std::optional<RegexFound> RegexCache::find(std::uint32_t index,
                                           std::string_view pattern,
                                           Case letters,
                                           std::string_view text) {
  RE2 const& program = programs_->program(index, pattern, letters);
  re2::StringPiece found;
  if (!program.ok() || !program.Match(piece_of(text), 0, text.size(), RE2::UNANCHORED, &found, 1)) {
    return std::nullopt;
  }
  auto const begin = static_cast<std::size_t>(found.data() - text.data());
  return RegexFound{begin, begin + found.size()};
}

}  // namespace waypost::playbook
