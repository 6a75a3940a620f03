#pragma once
// store/commit: what the disk and the statements allow, without a network: the in-run limit that
// the service is compared with.

#include <cstddef>

#include "pipeline.h"

namespace waypost::bench {

struct CommitResult {
  double webhooks_per_s = 0;
  double statements = 0;  ///< a webhook with its reply
  double wal_frames = 0;  ///< likewise
};

/// Webhooks with their replies, `rows` of them a commit, for `length_s` on one thread.
/// @param next  Number of the first webhook; advanced, so that no message comes twice.
[[nodiscard]] CommitResult store_commit(Pipeline& pipeline,
                                        std::size_t rows,
                                        double length_s,
                                        std::size_t& next);

}  // namespace waypost::bench
