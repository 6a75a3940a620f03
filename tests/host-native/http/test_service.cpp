#include "test_service.h"

namespace waypost::http::testing {

namespace {

ServerOptions on_free_port(ServerOptions options) {
  options.port = 0;
  return options;
}

std::optional<Response> demand_signature(Head const& head, Address const&) {
  if (head.find("X-Hub-Signature-256")) return std::nullopt;
  return problem({.status = 401, .code = "signature_missing"});
}

}  // namespace

ServerOptions quick_options() {
  ServerOptions options;
  options.limits.head = Millis{400};
  options.limits.request = Millis{900};
  options.limits.write = Millis{900};
  options.limits.idle = Millis{700};
  options.limits.reply = Millis{700};
  return options;
}

TestServer::TestServer(ServerOptions options) : server_(on_free_port(std::move(options)), router_) {
  add_routes();
  server_.start();
}

void TestServer::add_routes() {
  auto const add = [&](Method method, char const* pattern, Admit body, auto handle) {
    router_.add({.method = method,
                 .pattern = pattern,
                 .body = body,
                 .handle = [this, handle](Request request, PathParams params, Reply reply) {
                   ++handled_;
                   handle(std::move(request), std::move(params), std::move(reply));
                 }});
  };
  auto const size_of = [](Request request, PathParams, Reply reply) {
    std::move(reply).send(text(200, std::to_string(request.body.size())));
  };
  add(Method::get, "/livez", {},
      [](Request, PathParams, Reply reply) { std::move(reply).send(text(200, "ok")); });
  router_.add({.method = Method::post,
               .pattern = "/hook",
               .body = {.body_bytes_max = kBodyBytesMax},
               .gate = demand_signature,
               .handle = [this, size_of](Request request, PathParams params, Reply reply) {
                 ++handled_;
                 size_of(std::move(request), std::move(params), std::move(reply));
               }});
  auto const echo = [](Request request, PathParams, Reply reply) {
    std::move(reply).send(text(200, std::move(request.body)));
  };
  add(Method::post, "/api", {.body_bytes_max = 256 * 1024}, echo);
  add(Method::post, "/upload",
      {.body_bytes_max = 1024 * 1024,
       .chunked = Admit::Chunked::allowed,
       .pace = Admit::Pace::upload},
      size_of);
  add(Method::get, "/reflect", {}, [](Request request, PathParams, Reply reply) {
    auto response = text(200, "reflected");
    response.headers.emplace_back("X-Reflected", request.head.find("x-reflect").value_or("none"));
    std::move(reply).send(std::move(response));
  });
  add(Method::get, "/item/{id}", {}, [](Request, PathParams params, Reply reply) {
    std::move(reply).send(text(200, std::string{params["id"]}));
  });
  add(Method::get, "/big", {}, [](Request, PathParams, Reply reply) {
    std::move(reply).send(text(200, std::string(2U << 20, 'b')));
  });
  add(Method::post, "/late", {.body_bytes_max = 256 * 1024},
      [this](Request request, PathParams, Reply reply) {
        late_.add(std::move(reply), text(200, std::move(request.body)));
      });
  add(Method::get, "/never", {}, [this](Request, PathParams, Reply reply) {
    std::lock_guard const lock{guard_};
    kept_.push_back(std::move(reply));
  });
  add(Method::get, "/throw", {},
      [](Request, PathParams, Reply) { throw std::runtime_error{"secret detail"}; });
  add(Method::get, "/drop", {}, [](Request, PathParams, Reply) {});
  add(Method::get, "/events", {}, [this](Request, PathParams, Reply reply) {
    auto stream = std::move(reply).stream(
        {.status = 200, .content_type = kEventsType, .body = ": hello\n\n"});
    std::lock_guard const lock{guard_};
    streams_.push_back(std::move(stream));
  });
}

}  // namespace waypost::http::testing
