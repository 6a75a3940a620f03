// What limiters remember, as JSON text.

#include <algorithm>
#include <charconv>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "waypost/outbox/rate.h"
#include "waypost/wire/json.h"

namespace waypost::outbox {
namespace {

namespace json = boost::json;

/// Counts from outside are cut here, so that their sums stay inside an int64.
constexpr std::int64_t kCountMax = std::int64_t{1} << 40;

std::optional<std::int64_t> integer(json::object const& object, std::string_view name) {
  auto const* member = object.if_contains(name);
  if (member == nullptr) return std::nullopt;
  if (auto const* number = member->if_int64()) return *number;
  return std::nullopt;
}

std::int64_t count_of(std::optional<std::int64_t> value) noexcept {
  return std::clamp<std::int64_t>(value.value_or(0), 0, kCountMax);
}

void read(Gcra& limiter, json::object const& state) {
  limiter.tat_us = integer(state, "tat_us");
}

void read(BurstWindow& limiter, json::object const& state) {
  limiter.start_us = integer(state, "start_us");
  limiter.tat_us = integer(state, "tat_us");
}

void read(DayCap& limiter, json::object const& state) {
  limiter.day = integer(state, "day");
  limiter.used = limiter.day ? count_of(integer(state, "used")) : 0;
}

void read(Unique24& limiter, json::object const& state) {
  limiter.hours.clear();
  auto const* member = state.if_contains("hours");
  auto const* hours = member == nullptr ? nullptr : member->if_object();
  if (hours == nullptr) return;
  for (auto const& [name, value] : *hours) {
    HourCount bucket;
    auto const end = std::from_chars(name.data(), name.data() + name.size(), bucket.hour).ptr;
    auto const* const count = value.if_int64();
    if (end != name.data() + name.size() || count == nullptr || *count <= 0) continue;
    bucket.count = std::min(*count, kCountMax);
    limiter.hours.push_back(bucket);
  }
  std::sort(limiter.hours.begin(), limiter.hours.end(),
            [](HourCount const& a, HourCount const& b) { return a.hour < b.hour; });
}

void write(wire::JsonWriter& text, std::string_view name, std::optional<std::int64_t> value) {
  if (value) text.key(name).integer(*value);
}

void write(wire::JsonWriter& text, Gcra const& limiter) {
  write(text, "tat_us", limiter.tat_us);
}

void write(wire::JsonWriter& text, BurstWindow const& limiter) {
  write(text, "start_us", limiter.start_us);
  write(text, "tat_us", limiter.tat_us);
}

void write(wire::JsonWriter& text, DayCap const& limiter) {
  if (!limiter.day) return;
  text.key("day").integer(*limiter.day).key("used").integer(limiter.used);
}

void write(wire::JsonWriter& text, Unique24 const& limiter) {
  if (limiter.hours.empty()) return;
  text.key("hours").begin_object();
  for (auto const& bucket : limiter.hours)
    text.key(std::to_string(bucket.hour)).integer(bucket.count);
  text.end_object();
}

}  // namespace

std::string state_text(Limiter const& limiter) {
  std::string text;
  wire::JsonWriter json(text);
  json.begin_object();
  std::visit([&](auto const& rule) { write(json, rule); }, limiter.rule);
  json.end_object();
  return text;
}

Limiter with_state(Limiter limiter, std::string_view text) {
  boost::system::error_code error;
  auto const value = json::parse(text, error);
  auto const* const object = error ? nullptr : value.if_object();
  json::object const none;
  std::visit([&](auto& rule) { read(rule, object == nullptr ? none : *object); }, limiter.rule);
  return limiter;
}

}  // namespace waypost::outbox
