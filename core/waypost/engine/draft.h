#pragma once
// A row that may change: copied on the first write, so that an unchanged row costs nothing.

#include <optional>
#include <utility>

namespace waypost::engine {

/// Reads the stored row until edit() is called. What was not stored (null) begins as a changed,
/// empty one. The stored row must outlive the draft. Inside the engine only.
template <class T>
class Draft {
 public:
  explicit Draft(T const* stored) : stored_(stored) {
    if (stored_ == nullptr) changed_.emplace();
  }

  [[nodiscard]] T const& get() const noexcept { return changed_ ? *changed_ : *stored_; }
  [[nodiscard]] T const* operator->() const noexcept { return &get(); }
  [[nodiscard]] bool is_changed() const noexcept { return changed_.has_value(); }
  [[nodiscard]] bool is_stored() const noexcept { return stored_ != nullptr; }

  T& edit() {
    if (!changed_) changed_.emplace(*stored_);
    return *changed_;
  }

  /// Sets one member, if it differs.
  template <class Member, class Value>
  void set(Member T::*member, Value&& value) {
    if (get().*member == value) return;
    edit().*member = std::forward<Value>(value);
  }

 private:
  T const* stored_;
  std::optional<T> changed_;
};

}  // namespace waypost::engine
