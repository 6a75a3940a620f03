#pragma once
// A playbook tried without a database: one message, a made-up contact, the real engine.

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "waypost/engine/effect.h"
#include "waypost/engine/explain.h"
#include "waypost/playbook/open.h"

namespace waypost::cli {

/// One entry of a playbook's `tests`, or what the command line gave.
struct Trial {
  std::optional<std::string> message;
  std::optional<std::string> payload;
  boost::json::object contact;  ///< name, email, tags, fields, bot_off
  bool first_contact = false;
  Instant at{};
};

/// "menu", "answered(opt_out)", "silent(no_rule)": a rule's answer is named by the rule alone.
[[nodiscard]] std::string name_of(engine::Outcome const& outcome);

/// What the engine makes of it, and why.
[[nodiscard]] engine::Explanation rehearse(playbook::Playbook const& playbook, Trial const& trial);

/// RFC 3339 with an offset or Z; nothing when it is none.
[[nodiscard]] std::optional<Instant> parse_rfc3339(std::string_view text);

}  // namespace waypost::cli
