// waypost: one binary, one verb at a time.

#include <exception>
#include <string>
#include <vector>

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

/// One sentence for a command line that cannot be read: the verb it went wrong in, and where to
/// look.
std::string usage_sentence(CLI::App const& parser, CLI::ParseError const& error) {
  CLI::App const* verb = &parser;
  std::string path = "waypost";
  while (!verb->get_subcommands().empty()) {
    verb = verb->get_subcommands().front();
    path += " " + verb->get_name();
  }
  std::string text = error.what();
  bool const takes_verbs = !verb->get_subcommands([](CLI::App const*) { return true; }).empty();
  if (takes_verbs) {
    std::vector<std::string> const left = parser.remaining(true);
    bool const named = !left.empty() && !left.front().starts_with('-');
    text = named ? "there is no verb " + left.front() : "a verb is missing";
    if (!left.empty() && !named) text = "there is no option " + left.front();
    return text + "; " + path + " --help lists them";
  }
  return text + "; " + path + " --help shows how";
}

void add_verbs(CLI::App& parser, Session& session) {
  waypost::cli::add_serve(parser, session);
  waypost::cli::add_demo(parser, session);
  waypost::cli::add_sim(parser, session);
  waypost::cli::add_init(parser, session);
  waypost::cli::add_rules(parser, session);
  waypost::cli::add_directory(parser, session);
}

int run(int count, char** arguments, Session& session) {
  CLI::App parser{"Waypost: a WhatsApp Cloud API engine in one binary", "waypost"};
  parser.require_subcommand(1);
  parser.fallthrough();
  parser.footer(kFooter);
  add_settings(parser, session);
  add_verbs(parser, session);
  try {
    parser.parse(count, arguments);
  } catch (CLI::ParseError const& error) {
    if (error.get_exit_code() == 0) {
      parser.exit(error);
      return waypost::app::kExitOk;
    }
    throw Failure{waypost::app::kExitUsage, usage_sentence(parser, error)};
  }
  return session.run();
}

}  // namespace

int main(int count, char** arguments) {
  using waypost::cli::report;
  Session session;
  try {
    return run(count, arguments, session);
  } catch (Failure const& failure) {
    return report(session.output, failure);
  } catch (waypost::app::DatabaseLocked const& error) {
    return report(session.output, {waypost::app::kExitLocked, error.what()});
  } catch (waypost::app::WrongMasterKey const& error) {
    return report(session.output, {waypost::app::kExitConfig, error.what()});
  } catch (std::exception const& error) {
    return report(session.output, {waypost::app::kExitFailed, error.what()});
  }
}
