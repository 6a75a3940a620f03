#pragma once
// Who is who in one change: contacts[] is found by identity, never by index. Private.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "waypost/webhook/event.h"
#include "waypost/webhook/members.h"

namespace waypost::webhook {

/// One contacts[] item, as views into the DOM.
struct Known {
  json::value const* wa_id = nullptr;
  json::value const* user_id = nullptr;
  json::value const* parent_user_id = nullptr;
  std::string_view name;
  std::string_view username;  ///< without a leading @
};

/// The contacts of one change.
class Contacts {
 public:
  /// `contacts` may be anything, or nullptr: what is not a contact is passed over.
  explicit Contacts(json::value const* contacts);

  /// The contact with this user id, else the one with this wa_id, the first of equals; "" finds
  /// nothing. Cost: O(1) for a few contacts, else O(log n) after one sort.
  [[nodiscard]] Known const* find(std::string_view wa_id, std::string_view user_id);

  /// The contact, if there is exactly one.
  [[nodiscard]] Known const* single() const noexcept;

 private:
  using Index = std::vector<std::pair<std::string_view, std::uint32_t>>;

  [[nodiscard]] Known const* find_among_many(std::string_view wa_id, std::string_view user_id);
  void index_all();

  std::size_t size_ = 0;
  Known first_;              // nearly always the only one, so it costs no allocation
  std::vector<Known> rest_;  // all of them when there are several
  Index by_wa_id_;
  Index by_user_id_;
};

/// Adds to `party` what it does not say itself. A name longer than `name_bytes_left` is left
/// out; one that is not is taken off it.
void complete(Party& party, Known const& known, std::size_t& name_bytes_left);

}  // namespace waypost::webhook
