// demo: the service and the simulator in one process, a phone on a page.

#include "demo/demo.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>

#include "app/config.h"
#include "app/service.h"
#include "cli/commands.h"
#include "cli/help.h"

namespace waypost::cli {
namespace {

/// A folder for one run of the demo, gone when it ends.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "waypost-demo-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw Failure{app::kExitFailed, "cannot make a temporary folder"};
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(TemporaryFolder const&) = delete;
  TemporaryFolder& operator=(TemporaryFolder const&) = delete;
  [[nodiscard]] std::string const& path() const { return path_; }

 private:
  std::string path_;
};

int demo(Session const& session) {
  block_stop_signals();
  app::Settings settings;
  for (char const* name : {"WAYPOST_LISTEN", "WAYPOST_LOG_LEVEL"}) {
    if (char const* given = std::getenv(name)) settings[name] = given;
    if (auto const flag = session.flags.find(name); flag != session.flags.end())
      settings[name] = flag->second;
  }
  auto const config = app::read_config(settings, app::NeedsKey::no);
  if (!config) throw Failure{app::kExitConfig, config.error().name + " " + config.error().text};
  TemporaryFolder const folder;
  demo::DemoOptions options;
  options.listen = config->listen;
  options.folder = folder.path();
  options.log_level =
      settings.count("WAYPOST_LOG_LEVEL") != 0 ? config->log_level : app::LogLevel::warning;
  demo::Demo running(options);
  running.start();
  std::cout << "Waypost demo: open " << running.url() << "\n\n"
            << "Or send a webhook yourself, signed as Meta signs it:\n\n"
            << running.curl() << "\n\n"
            << "Everything is in memory and in " << folder.path() << ", gone when you press Ctrl-C."
            << std::endl;
  wait_for_stop_signal();
  running.stop();
  return app::kExitOk;
}

}  // namespace

void add_demo(CLI::App& parser, Session& session) {
  CLI::App* const verb =
      parser.add_subcommand("demo", "Try it: service, Meta's stand-in and a phone on a page");
  describe(*verb,
           "0 stopped by SIGTERM or Ctrl-C, 1 failed, 64 wrong usage, 78 a setting is refused",
           "waypost demo");
  verb->callback([&session] { session.run = [&session] { return demo(session); }; });
}

}  // namespace waypost::cli
