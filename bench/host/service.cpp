#include "service.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace waypost::bench {
namespace {

constexpr std::chrono::seconds kReadyMax{60};

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

/// The last of what the service logged: its folder goes with the run.
std::string end_of(std::string const& path) {
  std::ifstream file{path};
  std::string const text{std::istreambuf_iterator<char>{file}, {}};
  return text.size() > 2'000 ? text.substr(text.size() - 2'000) : text;
}

}  // namespace

Service::Service(ServiceOptions const& options)
    : options_(options),
      setting_(options.folder, options.pristine),
      load_(options.graph),
      port_(free_port()) {
  if (options.graph == Scheme::https) {
    std::ofstream{setting_.ca_file()} << load_.sink().certificate();
  }
  restart();
}

double Service::restart() {
  using Clock = std::chrono::steady_clock;
  std::vector<std::string> environment{"WAYPOST_DB=" + setting_.db(),
                                       "WAYPOST_MASTER_KEY_FILE=" + setting_.key_file(),
                                       "WAYPOST_LISTEN=127.0.0.1:" + std::to_string(port_),
                                       "WAYPOST_GRAPH_URL=" + load_.sink().url()};
  if (options_.graph == Scheme::https) {
    environment.push_back("WAYPOST_CA_FILE=" + setting_.ca_file());
  }
  if (options_.in_flight != 0) {
    environment.push_back("WAYPOST_IN_FLIGHT=" + std::to_string(options_.in_flight));
  }
  auto const start = Clock::now();
  process_ = std::make_unique<Process>(std::vector<std::string>{options_.waypost, "serve"},
                                       environment, setting_.log_file());
  while (Clock::now() - start < kReadyMax) {
    if (answers("/readyz")) return std::chrono::duration<double>(Clock::now() - start).count();
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  throw std::runtime_error("waypost serve does not get ready; it said:\n" +
                           end_of(setting_.log_file()));
}

bool Service::answers(std::string const& path) const {
  int const fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in const address = loopback(port_);
  timeval const second{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
  std::string const request =
      "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
  char answer[16] = {};
  bool const answered =
      ::connect(fd, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0 &&
      ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(request.size()) &&
      ::recv(fd, answer, sizeof answer - 1, MSG_WAITALL) > 0;
  ::close(fd);
  return answered && std::string_view{answer}.starts_with("HTTP/1.1 200");
}

LoadResult Service::run(LoadOptions options) {
  options.service_port = port_;
  options.path = std::string{"/webhooks/meta/"} + kAppSlug;
  options.app_secret = kAppSecret;
  options.traffic.run = ++runs_;
  options.traffic.first = written_;
  try {
    LoadResult result = load_.run(options);
    written_ += std::max(result.sent, result.messages);
    return result;
  } catch (std::exception const& error) {
    throw std::runtime_error(std::string{error.what()} + "; it said:\n" +
                             end_of(setting_.log_file()));
  }
}

}  // namespace waypost::bench
