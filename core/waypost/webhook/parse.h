#pragma once
// Bytes from Meta become events. Nothing is decided here.

#include <cstddef>
#include <string_view>
#include <vector>

#include <boost/json/storage_ptr.hpp>

#include "waypost/base/limits.h"
#include "waypost/base/result.h"
#include "waypost/webhook/event.h"

namespace waypost::webhook {

/// Updates accepted in one body: messages, statuses, errors, changes, refused ones included.
/// Meta sends up to 1,000 (cloud-api 1.5); ten times that bounds what a body can make of itself.
inline constexpr std::size_t kUpdatesMax = 10'000;

/// Longest id accepted, bytes. A wamid that holds the longest business-scoped user id has some
/// 220 (cloud-api 2, 3.1); what is longer is no id.
inline constexpr std::size_t kIdBytesMax = 512;

/// Longest display_phone_number kept, bytes; a longer one is dropped, nothing routes by it.
inline constexpr std::size_t kDisplayNumberBytesMax = 64;

/// What a body's events hold of profile names, all together, bytes. One contact's name goes
/// into each of its events; beyond this the events have no name.
inline constexpr std::size_t kNameBytesMax = 4U * 1024 * 1024;

/// What one webhook body says.
struct Parsed {
  std::vector<Event> events;   ///< entries and changes in their order; see parse()
  std::vector<Error> refused;  ///< parts that made no sense, each with its JSON Pointer
};

/// Reads one webhook body into the events it carries.
///
/// In a change of field `messages` the messages come first, then the statuses, then value-level
/// errors, each in its order; any other change is one FieldChanged. Unknown fields, types, words
/// and members are kept or passed over, never refused. Ids, phone numbers and texts are as
/// received: a key made of a phone number takes its digits only. A contact belongs to the
/// message that names its user_id or wa_id, never to the one at its index; a single contact also
/// to messages that all name one sender, for `from` and wa_id may differ.
///
/// @param body     The request body, exactly the bytes that were signed.
/// @param scratch  Where the JSON DOM lives meanwhile; nothing returned points into it. With a
///                 kept buffer of wire::kJsonArenaBytes no body needs more.
/// @return The events, and each part refused alone:
///         `wrong_shape`  a member without which the part means nothing is absent, of another
///                        type or unusable: the pointer names it
///         or a refusal of the whole body:
///         `too_large`    over kBodyBytesMax, kJsonValuesMax, kJsonDepthMax or kUpdatesMax
///         `not_utf8`     not UTF-8
///         `not_json`     not exactly one JSON text
///         `wrong_object` JSON of another product of Meta's: acknowledge it, nothing is lost
///         `wrong_shape`  no envelope
///         A body that is refused whole will never parse: keep it aside and answer 200.
/// Cost: linear; 1.6 us for a text webhook with a kept buffer, half of it Boost.JSON's, and no
/// allocation but the event and its own long strings (6 for a text).
/// Source: cloud-api 1.4 to 6.
[[nodiscard]] Result<Parsed> parse(std::string_view body,
                                   boost::json::storage_ptr const& scratch = {});

}  // namespace waypost::webhook
