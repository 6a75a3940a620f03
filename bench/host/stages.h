#pragma once
// The stages of a run. Each adds its figures; what they mean is in docs/benchmarks.md.

#include <memory>
#include <string>

#include "figures.h"
#include "plan.h"

namespace waypost::bench {

// Without the service: rivals and limits.
void measure_disk(Plan const& plan, Figures& figures);
void measure_matching(Plan const& plan, Figures& figures);
void measure_listener(Plan const& plan, Figures& figures);
void measure_commits(Plan const& plan, std::string const& pristine, Figures& figures);

/// store/grow: the same work beside few messages and beside many. Keeps a copy of each database
/// for all repeats.
class Growth {
 public:
  explicit Growth(Plan const& plan);
  ~Growth();
  Growth(Growth const&) = delete;
  Growth& operator=(Growth const&) = delete;
  void measure(Plan const& plan, Figures& figures);

 private:
  struct Database;
  std::vector<std::unique_ptr<Database>> databases_;
};

/// Figures of every repeat: e2e, closed, open at 1,000 a second, memory.
void measure_service(Plan const& plan, std::string const& pristine, Figures& figures);
/// Of few repeats: other rates, mix, slow Graph; idle and slow clients; kills.
void measure_rarely(Plan const& plan, std::string const& pristine, Figures& figures);

/// Goals and rivals, once all figures are there.
void compare(Plan const& plan, Figures& figures);

/// Beside more than this of others' work a run says little (a ninth of a core).
inline constexpr double kQuietCores = 0.12;

/// Names that stages share.
inline constexpr char const* kSyncRate = "disk/sync append 4 KiB";
inline constexpr char const* kSyncMedian = "disk/sync append 4 KiB p50";
inline constexpr char const* kOthers = "run/others' cores";
inline constexpr char const* kStolen = "run/stolen cores";
inline constexpr char const* kUnanswered = "run/webhooks refused or never answered";

/// Tells standard error where we are.
void progress(std::string const& stage);

}  // namespace waypost::bench
