#include "figures.h"

#include <algorithm>

namespace waypost::bench {

Row& Figures::row(std::string const& figure) {
  auto const found = std::find_if(rows_.begin(), rows_.end(),
                                  [&](Row const& one) { return one.figure == figure; });
  if (found != rows_.end()) return *found;
  rows_.emplace_back();
  rows_.back().figure = figure;
  return rows_.back();
}

void Figures::add(std::string const& figure, std::string const& unit, double value) {
  Row& mine = row(figure);
  mine.unit = unit;
  mine.ours.add(value);
}

void Figures::goal(std::string const& figure, Goal const& goal) {
  if (has(figure)) row(figure).goal = goal;
}

void Figures::at_least(std::string const& figure, double limit) {
  goal(figure, {Goal::Kind::at_least, limit, Goal::Of::value});
}

void Figures::at_most(std::string const& figure, double limit) {
  goal(figure, {Goal::Kind::at_most, limit, Goal::Of::value});
}

void Figures::never_above(std::string const& figure, double limit) {
  goal(figure, {Goal::Kind::at_most, limit, Goal::Of::value, Goal::By::worst});
}

void Figures::ratio_at_least(std::string const& figure, double limit) {
  goal(figure, {Goal::Kind::at_least, limit, Goal::Of::ratio});
}

void Figures::ratio_at_most(std::string const& figure, double limit) {
  goal(figure, {Goal::Kind::at_most, limit, Goal::Of::ratio});
}

void Figures::rival(std::string const& figure,
                    std::string const& name,
                    std::string const& of,
                    double scale) {
  if (has(of)) rival_value(figure, name, row(of).ours.median() * scale);
}

void Figures::rival_value(std::string const& figure, std::string const& name, double value) {
  if (!has(figure)) return;
  row(figure).rival = name;
  row(figure).rival_value = value;
}

bool Figures::has(std::string const& figure) const {
  return std::any_of(rows_.begin(), rows_.end(),
                     [&](Row const& one) { return one.figure == figure; });
}

Samples Figures::samples(std::string const& figure) const {
  auto const found = std::find_if(rows_.begin(), rows_.end(),
                                  [&](Row const& one) { return one.figure == figure; });
  return found == rows_.end() ? Samples{} : found->ours;
}

}  // namespace waypost::bench
