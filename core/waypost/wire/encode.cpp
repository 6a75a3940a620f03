#include "waypost/wire/encode.h"

#include <array>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "waypost/wire/json.h"
#include "waypost/wire/members.h"
#include "waypost/wire/words.h"

namespace waypost::wire {
namespace {

template <class T>
concept Described = requires(JsonWriter& visit, T const& object) {
  sizeof(Members<T>);
};

/// Writes the members of one object; defaults are left out.
class Writer {
 public:
  explicit Writer(JsonWriter& json) noexcept : json_(json) {}

  void operator()(std::string_view name, bool value) {
    if (value) json_.key(name).boolean(true);
  }
  void operator()(std::string_view name, std::string const& value) {
    if (!value.empty()) json_.key(name).string(value);
  }
  template <class Tag>
  void operator()(std::string_view name, Id<Tag> const& value) {
    (*this)(name, value.value);
  }
  template <class T>
  void operator()(std::string_view name, std::optional<T> const& value) {
    if (!value) return;
    json_.key(name);
    write(*value);
  }
  template <class T>
  void operator()(std::string_view name, std::vector<T> const& values) {
    if (values.empty()) return;
    json_.key(name);
    write(values);
  }
  void operator()(std::string_view name, Instant value) {
    if (value == Instant{}) return;
    json_.key(name);
    write(value);
  }
  template <class T>
  void operator()(std::string_view name, Opaque64<T> opaque) {
    if (opaque.value == 0) return;
    std::array<char, 16> digits{};
    for (std::size_t index = 0; index < digits.size(); ++index)
      digits[index] = "0123456789abcdef"[opaque.value >> (60 - 4 * index) & 15U];
    json_.key(name).string({digits.data(), digits.size()});
  }
  template <class T>
  void operator()(std::string_view name, NamedTexts<T> texts) {
    if (texts.value.empty()) return;
    json_.key(name).begin_object();
    for (auto const& [key, value] : texts.value) json_.any_key(key).string(value);
    json_.end_object();
  }
  template <class T>
  requires std::is_integral_v<T>
  void operator()(std::string_view name, T value) {
    if (value != 0) json_.key(name).integer(static_cast<std::int64_t>(value));
  }
  template <class T>
  requires std::is_enum_v<T>
  void operator()(std::string_view name, T value) { json_.key(name).string(word(value)); }
  void operator()(std::string_view name, engine::Outcome const& value) {
    json_.key(name);
    write(value);
  }
  template <Described T>
  void operator()(std::string_view name, T const& value) {
    if (value == T{}) return;
    json_.key(name);
    write(value);
  }

  template <Described T>
  void write(T const& value) {
    json_.begin_object();
    Members<T>::walk(*this, value);
    json_.end_object();
  }
  template <class T>
  requires std::is_enum_v<T>
  void write(T value) { json_.string(word(value)); }
  template <class T>
  requires std::is_integral_v<T>
  void write(T value) { json_.integer(static_cast<std::int64_t>(value)); }
  void write(std::string const& value) { json_.string(value); }
  void write(Instant value) {
    if (value == Instant::max())
      json_.string("forever");
    else
      json_.integer(us_of(value));
  }
  template <class T>
  void write(std::vector<T> const& values) {
    json_.begin_array();
    for (auto const& value : values) write(value);
    json_.end_array();
  }
  void write(outbox::Limiter const& limiter) {
    json_.begin_object().key("id").string(limiter.id);
    std::visit([&](auto const& rule) { write_rule(rule); }, limiter.rule);
    json_.key("state").raw(outbox::state_text(limiter)).end_object();
  }
  template <class... T>
  void write(std::variant<T...> const& value, std::string_view tag) {
    json_.begin_object();
    std::visit(
        [&](auto const& one) {
          using One = std::remove_cvref_t<decltype(one)>;
          json_.key(tag).string(kTag<One>);
          Members<One>::walk(*this, one);
        },
        value);
    json_.end_object();
  }

 private:
  void write_rule(outbox::Gcra const& rule) {
    json_.key("kind").string("gcra").key("interval_us").integer(rule.interval_us);
    json_.key("burst").integer(rule.burst);
  }
  void write_rule(outbox::BurstWindow const& rule) {
    json_.key("kind").string("burst_window").key("interval_us").integer(rule.interval_us);
    json_.key("burst").integer(rule.burst).key("window_us").integer(rule.window_us);
  }
  void write_rule(outbox::DayCap const& rule) { write_limit("day_cap", rule.limit); }
  void write_rule(outbox::Unique24 const& rule) { write_limit("unique24", rule.limit); }
  void write_limit(std::string_view kind, std::optional<std::int64_t> limit) {
    json_.key("kind").string(kind).key("limit");
    if (limit)
      json_.integer(*limit);
    else
      json_.null();
  }

  JsonWriter& json_;
};

template <class T>
void append_one(std::string& json, T const& value) {
  JsonWriter text(json);
  Writer(text).write(value);
}

template <class T>
void append_tagged(std::string& json, T const& value, std::string_view tag) {
  JsonWriter text(json);
  Writer(text).write(value, tag);
}

}  // namespace

void append(std::string& json, webhook::Event const& event) {
  append_tagged(json, event, "event");
}
void append(std::string& json, engine::Keys const& keys) {
  append_one(json, keys);
}
void append(std::string& json, engine::Snapshot const& snapshot) {
  append_one(json, snapshot);
}
void append(std::string& json, engine::Effect const& effect) {
  append_tagged(json, effect, "effect");
}
void append(std::string& json, engine::Effects const& effects) {
  json += '[';
  for (auto const& effect : effects) {
    if (json.back() != '[') json += ',';
    append(json, effect);
  }
  json += ']';
}
void append(std::string& json, outbox::Item const& item) {
  append_one(json, item);
}
void append(std::string& json, outbox::Limiters const& limiters) {
  append_one(json, limiters);
}
void append(std::string& json, outbox::Plan const& plan) {
  append_tagged(json, plan, "plan");
}
void append(std::string& json, outbox::SendOutcome const& outcome) {
  append_tagged(json, outcome, "outcome");
}
void append(std::string& json, outbox::Standing const& standing) {
  append_one(json, standing);
}

}  // namespace waypost::wire
