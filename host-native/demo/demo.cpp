#include "demo/demo.h"

#include <charconv>
#include <filesystem>
#include <stdexcept>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "waypost/engine/explain.h"
#include "waypost/template/preview.h"
#include "waypost/wire/encode.h"
#include "waypost/wire/encode_explanation.h"
#include "waypost/wire/json.h"

#include "app/service.h"
#include "crypto/encoding.h"
#include "crypto/hmac.h"
#include "crypto/random.h"
#include "demo/feed.h"
#include "demo/page.h"
#include "simulator/simulator.h"

namespace waypost::demo {
namespace {

namespace json = boost::json;

constexpr char const* kApp = "demo";
constexpr char const* kTenant = "lale";
constexpr char const* kCustomer = "15550100001";
constexpr std::size_t kSayBytesMax = 16 * 1024;

/// No network, no inline code, no framing: the page is what this process serves and nothing else.
constexpr char const* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

http::Response page_response(PageFile const& file) {
  http::Response response;
  response.content_type = file.content_type;
  response.body = file.bytes;
  response.headers = {{"Content-Security-Policy", kPolicy},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cache-Control", "no-store"},
                      {"X-Frame-Options", "DENY"},
                      {"Cross-Origin-Opener-Policy", "same-origin"}};
  return response;
}

/// Another site's page must not type into this phone: the browser says where a request is from.
bool is_own_page(http::Head const& head) {
  std::string_view const host = head.find("Host").value_or("");
  bool const local = host.starts_with("127.0.0.1:") || host.starts_with("localhost:") ||
                     host.starts_with("[::1]:");
  auto const origin = head.find("Origin");
  return local && (!origin || *origin == "http://" + std::string{host});
}

std::string text_of(json::object const& object, std::string_view name) {
  auto const* member = object.if_contains(name);
  auto const* text = member != nullptr ? member->if_string() : nullptr;
  return text != nullptr ? std::string{text->data(), text->size()} : std::string{};
}

simulator::Options simulator_options(std::string const& secret, std::string const& token) {
  simulator::Options options;
  options.apps.front().app_secret = secret;
  options.apps.front().verify_token = token;
  options.numbers.front().verified_name = "Lale Flowers";
  simulator::Customer customer;
  customer.wa_id = kCustomer;
  customer.name = "Ana Ferris";
  options.customers.push_back(customer);
  options.statuses.read = std::chrono::milliseconds{1'200};
  // Webhooks may come from a shell too; the stand-in has not seen those customers write.
  options.window = simulator::WindowCheck::off;
  return options;
}

/// What the phone sends: a text, a pressed button, or a row of a list.
simulator::CustomerMessage message_of(json::object const& said) {
  std::string const kind = text_of(said, "kind");
  simulator::CustomerMessage message = simulator::text_message(kCustomer, text_of(said, "text"));
  if (kind == "button" || kind == "list") {
    std::string const reply = kind == "button" ? "button_reply" : "list_reply";
    message.type = "interactive";
    message.content = json::object{
        {"type", reply},
        {reply, json::object{{"id", text_of(said, "id")}, {"title", text_of(said, "text")}}}};
    message.extra["context"] =
        json::object{{"from", "15550100100"}, {"id", text_of(said, "wamid")}};
  }
  return message;
}

/// One message, what the engine made of it, and until when a person had the conversation.
std::string decided(webhook::Event const& event,
                    engine::Snapshot const& snapshot,
                    Instant now,
                    engine::Explanation const& told) {
  std::string text;
  wire::JsonWriter json(text);
  json.begin_object().key("event").string("decided").key("at_us").integer(us_of(now));
  json.key("message").raw(wire::encode(event)).key("explanation");
  std::string explanation;
  wire::append(explanation, told);
  json.raw(explanation);
  if (!snapshot.found.empty() && snapshot.found.front().conversation) {
    auto const& until = snapshot.found.front().conversation->takeover_until;
    if (until == Instant::max())
      json.key("takeover_until").string("forever");
    else if (until)
      json.key("takeover_until").integer(us_of(*until));
  }
  json.end_object();
  return text;
}

}  // namespace

struct Demo::Parts {
  explicit Parts(DemoOptions const& options_)
      : options(options_),
        app_secret(crypto::hex(crypto::random_bytes<16>())),
        verify_token(crypto::hex(crypto::random_bytes<12>())),
        simulator(simulator_options(app_secret, verify_token)) {}

