#include "waypost/engine/news.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>
#include <string_view>

#include "waypost/engine/decide.h"
#include "waypost/outbox/later.h"
#include "waypost/outbox/retry.h"

namespace waypost::engine {
namespace {

using outbox::FailureClass;
using webhook::FieldChanged;

/// What a piece of news stops.
enum class Stops : std::uint8_t { nothing, its_template, its_account };

/// Who it is about, as a Note may say it: never a display number.
enum class About : std::uint8_t { account, subject };

struct News {
  std::string_view field;
  std::string_view detail;  ///< "" for any
  std::string_view state;   ///< "" for any
  NoteLevel level{};
  Stops stops{};
  About about{};
};

// A table of facts; the first row that fits is taken.
constexpr News kNews[] = {
    {"message_template_status_update", "PAUSED", "", NoteLevel::warning, Stops::its_template,
     About::subject},
    {"message_template_status_update", "DISABLED", "", NoteLevel::warning, Stops::its_template,
     About::subject},
    {"message_template_status_update", "REJECTED", "", NoteLevel::warning, Stops::its_template,
     About::subject},
    {"message_template_status_update", "PENDING_DELETION", "", NoteLevel::warning,
     Stops::its_template, About::subject},
    {"message_template_status_update", "DELETED", "", NoteLevel::warning, Stops::its_template,
     About::subject},
    {"message_template_status_update", "FLAGGED", "", NoteLevel::warning, Stops::nothing,
     About::subject},
    {"message_template_status_update", "LOCKED", "", NoteLevel::warning, Stops::nothing,
     About::subject},
    {"message_template_status_update", "LIMIT_EXCEEDED", "", NoteLevel::warning, Stops::nothing,
     About::subject},
    // Meta's own sample sends a quality under this field too.
    {"message_template_status_update", "", "RED", NoteLevel::warning, Stops::nothing,
     About::subject},
    {"message_template_quality_update", "", "RED", NoteLevel::warning, Stops::nothing,
     About::subject},
    {"template_category_update", "", "", NoteLevel::warning, Stops::nothing, About::subject},
    {"phone_number_quality_update", "FLAGGED", "", NoteLevel::warning, Stops::nothing,
     About::account},
    {"phone_number_quality_update", "DOWNGRADE", "", NoteLevel::warning, Stops::nothing,
     About::account},
    {"phone_number_name_update", "REJECTED", "", NoteLevel::warning, Stops::nothing,
     About::account},
    {"security", "", "", NoteLevel::warning, Stops::nothing, About::account},
    {"account_alerts", "", "", NoteLevel::warning, Stops::nothing, About::account},
    {"account_review_update", "REJECTED", "", NoteLevel::alert, Stops::nothing, About::account},
    {"account_update", "DISABLED_UPDATE", "REINSTATE", NoteLevel::info, Stops::nothing,
     About::account},
    {"account_update", "DISABLED_UPDATE", "SCHEDULE_FOR_DISABLE", NoteLevel::alert, Stops::nothing,
     About::account},
    {"account_update", "DISABLED_UPDATE", "", NoteLevel::alert, Stops::its_account, About::account},
    {"account_update", "ACCOUNT_DELETED", "", NoteLevel::alert, Stops::its_account, About::account},
    {"account_update", "ACCOUNT_OFFBOARDED", "", NoteLevel::alert, Stops::its_account,
     About::account},
    // entry.id is the partner's portfolio; the account it lost is the subject.
    {"account_update", "PARTNER_REMOVED", "", NoteLevel::alert, Stops::its_account, About::subject},
    {"account_update", "ACCOUNT_RESTRICTION", "", NoteLevel::alert, Stops::nothing, About::account},
    {"account_update", "ACCOUNT_VIOLATION", "", NoteLevel::alert, Stops::nothing, About::account},
};

News const* find(FieldChanged const& event) noexcept {
  auto const* const found = std::find_if(std::begin(kNews), std::end(kNews), [&](News const& news) {
    return news.field == event.field && (news.detail.empty() || news.detail == event.detail) &&
           (news.state.empty() || news.state == event.state);
  });
  return found == std::end(kNews) ? nullptr : found;
}

bool is_fresh(FieldChanged const& event, Instant now) noexcept {
  return !event.at || now < outbox::later(*event.at, kNewsLife);
}

std::string who(FieldChanged const& event, About about) {
  return about == About::subject ? event.subject : event.place.waba_id.value;
}

/// "DISABLED_UPDATE:DISABLE:900000000000001", without the parts that are empty.
std::string told(FieldChanged const& event, About about) {
  std::string text = event.detail;
  for (auto const& part : {event.state, who(event, about)}) {
    if (part.empty()) continue;
    if (!text.empty()) text += ':';
    text += part;
  }
  return text;
}

Effects news_of_error(FieldChanged const& event, Instant now) {
  std::int64_t code = 0;
  auto const* const end = event.detail.data() + event.detail.size();
  if (event.detail.empty() || std::from_chars(event.detail.data(), end, code).ptr != end) return {};
  outbox::Failure failure;
  failure.code = code;
  auto const kind = outbox::classify(failure).failure;
  auto const is_grave = kind == FailureClass::auth || kind == FailureClass::account;
  Effects effects;
  if (code == 130429 && is_fresh(event, now) && !event.place.phone_number_id.empty())
    effects.emplace_back(SlowNumber{event.place.phone_number_id});
  effects.emplace_back(
      Note{is_grave ? NoteLevel::alert : NoteLevel::warning, "value_error", event.detail});
  return effects;
}

}  // namespace

Effects news_of(FieldChanged const& event, Instant now) {
  if (event.kind == "value_error") return news_of_error(event, now);
  auto const* const news = find(event);
  if (news == nullptr) return {};
  Effects effects;
  auto const about = who(event, news->about);
  if (news->stops != Stops::nothing && is_fresh(event, now) && !about.empty())
    effects.emplace_back(
        StopScope{news->stops == Stops::its_template ? ScopeKind::template_name : ScopeKind::waba,
                  std::nullopt, "news:" + event.detail, about});
  effects.emplace_back(Note{news->level, event.field, told(event, news->about)});
  return effects;
}

}  // namespace waypost::engine
