#include "service.h"

#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace waypost::bench {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// A port that nobody has now.
std::uint16_t free_port() {
  int const fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  bool const bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(fd);
  if (!bound) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

bool accepts(std::uint16_t port) {
  int const fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in const address = loopback(port);
  bool const connected =
      ::connect(fd, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0;
  ::close(fd);
  return connected;
}

/// The last of what the service logged: its folder goes with the run.
std::string end_of(std::string const& path) {
  std::ifstream file{path};
  std::string const text{std::istreambuf_iterator<char>{file}, {}};
  return text.size() > 2'000 ? text.substr(text.size() - 2'000) : text;
}

}  // namespace

Service::Service(std::string const& waypost, std::string const& folder, std::string const& pristine)
    : setting_(folder, pristine), port_(free_port()) {
  process_ = std::make_unique<Process>(
      std::vector<std::string>{waypost, "serve"},
      std::vector<std::string>{
          "WAYPOST_DB=" + setting_.db(), "WAYPOST_MASTER_KEY_FILE=" + setting_.key_file(),
          "WAYPOST_LISTEN=127.0.0.1:" + std::to_string(port_),
          "WAYPOST_GRAPH_URL=http://127.0.0.1:" + std::to_string(load_.graph_port())},
      setting_.log_file());
  for (int tenths = 0; tenths < 600; ++tenths) {
    if (accepts(port_)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
  throw std::runtime_error("waypost serve does not accept connections; it said:\n" +
                           end_of(setting_.log_file()));
}

LoadResult Service::run(LoadOptions options) {
  options.service_port = port_;
  options.path = std::string{"/webhooks/meta/"} + kAppSlug;
  options.app_secret = kAppSecret;
  options.run = ++runs_;
  try {
    return load_.run(options);
  } catch (std::exception const& error) {
    throw std::runtime_error(std::string{error.what()} + "; it said:\n" +
                             end_of(setting_.log_file()));
  }
}

}  // namespace waypost::bench