  DemoOptions options;
  std::string app_secret;
  std::string verify_token;
  Feed feed;
  engine::DecideScratch scratch;  ///< the writer's thread alone explains
  simulator::Simulator simulator;
  std::unique_ptr<app::Service> service;

  [[nodiscard]] app::Config config() const;
  [[nodiscard]] app::ServiceHooks hooks();
  void add_routes(http::Router& router);
  void say(http::Request request, http::Reply reply);
  void show(simulator::Event const& event);
  void fill();
};

app::Config Demo::Parts::config() const {
  app::Config config;
  config.listen = options.listen;
  config.db = (std::filesystem::path(options.folder) / "demo.db").string();
  config.master_key = crypto::random_secret(32);
  config.graph_url = simulator.url();
  config.log_level = options.log_level;
  return config;
}

app::ServiceHooks Demo::Parts::hooks() {
  app::ServiceHooks hooks;
  hooks.observer = [this](playbook::Playbook const& playbook, engine::Snapshot const& snapshot,
                          webhook::Event const& event, Instant now,
                          engine::Effects const&) -> app::Telling {
    if (!std::holds_alternative<webhook::MessageReceived>(event)) return {};
    auto const told = engine::explain(playbook, snapshot, event, now, scratch);
    return [this, line = decided(event, snapshot, now, told)] { feed.push(line); };
  };
  hooks.routes = [this](http::Router& router) { add_routes(router); };
  return hooks;
}

void Demo::Parts::add_routes(http::Router& router) {
  for (PageFile const& file : page_files()) {
    router.add({http::Method::get,
                std::string{file.path},
                {},
                {},
                [&file](http::Request, http::PathParams, http::Reply reply) {
                  std::move(reply).send(page_response(file));
                }});
  }
  router.add({http::Method::get,
              "/demo/events",
              {},
              {},
              [this](http::Request request, http::PathParams, http::Reply reply) {
                std::string_view const last = request.head.find("Last-Event-ID").value_or("");
                std::uint64_t id = 0;
                std::from_chars(last.data(), last.data() + last.size(), id);
                if (!is_own_page(request.head)) {
                  return std::move(reply).send(http::text(403, "only this machine's own page"));
                }
                feed.open(std::move(reply), id);
              }});
  http::Admit body;
  body.body_bytes_max = kSayBytesMax;
  router.add({http::Method::post,
              "/demo/say",
              body,
              {},
              [this](http::Request request, http::PathParams, http::Reply reply) {
                say(std::move(request), std::move(reply));
              }});
}

void Demo::Parts::say(http::Request request, http::Reply reply) {
  if (!is_own_page(request.head)) {
    return std::move(reply).send(http::text(403, "only this machine's own page"));
  }
  json::error_code error;
  json::value const said = json::parse(request.body, error);
  auto const* object = error ? nullptr : said.if_object();
  if (object == nullptr || text_of(*object, "text").empty()) {
    return std::move(reply).send(
        http::problem({400, "bad_request", "an object with text is needed"}));
  }
  std::string const wamid = simulator.receive_from_customer(message_of(*object));
  std::move(reply).send(http::json(200, wire::to_json(json::object{{"wamid", wamid}})));
}

/// What Meta's side saw: the customer's message, our reply, its ticks.
void Demo::Parts::show(simulator::Event const& event) {
  using Kind = simulator::Event::Kind;
  json::object shown{{"wamid", event.wamid}, {"at_us", event.at.time_since_epoch().count()}};
  json::error_code error;
  switch (event.kind) {
    case Kind::inbound:
      shown["event"] = "said";
      shown["message"] = json::parse(event.body, error);
      break;
    case Kind::accepted: {
      json::value const body = json::parse(event.body, error);
      shown["event"] = "reply";
      shown["bubble"] = json::parse(templating::preview(body), error);
      break;
    }
    case Kind::refused:
      shown["event"] = "refused";
      shown["code"] = event.code;
      break;
    case Kind::status:
      shown["event"] = "status";
      shown["status"] = event.word;
      break;
    case Kind::acknowledged: shown["event"] = "acknowledged"; break;
    case Kind::read: return;
  }
  feed.push(wire::to_json(shown));
}

/// The one app, tenant, number and playbook.
void Demo::Parts::fill() {
  auto const demand = [](auto const& result) {
    if (!result) throw std::runtime_error("demo: " + result.error().text);
  };
  app::Admin& admin = service->admin();
  simulator::Number const number;
  demand(admin.add_app({kApp, crypto::Secret{app_secret}, crypto::Secret{verify_token}, true}));
  demand(admin.add_tenant({kTenant, "Europe/Istanbul", {}}));
  demand(
      admin.add_number({kTenant, kApp, number.phone_number_id, number.waba_id, number.portfolio_id,
                        number.display_phone_number, crypto::Secret{number.access_token}, 80}));
  demand(admin.load_playbook(kTenant, playbook_source()));
}

Demo::Demo(DemoOptions const& options) : parts_(std::make_unique<Parts>(options)) {
  Parts& parts = *parts_;
  if (!app::is_loopback(options.listen.host)) {
    throw std::runtime_error("the demo has no keys: it listens on a loopback address only");
  }
  parts.simulator.start();
  parts.service = std::make_unique<app::Service>(parts.config(), parts.hooks());
  parts.fill();
}

Demo::~Demo() {
  stop();
}

void Demo::start() {
  Parts& parts = *parts_;
  parts.service->start();
  simulator::App const app;
  parts.simulator.set_callback(app.app_id, url() + "webhooks/meta/" + kApp);
  parts.simulator.on_event([&parts](simulator::Event const& event) { parts.show(event); });
  if (!parts.simulator.subscribe(app.app_id)) {
    throw std::runtime_error("demo: the handshake between simulator and service failed");
  }
}

void Demo::stop() {
  Parts& parts = *parts_;
  parts.simulator.on_event({});
  parts.feed.close();
  parts.simulator.stop();
  if (parts.service) parts.service->stop();
}

std::string Demo::url() const {
  std::string const& host = parts_->options.listen.host;
  bool const v6 = host.find(':') != std::string::npos;
  return "http://" + (v6 ? "[" + host + "]" : host) + ":" +
         std::to_string(parts_->service->port()) + "/";
}

std::string Demo::curl() const {
  simulator::Number const number;
  std::int64_t const now_s = us_of(parts_->service->clock().now()) / 1'000'000;
  std::string const id = crypto::base64url(crypto::random_bytes<15>());
  std::string const body = wire::to_json(json::object{
      {"object", "whatsapp_business_account"},
      {"entry",
       json::array{json::object{
           {"id", number.waba_id},
           {"changes",
            json::array{json::object{
                {"field", "messages"},
                {"value",
                 json::object{
                     {"messaging_product", "whatsapp"},
                     {"metadata",
                      json::object{{"display_phone_number", number.display_phone_number},
                                   {"phone_number_id", number.phone_number_id}}},
                     {"contacts", json::array{json::object{
                                      {"profile", json::object{{"name", "Ana Ferris"}}},
                                      {"wa_id", kCustomer}}}},
                     {"messages", json::array{json::object{
                                      {"from", kCustomer},
                                      {"id", "wamid.curl" + id},
                                      {"timestamp", std::to_string(now_s)},
                                      {"type", "text"},
                                      {"text", json::object{{"body", "menu"}}}}}}}}}}}}}}});
  crypto::Hmac const hmac{crypto::Secret{parts_->app_secret}};
  return "curl -i " + url() + "webhooks/meta/" + kApp +
         " -H 'Content-Type: application/json' -H 'X-Hub-Signature-256: sha256=" +
         crypto::hex(hmac.sign(body)) + "' -d '" + body + "'";
}

}  // namespace waypost::demo
