#include "support.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <httplib.h>
#include <sys/socket.h>

namespace waypost::simulator::testing {

namespace {

/// With room for all of a sender's connections at once; the library's own backlog is 5, and whoever
/// does not fit waits a second.
class Listener : public httplib::Server {
 public:
  void widen_backlog() { ::listen(svr_sock_, 128); }
};

}  // namespace

struct Callback::State {
  Listener server;
  std::thread thread;
  int port = 0;
  Answer answer;
  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  std::vector<Received> received;
};

Callback::Callback(Answer answer) : state_(std::make_unique<State>()) {
  auto& state = *state_;
  state.answer = std::move(answer);
  state.server.new_task_queue = [] { return new httplib::ThreadPool(40); };
  state.server.set_tcp_nodelay(true);
  state.server.set_keep_alive_max_count(1'000'000);
  state.server.set_keep_alive_timeout(1);
  state.server.Post("/webhook",
                    [&state](httplib::Request const& request, httplib::Response& response) {
                      Received one{request.body, request.get_header_value("X-Hub-Signature-256"),
                                   request.get_header_value("Content-Type")};
                      std::size_t ordinal = 0;
                      {
                        std::lock_guard const lock(state.mutex);
                        state.received.push_back(one);
                        ordinal = state.received.size();
                      }
                      state.changed.notify_all();
                      response.status = state.answer ? state.answer(ordinal, one) : 200;
                    });
  state.server.Get("/webhook", [](httplib::Request const& request, httplib::Response& response) {
    if (request.get_param_value("hub.verify_token") != "simulator-verify-token") {
      response.status = 403;
      return;
    }
    response.set_content(request.get_param_value("hub.challenge"), "text/plain");
  });
  state.port = state.server.bind_to_any_port("127.0.0.1");
  state.server.widen_backlog();
  state.thread = std::thread([&state] { state.server.listen_after_bind(); });
  while (!state.server.is_running()) std::this_thread::yield();
}

Callback::~Callback() {
  state_->server.stop();
  state_->thread.join();
}

std::string Callback::url() const {
  return "http://127.0.0.1:" + std::to_string(state_->port) + "/webhook";
}

std::vector<Received> Callback::received() const {
  std::lock_guard const lock(state_->mutex);
  return state_->received;
}

bool Callback::wait_for(std::size_t count) const {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, std::chrono::seconds{10},
                                  [&] { return state_->received.size() >= count; });
}

std::vector<boost::json::object> Callback::all(std::string_view member) const {
  std::vector<boost::json::object> out;
  for (auto const& one : received()) {
    boost::json::error_code error;
    auto const body = boost::json::parse(one.body, error);
    if (error) continue;
    for (auto const& entry : body.at("entry").as_array()) {
      for (auto const& change : entry.at("changes").as_array()) {
        auto const* list = change.at("value").as_object().if_contains(member);
        if (list == nullptr) continue;
        for (auto const& element : list->as_array()) out.push_back(element.as_object());
      }
    }
  }
  return out;
}

std::vector<std::string> Callback::statuses_of(std::string_view wamid) const {
  std::vector<std::string> words;
  for (auto const& status : all("statuses")) {
    if (status.at("id").as_string() == wamid) {
      words.emplace_back(status.at("status").as_string());
    }
  }
  return words;
}

namespace {

boost::json::value const* find(boost::json::value const& from,
                               std::initializer_list<std::string_view> path) {
  auto const* place = &from;
  for (auto const name : path) {
    if (auto const* list = place->if_array()) {
      if (list->empty()) return nullptr;
      place = &list->front();
    }
    auto const* object = place->if_object();
    place = object == nullptr ? nullptr : object->if_contains(name);
    if (place == nullptr) return nullptr;
  }
  return place;
}

}  // namespace

int Answer::code() const {
  auto const* code = find(json, {"error", "code"});
  return code == nullptr ? 0 : static_cast<int>(code->as_int64());
}

std::string Answer::details() const {
  auto const* details = find(json, {"error", "error_data", "details"});
  return details == nullptr ? std::string() : std::string(details->as_string());
}

std::string Answer::wamid() const {
  auto const* id = find(json, {"messages", "id"});
  return id == nullptr ? std::string() : std::string(id->as_string());
}

