#pragma once
// The verbs of the command line: each adds itself to the parser and carries itself out.

#include <functional>
#include <string>

#include "cli/console.h"
#include "cli/settings.h"

namespace CLI {
class App;
}

namespace waypost::cli {

/// What all verbs share: settings given as flags, how to print, and what to do in the end. The
/// parser fills it; the chosen verb sets `run`, which returns the exit code.
struct Session {
  Flags flags;
  Output output = Output::text;
  std::function<int()> run;
};

void add_serve(CLI::App& parser, Session& session);      ///< serve, migrate, version
void add_init(CLI::App& parser, Session& session);       ///< init
void add_directory(CLI::App& parser, Session& session);  ///< apps, tenants, numbers
void add_rules(CLI::App& parser, Session& session);      ///< rules check|test|explain|fmt|load
void add_demo(CLI::App& parser, Session& session);       ///< demo
void add_sim(CLI::App& parser, Session& session);        ///< sim

/// Asks the running service, or opens the database when none has it; prints the result the way
/// the session wants and returns the exit code.
int administer(Session const& session, boost::json::object const& request);

/// Blocks SIGINT and SIGTERM in this thread and those it starts; waits for one of them.
void block_stop_signals();
void wait_for_stop_signal();

}  // namespace waypost::cli
