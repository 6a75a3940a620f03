#pragma once
// All figures of a run by name, in the order in which they were first measured.

#include <string>
#include <vector>

#include "table.h"

namespace waypost::bench {

class Figures {
 public:
  /// The row of that name, made when there is none. Valid until another one is made.
  Row& row(std::string const& figure);
  void add(std::string const& figure, std::string const& unit, double value);
  /// Figures that were not measured get no goal and no rival.
  void at_least(std::string const& figure, double limit);
  void at_most(std::string const& figure, double limit);
  /// In every repeat.
  void never_above(std::string const& figure, double limit);
  void ratio_at_least(std::string const& figure, double limit);
  void ratio_at_most(std::string const& figure, double limit);
  /// Compares the medians of `figure` and `of`, times `scale`; `name` is what the table says.
  void rival(std::string const& figure,
             std::string const& name,
             std::string const& of,
             double scale = 1);
  void rival_value(std::string const& figure, std::string const& name, double value);

  [[nodiscard]] bool has(std::string const& figure) const;
  [[nodiscard]] Samples samples(std::string const& figure) const;
  [[nodiscard]] std::vector<Row> const& rows() const noexcept { return rows_; }

 private:
  void goal(std::string const& figure, Goal const& goal);

  std::vector<Row> rows_;
};

}  // namespace waypost::bench
