/// The Graph API side: who may call what, and the nodes; sends are in messages.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "simulator/errors.h"
#include "simulator/http.h"
#include "simulator/world.h"

namespace waypost::simulator {

/// Answers any request that is not for the control side. Thread-safe.
HttpAnswer answer_graph(World& world, HttpRequest const& request);

/// A Graph error as an answer.
HttpAnswer refuse(World& world, Refusal const& refusal);
/// A value as an answer, in Meta's spelling.
HttpAnswer answer_json(boost::json::value const& value);

/// The path's segments without the version; 2500 for a version that is none.
struct GraphPath {
  std::vector<std::string_view> segments;
  Check refusal;
};
GraphPath read_path(std::string_view path);

/// The bearer token; empty if there is none.
std::string_view bearer_token(HttpRequest const& request);

}  // namespace waypost::simulator
