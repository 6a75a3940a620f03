#pragma once
// What `--help` says of a verb below its flags.

#include <string_view>

namespace CLI {
class App;
}

namespace waypost::cli {

// How verbs of one kind end. What serves ends with more of them, and says so itself.
inline constexpr std::string_view kDirectoryExits =
    "0 done, 1 refused, 64 wrong usage, 78 a setting or secret is refused";

/// A verb's exit codes, and one example that works as printed in a folder where the examples of
/// the verbs before it were followed: waypost init --folder waypost, apps add, tenants add, ...
void describe(CLI::App& verb, std::string_view exits, std::string_view example);

/// A noun, whose verbs explain themselves. `path` is what was typed: "waypost rules".
void describe_noun(CLI::App& noun, std::string_view path);

}  // namespace waypost::cli
