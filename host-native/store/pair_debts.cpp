#include "store/pair_debts.h"

#include <algorithm>

#include <SQLiteCpp/SQLiteCpp.h>

#include "waypost/sql.h"

#include "store/rows.h"

namespace waypost::store {
namespace {

constexpr std::size_t kDropEvery = 1'000;

}  // namespace

std::string PairDebts::state(RowId conversation) {
  Debts const& debts = known();
  auto const found = debts.find(conversation);
  return found == debts.end() ? std::string{} : found->second.state;
}

void PairDebts::put(RowId conversation, std::string_view state, Instant paid_at, Instant now) {
  Debts& debts = known();
  RowId const id = newest_ + 1;
  SQLite::Statement& row = db_.get(sql::insert_pair_debt);
  row.bind(1, id);
  row.bind(2, conversation);
  rows::bind_text(row, 3, state);
  rows::bind_instant(row, 4, paid_at);
  row.exec();
  newest_ = id;
  debts[conversation] = {id, std::string{state}, paid_at};
  if (++since_ >= kDropEvery) drop_paid(now);
}

PairDebts::Debts& PairDebts::known() {
  if (debts_) return *debts_;
  Debts debts;
  SQLite::Statement& row = db_.get(sql::pair_debts);
  while (row.executeStep()) {
    newest_ = std::max(newest_, row.getColumn(0).getInt64());
    debts[row.getColumn(1).getInt64()] = {row.getColumn(0).getInt64(), row.getColumn(2).getString(),
                                          instant_of_us(row.getColumn(3).getInt64())};
  }
  row.reset();
  since_ = debts.size();
  return debts_.emplace(std::move(debts));
}

void PairDebts::drop_paid(Instant now) {
  RowId oldest = newest_ + 1;
  std::erase_if(*debts_, [&](auto const& entry) {
    if (entry.second.paid_at <= now) return true;
    oldest = std::min(oldest, entry.second.row);
    return false;
  });
  SQLite::Statement& row = db_.get(sql::delete_pair_debts);
  row.bind(1, oldest);
  row.exec();
  since_ = 0;
}

}  // namespace waypost::store
