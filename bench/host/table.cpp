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

std::string goal_text(Goal const& goal, double value, double ratio) {
  if (goal.kind == Goal::Kind::none) return "";
  bool const least = goal.kind == Goal::Kind::at_least;
  bool const of_ratio = goal.of == Goal::Of::ratio;
  double const reached = of_ratio ? ratio : value;
  bool const met = least ? reached >= goal.limit : reached <= goal.limit;
  return std::string{of_ratio ? "ratio " : ""} + (least ? ">= " : "<= ") + number(goal.limit) +
         (met ? "  met" : "  MISSED");
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
  char line[512];
  std::snprintf(line, sizeof line, "%-38s %10s %-9s %-17s  %-34s %7s  %s\n", "figure", "ours", "",
                "(least-most)", "rival", "ratio", "goal");
  std::string text = line;
  for (Row const& row : rows) {
    double const ours = row.ours.median();
    double const ratio = row.rival_value > 0 ? ours / row.rival_value : 0;
    std::string const spread = "(" + number(row.ours.least()) + "-" + number(row.ours.most()) + ")";
    std::string const rival = row.rival.empty() ? "" : row.rival + " " + number(row.rival_value);
    std::snprintf(line, sizeof line, "%-38s %10s %-9s %-17s  %-34s %7s  %s\n", row.figure.c_str(),
                  number(ours).c_str(), row.unit.c_str(), spread.c_str(), rival.c_str(),
                  row.rival.empty() ? "" : number(ratio).c_str(),
                  goal_text(row.goal, ours, ratio).c_str());
    text += line;
  }
  return text;
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