struct Graph::State {
  httplib::Client client;
  std::string token;

  httplib::Headers headers(std::string const& user_agent = "test") const {
    httplib::Headers out;
    if (!token.empty()) out.emplace("Authorization", "Bearer " + token);
    // The library names itself unless a name is given; an empty one is sent as it is.
    out.emplace("User-Agent", user_agent);
    return out;
  }
};

namespace {

Answer answer_of(httplib::Result const& result, std::chrono::steady_clock::time_point start) {
  Answer answer;
  answer.milliseconds =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  if (!result) return answer;
  answer.status = result->status;
  answer.content_type = result->get_header_value("Content-Type");
  answer.text = result->body;
  boost::json::error_code error;
  answer.json = boost::json::parse(result->body, error);
  return answer;
}

}  // namespace

Graph::Graph(std::string const& url, std::string token)
    : state_(new State{httplib::Client(url), std::move(token)}) {
  state_->client.set_keep_alive(true);
  state_->client.set_tcp_nodelay(true);
  state_->client.set_read_timeout(std::chrono::seconds{10});
}

Graph::~Graph() = default;

Answer Graph::get(std::string const& path, std::string const& user_agent) {
  auto const start = std::chrono::steady_clock::now();
  return answer_of(state_->client.Get(path, state_->headers(user_agent)), start);
}

Answer Graph::post(std::string const& path,
                   std::string const& body,
                   std::string const& content_type) {
  auto const start = std::chrono::steady_clock::now();
  return answer_of(state_->client.Post(path, state_->headers(), body, content_type), start);
}

Answer Graph::erase(std::string const& path) {
  auto const start = std::chrono::steady_clock::now();
  return answer_of(state_->client.Delete(path, state_->headers()), start);
}

Answer Graph::upload(std::string const& path,
                     std::string const& mime_type,
                     std::string const& bytes) {
  auto const start = std::chrono::steady_clock::now();
  httplib::MultipartFormDataItems const parts{{"messaging_product", "whatsapp", "", ""},
                                              {"type", mime_type, "", ""},
                                              {"file", bytes, "file.bin", mime_type}};
  return answer_of(state_->client.Post(path, state_->headers(), parts), start);
}

Answer Graph::send(std::string const& body) {
  return post("/v25.0/" + std::string(kNumber) + "/messages", body);
}

Answer Graph::send_text(std::string_view to, std::string_view text) {
  return send(R"({"messaging_product":"whatsapp","to":")" + std::string(to) +
              R"(","type":"text","text":{"body":")" + std::string(text) + R"("}})");
}

bool tls_reaches(std::string const& host, int port, std::string const& ca_file) {
  httplib::SSLClient client(host, port);
  if (!ca_file.empty()) client.set_ca_cert_path(ca_file.c_str());
  client.enable_server_certificate_verification(true);
  auto const result = client.Get("/_sim/health");
  return result && result->status == 200;
}

boost::json::value parse(std::string_view text) {
  return boost::json::parse(text);
}

std::string plain(boost::json::value const& value) {
  auto const* text = value.if_string();
  return text == nullptr ? boost::json::serialize(value) : std::string(*text);
}

std::string message(std::string_view type, std::string_view content) {
  return R"({"messaging_product":"whatsapp","to":"+15550100001","type":")" + std::string(type) +
         R"(",")" + std::string(type) + "\":" + std::string(content) + "}";
}

Options quick_options() {
  Options options;
  options.seed = 1;
  options.statuses.sent = std::chrono::milliseconds{1};
  options.statuses.delivered = std::chrono::milliseconds{20};
  options.statuses.read = std::chrono::milliseconds{40};
  options.statuses.played = std::chrono::milliseconds{60};
  options.statuses.jitter = 0;
  // Several connections overtake each other, as Meta's do; one keeps the order that is tested.
  options.webhook_connections = 1;
  options.window = WindowCheck::off;
  options.post_bodies = Options::PostBodies::kept;
  return options;
}

Desk::Desk(Options options, Callback::Answer answer)
    : callback(std::move(answer)), simulator(std::move(options)) {
  simulator.set_callback(kApp, callback.url());
  simulator.start();
  graph = std::make_unique<Graph>(simulator.url());
}

}  // namespace waypost::simulator::testing
