#pragma once
// What pairs still owe of their message budget: a log in the database, its live rows in memory.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/database.h"
#include "store/store.h"

namespace waypost::store {

/// One row is appended a send, so that no page of the conversation is written for it. Nobody asks
/// for a debt once it is paid, which for most is six seconds later: memory and log stay small.
class PairDebts {
 public:
  explicit PairDebts(Database& db) : db_(db) {}

  /// The limiter's state, "" when nothing is owed that is known.
  [[nodiscard]] std::string state(RowId conversation);
  void put(RowId conversation, std::string_view state, Instant paid_at, Instant now);

  /// A transaction was undone: what is known is read again.
  void forget() noexcept { debts_.reset(); }

 private:
  struct Debt {
    RowId row = 0;
    std::string state;
    Instant paid_at{};
  };
  using Debts = std::unordered_map<RowId, Debt>;

  Debts& known();
  void drop_paid(Instant now);

  Database& db_;
  std::optional<Debts> debts_;  ///< by conversation
  RowId newest_ = 0;
  std::size_t since_ = 0;  ///< rows appended since the paid ones were dropped
};

}  // namespace waypost::store
