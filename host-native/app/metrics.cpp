#include "app/metrics.h"

#include "waypost/wire/number.h"

namespace waypost::app {
namespace {

void head(std::string& text, std::string_view name, std::string_view type, std::string_view help) {
  text += "# HELP ";
  text += name;
  text += ' ';
  text += help;
  text += "\n# TYPE ";
  text += name;
  text += ' ';
  text += type;
  text += '\n';
}

void line(std::string& text,
          std::string_view name,
          std::string_view labels,
          std::string const& value) {
  text += name;
  if (!labels.empty()) {
    text += '{';
    text += labels;
    text += '}';
  }
  text += ' ';
  text += value;
  text += '\n';
}

std::string seconds(std::int64_t us) {
  return wire::number(static_cast<double>(us) / 1e6);
}

}  // namespace

void Histogram::observe(std::int64_t us) noexcept {
  std::size_t bucket = 0;
  while (bucket < kBoundsUs.size() && us > kBoundsUs[bucket]) ++bucket;
  buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_us_.fetch_add(static_cast<std::uint64_t>(us < 0 ? 0 : us), std::memory_order_relaxed);
}

void Histogram::print(std::string& text, std::string_view name) const {
  std::string const bucket = std::string{name} + "_bucket";
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    sum += buckets_[i].load(std::memory_order_relaxed);
    std::string const bound = i < kBoundsUs.size() ? seconds(kBoundsUs[i]) : "+Inf";
    line(text, bucket, "le=\"" + bound + "\"", std::to_string(sum));
  }
  line(text, std::string{name} + "_sum", {},
       seconds(static_cast<std::int64_t>(sum_us_.load(std::memory_order_relaxed))));
  line(text, std::string{name} + "_count", {}, std::to_string(sum));
}

void LabelledCounter::add(std::string const& labels, std::uint64_t count) {
  std::scoped_lock const lock(mutex_);
  counts_[labels] += count;
}

void LabelledCounter::print(std::string& text, std::string_view name) const {
  std::scoped_lock const lock(mutex_);
  for (auto const& [labels, count] : counts_) line(text, name, labels, std::to_string(count));
}

std::uint64_t LabelledCounter::total() const {
  std::scoped_lock const lock(mutex_);
  std::uint64_t total = 0;
  for (auto const& [labels, count] : counts_) total += count;
  return total;
}

std::string print(Metrics const& metrics) {
  std::string text;
  head(text, "waypost_webhook_requests_total", "counter", "Webhook requests by result");
  metrics.webhook_requests.print(text, "waypost_webhook_requests_total");
  head(text, "waypost_webhook_items_total", "counter", "Items in webhooks by kind");
  metrics.webhook_items.print(text, "waypost_webhook_items_total");
  head(text, "waypost_webhook_duplicates_total", "counter", "Items seen before");
  line(text, "waypost_webhook_duplicates_total", {}, std::to_string(metrics.webhook_duplicates));
  head(text, "waypost_decisions_total", "counter", "Inbound items by their one outcome");
  metrics.decisions.print(text, "waypost_decisions_total");
  head(text, "waypost_quarantined_total", "counter", "Items put aside, by reason");
  metrics.quarantined.print(text, "waypost_quarantined_total");
  head(text, "waypost_sends_total", "counter", "Send attempts by class and code");
  metrics.sends.print(text, "waypost_sends_total");
  head(text, "waypost_status_unmatched_total", "counter", "Statuses without a row of ours");
  line(text, "waypost_status_unmatched_total", {}, std::to_string(metrics.statuses_unmatched));
  head(text, "waypost_webhook_ack_seconds", "histogram", "Request complete to answer");
  metrics.webhook_ack.print(text, "waypost_webhook_ack_seconds");
  head(text, "waypost_send_seconds", "histogram", "Graph call");
  metrics.send.print(text, "waypost_send_seconds");
  gauge(text, "waypost_inbound_last_received_timestamp_seconds", "When a webhook last came",
        static_cast<double>(metrics.last_received_us) / 1e6);
  return text;
}

void gauge(std::string& text, std::string_view name, std::string_view help, double value) {
  gauge(text, name, {}, help, value);
}

void gauge(std::string& text,
           std::string_view name,
           std::string_view labels,
           std::string_view help,
           double value) {
  head(text, name, "gauge", help);
  line(text, name, labels, wire::number(value));
}

}  // namespace waypost::app
