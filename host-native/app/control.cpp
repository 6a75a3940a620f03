#include "app/control.h"

#include <cstring>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "waypost/wire/json.h"

#include "app/log.h"

namespace waypost::app {
namespace {

namespace json = boost::json;

constexpr std::size_t kRequestBytesMax = 20U * 1024 * 1024;  // a playbook of 16 MiB, escaped
constexpr int kPollMs = 200;
constexpr int kIoSeconds = 30;

std::string text(json::object const& request, std::string_view name) {
  auto const* member = request.if_contains(name);
  auto const* value = member != nullptr ? member->if_string() : nullptr;
  return value != nullptr ? std::string{value->data(), value->size()} : std::string{};
}

std::int64_t number(json::object const& request, std::string_view name, std::int64_t otherwise) {
  auto const* member = request.if_contains(name);
  auto const* value = member != nullptr ? member->if_int64() : nullptr;
  return value != nullptr ? *value : otherwise;
}

/// A count or "unlimited"; nothing when the member is absent. Anything else is no limit we take.
std::optional<NewLimit> limit(json::object const& request, std::string_view name) {
  auto const* member = request.if_contains(name);
  if (member == nullptr || member->is_null()) return std::nullopt;
  if (auto const* most = member->if_int64()) return NewLimit{*most};
  if (text(request, name) == "unlimited") return NewLimit{};
  return NewLimit{0};
}

json::value shown(std::optional<std::int64_t> limit) {
  return limit ? json::value(*limit) : json::value("unlimited");
}

bool flag(json::object const& request, std::string_view name) {
  auto const* member = request.if_contains(name);
  auto const* value = member != nullptr ? member->if_bool() : nullptr;
  return value != nullptr && *value;
}

json::object failed(AdminError const& error) {
  return {{"error", json::object{{"code", error.code}, {"text", error.text}}}};
}

json::object done(json::object result) {
  return {{"ok", std::move(result)}};
}

json::object done(AdminResult<void> const& result) {
  return result ? done(json::object{}) : failed(result.error());
}

json::object list_apps(Directory const& directory) {
  json::array apps;
  for (auto const& app : directory.apps()) {
    apps.push_back(json::object{{"slug", app->slug},
                                {"default", app.get() == directory.default_app()},
                                {"secrets", app->secrets.size()},
                                {"callback", "/webhooks/meta/" + app->slug}});
  }
  return {{"apps", std::move(apps)}};
}

json::object list_tenants(Directory const& directory) {
  json::array tenants;
  for (auto const& tenant : directory.tenants()) {
    tenants.push_back(json::object{{"slug", tenant->slug},
                                   {"zone", tenant->zone},
                                   {"per_day", shown(tenant->day_cap)},
                                   {"playbook", tenant->playbook->version},
                                   {"rules", tenant->playbook->opened->rule_count()}});
  }
  return {{"tenants", std::move(tenants)}};
}

json::object list_numbers(Directory const& directory) {
  json::array numbers;
  for (auto const& number : directory.numbers()) {
    Tenant const* const tenant = directory.tenant(number->tenant);
    App const* const app = directory.app(number->app);
    numbers.push_back(json::object{{"phone_number_id", number->phone_number_id.value},
                                   {"tenant", tenant != nullptr ? tenant->slug : ""},
                                   {"app", app != nullptr ? app->slug : ""},
                                   {"waba_id", number->waba_id},
                                   {"portfolio", number->portfolio},
                                   {"mps", number->mps},
                                   {"tier", shown(number->tier)},
                                   {"enabled", number->enabled},
                                   {"default", number->is_default}});
  }
  return {{"numbers", std::move(numbers)}};
}

json::object remark(playbook::Diagnostic const& diagnostic) {
  json::object remark{
      {"code", json::string(playbook::word(diagnostic.code))},
      {"rule", diagnostic.rule ? json::value(*diagnostic.rule) : json::value(nullptr)},
      {"where", diagnostic.where},
      {"text", diagnostic.text}};
  if (!diagnostic.shadows.empty()) {
    json::array shadows;
    for (auto const& shadow : diagnostic.shadows) {
      shadows.push_back(json::object{
          {"trigger", shadow.trigger}, {"rule", shadow.rule}, {"witness", shadow.witness}});
    }
    remark["shadows"] = std::move(shadows);
  }
  return remark;
}

json::object add_app(Admin& admin, json::object const& request) {
  auto const token =
      admin.add_app({text(request, "slug"), crypto::Secret{text(request, "secret")},
                     crypto::Secret{text(request, "verify_token")}, flag(request, "default")});
  if (!token) return failed(token.error());
  return done({{"verify_token", *token}, {"callback", "/webhooks/meta/" + text(request, "slug")}});
}

json::object add_tenant(Admin& admin, json::object const& request) {
  std::string zone = text(request, "zone");
  if (zone.empty()) zone = "UTC";
  auto const token =
      admin.add_tenant({text(request, "slug"), zone, crypto::Secret{text(request, "verify_token")},
                        limit(request, "per_day").value_or(NewLimit{}).most});
  if (!token) return failed(token.error());
  return done({{"verify_token", *token}, {"callback", "/webhook/" + text(request, "slug")}});
}

json::object add_number(Admin& admin, json::object const& request) {
  auto const id = admin.add_number({text(request, "tenant"), text(request, "app"),
                                    text(request, "phone_number_id"), text(request, "waba_id"),
                                    text(request, "portfolio"), text(request, "display"),
                                    crypto::Secret{text(request, "access_token")},
                                    number(request, "mps", 80), limit(request, "tier")});
  if (!id) return failed(id.error());
  return done({{"phone_number_id", text(request, "phone_number_id")}});
}

json::object load_rules(Admin& admin, json::object const& request) {
  auto const report = admin.load_playbook(text(request, "tenant"), text(request, "source"));
  if (!report) return failed(report.error());
  json::array remarks;
  for (auto const& diagnostic : report->diagnostics) remarks.push_back(remark(diagnostic));
  return done({{"version", report->version},
               {"rules", report->rules},
               {"diagnostics", std::move(remarks)}});
}

json::object rotate_secret(Admin& admin, json::object const& request) {
  auto const version =
      admin.rotate_app_secret(text(request, "slug"), crypto::Secret{text(request, "secret")},
                              std::chrono::seconds{number(request, "overlap_s", 86'400)});
  if (!version) return failed(version.error());
  return done({{"version", *version}});
}

void limit_time(int fd) {
  timeval const limit{kIoSeconds, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t const sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

/// One line, without its end; nothing when it is too long or the other side went away.
std::optional<std::string> read_line(int fd) {
  std::string line;
  char buffer[16 * 1024];
  while (line.size() <= kRequestBytesMax) {
    ssize_t const got = ::recv(fd, buffer, sizeof buffer, 0);
    if (got <= 0) return std::nullopt;
    line.append(buffer, static_cast<std::size_t>(got));
    if (line.back() == '\n') {
      line.pop_back();
      return line;
    }
  }
  return std::nullopt;
}

sockaddr_un address_of(std::string const& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    throw std::runtime_error("the path " + path + " is too long for a socket; move the database");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

}  // namespace

json::object execute(Admin& admin, json::object const& request) {
  std::string const verb = text(request, "verb");
  std::shared_ptr<Directory const> const directory = admin.directory();
  if (verb == "apps.list") return done(list_apps(*directory));
  if (verb == "apps.add") return add_app(admin, request);
  if (verb == "apps.rotate-secret") return rotate_secret(admin, request);
  if (verb == "apps.default") return done(admin.set_default_app(text(request, "slug")));
  if (verb == "tenants.list") return done(list_tenants(*directory));
  if (verb == "tenants.add") return add_tenant(admin, request);
  if (verb == "numbers.list") return done(list_numbers(*directory));
  if (verb == "numbers.add") return add_number(admin, request);
  if (verb == "numbers.token") {
    return done(admin.set_number_token(text(request, "phone_number_id"),
                                       crypto::Secret{text(request, "access_token")}));
  }
  if (verb == "numbers.limits") {
    auto const mps = limit(request, "mps");
    return done(admin.limit_number(text(request, "phone_number_id"), mps ? mps->most : std::nullopt,
                                   limit(request, "tier")));
  }
  if (verb == "tenants.limits") {
    auto const per_day = limit(request, "per_day");
    return done(admin.limit_tenant(text(request, "slug"), per_day.value_or(NewLimit{})));
  }
  if (verb == "numbers.enable" || verb == "numbers.disable") {
    return done(admin.enable_number(text(request, "phone_number_id"), verb == "numbers.enable"
                                                                          ? Admin::Enabled::yes
                                                                          : Admin::Enabled::no));
  }
  if (verb == "numbers.resume") return done(admin.resume_number(text(request, "phone_number_id")));
  if (verb == "rules.load") return load_rules(admin, request);
  return failed({"unknown_verb", "this service knows no verb " + verb});
}

ControlSocket::ControlSocket(std::string path, Admin& admin, Log& log)
    : path_(std::move(path)), admin_(admin), log_(log) {
  sockaddr_un const address = address_of(path_);
  listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::unlink(path_.c_str());  // a former process's; the database lock says that it is gone
  mode_t const before = ::umask(0177);
  int const bound = ::bind(listener_, reinterpret_cast<sockaddr const*>(&address), sizeof address);
  ::umask(before);
  if (bound != 0 || ::listen(listener_, 8) != 0) {
    ::close(listener_);
    throw std::runtime_error("cannot listen on " + path_ + ": " + std::strerror(errno));
  }
  thread_ = std::thread([this] { loop(); });
}

ControlSocket::~ControlSocket() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  ::close(listener_);
  ::unlink(path_.c_str());
}

void ControlSocket::loop() {
  while (!stopping_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (::poll(&waiting, 1, kPollMs) <= 0) continue;
    int const connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    limit_time(connection);
    serve(connection);
    ::close(connection);
  }
}

void ControlSocket::serve(int connection) {
  std::optional<std::string> const line = read_line(connection);
  if (!line) return;
  json::object answer;
  try {
    json::error_code error;
    json::value const request = json::parse(*line, error);
    auto const* object = error ? nullptr : request.if_object();
    answer = object != nullptr ? execute(admin_, *object)
                               : failed({"not_json", "one JSON object a line"});
    if (object != nullptr) {
      log_.info("control", {{"verb", text(*object, "verb")},
                            {"result", answer.contains("ok") ? "ok" : "refused"}});
    }
  } catch (std::exception const& error) {
    answer = failed({"failed", error.what()});
  }
  write_all(connection, wire::to_json(answer) + "\n");
}

json::object ask_control(std::string const& path, json::object const& request) {
  sockaddr_un const address = address_of(path);
  int const fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  limit_time(fd);
  std::optional<std::string> line;
  if (::connect(fd, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0 &&
      write_all(fd, wire::to_json(request) + "\n")) {
    line = read_line(fd);
  }
  ::close(fd);
  if (!line) throw std::runtime_error("the running service does not answer on " + path);
  json::error_code error;
  json::value const answer = json::parse(*line, error);
  auto const* object = error ? nullptr : answer.if_object();
  if (object == nullptr) throw std::runtime_error("the running service answered with no JSON");
  return *object;
}

}  // namespace waypost::app
