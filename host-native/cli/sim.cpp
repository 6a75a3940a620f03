// sim: Meta on your desk.

#include <atomic>
#include <csignal>
#include <memory>
#include <thread>
#include <utility>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "app/config.h"
#include "app/service.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "simulator/simulator.h"

namespace waypost::cli {
namespace {

struct Arguments {
  std::string address = "127.0.0.1:8080";
  std::string callback;
  std::string secret_file;
  std::string ledger;
  std::string certificate;
  std::string key;
  std::uint64_t seed = 0;
  double speed = 1.0;
  std::size_t batch = 1;
};

simulator::Options options_of(Arguments const& args) {
  auto const address = app::parse_listen(args.address);
  if (!address) throw Failure{app::kExitUsage, "--address is host:port"};
  if (!app::is_loopback(address->host)) {
    throw Failure{app::kExitUsage,
                  "the simulator takes any command: it listens on a loopback address only"};
  }
  simulator::Options options;
  options.host = address->host;
  options.port = address->port;
  options.apps.front().callback_url = args.callback;
  if (!args.secret_file.empty())
    options.apps.front().app_secret = read_secret(args.secret_file, "app secret");
  options.ledger_file = args.ledger;
  options.tls_certificate_file = args.certificate;
  options.tls_key_file = args.key;
  if (args.seed != 0) options.seed = args.seed;
  options.clock_speed = args.speed;
  options.batching.max_updates = args.batch;
  return options;
}

int sim(Arguments const& args) {
  block_stop_signals();
  // Before the thread: a refused argument throws, and a running thread would abort the process.
  simulator::Options options = options_of(args);
  std::atomic<bool> stop{false};
  std::thread waiter([&stop] {
    wait_for_stop_signal();
    stop = true;
  });
  int const code = simulator::run(std::move(options), stop);
  if (!stop) ::kill(::getpid(), SIGTERM);  // it ended by itself: let the waiter go
  waiter.join();
  return code;
}

}  // namespace

void add_sim(CLI::App& parser, Session& session) {
  auto const args = std::make_shared<Arguments>();
  CLI::App* const verb = parser.add_subcommand(
      "sim", "Meta on your desk: a Graph API that answers, limits, refuses and calls back");
  describe(*verb, "0 stopped by SIGTERM or Ctrl-C, 1 failed, 64 wrong usage",
           "waypost sim --callback http://127.0.0.1:3000/webhooks/meta/shop --secret-file "
           "app-secret.txt");
  verb->add_option("--address", args->address, "Where it listens")->capture_default_str();
  verb->add_option("--callback", args->callback, "Where its webhooks go");
  verb->add_option("--secret-file", args->secret_file, "File with the app secret it signs with");
  verb->add_option("--seed", args->seed, "Repeats jitter, faults and ids");
  verb->add_option("--speed", args->speed, "Simulated seconds per second; 604800 is a week")
      ->capture_default_str();
  verb->add_option("--batch", args->batch, "Most updates in one webhook")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000));
  verb->add_option("--ledger", args->ledger, "Append what happens to this file, JSON lines");
  verb->add_option("--tls-cert", args->certificate, "PEM certificate: serve https");
  verb->add_option("--tls-key", args->key, "PEM key");
  verb->callback([&session, args] { session.run = [args] { return sim(*args); }; });
}

}  // namespace waypost::cli
