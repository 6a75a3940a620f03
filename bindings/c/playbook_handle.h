#pragma once
// What wp_open hands out: a playbook and the memory that asking it reuses.

#include <boost/json/object.hpp>

#include "waypost/engine/decide.h"
#include "waypost/playbook/match.h"
#include "waypost/playbook/open.h"

#include "door.h"
#include "waypost.h"

/// Owning its scratch, a handle needs none per thread; so one thread asks it at a time.
struct wp_playbook {
  waypost::playbook::Playbook playbook;
  waypost::engine::DecideScratch scratch;
};

namespace waypost::door {

/// {"message","payload","first_contact"} as a question; borrows the input's strings.
[[nodiscard]] inline playbook::Query query_of(boost::json::object const& input) {
  playbook::Query query;
  query.text = text_of(input, "message");
  query.payload = text_of(input, "payload");
  bool const first = boolean_of(input, "first_contact").value_or(false);
  query.first = first ? playbook::FirstContact::yes : playbook::FirstContact::no;
  return query;
}

}  // namespace waypost::door
