#pragma once
// How the service is told what to be: file < environment < flag.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "app/log.h"
#include "crypto/secret.h"

namespace waypost::app {

/// A network address to listen on.
struct ListenAddress {
  std::string host = "127.0.0.1";
  std::uint16_t port = 3000;
};

/// Everything serve, demo and the tools need. Units are in the names.
struct Config {
  ListenAddress listen;
  std::optional<ListenAddress> metrics_listen;  ///< nothing: /metrics on the main address
  std::string db = "./waypost.db";
  crypto::Secret master_key;
  std::string graph_url = "https://graph.facebook.com";
  std::string graph_version = "v24.0";
  std::string ca_file;
  std::string tls_cert;
  std::string tls_key;
  std::vector<std::string> trusted_proxies;
  LogLevel log_level = LogLevel::info;
  std::size_t in_flight = 256;  ///< carries 1,000 a second up to 256 ms a call
};

/// Why a configuration was refused: the name as the operator wrote it, and what to do.
struct ConfigError {
  std::string name;
  std::string text;
};

/// Names and values as they came: WAYPOST_LISTEN and so on, whatever the source.
using Settings = std::map<std::string, std::string, std::less<>>;

enum class NeedsKey : std::uint8_t { no, yes };

/// Reads and checks settings. Unknown WAYPOST_ names are refused, secrets in weak form too.
[[nodiscard]] boost::system::result<Config, ConfigError> read_config(Settings const& settings,
                                                                     NeedsKey needs_key);

/// KEY=VALUE lines; `#` begins a comment; nothing is executed or expanded. Duplicate keys and
/// lines without `=` are refused with their number.
[[nodiscard]] boost::system::result<Settings, ConfigError> parse_config_file(std::string_view text);

/// "host:port", "[v6]:port" or ":port"; the host is an IP address or `localhost`.
[[nodiscard]] std::optional<ListenAddress> parse_listen(std::string_view text);
[[nodiscard]] bool is_loopback(std::string_view host) noexcept;

}  // namespace waypost::app
