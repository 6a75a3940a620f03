#pragma once
// What every door of waypost.h shares: reading its input, keeping its answer, refusing.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/storage_ptr.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include "waypost/base/instant.h"
#include "waypost/base/result.h"
#include "waypost/wire/decode.h"
#include "waypost/wire/json.h"

#include "waypost.h"

namespace waypost::door {

/// The bytes behind a caller's pointer. A null pointer is an empty text.
[[nodiscard]] inline std::string_view bytes(std::uint8_t const* data, std::size_t size) noexcept {
  return data == nullptr ? std::string_view{}
                         : std::string_view{reinterpret_cast<char const*>(data), size};
}

/// Members of an object from outside. A missing one, null and one of another type are alike.
[[nodiscard]] boost::json::value const* member(boost::json::object const& object,
                                               std::string_view name) noexcept;
[[nodiscard]] std::optional<std::string_view> text_of(boost::json::object const& object,
                                                      std::string_view name) noexcept;
[[nodiscard]] boost::json::object const* object_of(boost::json::object const& object,
                                                   std::string_view name) noexcept;
[[nodiscard]] boost::json::array const* array_of(boost::json::object const& object,
                                                 std::string_view name) noexcept;
/// A whole number, also one written as a double.
[[nodiscard]] std::optional<std::int64_t> integer_of(boost::json::object const& object,
                                                     std::string_view name) noexcept;
[[nodiscard]] std::optional<bool> boolean_of(boost::json::object const& object,
                                             std::string_view name) noexcept;

/// One call: its arena for the input's DOM, and the answer that outlives it. Made on the stack
/// of a door; the memory behind small calls is kept per thread and reused.
class Call {
 public:
  /// @param input_bytes  Size of what will be parsed: the arena is one block that it cannot
  ///                     outgrow, so that no input ends in a failed allocation half-way.
  Call(wp_result* result, std::size_t input_bytes);
  Call(Call const&) = delete;
  Call& operator=(Call const&) = delete;
  ~Call() = default;

  [[nodiscard]] boost::json::storage_ptr scratch() noexcept { return &arena_; }

  /// The input as an object that lives as long as the call, or null after having refused it.
  [[nodiscard]] boost::json::object const* read(std::string_view json);

  /// The member `name` of the input as a T of wire/decode.h; a missing one is an object without
  /// members. Nothing after having refused.
  template <class T>
  [[nodiscard]] std::optional<T> decode(boost::json::object const& input, std::string_view name) {
    boost::json::value const* const found = member(input, name);
    boost::json::value const missing(boost::json::object_kind);
    Result<T> made = wire::decode<T>(found == nullptr ? missing : *found);
    if (made) return std::optional<T>(std::move(*made));
    Error error = made.error();
    error.where = "/" + std::string(name) + error.where;
    refuse(error);
    return std::nullopt;
  }
  /// Microseconds since the epoch; nothing after having refused.
  [[nodiscard]] std::optional<Instant> instant(boost::json::object const& input,
                                               std::string_view name);

  /// The answer's text, empty at first: append to it, then call answer().
  [[nodiscard]] std::string& text() noexcept;
  /// Writes text() into the caller's result.
  void answer() noexcept;

  void refuse(Error const& error);
  /// A member of the input is absent, of another type or out of range.
  void refuse_member(std::string_view pointer, std::string_view detail);
  /// Refuses with text(), in which the door wrote its own {"error":{...}}.
  void refuse_with_text() noexcept;

 private:
  void finish(std::int32_t status) noexcept;

  wp_result* result_;
  std::unique_ptr<unsigned char[]> block_;  ///< for an input too large for the kept one
  boost::json::monotonic_resource arena_;
  std::optional<boost::json::value> input_;
};

/// {"code","where","detail"}: an error as every door shows it.
void write_error(wire::JsonWriter& json, Error const& error);

/// A whole door whose input is one JSON object: `work(call, object)` answers or refuses.
template <class Work>
void run(std::uint8_t const* json, std::size_t size, wp_result* result, Work work) {
  Call call(result, size);
  boost::json::object const* const input = call.read(bytes(json, size));
  if (input != nullptr) work(call, *input);
}

}  // namespace waypost::door
