#include "matching.h"

#include <chrono>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "waypost/playbook/compile.h"
#include "waypost/playbook/match.h"
#include "waypost/playbook/open.h"
#include "waypost/unicode/fold.h"

#include "rules.h"

namespace waypost::bench {
namespace {

bool has_word(std::string const& message, std::string const& trigger) {
  for (std::size_t at = message.find(trigger); at != std::string::npos;
       at = message.find(trigger, at + 1)) {
    std::size_t const end = at + trigger.size();
    bool const begins = at == 0 || message[at - 1] == ' ';
    if (begins && (end == message.size() || message[end] == ' ')) return true;
  }
  return false;
}

std::optional<std::uint32_t> naive(Rules const& rules, std::string const& message) {
  for (std::size_t i = 0; i < rules.triggers.size(); ++i) {
    for (std::string const& trigger : rules.triggers[i]) {
      if (has_word(message, trigger)) return static_cast<std::uint32_t>(i);
    }
  }
  return std::nullopt;
}

/// Nanoseconds a message, over rounds of all of them for about `length_s`. `has_found` says of a
/// message whether it counts as found, so that no work is left out.
template <class HasFound>
double time_of(std::vector<std::string> const& messages,
               double length_s,
               HasFound const& has_found) {
  using Clock = std::chrono::steady_clock;
  auto const start = Clock::now();
  double took_s = 0;
  std::size_t asked = 0;
  std::size_t found = 0;
  while (took_s < length_s) {
    for (std::size_t i = 0; i < 50; ++i) {
      found += has_found(messages[asked % messages.size()]) ? 1U : 0U;
      ++asked;
    }
    took_s = std::chrono::duration<double>(Clock::now() - start).count();
  }
  if (found == 0) throw std::runtime_error("nothing was found in any message");
  return took_s * 1e9 / static_cast<double>(asked);
}

}  // namespace

MatchingResult matching(std::size_t count, double length_s) {
  Rules const rules = made_rules(count);
  auto const messages = made_messages(rules, 500);
  auto const compiled = playbook::compile(playbook_of(rules));
  if (!compiled) throw std::runtime_error("the made playbook is none");
  for (playbook::Diagnostic const& remark : compiled->diagnostics) {
    if (playbook::is_error(remark.code)) throw std::runtime_error("rules left out: " + remark.text);
  }
  // A blob begins at an address that eight divides.
  std::vector<std::uint64_t> blob(compiled->blob.size() / 8 + 1);
  std::memcpy(blob.data(), compiled->blob.data(), compiled->blob.size());
  auto const opened =
      playbook::open({reinterpret_cast<char const*>(blob.data()), compiled->blob.size()});
  if (!opened) throw std::runtime_error("the made playbook does not open");
  playbook::MatchScratch scratch;
  auto const automaton = [&](std::string const& message) {
    playbook::Query query;
    query.text = message;
    return playbook::match(*opened, query, scratch);
  };
  for (std::string const& message : messages) {
    auto const rule = automaton(message);
    auto const place = rule ? std::optional{opened->rule(*rule).place()} : std::nullopt;
    if (place != naive(rules, message)) {
      throw std::runtime_error("automaton and naive loop differ on: " + message);
    }
  }
  unicode::FoldScratch folding;
  MatchingResult result;
  result.automaton_ns = time_of(messages, length_s, [&](std::string const& message) {
    return automaton(message).has_value();
  });
  result.folding_ns = time_of(messages, length_s, [&](std::string const& message) {
    return !unicode::fold(message, unicode::Fold::loose, folding).empty();
  });
  result.naive_ns = time_of(messages, length_s, [&](std::string const& message) {
    return naive(rules, message).has_value();
  });
  return result;
}

}  // namespace waypost::bench
