#pragma once
// Writing a message from a reply: fields are filled, measured and refused in one place.
// Internal to this room: body.h, components.h and check.h are its doors.

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "waypost/template/error.h"
#include "waypost/template/render.h"
#include "waypost/template/vars.h"
#include "waypost/wire/json.h"

namespace waypost::templating {

/// Where in the reply the composer is. Names are borrowed; only a refusal or a cut spells it.
class Path {
 public:
  void push(std::string_view name) noexcept { put({name, 0, false}); }
  void push(std::size_t index) noexcept { put({{}, index, true}); }
  void pop() noexcept { --size_; }
  [[nodiscard]] std::string pointer() const;  ///< `/buttons/0/title`
  [[nodiscard]] std::string dotted() const;   ///< `buttons.0.title`
  [[nodiscard]] std::size_t depth() const noexcept { return size_; }

 private:
  struct Step {
    std::string_view name;
    std::size_t index = 0;
    bool is_index = false;
  };
  void put(Step step) noexcept {
    if (size_ < steps_.size()) steps_[size_] = step;
    ++size_;  // deeper steps are walked but not spelled
  }
  [[nodiscard]] std::size_t spelled() const noexcept;
  std::array<Step, 40> steps_{};
  std::size_t size_ = 0;
};

/// A step of the path for the length of a block.
class At {
 public:
  template <class Step>
  At(Path& path, Step step) noexcept : path_(path) {
    path_.push(step);
  }
  ~At() { path_.pop(); }
  At(At const&) = delete;
  At& operator=(At const&) = delete;

 private:
  Path& path_;
};

/// What happens with a reply.
enum class Pass : std::uint8_t {
  reply,   ///< what a person reads is cut to fit
  strict,  ///< what does not fit is refused
  check,   ///< there are no variables yet: every mistake that is certain is collected
};

enum class Need : std::uint8_t { required, optional };
enum class Reader : std::uint8_t { person, machine };  ///< what a machine reads is never cut
enum class Unit : std::uint8_t { chars, bytes };

inline constexpr std::size_t kNoLimit = static_cast<std::size_t>(-1);

/// A text member of a reply and what it must be.
struct Field {
  std::string_view name;
  Need need = Need::required;
  Reader reader = Reader::person;
  std::size_t limit = kNoLimit;
  Unit unit = Unit::chars;
};

/// What is known of a text once its template is filled.
enum class Knowledge : std::uint8_t {
  known,
  unknown,  ///< Pass::check: it depends on variables; the text is the template's source
  refused,  ///< the template has a mistake or a value is unfit; recorded, the text is ""
};

/// A filled text. Borrowed from the reply or the composer until the composer's next fill.
struct Filled {
  std::string_view text;
  Knowledge knowledge = Knowledge::known;
};

/// Carries one reply through one pass. After the first refusal (Pass::check: never) every
/// reading gives "" and nothing more is recorded, so callers go on without asking.
class Composer {
 public:
  /// Writes into `text`; `root` is the JSON Pointer of the reply itself.
  Composer(std::string& text, Vars const& vars, Pass pass, std::string_view root)
      : out(text), json(text), vars_(vars), pass_(pass), root_(root) {}
  Composer(Composer const&) = delete;
  Composer& operator=(Composer const&) = delete;

  [[nodiscard]] Pass pass() const noexcept { return pass_; }
  [[nodiscard]] bool is_stopped() const noexcept { return pass_ != Pass::check && !errors.empty(); }

  /// Records a refusal at the path; `remedy` "" means the code's own sentence.
  void refuse(TemplateErrc code, std::string_view remedy = {}, std::size_t limit = 0);

  /// Records the refusal of the template at the path, keeping its position.
  void refuse(TemplateError const& of_template);

  /// Refuses with `count` unless `size` is within [min, max].
  void expect_count(std::size_t size, std::size_t min, std::size_t max);

  /// In Pass::check, reports members of `object` that are not among `names`, as `field`.
  void allow(boost::json::object const& object, std::initializer_list<std::string_view> names);

  /// Fills a template text.
  [[nodiscard]] Filled fill(std::string_view source, OnMissing on_missing);

  /// Reads, fills and measures a text member of `from`; "" when it is absent, blank or refused.
  [[nodiscard]] std::string_view read(boost::json::object const& from, Field const& field);

  /// Writes a text member, or nothing when it reads as "".
  void member(boost::json::object const& from, Field const& field, std::string_view key);
  void member(boost::json::object const& from, Field const& field) {
    member(from, field, field.name);
  }

  /// `value` with its strings filled, blank members left out: for what we pass on as it is.
  void write_filled(boost::json::value const& value, OnMissing on_missing);

  /// A member of the kind asked for; null when absent, null or (Pass::check: reported) mistyped.
  [[nodiscard]] boost::json::object const* object_in(boost::json::object const& from,
                                                     std::string_view name);
  [[nodiscard]] boost::json::array const* array_in(boost::json::object const& from,
                                                   std::string_view name);
  /// An entry that should be an object; an empty object otherwise (Pass::check: reported).
  [[nodiscard]] boost::json::object const& entry_of(boost::json::value const& entry);

  /// `text`, cut to `points` code points and noted, refused, or as it is (B.7).
  [[nodiscard]] std::string_view limited(Filled filled, Field const& field);

  std::string& out;
  wire::JsonWriter json;
  Path path;
  std::vector<TemplateError> errors;
  std::vector<std::string> truncated;

 private:
  void write_filled_object(boost::json::object const& object, OnMissing on_missing);

  Vars const& vars_;
  Pass pass_;
  std::string_view root_;
  RenderScratch scratch_;
  std::string value_;
  boost::json::object const nothing_;
};

/// Strings written into a JSON text that must differ, remembered by where they stand.
class Distinct {
 public:
  /// Writes `text` as the value of `key` and remembers it.
  void write(Composer& composer, std::string_view key, std::string_view text);
  [[nodiscard]] bool repeats(std::string_view out) const noexcept;

 private:
  struct Range {
    std::size_t begin = 0;
    std::size_t size = 0;
  };
  std::array<Range, 16> ranges_{};  // no message has more than ten
  std::size_t size_ = 0;
};

}  // namespace waypost::templating
