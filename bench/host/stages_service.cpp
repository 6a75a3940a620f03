// The stages with the service.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

#include "crowd.h"
#include "kill.h"
#include "service.h"
#include "stages.h"

namespace waypost::bench {
namespace {

constexpr std::size_t kNoLimit = 2'000'000;
/// Graph calls at once: a quarter of what ships, and what ships.
constexpr std::size_t kSlots = 64;
constexpr std::size_t kManySlots = 256;

ServiceOptions options_of(Plan const& plan, std::string const& pristine, std::size_t in_flight) {
  return {plan.waypost, plan.folder, pristine, in_flight, Scheme::http};
}

/// What one stage used, taken around it.
class Usage {
 public:
  explicit Usage(Service const& service) : service_(service), cpu_s_(service.process().cpu_s()) {}
  [[nodiscard]] double service_cpu_s() const { return service_.process().cpu_s() - cpu_s_; }
  /// Notes what disturbed the stage, and what the stage did not answer.
  void note(Figures& figures, LoadResult const& result) const {
    figures.add(kOthers, "cores", others_.cores(service_cpu_s()));
    figures.add(kStolen, "cores", others_.stolen());
    std::size_t const missing = result.due - result.acked;
    figures.add(kUnanswered, "", static_cast<double>(missing));
    if (missing == 0) return;
    progress("  without a 200: " + std::to_string(result.refused) + " refused, " +
             std::to_string(result.due - result.sent) + " never sent, of " +
             std::to_string(result.due));
  }

