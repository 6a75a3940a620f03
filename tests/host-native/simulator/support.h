/// What the simulator's tests share: a callback that remembers, and a Graph client.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "simulator/simulator.h"

namespace waypost::simulator::testing {

inline constexpr std::string_view kNumber = "800000000000001";
inline constexpr std::string_view kAccount = "900000000000001";
inline constexpr std::string_view kApp = "100000000000001";
inline constexpr std::string_view kToken = "simulator-access-token";
inline constexpr std::string_view kSecret = "simulator-app-secret";

/// One webhook as it arrived.
struct Received {
  std::string body;
  std::string signature;
  std::string content_type;
};

/// An HTTP server that plays the service under test.
class Callback {
 public:
  /// Returns the HTTP status of the n-th POST (from 1).
  using Answer = std::function<int(std::size_t ordinal, Received const&)>;

  explicit Callback(Answer answer = {});
  ~Callback();

  std::string url() const;
  std::vector<Received> received() const;
  /// Waits until `count` POSTs have arrived; false after ten seconds.
  bool wait_for(std::size_t count) const;

  /// Elements of messages[] or statuses[] over all POSTs, in order of arrival.
  std::vector<boost::json::object> all(std::string_view member) const;
  /// The words of all statuses of the message, in order of arrival.
  std::vector<std::string> statuses_of(std::string_view wamid) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// An answer of the Graph side; status 0 when the connection ended without one.
struct Answer {
  int status = 0;
  std::string content_type;
  std::string text;
  boost::json::value json;
  double milliseconds = 0;

  /// error.code, or 0.
  int code() const;
  /// error.error_data.details, or empty.
  std::string details() const;
  /// messages[0].id, or empty.
  std::string wamid() const;
};

/// One kept connection to the simulator.
class Graph {
 public:
  explicit Graph(std::string const& url, std::string token = std::string(kToken));
  ~Graph();

  Answer get(std::string const& path, std::string const& user_agent = "test");
  Answer post(std::string const& path,
              std::string const& body,
              std::string const& content_type = "application/json");
  Answer erase(std::string const& path);
  Answer upload(std::string const& path, std::string const& mime_type, std::string const& bytes);

  /// POST /v25.0/<kNumber>/messages.
  Answer send(std::string const& body);
  Answer send_text(std::string_view to, std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A Graph client of another sort: TLS with this authority only. Whether the certificate is taken.
bool tls_reaches(std::string const& host, int port, std::string const& ca_file);

boost::json::value parse(std::string_view text);
/// A JSON string's text; anything else as JSON.
std::string plain(boost::json::value const& value);

/// {"messaging_product":"whatsapp","to":"+15550100001","type":`type`,`type`:`content`}.
std::string message(std::string_view type, std::string_view content);

/// Options for quick tests: seeded, no jitter, statuses at once, windows unchecked.
Options quick_options();

/// A started simulator whose webhooks reach the callback.
class Desk {
 public:
  explicit Desk(Options options = quick_options(), Callback::Answer answer = {});

  Callback callback;
  Simulator simulator;
  std::unique_ptr<Graph> graph;
};

}  // namespace waypost::simulator::testing
