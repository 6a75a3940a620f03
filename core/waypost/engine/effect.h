#pragma once
// What to do, as values: a host performs them in order, in one transaction.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "waypost/base/instant.h"
#include "waypost/engine/snapshot.h"
#include "waypost/outbox/item.h"
#include "waypost/webhook/event.h"

namespace waypost::engine {

/// The one recorded end of an inbound item (semantics E.1).
enum class OutcomeKind : std::uint8_t {
  answered,
  silent,
  failed,
  recorded,
  duplicate,
  quarantined
};

/// `answered(menu)`, `silent(takeover)`, `failed(E_EMPTY)`, `recorded(delivered)`.
struct Outcome {
  OutcomeKind kind = OutcomeKind::recorded;
  std::string detail;
  friend bool operator==(Outcome const&, Outcome const&) = default;
};

/// Stores `key`; a host whose store has it already must treat the event as a duplicate.
struct MarkSeen {
  std::string key;
  friend bool operator==(MarkSeen const&, MarkSeen const&) = default;
};

/// Inserts (id 0) or replaces a contact and its identities. `party` is its place in Keys.
struct PutContact {
  std::size_t party = 0;
  Contact contact;
  friend bool operator==(PutContact const&, PutContact const&) = default;
};

/// Inserts (id 0) or replaces a conversation; contact 0 means the party's contact.
struct PutConversation {
  std::size_t party = 0;
  Conversation conversation;
  friend bool operator==(PutConversation const&, PutConversation const&) = default;
};

enum class Direction : std::uint8_t { inbound, echo };

/// Records an inbound message (or an echo) with its outcome. A host that has `key` already keeps
/// what it has: an echo may come again in other company.
struct PutMessage {
  std::size_t party = 0;
  Direction direction = Direction::inbound;
  std::string key;  ///< dedupe key
  Wamid wamid;
  Instant at{};  ///< Meta's time, or arrival when that made no sense
  std::string type;
  std::string text;  ///< storable: no NUL
  std::string payload;
  std::string context_id;
  std::string content;  ///< the member named by `type`, compact JSON
  Outcome outcome;
  friend bool operator==(PutMessage const&, PutMessage const&) = default;
};

/// Records any other event (status of nobody, template news, account news) with its outcome.
/// Several have `key` "": nothing to be found by.
struct PutEvent {
  std::string key;
  std::string field;
  std::string kind;
  std::string detail;
  Instant at{};
  std::string value;  ///< compact JSON
  Outcome outcome;
  friend bool operator==(PutEvent const&, PutEvent const&) = default;
};

/// Puts a message into the outbox; ids that are 0 are the event's own rows.
struct Enqueue {
  std::size_t party = 0;
  outbox::Item item;
  friend bool operator==(Enqueue const&, Enqueue const&) = default;
};

/// Moves an outbox item. Members that are not set stay as they are.
struct Move {
  std::int64_t item = 0;
  outbox::State to{};
  std::optional<Instant> due_at;
  std::optional<Instant> at;  ///< when Meta says it happened
  Wamid wamid;                ///< "" leaves it
  std::string reason;
  std::int32_t failures = 0;  ///< new value of Item::failures
  friend bool operator==(Move const&, Move const&) = default;
};

/// Keeps a fact about an item that does not move it: a late timestamp, `played`, pricing.
struct Annotate {
  std::int64_t item = 0;
  std::string word;  ///< played, pricing, late_reply, ...
  std::optional<Instant> at;
  std::string value;  ///< compact JSON or ""
  friend bool operator==(Annotate const&, Annotate const&) = default;
};

enum class ScopeKind : std::uint8_t {
  message,
  pair,
  recipient,
  sender,
  waba,
  app,
  tenant,
  template_name
};

/// Stops a shared scope without burning attempts of items that were not sent.
struct StopScope {
  ScopeKind scope{};
  std::optional<Instant> until;  ///< nothing: until a person acts (pause)
  std::string reason;            ///< class of failure, ":", code: "throttle:130429", "auth:190"
  std::string detail;            ///< template's name, or id of a waba named by an event; else ""
  friend bool operator==(StopScope const&, StopScope const&) = default;
};

/// Halves a number's rate (130429); it grows back by itself (semantics C).
struct SlowNumber {
  PhoneNumberId phone_number_id;
  friend bool operator==(SlowNumber const&, SlowNumber const&) = default;
};

/// The core never sleeps; it asks for a Tick.
struct Wake {
  std::string key;
  Instant at{};
  friend bool operator==(Wake const&, Wake const&) = default;
};

enum class NoteLevel : std::uint8_t { info, warning, alert };

/// Something an operator may want to know: codes and ids, never text, digits or secrets.
struct Note {
  NoteLevel level = NoteLevel::info;
  std::string code;
  std::string subject;
  friend bool operator==(Note const&, Note const&) = default;
};

using Effect = std::variant<MarkSeen,
                            PutContact,
                            PutConversation,
                            PutMessage,
                            PutEvent,
                            Enqueue,
                            Move,
                            Annotate,
                            StopScope,
                            SlowNumber,
                            Wake,
                            Note>;
using Effects = std::vector<Effect>;

}  // namespace waypost::engine