 private:
  Service const& service_;
  double cpu_s_;
  Others others_;
};

/// Open loops give up after so many times their length.
constexpr double kPatience = 3;

double per_s(std::size_t count, double seconds) {
  return static_cast<double>(count) / std::max(seconds, 1e-9);
}

std::string rate_name(double rate) {
  char text[48];
  std::snprintf(text, sizeof text, "service/open %.0f/s", rate);
  return text;
}

void warm_up(Plan const& plan, Service& service) {
  progress("warm-up");
  LoadOptions options;
  options.connections = 16;
  options.count = plan.warm_up;
  (void)service.run(options);
}

void measure_end_to_end(Plan const& plan, Service& service, Figures& figures) {
  if (!plan.wants("service/e2e")) return;
  progress("service/e2e");
  LoadOptions options;
  options.count = plan.end_to_end;
  options.seconds = plan.end_to_end_s;
  Usage const usage(service);
  LoadResult const result = service.run(options);
  auto const replied = static_cast<double>(std::max<std::size_t>(result.replied, 1));
  figures.add("service/e2e durable, 64 conn.", "/s", per_s(result.replied, result.reply_s));
  figures.add("service/e2e CPU per 10,000", "s", usage.service_cpu_s() * 1e4 / replied);
  figures.add("service/e2e generator's CPU per 10,000", "s", result.cpu_s * 1e4 / replied);
  figures.add("service/e2e acknowledged, not replied", "",
              static_cast<double>(result.messages) - static_cast<double>(result.replied));
  figures.add("service/memory peak after e2e", "MiB", service.process().peak_rss_mb());
  usage.note(figures, result);
}

void measure_closed(Plan const& plan, Service& service, Figures& figures) {
  if (!plan.wants("service/closed")) return;
  for (std::size_t const connections : {1U, 16U, 64U, 256U}) {
    std::string const name = "service/closed " + std::to_string(connections) + " conn.";
    progress(name);
    LoadOptions options;
    options.connections = connections;
    options.count = kNoLimit;
    options.seconds = plan.closed_s;
    Usage const usage(service);
    LoadResult const result = service.run(options);
    figures.add(name + ", durable acks", "/s", per_s(result.acked, result.ack_s));
    usage.note(figures, result);
  }
  figures.add("service/memory peak after closed", "MiB", service.process().peak_rss_mb());
}

void measure_open(Service& service, double rate, double length_s, Figures& figures) {
  std::string const name = rate_name(rate);
  progress(name);
  LoadOptions options;
  options.rate = rate;
  options.count = static_cast<std::size_t>(rate * length_s);
  // A machine that cannot keep up is not asked for ever.
  options.seconds = kPatience * length_s;
  Usage const usage(service);
  LoadResult const result = service.run(options);
  figures.add(name + " ack p50", "ms", result.ack.p50 / 1e3);
  figures.add(name + " ack p99", "ms", result.ack.p99 / 1e3);
  figures.add(name + " reply p50", "ms", result.reply.p50 / 1e3);
  figures.add(name + " reply p99", "ms", result.reply.p99 / 1e3);
  double const wall_s = std::max({length_s, result.ack_s, result.reply_s});
  figures.add(name + " CPU", "cores", usage.service_cpu_s() / wall_s);
  figures.add(name + " RSS", "MiB", service.process().rss_mb());
  usage.note(figures, result);
}

void measure_mix(Plan const& plan, Service& service, Figures& figures) {
  if (!plan.wants("service/mix")) return;
  for (std::size_t const updates : {1U, 10U, 1'000U}) {
    std::string const name = "service/mix " + std::to_string(updates) + " a POST";
    progress(name);
    LoadOptions options;
    options.connections = updates > 100 ? 8 : 64;
    options.count = kNoLimit;
    options.seconds = plan.mix_s;
    options.traffic.updates = updates;
    options.traffic.statuses = 0.7;
    Usage const usage(service);
    LoadResult const result = service.run(options);
    std::size_t const all = result.messages + result.statuses;
    figures.add(name + ", updates", "/s", per_s(all, result.ack_s));
    figures.add(name + ", share of statuses", "", per_s(result.statuses, static_cast<double>(all)));
    figures.add(name + ", not replied", "",
                static_cast<double>(result.messages) - static_cast<double>(result.replied));
    usage.note(figures, result);
  }
}

/// "100 ms TLS, 256 slots".
std::string delivery_name(ServiceOptions const& options, double delay_ms) {
  char text[64];
  std::snprintf(text, sizeof text, "%.0f ms%s, %zu slots", delay_ms,
                options.graph == Scheme::https ? " TLS" : "", options.in_flight);
  return text;
}

/// Every slot gets its connection: greetings are not what is measured.
void fill_slots(Service& service, std::size_t slots) {
  LoadOptions options;
  options.graph_delay_s = 0.1;
  options.count = 3 * slots;
  (void)service.run(options);
}

void measure_delivery(Plan const& plan,
                      Service& service,
                      ServiceOptions const& with,
                      double delay_ms,
                      Figures& figures) {
  std::string const what = delivery_name(with, delay_ms);
  std::string const name = "deliver/latency Graph " + what;
  progress(name);
  auto const slots = static_cast<double>(with.in_flight);
  // In flight = rate x latency: so many a second there can be at most.
  double const most = delay_ms > 0 ? slots * 1e3 / delay_ms : 3'000;
  LoadOptions options;
  options.graph_delay_s = delay_ms / 1e3;
  options.count = static_cast<std::size_t>(most * plan.deliver_s);
  Usage const usage(service);
  LoadResult const result = service.run(options);
  auto const replied = static_cast<double>(std::max<std::size_t>(result.replied, 1));
  // The last call, too, keeps its slot until Graph answers.
  figures.add(name, "/s", per_s(result.replied, result.reply_s + options.graph_delay_s));
  if (delay_ms > 0) figures.rival_value(name, "slots / delay, /s", most);
  figures.add("deliver/not replied", "",
              static_cast<double>(result.messages) - static_cast<double>(result.replied));
  figures.add("deliver/CPU per 10,000, " + what, "s", usage.service_cpu_s() * 1e4 / replied);
  if (with.graph == Scheme::https) {
    std::string const handshakes = "deliver/handshakes, " + what;
    figures.add(handshakes, "", static_cast<double>(result.handshakes));
    figures.rival_value(handshakes, "slots", slots);
  }
  usage.note(figures, result);
}

/// A service of its own for each row, so that all figures are of equally fresh ones.
void measure_deliveries(Plan const& plan, std::string const& pristine, Figures& figures) {
  struct Deliveries {
    std::size_t slots;
    Scheme graph;
    std::vector<double> delays_ms;
  };
  if (!plan.wants("deliver/latency")) return;
  for (auto const& [slots, graph, delays_ms] :
       {Deliveries{kSlots, Scheme::http, {0, 100, 200}}, Deliveries{kSlots, Scheme::https, {0}},
        Deliveries{kManySlots, Scheme::http, {100, 200}},
        Deliveries{kManySlots, Scheme::https, {100}}}) {
    ServiceOptions options = options_of(plan, pristine, slots);
    options.graph = graph;
    Service service(options);
    warm_up(plan, service);
    fill_slots(service, slots);
    for (double const ms : delays_ms) measure_delivery(plan, service, options, ms, figures);
  }
}

/// Honest webhooks at a rate that leaves the service idle, with nobody beside them or a crowd.
LoadResult run_honest(Service& service, LoadOptions const& options, Figures& figures) {
  Usage const usage(service);
  LoadResult result = service.run(options);
  usage.note(figures, result);
  return result;
}

LoadOptions honest(double rate, double length_s) {
  LoadOptions options;
  options.rate = rate;
  options.count = static_cast<std::size_t>(rate * length_s);
  options.seconds = kPatience * length_s;
  return options;
}

void measure_idle(Plan const& plan, Service& service, Figures& figures) {
  if (!plan.wants("service/idle")) return;
  progress("service/idle");
  LoadOptions const options = honest(500, plan.idle_s);
  {
    // First of all: memory a connection is seen in a process that has not grown yet.
    double const before_mb = service.process().rss_mb();
    IdleCrowd const crowd(service.port(), plan.idle_connections);
    auto const opened = static_cast<double>(std::max<std::size_t>(crowd.held(), 1));
    figures.add("service/idle RSS a connection", "KiB",
                (service.process().rss_mb() - before_mb) * 1024 / opened);
    LoadResult const beside = run_honest(service, options, figures);
    figures.add("service/idle connections held", "", static_cast<double>(crowd.held()));
    figures.add("service/idle honest ack p99", "ms", beside.ack.p99 / 1e3);
  }
  // Ten thousand goodbyes are work too.
  std::this_thread::sleep_for(std::chrono::seconds{1});
  LoadResult const alone = run_honest(service, options, figures);
  figures.add("service/idle nobody else, ack p99", "ms", alone.ack.p99 / 1e3);
}

void measure_slow_clients(Plan const& plan, Service& service, Figures& figures) {
  if (!plan.wants("service/slow-clients")) return;
  progress("service/slow-clients");
  LoadOptions options = honest(100, plan.slow_s);
  options.requests_per_connection = 1;
  LoadResult const alone = run_honest(service, options, figures);
  DrippingCrowd const crowd(service.port(), std::string{"/webhooks/meta/"} + kAppSlug,
                            plan.slow_connections);
  LoadResult const beside = run_honest(service, options, figures);
  figures.add("service/slow-clients dripping", "", static_cast<double>(crowd.dripping()));
  figures.add("service/slow-clients honest p99", "ms", beside.ack.p99 / 1e3);
  figures.add("service/slow-clients honest worst", "ms", beside.ack.worst / 1e3);
  figures.add("service/slow-clients nobody else, worst", "ms", alone.ack.worst / 1e3);
}

void measure_kills(Plan const& plan, std::string const& pristine, Figures& figures) {
  if (!plan.wants("service/kill")) return;
  progress("service/kill");
  KillResult const result = kill_under_load(options_of(plan, pristine, 0), plan.kills, plan.kill_s);
  figures.add("service/kill kill -9 under load", "", plan.kills);
  figures.add("service/kill acknowledged", "", static_cast<double>(result.acked));
  figures.add("service/kill acknowledged, not stored", "", static_cast<double>(result.lost));
  for (double const seconds : result.ready_s) {
    figures.add("service/kill restart to ready", "s", seconds);
  }
}

}  // namespace

void measure_service(Plan const& plan, std::string const& pristine, Figures& figures) {
  bool const wanted = plan.wants("service/memory") || plan.wants("service/e2e") ||
                      plan.wants("service/closed") || plan.wants("service/open");
  if (!wanted) return;
  progress("service on a copy");
  Service service(options_of(plan, pristine, 0));
  figures.add("service/memory idle", "MiB", service.process().rss_mb());
  warm_up(plan, service);
  measure_end_to_end(plan, service, figures);
  measure_closed(plan, service, figures);
  if (plan.wants("service/open")) measure_open(service, 1'000, plan.open_s, figures);
}

void measure_rarely(Plan const& plan, std::string const& pristine, Figures& figures) {
  if (plan.wants("service/open") || plan.wants("service/mix")) {
    Service service(options_of(plan, pristine, kSlots));
    warm_up(plan, service);
    for (double const rate : plan.rates) {
      if (plan.wants("service/open")) measure_open(service, rate, plan.rate_s, figures);
    }
    measure_mix(plan, service, figures);
  }
  measure_deliveries(plan, pristine, figures);
  if (plan.wants("service/idle") || plan.wants("service/slow-clients")) {
    Service service(options_of(plan, pristine, kManySlots));
    measure_idle(plan, service, figures);
    measure_slow_clients(plan, service, figures);
  }
  measure_kills(plan, pristine, figures);
}

}  // namespace waypost::bench
