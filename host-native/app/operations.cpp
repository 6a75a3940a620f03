#include "app/operations.h"

#include <string>

#include "waypost/wire/json.h"

#include "app/log.h"
#include "app/service.h"

namespace waypost::app {
namespace {

double seconds_since(Instant now, std::optional<Instant> at) {
  return at && *at < now ? static_cast<double>((now - *at).count()) / 1e6 : 0.0;
}

void answer(http::Router& router, char const* path, std::function<http::Response()> make) {
  router.add({http::Method::get,
              path,
              {},
              {},
              [make = std::move(make)](http::Request, http::PathParams, http::Reply reply) {
                std::move(reply).send(make());
              }});
}

}  // namespace

/// Why no webhook could be committed now; "" when one could.
std::string Operations::not_ready() const {
  if (parts_.writer.has_failed()) return "storage failed";
  if (parts_.writer.is_pressed()) return "backlog";
  return {};
}

void Operations::add_health(http::Router& router) {
  answer(router, "/livez", [] { return http::json(200, R"({"status":"ok"})"); });
  auto const ready = [this] {
    std::string const why = not_ready();
    if (why.empty()) return http::json(200, R"({"status":"ready"})");
    return http::json(503, R"({"status":"not ready","reason":")" + why + "\"}");
  };
  answer(router, "/readyz", ready);
  answer(router, "/healthz", ready);
  answer(router, "/version", [] {
    return http::json(200, R"({"name":"waypost","version":")" + std::string{version()} + "\"}");
  });
  answer(router, "/health", [this] {
    if (!not_ready().empty()) {
      return http::json(503, R"({"status":"unhealthy","error":"not ready"})");
    }
    return http::json(200, R"({"status":"healthy","timestamp":")" + rfc3339(parts_.clock.now()) +
                               R"(","services":{"database":"up","redis":"up"}})");
  });
}

void Operations::add_metrics(http::Router& router) {
  answer(router, "/metrics", [this] {
    http::Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = metrics_text();
    return response;
  });
}

void Operations::sample() {
  store::Backlog fresh;
  bool wakes = false;
  parts_.writer.run([&](store::Store& store) {
    fresh = store.backlog();
    wakes = !store.due_wakes(parts_.clock.now()).empty();
  });
  has_wakes_ = wakes;
  std::scoped_lock const lock(mutex_);
  backlog_ = fresh;
}

std::string Operations::metrics_text() const {
  std::string text = print(parts_.metrics);
  store::WriterStats const writer = parts_.writer.stats();
  Instant const now = parts_.clock.now();
  store::Backlog backlog;
  {
    std::scoped_lock const lock(mutex_);
    backlog = backlog_;
  }
  gauge(text, "waypost_writer_queue_jobs", "Requests and settlements waiting for the writer",
        static_cast<double>(writer.queued));
  gauge(text, "waypost_writer_queue_bytes", "Their bytes",
        static_cast<double>(writer.queued_bytes));
  gauge(text, "waypost_commits", "Group commits since start", static_cast<double>(writer.groups));
  gauge(text, "waypost_committed_jobs", "Jobs in them", static_cast<double>(writer.jobs));
  gauge(text, "waypost_wal_frames", "WAL pages written since start",
        static_cast<double>(writer.store.wal_frames));
  gauge(text, "waypost_statements", "Statements run since start",
        static_cast<double>(writer.store.statements));
  gauge(text, "waypost_sends_in_flight", "Graph calls under way",
        static_cast<double>(parts_.deliver.in_flight()));
  gauge(text, "waypost_sends_in_doubt", "Items whose outcome is unknown",
        static_cast<double>(backlog.in_doubt));
  gauge(text, "waypost_queue_depth", "lane=\"reply\"", "Open outbox items",
        static_cast<double>(backlog.reply));
  gauge(text, "waypost_bulk_queue_depth", "Open outbox items of the bulk lane",
        static_cast<double>(backlog.bulk));
  gauge(text, "waypost_queue_oldest_seconds", "Age of the oldest reply that is due",
        seconds_since(now, backlog.oldest_reply));
  return text;
}

}  // namespace waypost::app
