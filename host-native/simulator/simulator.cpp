#include "simulator/simulator.h"

#include <exception>
#include <thread>
#include <utility>

#include "simulator/control.h"
#include "simulator/graph.h"
#include "simulator/http_server.h"
#include "simulator/inbound.h"
#include "simulator/schema.h"
#include "simulator/wire.h"
#include "simulator/world.h"

namespace waypost::simulator {
namespace {

constexpr std::size_t kMostUpdates = 1000;

/// Counts a Graph request for as long as it is handled.
class Handling {
 public:
  explicit Handling(std::atomic<int>& count) : count_(count) { ++count_; }
  ~Handling() { --count_; }
  Handling(Handling const&) = delete;
  Handling& operator=(Handling const&) = delete;

 private:
  std::atomic<int>& count_;
};

}  // namespace

struct Simulator::Parts {
  Parts(Simulator& simulator, Options options)
      : world(std::move(options)),
        server(
            {world.options.host, world.options.port, world.options.tls_certificate_file,
             world.options.tls_key_file, world.options.max_connections},
            [this, &simulator](HttpRequest const& request) { return answer(simulator, request); }) {
  }

  HttpAnswer answer(Simulator& simulator, HttpRequest const& request) {
    if (request.path.rfind("/_sim/", 0) == 0) return answer_control(simulator, world, request);
    Handling const handling(world.handling);
    try {
      return answer_graph(world, request);
    } catch (std::exception const& mistake) {
      // A mistake of the simulator itself must not look like one of Meta's refusals.
      return refuse(world, {1, std::string("simulator: ") + mistake.what(), 500});
    }
  }

  World world;
  HttpServer server;
};

Simulator::Simulator(Options options)
    : parts_(std::make_unique<Parts>(*this, std::move(options))) {}

Simulator::~Simulator() {
  stop();
}

void Simulator::start() {
  parts_->server.start();
  parts_->world.origin = url();
  parts_->world.sender.start();
  parts_->world.timeline.start();
}

void Simulator::stop() {
  // The timeline first: handlers that sleep on it must wake before the server joins them.
  parts_->world.timeline.stop();
  parts_->world.sender.stop();
  parts_->server.stop();
  parts_->world.ledger.flush();
}

int Simulator::port() const {
  return parts_->server.port();
}

std::string Simulator::url() const {
  auto const& options = parts_->world.options;
  return (options.tls_certificate_file.empty() ? "http://" : "https://") + options.host + ":" +
         std::to_string(port());
}

void Simulator::set_callback(std::string_view app_id, std::string url) {
  auto app = parts_->world.directory.app(app_id).value_or(App{});
  app.app_id = app_id;
  app.callback_url = std::move(url);
  put_app(std::move(app));
}

bool Simulator::subscribe(std::string_view app_id) {
  auto const app = parts_->world.directory.app(app_id);
  return app && parts_->world.sender.verify(*app);
}

std::string Simulator::receive_from_customer(CustomerMessage message) {
  auto [wamid, update] = receive(parts_->world, std::move(message));
  parts_->world.outgoing.offer(std::move(update));
  return std::move(wamid);
}

std::vector<std::string> Simulator::receive_from_customers(std::vector<CustomerMessage> messages) {
  std::vector<std::string> ids;
  std::vector<Update> updates;
  for (auto& message : messages) {
    auto [wamid, update] = receive(parts_->world, std::move(message));
    ids.push_back(std::move(wamid));
    updates.push_back(std::move(update));
  }
  parts_->world.outgoing.offer_together(std::move(updates), kMostUpdates);
  return ids;
}

void Simulator::set_marketing(std::string_view phone_number_id,
                              std::string_view wa_id,
                              Customer::Marketing marketing) {
  auto& world = parts_->world;
  world.outgoing.offer(marketing_choice(world, phone_number_id, wa_id, marketing));
}

void Simulator::send_change(std::string_view waba_id,
                            std::string_view field,
                            boost::json::value value) {
  auto& world = parts_->world;
  world.outgoing.offer(change_of(world, waba_id, field, std::move(value)));
}

void Simulator::send_bytes(std::string_view app_id, std::string bytes) {
  parts_->world.outgoing.offer_bytes(std::string(app_id), std::move(bytes));
}

void Simulator::put_app(App app) {
  parts_->world.directory.put(std::move(app));
}

void Simulator::put_number(Number number) {
  parts_->world.directory.put(std::move(number));
}

void Simulator::put_customer(Customer customer) {
  parts_->world.directory.put(std::move(customer));
}

void Simulator::put_template(std::string_view waba_id, boost::json::object definition) {
  auto one = read_template(std::move(definition));
  auto const status = one.status;
  boost::json::object value{{"event", status},
                            {"message_template_id", integer_in(one.definition, "id").value_or(0)},
                            {"message_template_name", one.name},
                            {"message_template_language", one.language},
                            {"reason", "NONE"},
                            {"message_template_category", one.category}};
  auto const before = parts_->world.templates.put(waba_id, std::move(one));
  if (!before.empty() && before != status) {
    send_change(waba_id, "message_template_status_update", std::move(value));
  }
}

std::string Simulator::put_media(std::string_view phone_number_id,
                                 std::string mime_type,
                                 std::string bytes,
                                 std::string id) {
  auto& world = parts_->world;
  if (id.empty()) id = world.ids.media();
  Media media;
  media.id = id;
  media.phone_number_id = phone_number_id;
  media.mime_type = std::move(mime_type);
  media.sha256 = sha256_hex(bytes);
  media.stored = world.clock.now();
  media.bytes = std::move(bytes);
  world.media.put(std::move(media));
  return id;
}

void Simulator::set_faults(std::vector<Fault> faults) {
  parts_->world.faults.set(std::move(faults));
}

std::vector<Fault> Simulator::faults() const {
  return parts_->world.faults.faults();
}

Instant Simulator::now() const {
  return parts_->world.clock.now();
}

void Simulator::set_now(Instant now) {
  parts_->world.clock.set_now(now);
  parts_->world.timeline.clock_moved();
}

void Simulator::set_speed(double speed) {
  parts_->world.clock.set_speed(speed);
  parts_->world.timeline.clock_moved();
}

void Simulator::advance(Duration length) {
  auto& world = parts_->world;
  world.timeline.advance(world.clock.now() + length, [&world] { world.sender.wait_idle(); });
}

bool Simulator::wait_until_quiet(std::chrono::milliseconds timeout) {
  auto const end = std::chrono::steady_clock::now() + timeout;
  while (!parts_->world.quiet()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  return true;
}

Ledger const& Simulator::ledger() const {
  return parts_->world.ledger;
}

void Simulator::reset() {
  auto& world = parts_->world;
  world.faults.set({});
  world.timeline.clear();
  world.outgoing.clear();
  world.sender.clear();
  world.limits.clear();
  world.messages.clear();
  world.ledger.clear();
}

void Simulator::on_event(std::function<void(Event const&)> observer) {
  parts_->world.watch.set(std::move(observer));
}

CustomerMessage text_message(std::string from, std::string body, std::string phone_number_id) {
  CustomerMessage message;
  message.phone_number_id = std::move(phone_number_id);
  message.from = std::move(from);
  message.content = boost::json::object{{"body", std::move(body)}};
  return message;
}

}  // namespace waypost::simulator
