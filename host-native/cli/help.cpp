#include "cli/help.h"

#include <string>

#include <CLI/CLI.hpp>

namespace waypost::cli {

void describe(CLI::App& verb, std::string_view exits, std::string_view example) {
  verb.footer("Also --json, --config, --db and what else waypost --help lists.\nExit codes: " +
              std::string{exits} + "\nExample: " + std::string{example});
}

void describe_noun(CLI::App& noun, std::string_view path) {
  noun.footer("Flags, exit codes and an example: " + std::string{path} + " VERB --help");
}

}  // namespace waypost::cli
