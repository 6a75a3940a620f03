#include "waypost/webhook/reading.h"

#include "waypost/wire/json.h"

namespace waypost::webhook {

bool Reading::admit(std::size_t updates) noexcept {
  overflowed = overflowed || updates > updates_left;
  if (!overflowed) updates_left -= updates;
  return !overflowed;
}

void Reading::refuse_part(std::string_view why, std::string_view name) {
  std::string where = pointer;
  where += name;
  parsed.refused.push_back(refuse(Errc::wrong_shape, std::move(where), std::string(why)));
}

Step::Step(Reading& reading, std::string_view member)
    : pointer_(reading.pointer), parent_(pointer_.size()) {
  pointer_ += '/';
  pointer_ += member;
}

Step::Step(Reading& reading, std::size_t index)
    : pointer_(reading.pointer), parent_(pointer_.size()) {
  if (index >= 10) {
    wire::append_pointer(pointer_, index);
    return;
  }
  pointer_ += '/';  // nearly always
  pointer_ += static_cast<char>('0' + index);
}

}  // namespace waypost::webhook
