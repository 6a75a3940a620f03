/// The control side of the port: everything under /_sim, as simulator.h lists it.
#pragma once

#include "simulator/http.h"
#include "simulator/simulator.h"
#include "simulator/world.h"

namespace waypost::simulator {

/// Answers a request whose path begins with /_sim. A request it does not understand gets 400 or
/// 404 and {"error":"..."}; nothing is half done then.
HttpAnswer answer_control(Simulator& simulator, World& world, HttpRequest const& request);

}  // namespace waypost::simulator
