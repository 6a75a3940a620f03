// The door that tells why: how a message was read, what matched, and what was decided.

#include "waypost/engine/explain.h"
#include "waypost/playbook/explain.h"
#include "waypost/wire/encode_explanation.h"

#include "door.h"
#include "playbook_handle.h"

namespace waypost::door {
namespace {

void explain_event(wp_playbook& handle, Call& call, boost::json::object const& input) {
  auto const now = call.instant(input, "now_us");
  if (!now) return;
  auto const snapshot = call.decode<engine::Snapshot>(input, "snapshot");
  if (!snapshot) return;
  auto const event = call.decode<webhook::Event>(input, "event");
  if (!event) return;
  wire::append(call.text(),
               engine::explain(handle.playbook, *snapshot, *event, *now, handle.scratch));
  call.answer();
}

void explain(wp_playbook& handle, Call& call, boost::json::object const& input) {
  if (member(input, "event") != nullptr) return explain_event(handle, call, input);
  wire::append(call.text(),
               playbook::explain(handle.playbook, query_of(input), handle.scratch.match));
  call.answer();
}

}  // namespace
}  // namespace waypost::door

extern "C" {

void wp_explain(wp_playbook* playbook,
                std::uint8_t const* json,
                std::size_t size,
                wp_result* result) {
  waypost::door::run(json, size, result, [playbook](auto& call, auto const& input) {
    waypost::door::explain(*playbook, call, input);
  });
}

}  // extern "C"
