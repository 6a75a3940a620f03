#include "demo/feed.h"

#include <algorithm>

namespace waypost::demo {

void Feed::push(std::string const& json) {
  std::scoped_lock const lock(mutex_);
  Entry entry{++last_id_, {}};
  entry.text = "id: " + std::to_string(entry.id) + "\ndata: " + json + "\n\n";
  std::erase_if(pages_, [&](http::Stream& page) { return !page.push(entry.text); });
  remembered_.push_back(std::move(entry));
  if (remembered_.size() > kRemembered) remembered_.pop_front();
}

void Feed::open(http::Reply reply, std::uint64_t last_event_id) {
  std::scoped_lock const lock(mutex_);
  http::Response head;
  head.content_type = http::kEventsType;
  head.headers.emplace_back("Cache-Control", "no-store");
  head.body = "retry: 1000\n\n";
  for (Entry const& entry : remembered_) {
    if (entry.id > last_event_id) head.body += entry.text;
  }
  http::Stream page = std::move(reply).stream(std::move(head));
  if (page.is_open()) pages_.push_back(std::move(page));
}

void Feed::close() {
  std::scoped_lock const lock(mutex_);
  for (http::Stream& page : pages_) page.close();
  pages_.clear();
}

}  // namespace waypost::demo
