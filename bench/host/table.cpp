#include "table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <thread>

#include <sys/utsname.h>

namespace waypost::bench {
namespace {

/// Three digits that mean something: "1,234" would need a locale, "1234" does not.
std::string number(double value) {
  char text[32];
  int const decimals = std::abs(value) >= 100 ? 0 : std::abs(value) >= 10 ? 1 : 2;
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

double ratio_of(Row const& row) {
  return row.rival_value > 0 ? row.ours.median() / row.rival_value : 0;
}

/// A goal whose rival was not measured says nothing.
bool is_judged(Row const& row) {
  if (row.goal.kind == Goal::Kind::none || row.ours.empty()) return false;
  return row.goal.of == Goal::Of::value || row.rival_value > 0;
}

bool is_met(Row const& row) {
  bool const of_ratio = row.goal.of == Goal::Of::ratio;
  bool const least = row.goal.kind == Goal::Kind::at_least;
  double const worst = least ? row.ours.least() : row.ours.most();
  double const value = row.goal.by == Goal::By::worst ? worst : row.ours.median();
  double const reached = of_ratio ? ratio_of(row) : value;
  return least ? reached >= row.goal.limit : reached <= row.goal.limit;
}

std::string goal_text(Goal const& goal) {
  if (goal.kind == Goal::Kind::none) return "";
  return std::string{goal.of == Goal::Of::ratio ? "ratio " : ""} +
         (goal.kind == Goal::Kind::at_least ? ">= " : "<= ") + number(goal.limit);
}

std::string verdict(Row const& row) {
  if (!is_judged(row)) return "";
  return is_met(row) ? "met" : "MISSED";
}

std::string line_of(Row const& row) {
  std::string const spread = number(row.ours.least()) + "-" + number(row.ours.most());
  std::string const rival = row.rival.empty() ? "" : row.rival + " " + number(row.rival_value);
  char line[512];
  std::snprintf(line, sizeof line, "%-46s %9s %-6s %-30s %6s  %-15s %-12s %s", row.figure.c_str(),
                number(row.ours.median()).c_str(), row.unit.c_str(), rival.c_str(),
                row.rival.empty() ? "" : number(ratio_of(row)).c_str(), spread.c_str(),
                goal_text(row.goal).c_str(), verdict(row).c_str());
  std::string text = line;
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string value_of(char const* path, std::string const& key) {
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    std::size_t const at = line.find_first_not_of(": \t", key.size());
    return at == std::string::npos ? "" : line.substr(at);
  }
  return "?";
}

}  // namespace

double Samples::median() const {
  if (values_.empty()) return 0;
  std::vector<double> sorted = values_;
  std::sort(sorted.begin(), sorted.end());
  std::size_t const middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

double Samples::least() const {
  return values_.empty() ? 0 : *std::min_element(values_.begin(), values_.end());
}

double Samples::most() const {
  return values_.empty() ? 0 : *std::max_element(values_.begin(), values_.end());
}

std::string table(std::vector<Row> const& rows) {
  char head[256];
  std::snprintf(head, sizeof head, "%-46s %9s %-6s %-30s %6s  %-15s %s\n", "figure", "ours", "",
                "rival", "ratio", "spread", "goal");
  std::string of_stages;
  std::string of_the_run;
  for (Row const& row : rows) {
    (row.figure.starts_with("run/") ? of_the_run : of_stages) += line_of(row);
  }
  return head + of_stages + of_the_run;
}

std::string verdicts(std::vector<Row> const& rows) {
  std::size_t met = 0;
  std::string missed;
  for (Row const& row : rows) {
    if (!is_judged(row)) continue;
    if (is_met(row)) {
      ++met;
    } else {
      missed += (missed.empty() ? "" : "; ") + row.figure;
    }
  }
  return std::to_string(met) + " goals met" + (missed.empty() ? "" : ", missed: " + missed) + "\n";
}

std::string machine() {
  utsname name{};
  ::uname(&name);
  double const kb = std::atof(value_of("/proc/meminfo", "MemTotal").c_str());
  return value_of("/proc/cpuinfo", "model name") + ", " +
         std::to_string(std::thread::hardware_concurrency()) + " cores, " + number(kb / (1 << 20)) +
         " GiB, " + name.sysname + " " + name.release;
}

}  // namespace waypost::bench
