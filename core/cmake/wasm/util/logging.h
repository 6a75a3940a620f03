#pragma once
// RE2's log, silent: it stands in for RE2's own util/logging.h in the WASM build, where the
// stream library behind that one costs 44 kB (gzip) and four imports.

#include <cassert>

namespace waypost_re2 {
/// Takes what RE2 would have written.
struct Silence {
  template <class T>
  Silence const& operator<<(T const&) const {
    return *this;
  }
};
}  // namespace waypost_re2

// What is only told is not even computed; what is fatal ends the module as a trap does.
#define WAYPOST_RE2_TELL \
  while (false) waypost_re2::Silence()
#define WAYPOST_RE2_TRAP \
  for (;; __builtin_trap()) waypost_re2::Silence()

#define LOG_INFO WAYPOST_RE2_TELL
#define LOG_WARNING WAYPOST_RE2_TELL
#define LOG_ERROR WAYPOST_RE2_TELL
#define LOG_DFATAL WAYPOST_RE2_TELL
#define LOG_FATAL WAYPOST_RE2_TRAP
#define LOG_QFATAL WAYPOST_RE2_TRAP
#define LOG(severity) LOG_##severity
#define VLOG(level) WAYPOST_RE2_TELL

#define DCHECK(condition) assert(condition)
#define DCHECK_EQ(a, b) assert((a) == (b))
#define DCHECK_NE(a, b) assert((a) != (b))
#define DCHECK_LE(a, b) assert((a) <= (b))
#define DCHECK_LT(a, b) assert((a) < (b))
#define DCHECK_GE(a, b) assert((a) >= (b))
#define DCHECK_GT(a, b) assert((a) > (b))

#define CHECK(condition) \
  if (condition) {       \
  } else                 \
    WAYPOST_RE2_TRAP
#define CHECK_EQ(a, b) CHECK((a) == (b))
#define CHECK_NE(a, b) CHECK((a) != (b))
#define CHECK_LE(a, b) CHECK((a) <= (b))
#define CHECK_LT(a, b) CHECK((a) < (b))
#define CHECK_GE(a, b) CHECK((a) >= (b))
#define CHECK_GT(a, b) CHECK((a) > (b))
