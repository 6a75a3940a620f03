#include "symbols.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace waypost::locks {
namespace {

using Words = std::vector<std::string_view>;

/// What a function from values to values may need from outside itself. The last three are what
/// the inline functions of Boost.System's error categories name; we call none of those.
Words const kPure{"boost::json::",
                  "boost::system::",
                  "boost::source_location",
                  "re2::",
                  "double_conversion::",
                  "operator new",
                  "operator delete",
                  "__cxa_",
                  "_Unwind_Resume",
                  "__gxx_personality",
                  "__stack_chk_fail",
                  "__assert_fail",
                  "_GLOBAL_OFFSET_TABLE_",
                  "__dso_handle",
                  "memcpy",
                  "memmove",
                  "memcmp",
                  "memchr",
                  "memset",
                  "bcmp",
                  "strlen",
                  "strcmp",
                  "strncmp",
                  "abort",
                  "vtable for ",
                  "typeinfo for ",
                  "typeinfo name for ",
                  "VTT for ",
                  "guard variable for ",
                  "floor",
                  "ceil",
                  "trunc",
                  "fmod",
                  "log2",
                  "pow",
                  "round",
                  "lround",
                  "llround",
                  "isnan",
                  "frexp",
                  "ldexp",
                  "modf",
                  "__popcount",
                  "strerror_r",
                  "strncpy",
                  "vsnprintf"};

/// Of std:: everything but what knows a clock, a file, a thread, a locale or dice.
Words const kImpureStd{"::now()",         "thread",     "mutex",         "condition_variable",
                       "__future",        "filesystem", "random_device", "locale",
                       "ctype<",          "codecvt",    "basic_ostream", "basic_istream",
                       "basic_ios",       "ios_base",   "basic_filebuf", "basic_streambuf",
                       "basic_stringbuf", "cout",       "cerr",          "clog"};

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

struct Symbol {
  std::string_view name;
  std::string_view section;
};

/// A line of nm's table: a name (which may hold `|`), then six columns, the last the section.
Symbol read_symbol(std::string_view line) {
  std::size_t const last = line.rfind('|');
  if (last == std::string_view::npos) return {};
  std::string_view const section = trim(line.substr(last + 1));
  std::string_view name = line;
  for (int column = 0; column < 6; ++column) {
    std::size_t const bar = name.rfind('|');
    if (bar == std::string_view::npos) return {};
    name = name.substr(0, bar);
  }
  return {trim(name), section};
}

bool mentions(std::string_view name, Words const& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](auto word) { return name.find(word) != std::string_view::npos; });
}

bool is_pure(std::string_view name) {
  // Another room's, whatever its arguments: it is asked where it is defined.
  if (name.starts_with("waypost::")) return true;
  // A template of std:: carries its return type before its name.
  bool const of_std = name.starts_with("std::") || name.find(" std::") != std::string_view::npos;
  bool const listed =
      std::any_of(kPure.begin(), kPure.end(), [&](auto start) { return name.starts_with(start); });
  return (listed || of_std) && !mentions(name, kImpureStd);
}

bool can_change(std::string_view section) {
  bool const data = section == ".data" || section.starts_with(".data.");
  bool const constant = section.starts_with(".data.rel");
  return (data && !constant) || section.starts_with(".bss") || section.starts_with(".tbss") ||
         section.starts_with(".tdata");
}

}  // namespace

std::string symbols_of(std::string const& library) {
  std::string const command = "nm -C --format=sysv '" + library + "'";
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> const pipe(popen(command.c_str(), "r"), pclose);
  if (pipe == nullptr) throw std::runtime_error("nm does not run");
  std::string text;
  std::array<char, 65536> block{};
  while (std::size_t const got = std::fread(block.data(), 1, block.size(), pipe.get())) {
    text.append(block.data(), got);
  }
  return text;
}

std::vector<Breach> check_symbols(std::string const& path, std::string_view symbols) {
  std::vector<Breach> breaches;
  std::vector<std::string_view> const lines = lines_of(symbols);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Symbol const symbol = read_symbol(lines[i]);
    if (symbol.section == "*UND*" && !is_pure(symbol.name)) {
      breaches.push_back({path, i + 1, "reaches for " + std::string(symbol.name)});
    }
    if (symbol.name.starts_with("waypost::") && can_change(symbol.section)) {
      breaches.push_back({path, i + 1, "state that can change: " + std::string(symbol.name)});
    }
  }
  return breaches;
}

}  // namespace waypost::locks
