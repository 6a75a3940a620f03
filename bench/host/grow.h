#pragma once
// A database with a history: a figure from an empty file flatters three-fold.

#include <cstddef>
#include <string>

namespace waypost::bench {

/// The two sizes that are compared.
inline constexpr std::size_t kSmallHistory = 200'000;
inline constexpr std::size_t kBigHistory = 10'000'000;

struct GrowOptions {
  std::size_t messages = kSmallHistory;
  std::size_t customers = 200'000;  ///< kFirstCustomer and on, written to before any other row
};

/// Fills a new database with contacts, conversations and messages through the product's store.
void grow(std::string const& path, GrowOptions const& options);

/// The path of such a database, grown once and kept in `folder`; nobody may write to it. Another
/// schema makes another one. Says on standard error that it takes a while.
[[nodiscard]] std::string grown(std::string const& folder, GrowOptions const& options);

/// Whether grown() has such a database already.
[[nodiscard]] bool is_grown(std::string const& folder, GrowOptions const& options);

/// ${XDG_CACHE_HOME:-~/.cache}/waypost-bench
[[nodiscard]] std::string cache_folder();

}  // namespace waypost::bench
