#include "cli/settings.h"

#include <string_view>

#include <unistd.h>

#include "app/service.h"
#include "cli/console.h"

namespace waypost::cli {
namespace {

constexpr std::string_view kPrefix = "WAYPOST_";

void take_environment(app::Settings& settings) {
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    std::string_view const line{*entry};
    if (!line.starts_with(kPrefix)) continue;
    std::size_t const equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    settings[std::string{line.substr(0, equals)}] = line.substr(equals + 1);
  }
}

}  // namespace

app::Config load_config(Flags const& flags, app::NeedsKey needs_key) {
  app::Settings above;
  take_environment(above);
  for (auto const& [name, value] : flags) above[name] = value;
  app::Settings settings;
  if (auto const file = above.find("WAYPOST_CONFIG"); file != above.end()) {
    auto parsed = app::parse_config_file(read_input(file->second));
    if (!parsed) {
      throw Failure{app::kExitConfig,
                    file->second + ", " + parsed.error().name + " " + parsed.error().text};
    }
    settings = std::move(*parsed);
  }
  for (auto const& [name, value] : above) settings[name] = value;
  auto config = app::read_config(settings, needs_key);
  if (!config) {
    throw Failure{app::kExitConfig, config.error().name + " " + config.error().text};
  }
  return std::move(*config);
}

}  // namespace waypost::cli
