#pragma once
// What a verb says to the person or program that called it.

#include <iosfwd>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace waypost::cli {

/// How a verb shows its result: for people, or as one JSON object (--json).
enum class Output : std::uint8_t { text, json };

/// A verb's end with its exit code and one clear sentence on standard error.
struct Failure {
  int exit_code = 1;
  std::string text;
};

/// Reads a file, or standard input for "-". Throws Failure when it cannot, or above 20 MiB.
[[nodiscard]] std::string read_input(std::string const& path);

/// The first line of a secret's file (or of standard input for "-"); secrets never stand in
/// arguments, where every user of the machine can read them.
[[nodiscard]] std::string read_secret(std::string const& path, std::string_view what);

/// Asks on the terminal without echo when there is one; throws Failure when there is none.
[[nodiscard]] std::string ask_secret(std::string_view prompt);

/// Says why a verb ends: a sentence on standard error, or {"error":{"code","text"}} on standard
/// output for --json. Returns the exit code.
int report(Output output, Failure const& failure);

/// "1 rule", "2 rules".
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

/// One line of JSON on standard output.
void print_json(boost::json::object const& result);

}  // namespace waypost::cli
