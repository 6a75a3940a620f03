#pragma once
// Who. Meta's ids are opaque byte strings; each kind is a type of its own, so that a
// phone number can never stand where a business-scoped user id is meant.

#include <string>
#include <utility>

namespace waypost {

/// An opaque id. Compared as bytes, case-sensitive. Empty means "not given".
template <class Tag>
struct Id {
  std::string value;

  Id() = default;
  explicit Id(std::string text) : value(std::move(text)) {}
  [[nodiscard]] bool empty() const noexcept { return value.empty(); }
  friend bool operator==(Id const& a, Id const& b) = default;
  friend bool operator<(Id const& a, Id const& b) { return a.value < b.value; }
};

using Wamid = Id<struct WamidTag>;                  ///< a message of WhatsApp: "wamid...."
using PhoneNumberId = Id<struct PhoneNumberIdTag>;  ///< a business number (never its digits)
using WabaId = Id<struct WabaIdTag>;                ///< a WhatsApp Business Account
using GroupId = Id<struct GroupIdTag>;              ///< a WhatsApp group

}  // namespace waypost
