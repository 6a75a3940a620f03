/// A request and an answer as the simulator's routes see them, free of any HTTP library.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace waypost::simulator {

/// One part of a multipart body.
struct HttpPart {
  std::string content_type;
  std::string filename;
  std::string content;
};

struct HttpRequest {
  std::string method;
  /// Percent-decoded, without the query.
  std::string path;
  std::multimap<std::string, std::string> query;
  std::map<std::string, HttpPart> parts;
  std::string authorization;
  std::string content_type;
  std::string user_agent;
  /// Borrowed from the connection for the length of the call.
  std::string_view body;

  /// The first value; empty if absent.
  std::string_view query_value(std::string const& name) const {
    auto const found = query.find(name);
    return found == query.end() ? std::string_view{} : std::string_view{found->second};
  }
};

struct HttpAnswer {
  int status = 200;
  std::string content_type = "application/json; charset=UTF-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  /// What is done to the connection instead of, or in the middle of, answering.
  enum class Cut { none, close, reset, half } cut = Cut::none;
};

}  // namespace waypost::simulator
