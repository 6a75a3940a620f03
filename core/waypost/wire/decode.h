#pragma once
// JSON becomes values: what hosts and vectors hand to the core. The shapes are in encode.h.

#include <boost/json/value.hpp>

#include "waypost/base/result.h"
#include "waypost/engine/effect.h"
#include "waypost/engine/snapshot.h"
#include "waypost/outbox/item.h"
#include "waypost/outbox/plan.h"
#include "waypost/outbox/settle.h"
#include "waypost/webhook/event.h"

namespace waypost::wire {

/// Reads a T: webhook::Event, engine::Keys, Snapshot, Effect, Effects, outbox::Item, Limiters,
/// Plan, SendOutcome, Standing, Budget. Missing members are their defaults, so that
/// decode(encode(value)) is the value; null is an option not taken. Exact in its words: a member of
/// another type, an unknown member or an unknown word refuses the whole:
///
///   wrong_shape   `where` points at the member
///   bad_argument  a limiter whose configuration is out of range (outbox/rate.h)
///
/// An instant is a whole number of microseconds or "forever".
template <class T>
[[nodiscard]] Result<T> decode(boost::json::value const& value);

}  // namespace waypost::wire
