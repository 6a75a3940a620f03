/// Graph's error codes: their HTTP status, their title, and the body that carries them.
#pragma once

#include <optional>
#include <string>

#include <boost/json/object.hpp>

namespace waypost::simulator {

/// Why a call is refused; `details` is for people.
struct Refusal {
  int code = 100;
  std::string details;
  /// 0: the code's own.
  int http_status = 0;
  /// 0: none.
  int subcode = 0;
};

using Check = std::optional<Refusal>;

/// The HTTP status that belongs to the code; 400 for a code without one.
int http_status_of(int code);
inline int http_status_of(Refusal const& refusal) {
  return refusal.http_status != 0 ? refusal.http_status : http_status_of(refusal.code);
}

/// The words that Meta puts behind `(#code)`.
std::string title_of(int code);

/// {"error":{...}} as the body of an answer. `trace` becomes fbtrace_id.
boost::json::object error_body(Refusal const& refusal, std::string trace);

/// One item of `errors[]` in a `failed` status.
boost::json::object error_item(int code);

}  // namespace waypost::simulator
