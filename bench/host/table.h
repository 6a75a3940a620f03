#pragma once
// Figures of repeated runs, and the one table that shows them.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace waypost::bench {

/// Values of one figure over the repeats of a run.
class Samples {
 public:
  void add(double value) { values_.push_back(value); }
  [[nodiscard]] bool empty() const noexcept { return values_.empty(); }
  [[nodiscard]] double median() const;  ///< 0 without values
  [[nodiscard]] double least() const;
  [[nodiscard]] double most() const;

 private:
  std::vector<double> values_;
};

/// What a figure must reach.
struct Goal {
  enum class Kind : std::uint8_t { none, at_least, at_most };
  Kind kind = Kind::none;
  double limit = 0;
  enum class Of : std::uint8_t { value, ratio };
  Of of = Of::value;
  /// Whether the median decides, or one bad repeat is one too many.
  enum class By : std::uint8_t { median, worst };
  By by = By::median;
};

struct Row {
  std::string figure;
  std::string unit;
  Samples ours;
  std::string rival;  ///< what it is compared with; "" for nothing
  double rival_value = 0;
  Goal goal;
};

/// One line each: figure, ours, rival, ratio, spread, goal, and whether it is met. Figures of the
/// run itself ("run/...") come last.
[[nodiscard]] std::string table(std::vector<Row> const& rows);

/// How many goals are met, and which are not.
[[nodiscard]] std::string verdicts(std::vector<Row> const& rows);

/// "Intel Xeon, 2 cores, 24 GB, Linux 6.1": what the figures were measured on.
[[nodiscard]] std::string machine();

}  // namespace waypost::bench
