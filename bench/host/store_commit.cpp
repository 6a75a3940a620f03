#include "store_commit.h"

#include <chrono>

namespace waypost::bench {

CommitResult store_commit(Pipeline& pipeline,
                          std::size_t rows,
                          double length_s,
                          std::size_t& next) {
  using Clock = std::chrono::steady_clock;
  store::Store::Counts const before = pipeline.store().counts();
  std::size_t const first = next;
  auto const start = Clock::now();
  double took_s = 0;
  while (took_s < length_s) {
    write_group(pipeline, next, rows);
    next += rows;
    took_s = std::chrono::duration<double>(Clock::now() - start).count();
  }
  store::Store::Counts const after = pipeline.store().counts();
  auto const webhooks = static_cast<double>(next - first);
  return {webhooks / took_s, static_cast<double>(after.statements - before.statements) / webhooks,
          static_cast<double>(after.wal_frames - before.wal_frames) / webhooks};
}

}  // namespace waypost::bench
