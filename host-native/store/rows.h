#pragma once
// Rows become values and values rows: the column order of bindings/sql, in one place.

#include <optional>
#include <string>
#include <string_view>

#include <SQLiteCpp/SQLiteCpp.h>

#include "store/store.h"

namespace waypost::store::rows {

[[nodiscard]] std::optional<Instant> instant_at(SQLite::Statement& row, int column);
void bind_instant(SQLite::Statement& row, int parameter, std::optional<Instant> at);
[[nodiscard]] std::optional<std::int64_t> integer_at(SQLite::Statement& row, int column);
void bind_integer(SQLite::Statement& row, int parameter, std::optional<std::int64_t> value);
void bind_text(SQLite::Statement& row, int parameter, std::string_view text);
/// As bind_text, not copied: `text` stays where it is until the statement has run.
void lend_text(SQLite::Statement& row, int parameter, std::string const& text);
void lend_text(SQLite::Statement& row, int parameter, std::string&& text) = delete;
/// Not copied, as lend_text.
void bind_bytes(SQLite::Statement& row, int parameter, std::string_view bytes);
[[nodiscard]] std::string bytes_at(SQLite::Statement& row, int column);

/// Columns of the statements `item`, `due_items` and `open_items`. The number's Meta id is the
/// caller's to fill in: the row holds our row id, returned here.
struct ItemRow {
  outbox::Item item;
  RowId number = 0;
};
[[nodiscard]] ItemRow item(SQLite::Statement& row);
[[nodiscard]] engine::Contact contact(SQLite::Statement& row);
/// From its id on: last inbound message, takeover, answered, replies. The caller knows the rest.
[[nodiscard]] engine::Conversation conversation(SQLite::Statement& row, int first);
/// Columns of the statement `surroundings`; the pair's limit is the caller's to fill in.
[[nodiscard]] Surroundings surroundings(SQLite::Statement& row);

/// JSON texts of the bounded lists in contact and conversation rows.
[[nodiscard]] std::string fields_text(engine::Contact const& contact);
[[nodiscard]] std::string tags_text(engine::Contact const& contact);
[[nodiscard]] std::string answered_text(engine::Conversation const& conversation);
[[nodiscard]] std::string replies_text(engine::Conversation const& conversation);

}  // namespace waypost::store::rows
