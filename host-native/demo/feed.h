#pragma once
// The demo's own event stream: what happened, pushed to every open page.

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "http/server.h"

namespace waypost::demo {

/// Server-sent events with a short memory, so that a page that opens late sees the conversation.
/// Thread-safe.
class Feed {
 public:
  static constexpr std::size_t kRemembered = 400;

  /// Sends `json` (one line) to every page and remembers it.
  void push(std::string const& json);

  /// Opens the stream for one page: first what is remembered after `last_event_id`, then live.
  void open(http::Reply reply, std::uint64_t last_event_id);

  /// Ends all streams.
  void close();

 private:
  struct Entry {
    std::uint64_t id = 0;
    std::string text;
  };

  std::mutex mutex_;
  std::uint64_t last_id_ = 0;
  std::deque<Entry> remembered_;
  std::vector<http::Stream> pages_;
};

}  // namespace waypost::demo
