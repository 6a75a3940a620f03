// Boost.JSON's one unit for the WASM build; natively Debian's library is linked.
// A throw in it ends the module: the core uses only its non-throwing forms, and the number of
// values is bounded before a text is parsed, so that none is reached.

#include <boost/assert/source_location.hpp>
#include <exception>

namespace boost {
void throw_exception(std::exception const& /*error*/) { __builtin_trap(); }
void throw_exception(std::exception const& /*error*/, source_location const& /*where*/) {
  __builtin_trap();
}
}  // namespace boost

#include <boost/json/src.hpp>
