#pragma once
// Paths to handlers: exact ones and ones with {parameters}.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/server.h"

namespace waypost::http {

/// The decoded parameters of a path, in the order of the pattern.
class PathParams {
 public:
  /// The value of `{name}`; "" when the pattern has no such parameter.
  [[nodiscard]] std::string_view operator[](std::string_view name) const noexcept;
  std::vector<std::pair<std::string_view, std::string>> values;
};

/// One route. `pattern` is "/livez" or "/v1/messages/{id}": a parameter is a whole segment, not
/// empty, decoded, UTF-8, without '/', and not "." or "..".
struct Route {
  Method method = Method::get;
  std::string pattern = {};
  Admit body = {};  ///< `body_bytes_max` 0: a request with a body is answered 413
  /// Asked once the head is there and before the body is read: nothing means go on. For a missing
  /// signature or key (401) and for back-pressure (503).
  std::function<std::optional<Response>(Head const&, Address const& peer)> gate = {};
  std::function<void(Request, PathParams, Reply)> handle = {};
};

/// A table of routes as a Service. Filled before the server starts, then only read. HEAD is
/// answered by GET's route, without the body. A known path with another method is 405 with
/// Allow, everything else 404. A path with "//", "\\", a bad escape or dot segments is 400.
class Router final : public Service {
 public:
  Router();
  Router(Router const&) = delete;
  Router& operator=(Router const&) = delete;
  ~Router() override;
  /// Throws std::invalid_argument for a malformed pattern or one that is there already.
  void add(Route route);

  [[nodiscard]] Admission admit(Head const& head, Address const& peer) override;
  void handle(Request request, Reply reply) override;

  /// "GET /v1/messages/{id}" of every route, sorted: for tests that demand one of each.
  [[nodiscard]] std::vector<std::string> list() const;

 private:
  struct Table;
  std::unique_ptr<Table> table_;
};

}  // namespace waypost::http
