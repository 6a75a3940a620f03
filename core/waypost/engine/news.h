#pragma once
// Which of Meta's messages about templates, numbers and accounts an operator must hear of, and
// which stop sending. Inside the engine only.

#include "waypost/base/instant.h"
#include "waypost/engine/effect.h"
#include "waypost/webhook/event.h"

namespace waypost::engine {

/// Stops first, then one Note; nothing for what is only kept. News that come later than
/// kNewsLife stop nothing: the next send tells how things are. A stop is never lifted by news:
/// a person looks first. Source: cloud-api 3.8, 6.1-6.3.
[[nodiscard]] Effects news_of(webhook::FieldChanged const& event, Instant now);

}  // namespace waypost::engine
