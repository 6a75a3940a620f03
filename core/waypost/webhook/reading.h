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
  Place place;                ///< of the change: its pointer is "/entry/0/changes/0"
  std::string_view field;     ///< as Meta spelled it
  std::optional<Instant> at;  ///< entry.time
  json::value const* value = nullptr;
};

/// One body, while it is read.
struct Reading {
  Parsed parsed;
  std::size_t name_bytes_left = kNameBytesMax;

  void refuse_part(Errc code, std::string where, std::string_view why) {
    parsed.refused.push_back(refuse(code, std::move(where), std::string(why)));
  }
};

}  // namespace waypost::webhook
