/// One thing to tell a callback, and the body that carries many of them.
#pragma once

#include <optional>
#include <span>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "simulator/ledger.h"
#include "simulator/options.h"

namespace waypost::simulator {

/// A message, a status, or any other change.
struct Update {
  enum class Part { message, status, change } part = Part::message;
  std::string app_id;
  std::string waba_id;
  std::string phone_number_id;
  std::string display_phone_number;
  /// `messages` unless `part` is change.
  std::string field = "messages";
  /// The element of messages[] or statuses[], or the whole value of a change.
  boost::json::value body;
  /// The element of contacts[] that goes with it.
  std::optional<boost::json::object> contact;
  Item item;
  /// For the observer and for faults: wa_id or user id, and message type or status.
  std::string customer;
  std::string word;
};

/// The body of one POST: updates of one account share an entry, messages and statuses of one
/// number share a value, contacts are named once. Order is kept within messages[], statuses[] and
/// changes[].
boost::json::object compose(std::span<Update const> updates, Instant now);

}  // namespace waypost::simulator
