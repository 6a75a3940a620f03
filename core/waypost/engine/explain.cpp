#include "waypost/engine/explain.h"

#include "waypost/engine/walk.h"

namespace waypost::engine {

Explanation explain(playbook::Playbook const& playbook,
                    Snapshot const& snapshot,
                    webhook::Event const& event,
                    Instant now,
                    DecideScratch& scratch) {
  Explanation explained;
  if (auto const* const message = std::get_if<webhook::MessageReceived>(&event)) {
    explained.effects = decide_message(playbook, snapshot, *message, now, scratch, &explained);
    explained.match = playbook::explain(playbook, query_of(*message, snapshot), scratch.match);
  } else {
    explained.effects = decide(playbook, snapshot, event, now, scratch);
  }
  explained.outcome = outcome_of(explained.effects);
  return explained;
}

}  // namespace waypost::engine
