/// POST .../messages: judge, brake, accept, answer, and see to the statuses.
#pragma once

#include "simulator/graph.h"
#include "simulator/validate.h"

namespace waypost::simulator {

/// `number` is the sender; its token has been checked.
HttpAnswer answer_send(World& world,
                       HttpRequest const& request,
                       Number const& number,
                       Endpoint endpoint);

}  // namespace waypost::simulator
