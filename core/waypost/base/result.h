#pragma once
// How the core says no: a refusal is a value with a code and a place.

#include <string>
#include <utility>

#include <boost/system/result.hpp>

namespace waypost {

/// Why something was refused. The names are the wire's words (wire/words.h spells them).
enum class Errc {
  not_json,        ///< not one complete JSON text, or over a parser limit
  not_utf8,        ///< bytes that are not UTF-8
  too_large,       ///< over a named limit
  wrong_shape,     ///< a documented field is absent or of another type
  wrong_object,    ///< JSON, but of another product
  bad_signature,   ///< the digest does not match
  bad_token,       ///< the verify token does not match
  bad_challenge,   ///< the challenge is not one we echo
  bad_argument,    ///< a caller's argument is outside its documented range
  bad_blob,        ///< not a compiled playbook of this version, or damaged
  budget_exceeded, ///< a bounded resource (regex memory, nodes) ran out
};

/// A refusal. `where` is a JSON Pointer (RFC 6901) into the input, "" for the whole of it;
/// `detail` is one sentence for a person and never holds message text, numbers or secrets.
struct Error {
  Errc code{};
  std::string where;
  std::string detail;
  friend bool operator==(Error const&, Error const&) = default;
};

/// A value or its refusal. No conversion to an exception is defined, so `.value()` on an
/// unchecked result does not compile: test it, then `*result`.
template <class T>
using Result = boost::system::result<T, Error>;

/// The HTTP status a host may answer with when this refusal is the caller's fault.
[[nodiscard]] constexpr int http_status(Errc code) noexcept {
  switch (code) {
    case Errc::bad_signature: return 401;
    case Errc::bad_token: return 403;
    case Errc::too_large: return 413;
    default: return 400;
  }
}

/// Builds a refusal; shorter at the place of use than naming the members.
[[nodiscard]] inline Error refuse(Errc code, std::string where = {}, std::string detail = {}) {
  return Error{code, std::move(where), std::move(detail)};
}

}  // namespace waypost
