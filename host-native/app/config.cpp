#include "app/config.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/master_key.h"
#include "http/address.h"
#include "http/graph_client.h"

namespace waypost::app {
namespace {

constexpr std::array<std::string_view, 14> kNames = {
    "WAYPOST_LISTEN",        "WAYPOST_METRICS_LISTEN",  "WAYPOST_DB",
    "WAYPOST_MASTER_KEY",    "WAYPOST_MASTER_KEY_FILE", "WAYPOST_GRAPH_URL",
    "WAYPOST_GRAPH_VERSION", "WAYPOST_CA_FILE",         "WAYPOST_TLS_CERT",
    "WAYPOST_TLS_KEY",       "WAYPOST_TRUSTED_PROXIES", "WAYPOST_LOG_LEVEL",
    "WAYPOST_IN_FLIGHT",     "WAYPOST_CONFIG"};

struct Refused {
  ConfigError error;
};

[[noreturn]] void refuse(std::string_view name, std::string text) {
  throw Refused{{std::string{name}, std::move(text)}};
}

std::string_view value(Settings const& settings, std::string_view name) {
  auto const found = settings.find(name);
  return found == settings.end() ? std::string_view{} : std::string_view{found->second};
}

ListenAddress listen(Settings const& settings, std::string_view name) {
  auto const address = parse_listen(value(settings, name));
  if (!address) refuse(name, "is an IP address and a port, such as 127.0.0.1:3000 or [::1]:3000");
  return *address;
}

/// A file of certificates or keys, refused now and not at the first call that needs it.
std::string readable(Settings const& settings, std::string_view name) {
  std::string path{value(settings, name)};
  if (path.empty()) return path;
  int const fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  int const why = errno;
  struct stat about {};
  bool const file = fd >= 0 && ::fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
  if (fd >= 0) ::close(fd);
  if (fd < 0) refuse(name, "names " + path + ", which cannot be read: " + std::strerror(why));
  if (!file) refuse(name, "names " + path + ", which is not a file");
  return path;
}

/// Networks between commas; one that holds every address is refused.
std::vector<std::string> proxies(std::string_view list) {
  std::vector<std::string> all;
  while (!list.empty()) {
    std::string_view one = list.substr(0, list.find(','));
    list.remove_prefix(std::min(one.size() + 1, list.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one.empty()) continue;
    auto const network = http::parse_network(one);
    if (!network) {
      refuse("WAYPOST_TRUSTED_PROXIES",
             "is a list of addresses such as 10.0.0.1 or 10.0.0.0/8; \"" + std::string{one} +
                 "\" is none");
    }
    // An IPv4 /0 is kept as the 96 bits that all IPv4 addresses share.
    if (network->prefix == 0 || (network->base.is_v4() && network->prefix <= 96)) {
      refuse("WAYPOST_TRUSTED_PROXIES", "trusts everybody; name your proxy's address");
    }
    all.emplace_back(one);
  }
  return all;
}

/// v24.0 and nothing else: the version becomes a part of a path.
void check_graph_version(std::string_view version) {
  std::size_t const dot = version.find('.');
  auto const digits = [](std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  bool const fine = version.size() >= 4 && version[0] == 'v' && dot != std::string_view::npos &&
                    dot <= 4 && digits(version.substr(1, dot - 1)) &&
                    digits(version.substr(dot + 1)) && version.size() - dot == 2;
  if (!fine) refuse("WAYPOST_GRAPH_VERSION", "is written like v24.0");
}

void read_key(Settings const& settings, Config& config, NeedsKey needs_key) {
  std::string_view const text = value(settings, "WAYPOST_MASTER_KEY");
  std::string_view const file = value(settings, "WAYPOST_MASTER_KEY_FILE");
  if (!text.empty() && !file.empty()) {
    refuse("WAYPOST_MASTER_KEY", "is given twice, also as WAYPOST_MASTER_KEY_FILE; keep the file");
  }
  if (text.empty() && file.empty()) {
    if (needs_key == NeedsKey::no) return;
    refuse("WAYPOST_MASTER_KEY_FILE",
           "is missing: 32 random bytes in base64, readable by the service only; waypost init "
           "makes one");
  }
  auto key =
      file.empty() ? crypto::parse_master_key(text) : crypto::read_master_key(std::string{file});
  if (!key) {
    if (file.empty()) refuse("WAYPOST_MASTER_KEY", "is refused: " + key.error().detail);
    refuse("WAYPOST_MASTER_KEY_FILE", "names " + std::string{file} + ": " + key.error().detail);
  }
  config.master_key = std::move(*key);
}

void read_all(Settings const& settings, Config& config, NeedsKey needs_key) {
  for (auto const& [name, text] : settings) {
    bool const known = std::find(kNames.begin(), kNames.end(), name) != kNames.end();
    if (!known) refuse(name, "is no setting of Waypost; see docs/operate.md for the list");
  }
  auto const given = [&](std::string_view name) { return !value(settings, name).empty(); };
  if (given("WAYPOST_LISTEN")) config.listen = listen(settings, "WAYPOST_LISTEN");
  if (given("WAYPOST_METRICS_LISTEN")) {
    config.metrics_listen = listen(settings, "WAYPOST_METRICS_LISTEN");
  }
  if (given("WAYPOST_DB")) config.db = value(settings, "WAYPOST_DB");
  if (given("WAYPOST_GRAPH_URL")) config.graph_url = value(settings, "WAYPOST_GRAPH_URL");
  if (auto const origin = http::parse_origin(config.graph_url); !origin) {
    refuse("WAYPOST_GRAPH_URL", "is https://host[:port], without a path: " + origin.error().detail);
  }
  if (given("WAYPOST_GRAPH_VERSION"))
    config.graph_version = value(settings, "WAYPOST_GRAPH_VERSION");
  check_graph_version(config.graph_version);
  config.ca_file = readable(settings, "WAYPOST_CA_FILE");
  config.tls_cert = readable(settings, "WAYPOST_TLS_CERT");
  config.tls_key = readable(settings, "WAYPOST_TLS_KEY");
  if (config.tls_cert.empty() != config.tls_key.empty()) {
    refuse("WAYPOST_TLS_CERT", "and WAYPOST_TLS_KEY go together");
  }
  config.trusted_proxies = proxies(value(settings, "WAYPOST_TRUSTED_PROXIES"));
  if (given("WAYPOST_LOG_LEVEL")) {
    auto const level = parse_log_level(value(settings, "WAYPOST_LOG_LEVEL"));
    if (!level) refuse("WAYPOST_LOG_LEVEL", "is debug, info, warn or error");
    config.log_level = *level;
  }
  if (given("WAYPOST_IN_FLIGHT")) {
    std::string_view const text = value(settings, "WAYPOST_IN_FLIGHT");
    auto const parsed = std::from_chars(text.data(), text.data() + text.size(), config.in_flight);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() ||
        config.in_flight < 1 || config.in_flight > 1'024) {
      refuse("WAYPOST_IN_FLIGHT", "is 1 to 1024 calls at once");
    }
  }
  read_key(settings, config, needs_key);
  if (!is_loopback(config.listen.host) && config.tls_cert.empty() &&
      config.trusted_proxies.empty()) {
    refuse("WAYPOST_LISTEN",
           "is a public address: give WAYPOST_TLS_CERT and WAYPOST_TLS_KEY, or "
           "name the proxy in front with WAYPOST_TRUSTED_PROXIES");
  }
}

}  // namespace

boost::system::result<Config, ConfigError> read_config(Settings const& settings,
                                                       NeedsKey needs_key) {
  Config config;
  try {
    read_all(settings, config, needs_key);
  } catch (Refused const& refused) {
    return refused.error;
  }
  return config;
}

boost::system::result<Settings, ConfigError> parse_config_file(std::string_view text) {
  Settings settings;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    while (line.starts_with(' ') || line.starts_with('\t')) line.remove_prefix(1);
    if (line.empty() || line.starts_with('#')) continue;
    std::size_t const equals = line.find('=');
    std::string const where = "line " + std::to_string(number);
    if (equals == std::string_view::npos || equals == 0) {
      return ConfigError{where, "is not NAME=VALUE"};
    }
    std::string name{line.substr(0, equals)};
    while (name.ends_with(' ')) name.pop_back();
    std::string_view value = line.substr(equals + 1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    while (value.ends_with(' ')) value.remove_suffix(1);
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
        value.back() == value.front()) {
      value = value.substr(1, value.size() - 2);
    }
    if (!settings.emplace(name, value).second) return ConfigError{where, "sets " + name + " again"};
  }
  return settings;
}

std::optional<ListenAddress> parse_listen(std::string_view text) {
  std::size_t const colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  std::string_view const port = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  ListenAddress address;
  if (!host.empty()) address.host = host == "localhost" ? "127.0.0.1" : std::string{host};
  if (!http::parse_address(address.host)) return std::nullopt;  // a name may mean any address
  unsigned number = 0;
  auto const parsed = std::from_chars(port.data(), port.data() + port.size(), number);
  if (parsed.ec != std::errc{} || parsed.ptr != port.data() + port.size() || number > 65'535) {
    return std::nullopt;
  }
  address.port = static_cast<std::uint16_t>(number);
  return address;
}

bool is_loopback(std::string_view host) noexcept {
  auto const address = http::parse_address(host);
  return host == "localhost" || (address && address->is_loopback());
}

}  // namespace waypost::app
