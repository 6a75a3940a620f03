#include "store/rows.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "waypost/wire/json.h"

namespace waypost::store::rows {
namespace {

namespace json = boost::json;

/// An instant in a row; max means "until resumed" and is stored as it is.
Instant instant(std::int64_t us) {
  return instant_of_us(us);
}

/// A column that this store wrote; anything unreadable counts as empty rather than stopping
/// the conversation it belongs to.
json::value parsed(SQLite::Statement& row, int column) {
  SQLite::Column const text = row.getColumn(column);
  json::error_code error;
  return json::parse(json::string_view(text.getText(), static_cast<std::size_t>(text.getBytes())),
                     error);
}

std::string text_of(json::value const& value) {
  auto const* text = value.if_string();
  return text != nullptr ? std::string{text->data(), text->size()} : std::string{};
}

}  // namespace

std::optional<Instant> instant_at(SQLite::Statement& row, int column) {
  SQLite::Column const value = row.getColumn(column);
  if (value.isNull()) return std::nullopt;
  return instant(value.getInt64());
}

std::optional<std::int64_t> integer_at(SQLite::Statement& row, int column) {
  if (row.getColumn(column).isNull()) return std::nullopt;
  return row.getColumn(column).getInt64();
}

void bind_integer(SQLite::Statement& row, int parameter, std::optional<std::int64_t> value) {
  if (value) {
    row.bind(parameter, *value);
  } else {
    row.bind(parameter);
  }
}

void bind_instant(SQLite::Statement& row, int parameter, std::optional<Instant> at) {
  if (at) {
    row.bind(parameter, static_cast<std::int64_t>(us_of(*at)));
  } else {
    row.bind(parameter);
  }
}

void bind_text(SQLite::Statement& row, int parameter, std::string_view text) {
  row.bind(parameter, std::string{text});
}

void lend_text(SQLite::Statement& row, int parameter, std::string const& text) {
  row.bindNoCopy(parameter, text);
}

void bind_bytes(SQLite::Statement& row, int parameter, std::string_view bytes) {
  row.bindNoCopy(parameter, static_cast<void const*>(bytes.data()), static_cast<int>(bytes.size()));
}

std::string bytes_at(SQLite::Statement& row, int column) {
  SQLite::Column const value = row.getColumn(column);
  auto const size = static_cast<std::size_t>(value.getBytes());
  return size == 0 ? std::string{} : std::string{static_cast<char const*>(value.getBlob()), size};
}

ItemRow item(SQLite::Statement& row) {
  ItemRow found;
  outbox::Item& item = found.item;
  item.id = row.getColumn(0).getInt64();
  item.tenant = row.getColumn(1).getInt64();
  found.number = row.getColumn(2).getInt64();
  item.conversation = row.getColumn(3).getInt64();
  item.contact = row.getColumn(4).getInt64();
  item.key = row.getColumn(5).getString();
  item.lane = static_cast<outbox::Lane>(row.getColumn(6).getInt());
  item.purpose = static_cast<outbox::Purpose>(row.getColumn(7).getInt());
  item.form = static_cast<outbox::Form>(row.getColumn(8).getInt());
  item.rule = row.getColumn(9).getString();
  item.type = row.getColumn(10).getString();
  item.to = row.getColumn(11).getString();
  item.recipient = row.getColumn(12).getString();
  item.body = row.getColumn(13).getString();
  item.caller_data = row.getColumn(14).getString();
  item.state = static_cast<outbox::State>(row.getColumn(15).getInt());
  item.attempt = row.getColumn(16).getInt();
  item.failures = row.getColumn(17).getInt();
  item.token_random = static_cast<std::uint64_t>(row.getColumn(18).getInt64());
  item.created_at = instant(row.getColumn(19).getInt64());
  item.due_at = instant(row.getColumn(20).getInt64());
  item.expires_at = instant(row.getColumn(21).getInt64());
  item.dispatched_at = instant_at(row, 22);
  item.wamid = Wamid{row.getColumn(23).getString()};
  item.reason = row.getColumn(24).getString();
  item.retry_of = row.getColumn(25).getInt64();
  return found;
}

engine::Contact contact(SQLite::Statement& row) {
  engine::Contact contact;
  contact.id = row.getColumn(0).getInt64();
  contact.phone = row.getColumn(1).getString();
  contact.wa_id = row.getColumn(2).getString();
  contact.user_id = row.getColumn(3).getString();
  contact.parent_user_id = row.getColumn(4).getString();
  contact.name = row.getColumn(5).getString();
  contact.username = row.getColumn(6).getString();
  contact.email = row.getColumn(7).getString();
  if (row.getColumn(8).getBytes() > 0) {
    json::value const fields = parsed(row, 8);
    if (auto const* object = fields.if_object()) {
      for (auto const& field : *object) {
        contact.fields.emplace_back(std::string{field.key().data(), field.key().size()},
                                    text_of(field.value()));
      }
    }
  }
  if (row.getColumn(9).getBytes() > 0) {
    json::value const tags = parsed(row, 9);
    if (auto const* array = tags.if_array()) {
      for (auto const& tag : *array) contact.tags.push_back(text_of(tag));
    }
  }
  contact.bot_off = row.getColumn(10).getInt() != 0;
  contact.marketing = static_cast<engine::Consent>(row.getColumn(11).getInt());
  contact.opted_out_of_all = row.getColumn(12).getInt() != 0;
  contact.suppressed_until = instant_at(row, 13);
  return contact;
}

engine::Conversation conversation(SQLite::Statement& row, int first) {
  engine::Conversation conversation;
  conversation.id = row.getColumn(first).getInt64();
  conversation.last_inbound_at = instant_at(row, first + 1);
  conversation.takeover_until = instant_at(row, first + 2);
  if (row.getColumn(first + 3).getBytes() > 0) {
    json::value const answered = parsed(row, first + 3);
    if (auto const* array = answered.if_array()) {
      for (auto const& entry : *array) {
        auto const* pair = entry.if_array();
        if (pair == nullptr || pair->size() != 2) continue;
        auto const* at = (*pair)[1].if_int64();
        conversation.answered.push_back({text_of((*pair)[0]), instant(at != nullptr ? *at : 0)});
      }
    }
  }
  if (row.getColumn(first + 4).getBytes() > 0) {
    json::value const replies = parsed(row, first + 4);
    if (auto const* array = replies.if_array()) {
      for (auto const& at : *array) {
        if (auto const* us = at.if_int64()) conversation.replies.push_back(instant(*us));
      }
    }
  }
  return conversation;
}

Surroundings surroundings(SQLite::Statement& row) {
  Surroundings around;
  around.marketing_withdrawn =
      static_cast<engine::Consent>(row.getColumn(0).getInt()) == engine::Consent::withdrawn;
  around.opted_out_of_all = row.getColumn(1).getInt() != 0;
  around.suppressed_until = instant_at(row, 2);
  around.last_inbound_at = instant_at(row, 3);
  around.initiated_at = instant_at(row, 4);
  return around;
}

std::string fields_text(engine::Contact const& contact) {
  if (contact.fields.empty()) return {};
  json::object fields;
  for (auto const& [name, value] : contact.fields) fields[name] = value;
  return wire::to_json(json::value(std::move(fields)));
}

std::string tags_text(engine::Contact const& contact) {
  if (contact.tags.empty()) return {};
  json::array tags;
  for (auto const& tag : contact.tags) tags.emplace_back(tag);
  return wire::to_json(json::value(std::move(tags)));
}

std::string answered_text(engine::Conversation const& conversation) {
  if (conversation.answered.empty()) return {};
  json::array answered;
  for (auto const& entry : conversation.answered) {
    answered.emplace_back(json::array{entry.rule, us_of(entry.at)});
  }
  return wire::to_json(json::value(std::move(answered)));
}

std::string replies_text(engine::Conversation const& conversation) {
  if (conversation.replies.empty()) return {};
  std::string text = "[";
  for (Instant const at : conversation.replies) {
    if (text.size() > 1) text += ',';
    text += std::to_string(us_of(at));
  }
  return text += ']';
}

}  // namespace waypost::store::rows
