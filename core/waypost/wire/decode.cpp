#include "waypost/wire/decode.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "waypost/wire/json.h"
#include "waypost/wire/members.h"
#include "waypost/wire/words.h"

namespace waypost::wire {
namespace {

namespace json = boost::json;

template <class T>
concept Described = requires {
  sizeof(Members<T>);
};

/// Nothing, or the refusal; `where` grows at its front on the way out.
using Refusal = std::optional<Error>;

Refusal wrong_shape(std::string detail) {
  return refuse(Errc::wrong_shape, "", std::move(detail));
}

Refusal inside(std::string_view token, Refusal refusal) {
  if (!refusal) return refusal;
  std::string where;
  append_pointer(where, token);
  refusal->where = where + refusal->where;
  return refusal;
}

std::optional<std::int64_t> whole_number(json::value const& value) noexcept {
  if (auto const* const number = value.if_int64()) return *number;
  auto const* const number = value.if_double();
  auto constexpr kExact = 9007199254740992.0;  // 2^53
  if (number == nullptr || !(*number >= -kExact && *number <= kExact)) return std::nullopt;
  auto const whole = static_cast<std::int64_t>(*number);
  if (static_cast<double>(whole) != *number) return std::nullopt;
  return whole;
}

Refusal read(json::value const& value, bool& to) {
  auto const* const flag = value.if_bool();
  if (flag == nullptr) return wrong_shape("Must be true or false.");
  to = *flag;
  return std::nullopt;
}

Refusal read(json::value const& value, std::string& to) {
  auto const* const text = value.if_string();
  if (text == nullptr) return wrong_shape("Must be a string.");
  to.assign(text->data(), text->size());
  return std::nullopt;
}

template <class Tag>
Refusal read(json::value const& value, Id<Tag>& to) {
  return read(value, to.value);
}

template <class T>
requires std::is_integral_v<T> Refusal read(json::value const& value, T& to) {
  auto const number = whole_number(value);
  using Limits = std::numeric_limits<T>;
  if (!number || std::cmp_less(*number, Limits::min()) || std::cmp_greater(*number, Limits::max()))
    return wrong_shape("Must be a whole number in range.");
  to = static_cast<T>(*number);
  return std::nullopt;
}

template <class T>
requires std::is_enum_v<T> Refusal read(json::value const& value, T& to) {
  auto const* const text = value.if_string();
  auto const found =
      text == nullptr ? std::optional<T>() : value_of<T>({text->data(), text->size()});
  if (!found) return wrong_shape("Must be one of the words documented for it.");
  to = *found;
  return std::nullopt;
}

Refusal read(json::value const& value, Instant& to) {
  if (auto const number = whole_number(value)) {
    to = instant_of_us(*number);
    return std::nullopt;
  }
  auto const* const text = value.if_string();
  if (text == nullptr || *text != "forever")
    return wrong_shape("Must be whole microseconds since the epoch, or \"forever\".");
  to = Instant::max();
  return std::nullopt;
}

template <class T>
Refusal read(json::value const& value, Opaque64<T> to) {
  auto const* const text = value.if_string();
  if (text == nullptr || text->size() != 16) return wrong_shape("Must be 16 hexadecimal digits.");
  std::uint64_t number = 0;
  for (auto const digit : *text) {
    auto const at = std::string_view("0123456789abcdef").find(digit);
    if (at == std::string_view::npos) return wrong_shape("Must be 16 hexadecimal digits.");
    number = number << 4 | at;
  }
  to.value = number;
  return std::nullopt;
}

template <class T>
Refusal read(json::value const& value, NamedTexts<T> to) {
  auto const* const object = value.if_object();
  if (object == nullptr) return wrong_shape("Must be an object of strings.");
  for (auto const& [name, member] : *object) {
    std::string text;
    if (auto refusal = read(member, text)) return inside({name.data(), name.size()}, refusal);
    to.value.emplace_back(std::string(name), std::move(text));
  }
  std::sort(to.value.begin(), to.value.end());
  return std::nullopt;
}

template <class T>
Refusal read(json::value const& value, std::optional<T>& to);
template <class T>
Refusal read(json::value const& value, std::vector<T>& to);
template <Described T>
Refusal read(json::value const& value, T& to);
Refusal read(json::value const& value, outbox::Limiter& to);
Refusal read(json::value const& value, engine::Effect& to);

/// Reads members by name and remembers how many it met, so that strangers are noticed.
class Reader {
 public:
  explicit Reader(json::object const& object) noexcept : object_(object) {}

  template <class T>
  void operator()(std::string_view name, T&& member) {
    if (refusal_) return;
    auto const* const value = object_.if_contains(name);
    known_.push_back(name);
    if (value != nullptr) refusal_ = inside(name, read(*value, member));
  }

  [[nodiscard]] Refusal finish() {
    if (refusal_) return refusal_;
    for (auto const& [name, value] : object_) {
      std::string_view const key(name.data(), name.size());
      if (std::find(known_.begin(), known_.end(), key) == known_.end())
        return inside(key, wrong_shape("No such member here."));
    }
    return std::nullopt;
  }

