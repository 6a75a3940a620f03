// The doors to the one place that chooses, and to what it must know first.

#include "waypost/engine/decide.h"
#include "waypost/engine/keys.h"
#include "waypost/wire/decode.h"
#include "waypost/wire/encode.h"

#include "door.h"
#include "playbook_handle.h"

namespace waypost::door {
namespace {

void keys(Call& call, boost::json::object const& input) {
  auto const event = call.decode<webhook::Event>(input, "event");
  if (!event) return;
  wire::append(call.text(), engine::keys(*event));
  call.answer();
}

void decide(wp_playbook& handle, Call& call, boost::json::object const& input) {
  auto const now = call.instant(input, "now_us");
  if (!now) return;
  auto const snapshot = call.decode<engine::Snapshot>(input, "snapshot");
  if (!snapshot) return;
  auto const event = call.decode<webhook::Event>(input, "event");
  if (!event) return;
  wire::append(call.text(),
               engine::decide(handle.playbook, *snapshot, *event, *now, handle.scratch));
  call.answer();
}

}  // namespace
}  // namespace waypost::door

extern "C" {

void wp_keys(std::uint8_t const* json, std::size_t size, wp_result* result) {
  waypost::door::run(json, size, result, waypost::door::keys);
}

void wp_decide(wp_playbook* playbook,
               std::uint8_t const* json,
               std::size_t size,
               wp_result* result) {
  waypost::door::run(json, size, result, [playbook](auto& call, auto const& input) {
    waypost::door::decide(*playbook, call, input);
  });
}

}  // extern "C"
