/// What the simulator knows to have happened, written by itself, for tests to compare with a
/// database.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "simulator/options.h"

namespace waypost::simulator {

/// What the client of a send saw.
enum class Reply { sent, lost, reset, truncated, error, html, empty };

/// A message that Meta took. Its `ordinal` counts accepted sends from 1, in order of acceptance.
struct AcceptedSend {
  std::uint64_t ordinal = 0;
  /// Counts all requests to .../messages from 1, accepted or not, in order of arrival.
  std::uint64_t request = 0;
  Instant at;
  std::string wamid;
  std::string phone_number_id;
  /// As given in `to`, or in `recipient` when there was no `to`.
  std::string to;
  /// Digits of the person reached; empty when sent to a user id whose phone is unknown.
  std::string wa_id;
  std::string user_id;
  std::string group_id;
  std::string type;
  /// Empty unless `type` is template.
  std::string template_name;
  std::string biz_opaque_callback_data;
  /// The request's body as received.
  std::string body;
  Reply reply = Reply::sent;
};

/// A send that Meta refused.
struct RefusedSend {
  std::uint64_t ordinal = 0;
  std::uint64_t request = 0;
  Instant at;
  std::string phone_number_id;
  std::string to;
  std::string type;
  std::string biz_opaque_callback_data;
  /// 0 when the connection was cut instead of answered.
  int http_status = 0;
  /// 0 when the answer was not Graph's (HTML, nothing, reset).
  int code = 0;
  std::string details;
};

/// A message by a customer.
struct InboundMessage {
  std::uint64_t ordinal = 0;
  Instant at;
  std::string wamid;
  std::string phone_number_id;
  std::string from;
  std::string user_id;
  std::string type;
};

/// A status that was queued for the callback.
struct StatusUpdate {
  std::uint64_t ordinal = 0;
  Instant at;
  std::string wamid;
  std::string status;
  /// 0 unless `failed`.
  int code = 0;
};

/// One update inside a POST: `kind` is `message`, `status` or the field's name.
struct Item {
  std::string kind;
  std::string id;
  /// The status's word; empty otherwise.
  std::string status;

  friend bool operator==(Item const&, Item const&) = default;
};

/// One attempt to deliver one webhook.
struct WebhookPost {
  std::uint64_t ordinal = 0;
  /// The same for all attempts with the same bytes.
  std::uint64_t delivery = 0;
  /// From 1.
  int attempt = 0;
  Instant at;
  std::string app_id;
  /// 0: no answer (refused, reset, timed out) or no callback URL.
  int http_status = 0;
  std::int64_t latency_us = 0;
  std::size_t bytes = 0;
  std::vector<Item> items;
  std::string body;
  /// Whether this was the last attempt and it failed.
  enum class GaveUp { no, yes } gave_up = GaveUp::no;
};

/// A read receipt or typing indicator that our side asked for.
struct ReadCall {
  std::uint64_t ordinal = 0;
  Instant at;
  std::string phone_number_id;
  std::string message_id;
  enum class Typing { no, yes } typing = Typing::no;
};

/// Counts so far.
struct Summary {
  std::uint64_t requests = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::uint64_t inbound = 0;
  std::uint64_t statuses = 0;
  std::uint64_t reads = 0;
  std::uint64_t posts = 0;
  std::uint64_t posts_acknowledged = 0;
  std::uint64_t deliveries_given_up = 0;

  friend bool operator==(Summary const&, Summary const&) = default;
};

/// Append-only and thread-safe. Reads copy; pages are [from, from + limit) of a kind's ordinals
/// less one, so that a reader continues at `from + result.size()`.
class Ledger {
 public:
  static constexpr std::size_t kAll = static_cast<std::size_t>(-1);

  /// `file`: JSON lines are appended to it; empty is none. Throws std::runtime_error.
  Ledger(std::string const& file, Options::PostBodies post_bodies);
  ~Ledger();
  Ledger(Ledger const&) = delete;
  Ledger& operator=(Ledger const&) = delete;

  std::vector<AcceptedSend> accepted(std::size_t from = 0, std::size_t limit = kAll) const;
  std::vector<RefusedSend> refused(std::size_t from = 0, std::size_t limit = kAll) const;
  std::vector<InboundMessage> inbound(std::size_t from = 0, std::size_t limit = kAll) const;
  std::vector<StatusUpdate> statuses(std::size_t from = 0, std::size_t limit = kAll) const;
  std::vector<WebhookPost> posts(std::size_t from = 0, std::size_t limit = kAll) const;
  std::vector<ReadCall> reads(std::size_t from = 0, std::size_t limit = kAll) const;

  /// Every distinct item that was in a POST answered 200, in order of its first acknowledgement.
  std::vector<Item> acknowledged() const;

  Summary summary() const;

  /// Waits (real time) until `enough` holds of the counts; false on timeout.
  bool wait(std::function<bool(Summary const&)> const& enough,
            std::chrono::milliseconds timeout) const;

  // Written by the simulator's own parts. Each gives the record its ordinal and returns it.
  bool keeps_bodies() const;
  std::uint64_t next_request();
  std::uint64_t add(AcceptedSend record);
  std::uint64_t add(RefusedSend record);
  std::uint64_t add(InboundMessage record);
  std::uint64_t add(StatusUpdate record);
  std::uint64_t add(WebhookPost record);
  std::uint64_t add(ReadCall record);

  /// Forgets everything, ordinals included; the file is left alone.
  void clear();
  /// Hands what is buffered to the file; also done by GET /_sim/ledger/summary and by `stop`.
  void flush();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The records as the control API and the ledger file show them.
boost::json::object to_json(Item const& item);
boost::json::object to_json(AcceptedSend const& record);
boost::json::object to_json(RefusedSend const& record);
boost::json::object to_json(InboundMessage const& record);
boost::json::object to_json(StatusUpdate const& record);
boost::json::object to_json(WebhookPost const& record);
boost::json::object to_json(ReadCall const& record);
boost::json::object to_json(Summary const& summary);

}  // namespace waypost::simulator