 private:
  json::object const& object_;
  std::vector<std::string_view> known_;
  Refusal refusal_;
};

template <class T>
Refusal read(json::value const& value, std::optional<T>& to) {
  if (value.is_null()) return std::nullopt;
  to.emplace();
  return read(value, *to);
}

template <class T>
Refusal read(json::value const& value, std::vector<T>& to) {
  auto const* const list = value.if_array();
  if (list == nullptr) return wrong_shape("Must be an array.");
  to.reserve(list->size());
  for (auto const& member : *list) {
    to.emplace_back();
    if (auto refusal = read(member, to.back()))
      return inside(std::to_string(to.size() - 1), std::move(refusal));
  }
  return std::nullopt;
}

template <Described T>
Refusal read(json::value const& value, T& to) {
  auto const* const object = value.if_object();
  if (object == nullptr) return wrong_shape("Must be an object.");
  Reader reader(*object);
  Members<T>::walk(reader, to);
  return reader.finish();
}

Refusal read_rule(Reader& reader, outbox::Gcra& rule) {
  reader("interval_us", rule.interval_us);
  reader("burst", rule.burst);
  return reader.finish();
}

Refusal read_rule(Reader& reader, outbox::BurstWindow& rule) {
  reader("interval_us", rule.interval_us);
  reader("burst", rule.burst);
  reader("window_us", rule.window_us);
  return reader.finish();
}

Refusal read_rule(Reader& reader, outbox::DayCap& rule) {
  reader("limit", rule.limit);
  return reader.finish();
}

Refusal read_rule(Reader& reader, outbox::Unique24& rule) {
  reader("limit", rule.limit);
  return reader.finish();
}

/// Anything may stand in a state: what is not one is healed as empty.
struct AnyJson {
  std::string& text;
};

Refusal read(json::value const& value, AnyJson to) {
  to.text = to_json(value);
  return std::nullopt;
}

Refusal read(json::value const& value, outbox::Limiter& to) {
  auto const* const object = value.if_object();
  if (object == nullptr) return wrong_shape("Must be an object.");
  Reader reader(*object);
  std::string kind;
  std::string state = "{}";
  reader("id", to.id);
  reader("kind", kind);
  reader("state", AnyJson{state});
  if (kind == "gcra")
    to.rule = outbox::Gcra{};
  else if (kind == "burst_window")
    to.rule = outbox::BurstWindow{};
  else if (kind == "day_cap")
    to.rule = outbox::DayCap{};
  else if (kind == "unique24")
    to.rule = outbox::Unique24{};
  else
    return inside("kind", wrong_shape("Must be gcra, burst_window, day_cap or unique24."));
  if (auto refusal = std::visit([&](auto& rule) { return read_rule(reader, rule); }, to.rule))
    return refusal;
  if (!outbox::is_valid(to)) return refuse(Errc::bad_argument, "", "A limit is out of range.");
  to = outbox::with_state(std::move(to), state);
  return std::nullopt;
}

/// {"<tag>": "<word of One>", members of One...}: tries one alternative.
template <class One, class Variant>
bool read_alternative(json::object const& object,
                      std::string_view tag,
                      std::string_view word,
                      Variant& to,
                      Refusal& refusal) {
  if (word != kTag<One>) return false;
  One one;
  std::string ignored;
  Reader reader(object);
  reader(tag, ignored);
  Members<One>::walk(reader, one);
  refusal = reader.finish();
  to = std::move(one);
  return true;
}

template <class... One>
Refusal read_variant(json::value const& value, std::string_view tag, std::variant<One...>& to) {
  auto const* const object = value.if_object();
  if (object == nullptr) return wrong_shape("Must be an object.");
  auto const* const member = object->if_contains(tag);
  auto const* const text = member == nullptr ? nullptr : member->if_string();
  Refusal refusal;
  if (text != nullptr &&
      (read_alternative<One>(*object, tag, {text->data(), text->size()}, to, refusal) || ...))
    return refusal;
  return inside(tag, wrong_shape("Must say which of its kinds this is."));
}

Refusal read(json::value const& value, webhook::Event& to) {
  return read_variant(value, "event", to);
}
Refusal read(json::value const& value, engine::Effect& to) {
  return read_variant(value, "effect", to);
}
Refusal read(json::value const& value, outbox::Plan& to) {
  return read_variant(value, "plan", to);
}
Refusal read(json::value const& value, outbox::SendOutcome& to) {
  return read_variant(value, "outcome", to);
}

}  // namespace

template <class T>
Result<T> decode(boost::json::value const& value) {
  T made;
  if (auto refusal = read(value, made)) return std::move(*refusal);
  return made;
}

template Result<webhook::Event> decode(json::value const&);
template Result<engine::Keys> decode(json::value const&);
template Result<engine::Snapshot> decode(json::value const&);
template Result<engine::Effect> decode(json::value const&);
template Result<engine::Effects> decode(json::value const&);
template Result<outbox::Item> decode(json::value const&);
template Result<outbox::Limiters> decode(json::value const&);
template Result<outbox::Plan> decode(json::value const&);
template Result<outbox::SendOutcome> decode(json::value const&);
template Result<outbox::Standing> decode(json::value const&);
template Result<outbox::Budget> decode(json::value const&);

}  // namespace waypost::wire
