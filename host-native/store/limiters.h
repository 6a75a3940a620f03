#pragma once
// States of shared limiters: read once, written once a transaction, however many sends charge them.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/database.h"

namespace waypost::store {

/// What a number, a portfolio or a tenant has spent. Every send charges its number: memory keeps
/// the states, and commit() puts those that changed into the transaction. Only the writer's process
/// changes the table, so what memory knows is what the database says.
class Limiters {
 public:
  explicit Limiters(Database& db) : db_(db) {}

  /// "" when the name is unknown. Valid until the next call of a member.
  [[nodiscard]] std::string const& state(std::string const& name);
  void put(std::string const& name, std::string_view state);

  /// Changes since the last savepoint() can be taken back, until release().
  void savepoint() noexcept { since_ = changes_.size(); }
  void undo() noexcept;

  /// Writes what changed. Call it inside the transaction, right before its end.
  void write();
  /// The transaction ended well.
  void settle() noexcept { changes_.clear(); }
  /// The transaction was rolled back: what is known is read again.
  void forget() noexcept;

 private:
  using States = std::map<std::string, std::string, std::less<>>;

  Database& db_;
  States states_;
  /// Names in the order of their changes, with the state before.
  std::vector<std::pair<std::string, std::string>> changes_;
  std::size_t since_ = 0;
};

}  // namespace waypost::store
