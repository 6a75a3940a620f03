#include "waypost/webhook/reading.h"

#include "waypost/wire/json.h"

namespace waypost::webhook {

void Reading::refuse_part(std::string_view why, std::string_view name) {
  std::string where = pointer;
  where += name;
  parsed.refused.push_back(refuse(Errc::wrong_shape, std::move(where), std::string(why)));
}

Step::Step(Reading& reading, std::string_view member)
    : pointer_(reading.pointer), parent_(pointer_.size()) {
  wire::append_pointer(pointer_, member);
}

Step::Step(Reading& reading, std::size_t index)
    : pointer_(reading.pointer), parent_(pointer_.size()) {
  wire::append_pointer(pointer_, index);
}

}  // namespace waypost::webhook
