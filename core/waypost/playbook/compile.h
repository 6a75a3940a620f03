#pragma once
// The operator's text becomes a blob that matching opens, with every mistake listed.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "waypost/base/result.h"
#include "waypost/playbook/diagnostic.h"
#include "waypost/playbook/hours.h"

namespace waypost::playbook {

// The limits of semantics A.7 and E.2. What is beyond is left out and reported.
inline constexpr std::size_t kSourceBytesMax = 16U * 1024 * 1024;
inline constexpr std::size_t kRulesMax = 100'000;
inline constexpr std::size_t kRuleTriggersMax = 1'000;
inline constexpr std::size_t kTriggersMax = 1'000'000;
inline constexpr std::size_t kTriggerPointsMax = 512;
inline constexpr std::size_t kRuleIdBytesMax = 128;
inline constexpr std::size_t kRepliesMax = 10;

/// What compiling needs besides the source. The core has no zone data: the host passes the
/// zones the playbook may name (wanted_zone() says which), the same table on every host.
struct CompileOptions {
  std::string_view tenant_zone = "UTC";  ///< used when the playbook names none
  std::span<Zone const> zones;
};

/// A working playbook and what was wrong with it.
struct Compiled {
  std::string blob;  ///< for open(); the same bytes on every host for the same arguments
  std::vector<Diagnostic> diagnostics;  ///< in the order of the source; warnings may follow errors
};

/// Compiles a playbook file (semantics E.3). What is broken is left out and reported; the rest
/// works. Refuses only what is no playbook at all:
///
///   not_json     not one complete JSON text in UTF-8; `where` is "" and `detail` has the byte
///   wrong_shape  not an object, or without `rules`
///
/// Cost: about 4 us a trigger; memory about 30 bytes a byte of trigger text.
[[nodiscard]] Result<Compiled> compile(std::string_view source, CompileOptions const& options = {});

/// The zone that `hours.zone` of a source names, "" without one or when it is no JSON.
[[nodiscard]] std::string wanted_zone(std::string_view source);

}  // namespace waypost::playbook
