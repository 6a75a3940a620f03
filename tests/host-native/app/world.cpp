#include "world.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

namespace waypost::test {

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "waypost-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

app::Config test_config(std::string db, std::string graph_url, std::uint16_t port) {
  app::Config config;
  config.listen.port = port;
  config.db = std::move(db);
  std::string key(32, '\0');
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<char>(i * 37 + 11);
  config.master_key = crypto::Secret{std::string_view{key}};
  config.graph_url = std::move(graph_url);
  config.log_level = app::LogLevel::debug;
  return config;
}

simulator::Options test_simulator() {
  simulator::Options options;
  options.seed = 1;
  options.apps.front().app_secret = kAppSecret;
  options.apps.front().verify_token = kVerifyToken;
  options.numbers.front().access_token = kAccessToken;
  options.numbers.front().messages_per_second = 0;
  options.limits.pair_refill = simulator::Duration{0};
  options.statuses.sent = std::chrono::milliseconds{5};
  options.statuses.delivered = std::chrono::milliseconds{10};
  options.statuses.read = std::chrono::milliseconds{15};
  options.retries.first = std::chrono::milliseconds{50};
  options.retries.longest = std::chrono::milliseconds{400};
  return options;
}

void fill(app::Admin& admin, std::string_view playbook) {
  auto const demand = [](auto const& result) {
    if (!result) throw std::runtime_error(result.error().code + ": " + result.error().text);
  };
  demand(admin.add_app({"shop", crypto::Secret{std::string_view{kAppSecret}},
                        crypto::Secret{std::string_view{kVerifyToken}}, true}));
  demand(admin.add_tenant(
      {"lale", "Europe/Istanbul", crypto::Secret{std::string_view{kVerifyToken}}}));
  demand(admin.add_number({"lale", "shop", kNumber, kWaba, "", "15550100100",
                           crypto::Secret{std::string_view{kAccessToken}}, 1'000}));
  demand(admin.load_playbook("lale", playbook));
}

World::World(std::string_view playbook, simulator::Options options, app::ServiceHooks hooks)
    : meta(std::move(options)), log_file(folder.file("log")), hooks_(std::move(hooks)) {
  meta.start();
  start(0);
  fill(service->admin(), playbook);
  simulator::App const app;
  meta.set_callback(app.app_id, url("/webhooks/meta/shop"));
}

World::~World() {
  meta.stop();
  if (service) service->stop();
}

void World::start(std::uint16_t port) {
  app::ServiceHooks hooks = hooks_;
  hooks.log_fd = ::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  service = std::make_unique<app::Service>(test_config(folder.file("waypost.db"), meta.url(), port),
                                           std::move(hooks));
  service->start();
}

void World::restart(std::function<void()> const& while_down) {
  std::uint16_t const port = service->port();
  service->stop();
  service.reset();
  while_down();
  start(port);
}

std::string World::say(std::string from, std::string text) {
  return meta.receive_from_customer(simulator::text_message(std::move(from), std::move(text)));
}

bool World::wait_for_sends(std::size_t count) {
  return meta.ledger().wait(
      [count](simulator::Summary const& now) { return now.accepted >= count; },
      std::chrono::seconds{10});
}

bool World::wait_for_messages(std::int64_t count) {
  return eventually([&] { return query("SELECT COUNT(*) FROM message") >= count; });
}

std::int64_t World::query(std::string const& sql) {
  SQLite::Database db(folder.file("waypost.db"), SQLite::OPEN_READONLY, 2'000);
  SQLite::Statement statement(db, sql);
  return statement.executeStep() ? statement.getColumn(0).getInt64() : -1;
}

std::string World::query_text(std::string const& sql) {
  SQLite::Database db(folder.file("waypost.db"), SQLite::OPEN_READONLY, 2'000);
  SQLite::Statement statement(db, sql);
  return statement.executeStep() ? statement.getColumn(0).getString() : std::string{};
}

std::string World::outcome_of(std::string const& wamid) {
  static constexpr char const* kKinds[] = {"answered", "silent",    "failed",
                                           "recorded", "duplicate", "quarantined"};
  SQLite::Database db(folder.file("waypost.db"), SQLite::OPEN_READONLY, 2'000);
  SQLite::Statement row(db, "SELECT outcome, outcome_detail FROM message WHERE wamid = ?1");
  row.bind(1, wamid);
  if (!row.executeStep()) return "none";
  std::string const detail = row.getColumn(1).getString();
  std::string const kind = kKinds[row.getColumn(0).getInt()];
  return detail.empty() ? kind : kind + "(" + detail + ")";
}

std::string World::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(service->port()) + std::string{path};
}

bool eventually(std::function<bool()> const& holds, std::chrono::milliseconds limit) {
  auto const end = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return true;
}

}  // namespace waypost::test
