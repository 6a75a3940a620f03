#pragma once
// One connection of the load with its buffers: to the service, or of a Graph call, TLS or not.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "sink_tls.h"

namespace waypost::bench {

/// Of the service we ask, of Graph we answer.
struct Socket {
  enum class Of : unsigned char { service, graph };

  /// Takes `connected`, and makes it non-blocking.
  Socket(int connected, Of whose);
  ~Socket();
  Socket(Socket const&) = delete;
  Socket& operator=(Socket const&) = delete;

  /// Reads into `in` what has come. @return whether there may be more later
  bool receive();
  /// Puts text into `out`.
  void say(std::string_view text);
  /// Sends `out`. @return whether to call it again once the socket is writable
  bool flush();

  int fd;
  Of of;
  std::string in;                      ///< text
  std::string out;                     ///< as it goes over the wire
  std::unique_ptr<TlsConnection> tls;  ///< between `in`, `out` and the text; nullptr: none
  std::size_t written = 0;
  std::size_t asking = 0;  ///< webhook in flight, 1-based; 0: idle
  std::size_t asked = 0;   ///< requests so far
};

/// Length of a complete HTTP message at the start of `in`, 0 when it is not complete yet.
[[nodiscard]] std::size_t complete(std::string_view in);

}  // namespace waypost::bench
