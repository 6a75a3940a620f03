#include "store/limiters.h"

#include <algorithm>

#include <SQLiteCpp/SQLiteCpp.h>

#include "waypost/sql.h"

#include "store/rows.h"

namespace waypost::store {

std::string const& Limiters::state(std::string const& name) {
  auto const found = states_.find(name);
  if (found != states_.end()) return found->second;
  SQLite::Statement& row = db_.get(sql::limiter);
  rows::lend_text(row, 1, name);
  std::string state = row.executeStep() ? row.getColumn(0).getString() : std::string{};
  row.reset();
  return states_.emplace(name, std::move(state)).first->second;
}

void Limiters::put(std::string const& name, std::string_view state) {
  changes_.emplace_back(name, this->state(name));
  states_[name] = state;
}

void Limiters::undo() noexcept {
  while (changes_.size() > since_) {
    auto& [name, before] = changes_.back();
    states_[name] = std::move(before);
    changes_.pop_back();
  }
}

void Limiters::write() {
  std::sort(changes_.begin(), changes_.end());
  std::string const* written = nullptr;
  for (auto const& [name, before] : changes_) {
    if (written != nullptr && *written == name) continue;
    written = &name;
    SQLite::Statement& row = db_.get(sql::put_limiter);
    rows::lend_text(row, 1, name);
    rows::lend_text(row, 2, states_[name]);
    row.exec();
  }
}

void Limiters::forget() noexcept {
  states_.clear();
  changes_.clear();
  since_ = 0;
}

}  // namespace waypost::store
