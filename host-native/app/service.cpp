#include "app/service.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

#include <unistd.h>

#include "waypost/wire/json.h"

#include "app/control.h"
#include "app/database.h"
#include "app/deliver.h"
#include "app/operations.h"
#include "http/graph_client.h"
#include "http/server.h"
#include "store/attempts.h"
#include "store/migrate.h"
#include "store/sqlite_store.h"
#include "store/storage_error.h"

namespace waypost::app {
namespace {

constexpr std::chrono::milliseconds kAnswerGrace{5'000};
constexpr std::chrono::milliseconds kSendGrace{20'000};
constexpr std::chrono::hours kJournalKept{24 * 14};

http::GraphClientOptions graph_options(Config const& config) {
  http::GraphClientOptions options;
  options.origin = *http::parse_origin(config.graph_url);
  options.connections = config.in_flight;
  options.ca_file = config.ca_file;
  return options;
}

http::ServerOptions server_options(Config const& config, Log& log) {
  http::ServerOptions options;
  options.address = config.listen.host;
  options.port = config.listen.port;
  if (!config.tls_cert.empty()) options.tls = http::TlsFiles{config.tls_cert, config.tls_key};
  for (std::string const& proxy : config.trusted_proxies) {
    auto const network = http::parse_network(proxy);
    if (!network) throw std::runtime_error("WAYPOST_TRUSTED_PROXIES: " + proxy + " is no address");
    options.unlimited.push_back(*network);
  }
  options.on_fault = [&log](std::string_view what) {
    log.error("listener_fault", {{"what", std::string{what}}});
  };
  return options;
}

std::unique_ptr<http::Server> listen(Config const& config,
                                     std::string_view name,
                                     Log& log,
                                     http::Router& router) {
  try {
    return std::make_unique<http::Server>(server_options(config, log), router);
  } catch (std::system_error const& error) {
    bool const v6 = config.listen.host.find(':') != std::string::npos;
    std::string const host = v6 ? "[" + config.listen.host + "]" : config.listen.host;
    throw std::runtime_error("cannot listen on " + host + ":" + std::to_string(config.listen.port) +
                             " (" + std::string{name} + "): " + error.what());
  }
}

store::WriterOptions writer_options(ServiceHooks const& hooks, Log& log) {
  store::WriterOptions options;
  options.answer = hooks.answer;
  options.on_fatal = [&log](std::string const& why) {
    // After a failed sync the page cache cannot be believed: recovery starts from the disk.
    log.error("storage_failed", {{"why", why}});
    ::_exit(kExitStorage);
  };
  return options;
}

store::DatabaseOptions database_options(Config const& config, ServiceHooks const& hooks) {
  store::DatabaseOptions options;
  options.path = config.db;
  options.sync = hooks.sync;
  options.vfs = hooks.vfs;
  return options;
}

}  // namespace

/// Members in the order in which they are built; they die the other way round.
struct Service::Parts {
  Parts(Config config_, ServiceHooks hooks_)
      : config(std::move(config_)),
        hooks(std::move(hooks_)),
        log(clock(), config.log_level, hooks.log_fd),
        lock(config.db),
        token_key(crypto::opaque_token_key(config.master_key)),
        keyring(config.master_key.clone()),
        store(store::open_sqlite(database_options(config, hooks), store::Migrate::yes)),
        attempts(config.db + "-attempts"),
        writer((check_master_key(*store, keyring), *store), &attempts, writer_options(hooks, log)),
        graph(http::make_graph_client(graph_options(config))),
        deliver({writer, *graph, directory, token_key, clock(), log, metrics}, deliver_options()),
        receiver({writer, attempts, directory, keyring, token_key, clock(), log, metrics, &deliver,
                  hooks.observer, hooks.before_decide}),
        admin(writer, directory, keyring, clock()),
        operations({writer, deliver, metrics, clock()}) {}

  [[nodiscard]] Clock const& clock() const {
    return hooks.clock != nullptr ? *hooks.clock : system_clock;
  }

  [[nodiscard]] DeliverOptions deliver_options() const {
    DeliverOptions options;
    options.in_flight = config.in_flight;
    options.graph_version = config.graph_version;
    return options;
  }

  SystemClock system_clock;
  Config config;
  ServiceHooks hooks;
  Log log;
  Metrics metrics;
  DatabaseLock lock;
  crypto::Hmac token_key;
  crypto::Keyring keyring;
  std::unique_ptr<store::Store> store;
  store::AttemptLog attempts;
  DirectoryHolder directory;
  store::Writer writer;
  std::unique_ptr<http::GraphClient> graph;
  Deliver deliver;
  Receiver receiver;
  Admin admin;
  Operations operations;
  http::Router router;
  http::Router metrics_router;
  std::unique_ptr<http::Server> server;
  std::unique_ptr<http::Server> metrics_server;
  std::unique_ptr<ControlSocket> control;

  std::mutex mutex;
  std::condition_variable wake;
  bool stopping = false;
  std::thread housekeeping;

  void add_routes();
  void keep_house();
  void tick();
};

void Service::Parts::add_routes() {
  http::Admit webhook;
  webhook.body_bytes_max = kBodyBytesMax;
  auto const gate = [this](http::Head const& head, http::Address const&) {
    return receiver.gate(head);
  };
  auto const shake_app = [](App const* app, http::Request const& request) {
    if (app == nullptr) return http::text(404, "unknown app");
    return Receiver::shake(request.head.query(), {app->verify_token.text()});
  };
  auto const by_app = [this](http::Request request, http::PathParams params, http::Reply reply) {
    auto const now = directory.get();
    receiver.receive(now->app(params["app"]), std::move(request), std::move(reply));
  };
  auto const default_app = [this](http::Request request, http::PathParams, http::Reply reply) {
    auto const now = directory.get();
    receiver.receive(now->default_app(), std::move(request), std::move(reply));
  };
  using http::Method;
  router.add({Method::post, "/webhooks/meta/{app}", webhook, gate, by_app});
  router.add({Method::get,
              "/webhooks/meta/{app}",
              {},
              {},
              [this, shake_app](http::Request request, http::PathParams params, http::Reply reply) {
                auto const now = directory.get();
                std::move(reply).send(shake_app(now->app(params["app"]), request));
              }});
  // The paths of replaced systems that had one app, beside our own.
  for (char const* path : {"/webhooks/meta", "/webhooks/whatsapp", "/whatsapp/webhook"}) {
    router.add({Method::post, path, webhook, gate, default_app});
    router.add({Method::get,
                path,
                {},
                {},
                [this, shake_app](http::Request request, http::PathParams, http::Reply reply) {
                  auto const now = directory.get();
                  std::move(reply).send(shake_app(now->default_app(), request));
                }});
  }
  router.add({Method::post, "/webhook/{tenant}", webhook, gate,
              [this](http::Request request, http::PathParams params, http::Reply reply) {
                auto const now = directory.get();
                receiver.receive(now->tenant(params["tenant"]), std::move(request),
                                 std::move(reply));
              }});
  router.add({Method::get,
              "/webhook/{tenant}",
              {},
              {},
              [this](http::Request request, http::PathParams params, http::Reply reply) {
                auto const now = directory.get();
                Tenant const* const tenant = now->tenant(params["tenant"]);
                if (tenant == nullptr)
                  return std::move(reply).send(http::text(404, "unknown tenant"));
                std::move(reply).send(
                    Receiver::shake(request.head.query(), {tenant->verify_token.text()}));
              }});
  operations.add_health(router);
  operations.add_metrics(config.metrics_listen ? metrics_router : router);
  if (hooks.routes) hooks.routes(router);
}

/// Timers the core asked for, and what must not grow forever.
void Service::Parts::keep_house() {
  std::unique_lock guard(mutex);
  auto next_prune = std::chrono::steady_clock::now();
  while (!stopping) {
    wake.wait_for(guard, std::chrono::seconds{1}, [this] { return stopping; });
    if (stopping) return;
    guard.unlock();
    try {
      tick();
      if (std::chrono::steady_clock::now() >= next_prune) {
        writer.run(
            [this](store::Store& rows) { rows.prune_journal(clock().now() - kJournalKept); });
        next_prune = std::chrono::steady_clock::now() + std::chrono::minutes{10};
      }
    } catch (std::exception const& error) {
      log.error("housekeeping", {{"why", std::string{error.what()}}});
    }
    guard.lock();
  }
}

void Service::Parts::tick() {
  operations.sample();
  if (!operations.has_wakes()) return;
  writer.run([this](store::Store& rows) {
    engine::DecideScratch scratch;
    Instant const now = clock().now();
    for (engine::Wake const& due : rows.due_wakes(now)) {
      store::Applied applied;
      engine::Snapshot const snapshot;
      rows.delete_wake(due.key);
      rows.apply(
          engine::decide(*empty_playbook()->opened, snapshot, webhook::Tick{due.key}, now, scratch),
          snapshot, {}, applied);
    }
  });
}

Service::Service(Config config, ServiceHooks hooks)
    : parts_(std::make_unique<Parts>(std::move(config), std::move(hooks))) {
  Parts& parts = *parts_;
  std::shared_ptr<Directory const> directory;
  parts.writer.run(
      [&](store::Store& store) { directory = load_directory(store, parts.keyring, nullptr); });
  parts.directory.set(std::move(directory));
  parts.deliver.recover();
  parts.add_routes();
  parts.server = listen(parts.config, "WAYPOST_LISTEN", parts.log, parts.router);
  if (parts.config.metrics_listen) {
    Config own = {};
    own.listen = *parts.config.metrics_listen;
    parts.metrics_server = listen(own, "WAYPOST_METRICS_LISTEN", parts.log, parts.metrics_router);
  }
}

Service::~Service() {
  stop();
}

void Service::start() {
  Parts& parts = *parts_;
  parts.directory.on_change([&parts] { parts.deliver.limits_changed(); });
  parts.deliver.start();
  parts.server->start();
  if (parts.metrics_server) parts.metrics_server->start();
  parts.control =
      std::make_unique<ControlSocket>(parts.config.db + "-control", parts.admin, parts.log);
  parts.housekeeping = std::thread([&parts] { parts.keep_house(); });
  parts.log.info("serving", {{"port", static_cast<std::int64_t>(port())},
                             {"version", std::string{version()}}});
}

void Service::stop() {
  Parts& parts = *parts_;
  {
    std::scoped_lock const guard(parts.mutex);
    if (parts.stopping) return;
    parts.stopping = true;
  }
  parts.wake.notify_all();
  if (parts.housekeeping.joinable()) parts.housekeeping.join();
  parts.control.reset();
  if (parts.server) {
    parts.server->stop_accepting();
    parts.server->drain(kAnswerGrace);
  }
  parts.deliver.stop(kSendGrace);
  parts.writer.stop();
  if (parts.metrics_server) parts.metrics_server->stop();
  if (parts.server) parts.server->stop();
  parts.log.info("stopped");
}

std::uint16_t Service::port() const {
  return parts_->server->port();
}
Admin& Service::admin() {
  return parts_->admin;
}
Log& Service::log() {
  return parts_->log;
}
Clock const& Service::clock() const {
  return parts_->clock();
}
store::Writer& Service::writer() {
  return parts_->writer;
}

std::string_view version() noexcept {
  return WAYPOST_VERSION;
}

}  // namespace waypost::app
