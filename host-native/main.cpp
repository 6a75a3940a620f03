// waypost: one binary, one verb at a time.

#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>

#include "app/service.h"
#include "cli/commands.h"

namespace {

using waypost::cli::Failure;
using waypost::cli::Output;
using waypost::cli::Session;

constexpr char const* kFooter =
    "Exit codes: 0 done, 1 refused or failed, 64 wrong usage, 74 storage failed, 75 another "
    "process\n"
    "has the database, 78 a setting or secret is refused.\n"
    "Settings come from --config FILE, then WAYPOST_... in the environment, then flags.";

/// Flags that stand for settings, on every verb.
void add_settings(CLI::App& parser, Session& session) {
  auto const setting = [&](char const* flag, char const* name, char const* help) {
    parser.add_option_function<std::string>(
        flag, [&session, name](std::string const& value) { session.flags[name] = value; }, help);
  };
  setting("--config", "WAYPOST_CONFIG", "File of NAME=VALUE lines");
  setting("--db", "WAYPOST_DB", "Database file (./waypost.db)");
  setting("--listen", "WAYPOST_LISTEN", "Address of the listener (127.0.0.1:3000)");
  setting("--metrics-listen", "WAYPOST_METRICS_LISTEN", "Own address for /metrics");
  setting("--master-key-file", "WAYPOST_MASTER_KEY_FILE", "File with the master key");
  setting("--graph-url", "WAYPOST_GRAPH_URL", "Graph API (https://graph.facebook.com)");
  setting("--graph-version", "WAYPOST_GRAPH_VERSION", "Graph API version (v24.0)");
  setting("--log-level", "WAYPOST_LOG_LEVEL", "debug, info, warn or error");
  parser.add_flag_callback(
      "--json", [&session] { session.output = Output::json; },
      "Print one JSON object instead of text");
}

int run(int count, char** arguments) {
  CLI::App parser{"Waypost: a WhatsApp Cloud API engine in one binary", "waypost"};
  parser.require_subcommand(1);
  parser.fallthrough();
  parser.footer(kFooter);
  Session session;
  add_settings(parser, session);
  waypost::cli::add_serve(parser, session);
  waypost::cli::add_demo(parser, session);
  waypost::cli::add_sim(parser, session);
  waypost::cli::add_init(parser, session);
  waypost::cli::add_rules(parser, session);
  waypost::cli::add_directory(parser, session);
  try {
    parser.parse(count, arguments);
  } catch (CLI::ParseError const& error) {
    int const code = parser.exit(error);
    return code == 0 ? waypost::app::kExitOk : waypost::app::kExitUsage;
  }
  return session.run();
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return run(count, arguments);
  } catch (Failure const& failure) {
    std::cerr << "waypost: " << failure.text << '\n';
    return failure.exit_code;
  } catch (waypost::app::DatabaseLocked const& error) {
    std::cerr << "waypost: " << error.what() << '\n';
    return waypost::app::kExitLocked;
  } catch (std::exception const& error) {
    std::cerr << "waypost: " << error.what() << '\n';
    return waypost::app::kExitFailed;
  }
}
