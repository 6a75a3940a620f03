#include "waypost/outbox/graph_reply.h"

#include <array>
#include <charconv>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>

#include "waypost/wire/read.h"

namespace waypost::outbox {
namespace {

namespace json = boost::json;

/// Real answers have a dozen values; hosts cut a body at 1 MiB.
constexpr wire::JsonLimits kLimits{.bytes = 1U << 20, .values = 4'096};

std::string_view text_of(json::value const* value) noexcept {
  auto const* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view() : std::string_view(text->data(), text->size());
}

std::optional<std::int64_t> integer_of(json::value const* value) noexcept {
  if (value == nullptr) return std::nullopt;
  if (auto const* const number = value->if_int64()) return *number;
  if (auto const* const number = value->if_double()) {
    auto constexpr kExact = 9007199254740992.0;  // 2^53
    if (!(*number >= -kExact && *number <= kExact)) return std::nullopt;
    auto const whole = static_cast<std::int64_t>(*number);
    if (static_cast<double>(whole) != *number) return std::nullopt;
    return whole;
  }
  auto const text = text_of(value);
  std::int64_t number = 0;
  auto const* const end = text.data() + text.size();
  auto const read = std::from_chars(text.data(), end, number);
  if (text.empty() || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

void read_message(json::object const& reply, GraphReply& found) {
  auto const* const messages = reply.if_contains("messages");
  auto const* const list = messages == nullptr ? nullptr : messages->if_array();
  // Two messages for one request: which of them is ours cannot be said.
  if (list == nullptr || list->size() != 1) return;
  auto const* const message = list->front().if_object();
  if (message == nullptr) return;
  auto const id = text_of(message->if_contains("id"));
  if (id.size() <= kWamidBytesMax) found.message_id = id;
  found.message_status = text_of(message->if_contains("message_status")).substr(0, 64);
}

void read_error(json::object const& reply, GraphReply& found) {
  auto const* const error = reply.if_contains("error");
  auto const* const members = error == nullptr ? nullptr : error->if_object();
  if (members == nullptr) return;
  found.code = integer_of(members->if_contains("code"));
  auto const* const transient = members->if_contains("is_transient");
  auto const* const flag = transient == nullptr ? nullptr : transient->if_bool();
  found.is_transient = flag != nullptr && *flag;
}

}  // namespace

GraphReply read_graph_reply(std::string_view body) {
  std::array<unsigned char, 4096> first_block;
  json::monotonic_resource resource(first_block.data(), first_block.size());
  auto const value = wire::read_json(body, &resource, kLimits);
  GraphReply found;
  auto const* const reply = value ? value->if_object() : nullptr;
  if (reply == nullptr) return found;
  read_message(*reply, found);
  read_error(*reply, found);
  return found;
}

}  // namespace waypost::outbox
