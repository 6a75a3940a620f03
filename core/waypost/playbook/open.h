#pragma once
// A compiled playbook, opened: a view over its blob that matching and deciding read.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "waypost/base/result.h"
#include "waypost/playbook/hours.h"

namespace waypost::playbook {

enum class Kind : std::uint8_t {
  is,
  starts_with,
  ends_with,
  contains,
  contains_word,
  keywords,
  fuzzy,
  regex,
  payload,
  welcome,
  fallback
};

/// When a rule applies (semantics E.2).
enum class When : std::uint8_t { any, open, closed };

/// What a message that arrives late gets (semantics E.1, line 7).
enum class LatePolicy : std::uint8_t { silent, reply, answer };

/// What an opt-out takes back.
enum class OptScope : std::uint8_t { marketing, all };

/// A rule by its place in the order in which rules answer: payload rules first, then text
/// rules and welcome, then fallback; inside a stage by priority, then place in the list.
using RuleIndex = std::uint32_t;

namespace blob {
struct View;
struct RuleRecord;
struct ListRef;
}  // namespace blob
class RegexCache;

/// A list of texts inside the blob.
class Texts {
 public:
  Texts() = default;
  Texts(blob::View const* view, std::uint32_t first, std::uint32_t count) noexcept
      : view_(view), first_(first), count_(count) {}
  [[nodiscard]] std::size_t size() const noexcept { return count_; }
  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  [[nodiscard]] std::string_view operator[](std::size_t index) const noexcept;

 private:
  blob::View const* view_ = nullptr;
  std::uint32_t first_ = 0;
  std::uint32_t count_ = 0;
};

/// A contact's field and its value. As a guard, no value means "must be absent"; in a `set`
/// it means "remove". Values are texts; numbers and booleans are written as B.2 prints them.
struct Field {
  std::string_view name;
  std::optional<std::string_view> value;
};

/// A list of fields inside the blob, in the order of the source.
class Fields {
 public:
  Fields() = default;
  Fields(blob::View const* view, std::uint32_t first, std::uint32_t count) noexcept
      : view_(view), first_(first), count_(count) {}
  [[nodiscard]] std::size_t size() const noexcept { return count_; }
  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  [[nodiscard]] Field operator[](std::size_t index) const noexcept;

 private:
  blob::View const* view_ = nullptr;
  std::uint32_t first_ = 0;
  std::uint32_t count_ = 0;
};

/// One rule: what it asks of the contact and the hour, and what it does (semantics E.2).
/// A view; valid as long as the Playbook it came from.
class Rule {
 public:
  Rule(blob::View const& view, blob::RuleRecord const& record) noexcept
      : view_(&view), record_(&record) {}

  [[nodiscard]] std::string_view id() const noexcept;
  [[nodiscard]] Kind kind() const noexcept;
  [[nodiscard]] std::int64_t priority() const noexcept;
  /// Place in the source's `rules`, from 0: the JSON Pointer is "/rules/<place>".
  [[nodiscard]] std::uint32_t place() const noexcept;

  [[nodiscard]] When when() const noexcept;
  /// Seconds; 0: none.
  [[nodiscard]] std::int64_t cooldown_s() const noexcept;
  [[nodiscard]] Texts tags_all() const noexcept;
  [[nodiscard]] Texts tags_none() const noexcept;
  [[nodiscard]] Fields fields_guard() const noexcept;

  /// The replies, each the compact JSON text of one reply of semantics B.7, checked when the
  /// playbook was compiled. At most 10; none for a rule that says nothing.
  [[nodiscard]] Texts replies() const noexcept;
  [[nodiscard]] bool quote() const noexcept;
  [[nodiscard]] Texts tags_add() const noexcept;
  [[nodiscard]] Texts tags_remove() const noexcept;
  [[nodiscard]] Fields fields_set() const noexcept;
  /// Seconds; -1: until resumed; nothing: no takeover.
  [[nodiscard]] std::optional<std::int64_t> takeover_s() const noexcept;

 private:
  blob::View const* view_;
  blob::RuleRecord const* record_;
};

/// `late` of semantics E.3.
struct Late {
  std::int64_t after_s = 3600;
  LatePolicy policy = LatePolicy::silent;
  std::string_view reply;  ///< JSON text of a reply, "" without one
};

/// `loop` of semantics E.3: more than `replies` automatic replies within `within_s` is a loop.
struct Loop {
  std::int64_t replies = 20;
  std::int64_t within_s = 60;
};

/// `opt_out` or `opt_in` of semantics E.3. The words themselves are Candidates::opt_word().
struct Opt {
  OptScope scope = OptScope::marketing;
  std::string_view reply;  ///< JSON text of a reply, "" without one
};

/// A compiled playbook that answers questions. Move-only. Its methods are const, but matching
/// builds regex programs on first use inside it: one handle per thread at a time. Opening is
/// cheap, so give each thread a handle of its own over the same bytes.
class Playbook {
 public:
  Playbook(Playbook&&) noexcept;
  Playbook& operator=(Playbook&&) noexcept;
  ~Playbook();

  [[nodiscard]] std::size_t rule_count() const noexcept;
  /// `index` must be below rule_count().
  [[nodiscard]] Rule rule(RuleIndex index) const noexcept;
  /// The rule with this id, if any. O(log rules).
  [[nodiscard]] std::optional<RuleIndex> find(std::string_view id) const noexcept;

  /// JSON text of the object `vars`; "{}" when there is none.
  [[nodiscard]] std::string_view vars() const noexcept;
  [[nodiscard]] Hours hours() const noexcept;
  [[nodiscard]] Late late() const noexcept;
  [[nodiscard]] Loop loop() const noexcept;
  [[nodiscard]] Opt opt_out() const noexcept;
  [[nodiscard]] Opt opt_in() const noexcept;

  /// SHA-256 of the source this was compiled from, 32 bytes: which version answers.
  [[nodiscard]] std::string_view source_digest() const noexcept;

  /// For the matcher only.
  [[nodiscard]] blob::View const& view() const noexcept { return *view_; }
  [[nodiscard]] RegexCache& regexes() const noexcept { return *regexes_; }

 private:
  friend Result<Playbook> open(std::string_view blob);
  Playbook(std::unique_ptr<blob::View> view, std::unique_ptr<RegexCache> regexes) noexcept;

  std::unique_ptr<blob::View> view_;
  std::unique_ptr<RegexCache> regexes_;
};

/// Opens a compiled playbook over borrowed bytes: `blob` must outlive the result, stay
/// unchanged, and be 8-aligned. Copies nothing.
///
///   bad_blob      not a blob of this version, damaged, or cut
///   bad_argument  not 8-aligned
///
/// Cost: one pass over the bytes (about 0.3 ms a megabyte) for checksum and bounds.
[[nodiscard]] Result<Playbook> open(std::string_view blob);

}  // namespace waypost::playbook
