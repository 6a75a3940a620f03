// serve, migrate, version.

#include <csignal>
#include <iostream>

#include <CLI/CLI.hpp>

#include "app/service.h"
#include "app/workshop.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "store/migrate.h"

namespace waypost::cli {
namespace {

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

/// What a first start needs to hear: where Meta must call, and what is still missing.
void print_next_step(app::Service& service) {
  auto const directory = service.admin().directory();
  if (directory->apps().empty()) {
    std::cerr << "next: waypost apps add SLUG --secret-file FILE, then tenants add, numbers add, "
                 "rules load\n";
    return;
  }
  for (auto const& app : directory->apps()) {
    std::cerr << "callback of app " << app->slug << ": https://YOUR-HOST/webhooks/meta/"
              << app->slug << '\n';
  }
  if (directory->numbers().empty()) {
    std::cerr << "next: waypost tenants add SLUG, then waypost numbers add ID --tenant SLUG ...\n";
  }
}

int serve(Session const& session) {
  block_stop_signals();
  app::Service service(load_config(session.flags, app::NeedsKey::yes), {});
  service.start();
  print_next_step(service);
  wait_for_stop_signal();
  service.stop();
  return app::kExitOk;
}

int migrate(Session const& session) {
  app::Config const config = load_config(session.flags, app::NeedsKey::yes);
  app::Workshop const workshop(config);
  std::int64_t const schema = store::schema_version();
  if (session.output == Output::json) {
    print_json({{"db", config.db}, {"schema", schema}});
  } else {
    std::cout << "the database " << config.db << " has this binary's schema, " << schema << '\n';
  }
  return app::kExitOk;
}

}  // namespace

void block_stop_signals() {
  sigset_t const signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void wait_for_stop_signal() {
  sigset_t const signals = stop_signals();
  int which = 0;
  sigwait(&signals, &which);
}

void add_serve(CLI::App& parser, Session& session) {
  CLI::App* const serve_verb = parser.add_subcommand("serve", "Receive webhooks, answer, deliver");
  describe(
      *serve_verb,
      "0 stopped by SIGTERM or Ctrl-C, 1 failed, 64 wrong usage, 74 storage failed, 75 another "
      "process has the database, 78 a setting or secret is refused",
      "waypost serve --config waypost/waypost.conf");
  serve_verb->callback([&session] { session.run = [&session] { return serve(session); }; });

  CLI::App* const migrate_verb =
      parser.add_subcommand("migrate", "Bring the database to this binary's schema");
  describe(*migrate_verb,
           "0 done, 1 failed, 64 wrong usage, 75 another process has the database, 78 a setting or "
           "secret is refused",
           "waypost migrate --config waypost/waypost.conf");
  migrate_verb->callback([&session] { session.run = [&session] { return migrate(session); }; });

  CLI::App* const version_verb = parser.add_subcommand("version", "Say which version this is");
  describe(*version_verb, "0 done, 64 wrong usage", "waypost version --json");
  version_verb->callback([&session] {
    session.run = [&session] {
      if (session.output == Output::json) {
        print_json({{"name", "waypost"}, {"version", std::string{app::version()}}});
      } else {
        std::cout << "waypost " << app::version() << '\n';
      }
      return app::kExitOk;
    };
  });
}

}  // namespace waypost::cli
