#pragma once
// What the readers of one body share. Private to this room.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "waypost/webhook/contacts.h"
#include "waypost/webhook/parse.h"

namespace waypost::webhook {

/// One change of one entry, while it is read.
struct Change {
  Place place;                ///< of all that is in it, but for the pointer
  std::string_view field;     ///< as Meta spelled it
  std::optional<Instant> at;  ///< entry.time
  json::value const* value = nullptr;
};

/// One body, while it is read.
struct Reading {
  Parsed parsed;
  std::string pointer;  ///< JSON Pointer of what is being read; see Step
  std::size_t name_bytes_left = kNameBytesMax;
  std::size_t updates_left = kUpdatesMax;
  bool overflowed = false;  ///< more than kUpdatesMax: what was read so far does not count

  /// Whether so many updates more are still within the limit.
  [[nodiscard]] bool admit(std::size_t updates) noexcept;

  /// Refuses what is being read, or its member `name` ("/id"), and nothing else.
  void refuse_part(std::string_view why, std::string_view name = {});
};

/// One step deeper into the body, for as long as it lives. One string serves all pointers: each
/// event copies it once.
class Step {
 public:
  /// `member` is one of ours: it holds nothing that a JSON Pointer escapes.
  Step(Reading& reading, std::string_view member);
  Step(Reading& reading, std::size_t index);
  Step(Step const&) = delete;
  Step& operator=(Step const&) = delete;
  ~Step() { pointer_.resize(parent_); }

 private:
  std::string& pointer_;
  std::size_t parent_;
};

}  // namespace waypost::webhook
