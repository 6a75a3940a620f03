#pragma once
// How much. Limits that more than one room needs; all others stand in the header they bound.

#include <cstddef>
#include <cstdint>

#include "waypost/base/instant.h"

namespace waypost {

/// Largest webhook body, bytes. Meta documents 3 MB (Webhooks > Overview, read 2025-12); the
/// 64 KiB above it are ours, so that a body of exactly 3 MB never meets our edge.
inline constexpr std::size_t kBodyBytesMax = 3U * 1024 * 1024 + 64U * 1024;

/// JSON nesting accepted from outside. Boost.JSON's own default, stated so that it cannot drift.
inline constexpr std::size_t kJsonDepthMax = 32;

/// JSON values accepted in one body: bounds the arena (14 bytes of DOM per byte were measured).
inline constexpr std::size_t kJsonValuesMax = 400'000;

/// Part of a text that matching looks at, bytes (semantics A.1).
inline constexpr std::size_t kMatchTextBytesMax = 65'536;

/// Customer service window (cloud-api 9.4) and the margin we keep before its end (E.2).
inline constexpr Span kServiceWindow = std::chrono::hours{24};
inline constexpr Span kServiceWindowMargin = std::chrono::minutes{5};

/// A caller's own biz_opaque_callback_data behind our token, bytes (Meta allows 512 in all).
inline constexpr std::size_t kCallerDataBytesMax = 400;

}  // namespace waypost
