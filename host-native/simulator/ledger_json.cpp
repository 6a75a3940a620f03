#include <string_view>

#include <boost/json/array.hpp>

#include "simulator/ledger.h"

namespace waypost::simulator {
namespace {

std::int64_t micros(Instant at) {
  return at.time_since_epoch().count();
}

std::string_view word_of(Reply reply) {
  switch (reply) {
    case Reply::sent: return "sent";
    case Reply::lost: return "lost";
    case Reply::reset: return "reset";
    case Reply::truncated: return "truncated";
    case Reply::error: return "error";
    case Reply::html: return "html";
    case Reply::empty: return "empty";
  }
  return "sent";
}

boost::json::array items_of(std::vector<Item> const& items) {
  boost::json::array out;
  for (auto const& item : items) out.push_back(to_json(item));
  return out;
}

}  // namespace

boost::json::object to_json(Item const& item) {
  boost::json::object out{{"kind", item.kind}, {"id", item.id}};
  if (!item.status.empty()) out["status"] = item.status;
  return out;
}

boost::json::object to_json(AcceptedSend const& record) {
  return {{"kind", "accepted"},
          {"ordinal", record.ordinal},
          {"request", record.request},
          {"at_us", micros(record.at)},
          {"wamid", record.wamid},
          {"phone_number_id", record.phone_number_id},
          {"to", record.to},
          {"wa_id", record.wa_id},
          {"user_id", record.user_id},
          {"group_id", record.group_id},
          {"type", record.type},
          {"template_name", record.template_name},
          {"biz_opaque_callback_data", record.biz_opaque_callback_data},
          {"body", record.body},
          {"reply", word_of(record.reply)}};
}

boost::json::object to_json(RefusedSend const& record) {
  return {{"kind", "refused"},
          {"ordinal", record.ordinal},
          {"request", record.request},
          {"at_us", micros(record.at)},
          {"phone_number_id", record.phone_number_id},
          {"to", record.to},
          {"type", record.type},
          {"biz_opaque_callback_data", record.biz_opaque_callback_data},
          {"http_status", record.http_status},
          {"code", record.code},
          {"details", record.details}};
}

boost::json::object to_json(InboundMessage const& record) {
  return {{"kind", "inbound"},
          {"ordinal", record.ordinal},
          {"at_us", micros(record.at)},
          {"wamid", record.wamid},
          {"phone_number_id", record.phone_number_id},
          {"from", record.from},
          {"user_id", record.user_id},
          {"type", record.type}};
}

boost::json::object to_json(StatusUpdate const& record) {
  return {{"kind", "status"},      {"ordinal", record.ordinal}, {"at_us", micros(record.at)},
          {"wamid", record.wamid}, {"status", record.status},   {"code", record.code}};
}

boost::json::object to_json(WebhookPost const& record) {
  return {{"kind", "post"},
          {"ordinal", record.ordinal},
          {"delivery", record.delivery},
          {"attempt", record.attempt},
          {"at_us", micros(record.at)},
          {"app_id", record.app_id},
          {"http_status", record.http_status},
          {"latency_us", record.latency_us},
          {"bytes", record.bytes},
          {"items", items_of(record.items)},
          {"body", record.body},
          {"gave_up", record.gave_up == WebhookPost::GaveUp::yes}};
}

boost::json::object to_json(ReadCall const& record) {
  return {{"kind", "read"},
          {"ordinal", record.ordinal},
          {"at_us", micros(record.at)},
          {"phone_number_id", record.phone_number_id},
          {"message_id", record.message_id},
          {"typing", record.typing == ReadCall::Typing::yes}};
}

boost::json::object to_json(Summary const& summary) {
  return {{"requests", summary.requests},
          {"accepted", summary.accepted},
          {"refused", summary.refused},
          {"inbound", summary.inbound},
          {"statuses", summary.statuses},
          {"reads", summary.reads},
          {"posts", summary.posts},
          {"posts_acknowledged", summary.posts_acknowledged},
          {"deliveries_given_up", summary.deliveries_given_up}};
}

}  // namespace waypost::simulator
