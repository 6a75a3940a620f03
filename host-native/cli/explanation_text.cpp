#include "cli/explanation_text.h"

#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "waypost/wire/words.h"

namespace waypost::cli {
namespace {

using engine::OutcomeKind;
using playbook::Kind;
using playbook::Matched;
using Said = std::pair<std::string_view, std::string_view>;

/// Why nobody was answered, by the outcome's detail.
constexpr std::array kSilences{
    Said{"bot_off", "the bot is switched off for this contact"},
    Said{"takeover", "a person has taken over this conversation"},
    Said{"window_closed", "the message is older than 24 h: free replies are no longer allowed"},
    Said{"late", "it arrived late, and the playbook then keeps silent"},
    Said{"loop", "too many automatic replies in a short time: probably two bots are talking"},
    Said{"cooldown", "the rule that wins answered this contact moments ago"},
    Said{"no_rule", "no rule matches, or none that its guards let answer"},
};

/// Why a rule that matches was passed over, by the guard's word.
constexpr std::array kGuards{
    Said{"hours", "passed over: it does not answer at this hour"},
    Said{"tags_all", "passed over: the contact lacks a tag that it asks for"},
    Said{"tags_none", "passed over: the contact has a tag that it excludes"},
    Said{"fields", "passed over: a field of the contact does not fit"},
    Said{"cooldown", "wins, but answered this contact moments ago"},
    Said{"passed", "answers"},
};

template <std::size_t kSize>
std::string_view said(std::array<Said, kSize> const& table, std::string_view word) {
  for (auto const& [name, text] : table)
    if (name == word) return text;
  return {};
}

std::string outcome_text(engine::Outcome const& outcome) {
  std::string text{wire::word(outcome.kind)};
  if (!outcome.detail.empty()) text += "(" + outcome.detail + ")";
  return text;
}

/// "": an answer explains itself by its rule.
std::string why(engine::Outcome const& outcome) {
  switch (outcome.kind) {
    case OutcomeKind::answered:
      if (outcome.detail == "opt_out") return "the whole message is an opt-out word";
      if (outcome.detail == "opt_in") return "the whole message is an opt-in word";
      return {};
    case OutcomeKind::failed: return "the reply cannot be built: nothing is sent";
    case OutcomeKind::duplicate: return "it came before";
    case OutcomeKind::silent: break;
    case OutcomeKind::recorded:
    case OutcomeKind::quarantined: return {};
  }
  std::string_view const known = said(kSilences, outcome.detail);
  return known.empty() ? "nobody answers this kind of event" : std::string{known};
}

int stage_of(Kind kind) {
  return kind == Kind::payload ? 0 : kind == Kind::fallback ? 2 : 1;
}

/// Why `rule`, which was not asked, comes after `winner` (semantics A.4).
std::string lost(Matched const& rule, Matched const& winner) {
  if (rule.kind == Kind::fallback && winner.kind != Kind::fallback)
    return "comes only when no other rule answers";
  if (stage_of(rule.kind) != stage_of(winner.kind)) return "a pressed button goes first";
  if (rule.priority != winner.priority) {
    return "comes later: priority " + std::to_string(rule.priority) + ", " + winner.rule + " has " +
           std::to_string(winner.priority);
  }
  return "comes later: stands below " + winner.rule + " in the playbook";
}

std::string rules_text(engine::Explanation const& explanation) {
  std::map<std::string_view, std::string_view> verdicts;
  for (engine::Asked const& asked : explanation.asked) verdicts[asked.rule] = asked.verdict;
  Matched const* winner = nullptr;
  for (Matched const& rule : explanation.match.matched)
    if (rule.rule == explanation.winner) winner = &rule;
  std::string text;
  for (Matched const& rule : explanation.match.matched) {
    text += "  " + rule.rule + " (" + std::string{playbook::word(rule.kind)} + ")";
    if (!rule.evidence.empty()) text += " on \"" + rule.evidence.front().trigger + "\"";
    auto const asked = verdicts.find(rule.rule);
    text += ": ";
    if (asked != verdicts.end())
      text += said(kGuards, asked->second);
    else
      text += winner != nullptr ? lost(rule, *winner) : "was not asked";
    text += '\n';
  }
  return text;
}

std::string span_text(Instant from, Instant to) {
  return std::to_string((to - from).count() / 1'000'000) + " s";
}

/// One sentence an effect; "" for what an explanation has said already.
struct Sentence {
  Instant now;

  std::string operator()(engine::MarkSeen const&) const { return {}; }
  std::string operator()(engine::PutContact const& put) const {
    return put.contact.id == 0 ? "a new contact" : "the contact is changed";
  }
  std::string operator()(engine::PutConversation const& put) const {
    std::string text = put.conversation.id == 0 ? "a new conversation" : "the conversation";
    if (put.conversation.last_inbound_at) text += ", open for free replies";
    auto const& until = put.conversation.takeover_until;
    if (until == Instant::max())
      text += "; a person has it until resumed";
    else if (until && now < *until)
      text += "; a person has it for " + span_text(now, *until);
    return text;
  }
  std::string operator()(engine::PutMessage const&) const {
    return "the message is recorded with its outcome";
  }
  std::string operator()(engine::PutEvent const& put) const {
    return "the event " + put.field + " is recorded";
  }
  std::string operator()(engine::Enqueue const& put) const {
    return "a reply (" + put.item.type + ") is in the outbox, to be sent within " +
           span_text(now, put.item.expires_at);
  }
  std::string operator()(engine::Move const& move) const {
    return "an outgoing message is now " + std::string{wire::word(move.to)};
  }
  std::string operator()(engine::Annotate const& note) const { return "noted: " + note.word; }
  std::string operator()(engine::StopScope const& stop) const {
    return "sending stops: " + stop.reason;
  }
  std::string operator()(engine::SlowNumber const&) const { return "the number sends slower"; }
  std::string operator()(engine::Wake const& wake) const {
    return "a timer in " + span_text(now, wake.at);
  }
  std::string operator()(engine::Note const& note) const {
    return "the operator is told: " + note.code;
  }
};

}  // namespace

std::string explanation_text(engine::Explanation const& explanation, Instant now) {
  std::string text = "outcome: " + outcome_text(explanation.outcome) + '\n';
  if (std::string const reason = why(explanation.outcome); !reason.empty())
    text += "why: " + reason + '\n';
  if (explanation.match.loose) text += "read as: " + *explanation.match.loose + '\n';
  if (!explanation.match.matched.empty())
    text += "matching rules, in the order in which they are asked:\n" + rules_text(explanation);
  for (engine::Effect const& effect : explanation.effects) {
    std::string const sentence = std::visit(Sentence{now}, effect);
    if (!sentence.empty()) text += "- " + sentence + '\n';
  }
  return text;
}

}  // namespace waypost::cli
