#pragma once
// Where the parts of a playbook file stand, so that its rules are read one at a time: a file of
// 16 MiB as one DOM would not fit the memory of a WebAssembly module.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "waypost/base/result.h"

namespace waypost::playbook {

/// A member of the top-level object: its key, unescaped, and the JSON text of its value.
struct Member {
  std::string name;
  std::string_view value;
};

/// The parts of a playbook file. Views into the source.
struct SourceMap {
  std::vector<Member> members;          ///< all but `rules`, in their order; names may repeat
  std::vector<std::string_view> rules;  ///< the JSON texts of its elements
  std::string_view rules_value;         ///< "" when there is no `rules`; not "[..." if mistyped
  std::size_t rules_given = 0;          ///< how often `rules` stands there; the last one counts
};

/// Finds the parts of `source`. Brackets, strings and the separators between the parts are
/// checked here; what stands inside a part is checked by who reads it.
///
///   not_json     no JSON object, or text behind it; `detail` has the byte
///   wrong_shape  JSON, but not an object
///
/// Cost: about 1 ns a byte.
[[nodiscard]] Result<SourceMap> map_source(std::string_view source);

/// The value of a member other than `rules`, the last one of that name; "" when there is none.
[[nodiscard]] std::string_view value_of(SourceMap const& map, std::string_view name) noexcept;

}  // namespace waypost::playbook
