#include "door.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "waypost/wire/json.h"
#include "waypost/wire/read.h"
#include "waypost/wire/words.h"

namespace waypost::door {
namespace {

/// Inputs up to this size are parsed in memory that a thread keeps: no allocation.
constexpr std::size_t kKeptBytes = 256U * 1024;
constexpr std::size_t kSmallInputBytes = 8U * 1024;
/// DOM, parser's stack and a mended copy, bytes for a byte of input, rounded up: two bytes of
/// text can make one value of 24 bytes, its place on the stack, and a key beside it.
constexpr std::size_t kArenaBytesPerByte = 28;

/// What a thread keeps between calls. The answer lives here until the next one.
struct Kept {
  std::array<unsigned char, kKeptBytes> arena;
  std::string text;
};

Kept& kept() noexcept {
  thread_local std::unique_ptr<Kept> const mine = std::make_unique<Kept>();
  return *mine;
}

bool is_small(std::size_t bytes) noexcept {
  return bytes <= kSmallInputBytes;
}

std::size_t arena_bytes(std::size_t input) noexcept {
  return std::min(wire::kJsonArenaBytes, input * kArenaBytesPerByte + kKeptBytes);
}

unsigned char* allocate(std::size_t input) {
  return is_small(input) ? nullptr : new unsigned char[arena_bytes(input)];
}

}  // namespace

Call::Call(wp_result* result, std::size_t input_bytes)
    : result_(result),
      block_(allocate(input_bytes)),
      arena_(block_ ? block_.get() : kept().arena.data(),
             block_ ? arena_bytes(input_bytes) : kKeptBytes) {
  kept().text.clear();
}

boost::json::object const* Call::read(std::string_view json) {
  Result<boost::json::value> read = wire::read_json(json, scratch());
  if (!read) {
    refuse(read.error());
    return nullptr;
  }
  input_.emplace(std::move(*read));
  boost::json::object const* const object = input_->if_object();
  if (object == nullptr) refuse_member("", "The input is a JSON object.");
  return object;
}

std::string& Call::text() noexcept {
  return kept().text;
}

void Call::finish(std::int32_t status) noexcept {
  std::string const& text = kept().text;
  result_->status = status;
  result_->data = reinterpret_cast<std::uint8_t const*>(text.data());
  result_->size = text.size();
}

void Call::answer() noexcept {
  finish(WAYPOST_OK);
}
void Call::refuse_with_text() noexcept {
  finish(WAYPOST_REFUSED);
}

void Call::refuse(Error const& error) {
  text().clear();
  wire::JsonWriter json(text());
  json.begin_object().key("error");
  write_error(json, error);
  json.end_object();
  refuse_with_text();
}

void Call::refuse_member(std::string_view pointer, std::string_view detail) {
  refuse(waypost::refuse(Errc::bad_argument, std::string(pointer), std::string(detail)));
}

std::optional<Instant> Call::instant(boost::json::object const& input, std::string_view name) {
  std::optional<std::int64_t> const us = integer_of(input, name);
  if (us) return instant_of_us(*us);
  refuse_member("/" + std::string(name), "Microseconds since 1970, a whole number.");
  return std::nullopt;
}

void write_error(wire::JsonWriter& json, Error const& error) {
  json.begin_object().key("code").string(wire::word(error.code));
  json.key("where").string(error.where).key("detail").string(error.detail).end_object();
}

boost::json::value const* member(boost::json::object const& object,
                                 std::string_view name) noexcept {
  boost::json::value const* const value = object.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<std::string_view> text_of(boost::json::object const& object,
                                        std::string_view name) noexcept {
  boost::json::value const* const value = object.if_contains(name);
  boost::json::string const* const text = value == nullptr ? nullptr : value->if_string();
  if (text == nullptr) return std::nullopt;
  return std::string_view(text->data(), text->size());
}

boost::json::object const* object_of(boost::json::object const& object,
                                     std::string_view name) noexcept {
  boost::json::value const* const value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_object();
}

boost::json::array const* array_of(boost::json::object const& object,
                                   std::string_view name) noexcept {
  boost::json::value const* const value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_array();
}

std::optional<std::int64_t> integer_of(boost::json::object const& object,
                                       std::string_view name) noexcept {
  boost::json::value const* const value = object.if_contains(name);
  if (value == nullptr) return std::nullopt;
  if (auto const* const whole = value->if_int64()) return *whole;
  if (auto const* const number = value->if_double()) {
    constexpr double kExact = 9007199254740992.0;  // 2^53
    if (*number == std::floor(*number) && std::fabs(*number) <= kExact) {
      return static_cast<std::int64_t>(*number);
    }
  }
  return std::nullopt;
}

std::optional<bool> boolean_of(boost::json::object const& object, std::string_view name) noexcept {
  boost::json::value const* const value = object.if_contains(name);
  bool const* const flag = value == nullptr ? nullptr : value->if_bool();
  return flag == nullptr ? std::nullopt : std::optional<bool>(*flag);
}

}  // namespace waypost::door
