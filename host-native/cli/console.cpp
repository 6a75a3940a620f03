#include "cli/console.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

#include <termios.h>
#include <unistd.h>

#include "waypost/wire/json.h"

#include "app/service.h"

namespace waypost::cli {
namespace {

constexpr std::size_t kInputBytesMax = 20U * 1024 * 1024;

std::string read_all(std::istream& from, std::string const& name) {
  std::string text;
  char buffer[64 * 1024];
  while (from.read(buffer, sizeof buffer) || from.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(from.gcount()));
    if (text.size() > kInputBytesMax) throw Failure{app::kExitFailed, name + " is over 20 MiB"};
  }
  return text;
}

/// What a program branches on; the words are part of --json.
char const* word(int exit_code) {
  switch (exit_code) {
    case app::kExitUsage: return "usage";
    case app::kExitStorage: return "storage";
    case app::kExitLocked: return "locked";
    case app::kExitConfig: return "config";
    default: return "failed";
  }
}

}  // namespace

std::string read_input(std::string const& path) {
  if (path == "-") return read_all(std::cin, "standard input");
  std::ifstream file(path, std::ios::binary);
  // A folder opens like a file and fails at the first byte.
  if (file) (void)file.peek();
  if (file.bad() || !file.is_open()) {
    throw Failure{app::kExitFailed, "cannot read " + path + ": " + std::strerror(errno)};
  }
  file.clear();
  return read_all(file, path);
}

std::string read_secret(std::string const& path, std::string_view what) {
  std::string text = read_input(path);
  text = text.substr(0, text.find('\n'));
  if (!text.empty() && text.back() == '\r') text.pop_back();
  if (text.empty())
    throw Failure{app::kExitConfig, std::string{what} + " in " + path + " is empty"};
  return text;
}

std::string ask_secret(std::string_view prompt) {
  if (::isatty(STDIN_FILENO) == 0) {
    throw Failure{app::kExitUsage,
                  std::string{prompt} + " is missing: name a file (or - for standard input)"};
  }
  std::cerr << prompt << ": " << std::flush;
  termios old{};
  ::tcgetattr(STDIN_FILENO, &old);
  termios silent = old;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &silent);
  std::string text;
  std::getline(std::cin, text);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &old);
  std::cerr << '\n';
  return text;
}

int report(Output output, Failure const& failure) {
  if (output == Output::json) {
    print_json({{"error",
                 boost::json::object{{"code", word(failure.exit_code)}, {"text", failure.text}}}});
  } else {
    std::cerr << "waypost: " << failure.text << '\n';
  }
  return failure.exit_code;
}

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string{noun} + (count == 1 ? "" : "s");
}

void print_json(boost::json::object const& result) {
  std::cout << wire::to_json(result) << '\n';
}

}  // namespace waypost::cli
