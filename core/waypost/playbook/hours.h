#pragma once
// Business hours as a compiled playbook keeps them: plain spans for schedule/calendar.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace waypost::playbook {

/// From `at_s` (seconds since the epoch) on, local time is UTC + `offset_s`. The first of a
/// list also holds for everything before it.
struct Transition {
  std::int64_t at_s = 0;
  std::int32_t offset_s = 0;
  std::int32_t reserved = 0;  ///< 0; keeps the layout the same everywhere
  friend bool operator==(Transition const&, Transition const&) = default;
};

/// A time zone given to compile(): an IANA name and its transitions up to 2037, ascending.
/// Without transitions it is UTC.
struct Zone {
  std::string_view name;
  std::span<Transition const> transitions;
};

/// Open from minute `from` to minute `until` (exclusive) of a local day, 0..1440.
struct Opening {
  std::uint16_t from = 0;
  std::uint16_t until = 0;
  friend bool operator==(Opening const&, Opening const&) = default;
};

/// Whether the playbook says anything about hours. Without hours it is open at any time.
enum class HoursGiven : std::uint8_t { no, yes };

/// The hours of a playbook. Views into the blob.
struct Hours {
  HoursGiven given = HoursGiven::no;
  std::string_view zone;  ///< of the playbook, else the tenant's, else "UTC"
  std::span<Transition const> transitions;
  std::array<std::span<Opening const>, 7> week;  ///< Monday first; ascending, not overlapping
  std::span<std::int32_t const> holidays;        ///< local days since 1970-01-01, ascending
};

}  // namespace waypost::playbook
