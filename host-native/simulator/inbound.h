/// Customers writing: their messages as webhooks, and what a message changes on Meta's side.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "simulator/world.h"

namespace waypost::simulator {

/// Makes the update of a customer's message, opens the window, notes it in index and ledger.
/// Returns it with its wamid. Throws std::invalid_argument for an unknown number.
std::pair<std::string, Update> receive(World& world, CustomerMessage message);

/// A change of any field of the account, sent by the account's app.
Update change_of(World& world,
                 std::string_view waba_id,
                 std::string_view field,
                 boost::json::value value);

/// The webhook of a customer who taps stop or resume, who is from then on treated so.
Update marketing_choice(World& world,
                        std::string_view phone_number_id,
                        std::string_view wa_id,
                        Customer::Marketing marketing);

/// The element of contacts[] for this person.
boost::json::object contact_of(Customer const& customer);

/// Whole seconds, as webhooks write instants.
std::string timestamp_of(Instant at);

}  // namespace waypost::simulator
