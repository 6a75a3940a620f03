#pragma once
// A table of command lines and what each must end with and say.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "process.h"

namespace waypost::cli::testing {

/// One command line. `says` are pieces of its standard output (code 0) or standard error.
struct Case {
  Words arguments;
  int code = 0;
  std::vector<std::string> says;
  std::string input = {};
};

/// A refusal is one sentence on standard error and nothing on standard output.
inline void expect_refusal(Ended const& ended) {
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(ended.err.rfind("waypost: ", 0), 0U) << ended.err;
  EXPECT_EQ(ended.err.find('\n'), ended.err.size() - 1) << ended.err;
}

inline void run_case(Folder const& folder, Case const& one, Environment const& environment = {}) {
  std::string line = "waypost";
  for (std::string const& word : one.arguments) line += " " + word;
  SCOPED_TRACE(line);
  Ended const ended = waypost(folder, one.arguments, environment, one.input);
  EXPECT_EQ(ended.code, one.code) << ended.all();
  if (one.code != 0) expect_refusal(ended);
  std::string const& where = one.code == 0 ? ended.out : ended.err;
  for (std::string const& piece : one.says) {
    EXPECT_NE(where.find(piece), std::string::npos) << "no \"" << piece << "\" in: " << where;
  }
}

/// The configuration of an initialised folder named like `name`.
inline std::string initialised(Folder const& folder, std::string const& name = "w") {
  EXPECT_EQ(waypost(folder, {"init", "--folder", name}).code, 0);
  return folder.file(name + "/waypost.conf");
}

inline constexpr char const* kSecret = "cli-secret-0123456789abcdef";

}  // namespace waypost::cli::testing
