#pragma once
// Clocks on a wall: an instant in a time zone, and whether the shop is open then.

#include <cstdint>
#include <span>
#include <string>

#include "waypost/base/instant.h"
#include "waypost/playbook/hours.h"

namespace waypost::schedule {

/// An instant as a wall clock and a calendar show it.
struct LocalTime {
  std::int32_t day = 0;       ///< days since 1970-01-01, local
  std::int32_t second = 0;    ///< of that day, 0..86399
  std::int32_t offset_s = 0;  ///< local time is UTC + this
  friend bool operator==(LocalTime const&, LocalTime const&) = default;
};

/// Seconds ahead of UTC at `at`. `transitions` are ascending; the first also holds for
/// everything before it; none is UTC. Cost: O(log transitions).
[[nodiscard]] std::int32_t utc_offset_s(std::span<playbook::Transition const> transitions,
                                        Instant at) noexcept;

/// `at` on the wall. Instants outside the years 1 to 9999 are cut to them.
[[nodiscard]] LocalTime local_time(std::span<playbook::Transition const> transitions,
                                   Instant at) noexcept;

/// "2026-12-01": now.date of a template.
[[nodiscard]] std::string date_text(LocalTime const& local);

/// "09:05", 24 hours: now.time of a template.
[[nodiscard]] std::string time_text(LocalTime const& local);

/// Whether `hours` are open at `at`. Without hours, always; on a holiday, never. What stands in
/// the hours is wall-clock time: an hour that a zone skips is not open for anybody, one that
/// it repeats is open twice. Cost: two binary searches.
[[nodiscard]] bool is_open(playbook::Hours const& hours, Instant at) noexcept;

}  // namespace waypost::schedule
