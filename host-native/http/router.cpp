#include "http/router.h"

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>
#include <unordered_map>

namespace waypost::http {

namespace {

constexpr std::size_t kSegmentsMax = 16;

/// The segments of a path, as sent. More than a route could have are not kept.
struct Segments {
  std::array<std::string_view, kSegmentsMax> part;
  std::size_t count = 0;
  bool too_many = false;
};

Segments split(std::string_view path) {
  Segments segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    auto const end = std::min(path.find('/'), path.size());
    if (segments.count == kSegmentsMax) {
      segments.too_many = true;
      break;
    }
    segments.part[segments.count++] = path.substr(0, end);
    path.remove_prefix(end);
  }
  return segments;
}

bool is_param(std::string_view segment) noexcept {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

bool is_dots(std::string_view segment) noexcept {
  return segment == "." || segment == "..";
}

/// Nothing that a route is asked for looks like this; answering it 400 before any lookup keeps
/// every later reader of a path from having to think of it.
bool is_malformed(std::string_view path) {
  if (path.find_first_of("%\\") == std::string_view::npos &&
      path.find("//") == std::string_view::npos && path.find("/.") == std::string_view::npos)
    return false;
  if (path.find("//") != std::string_view::npos || path.find('\\') != std::string_view::npos)
    return true;
  auto const decoded = percent_decode(path, Plus::literal);
  if (!decoded || decoded->find('\\') != std::string::npos) return true;
  for (std::string_view rest = *decoded; !rest.empty();) {
    rest.remove_prefix(1);
    auto const end = std::min(rest.find('/'), rest.size());
    if (is_dots(rest.substr(0, end))) return true;
    rest.remove_prefix(end);
  }
  return false;
}

/// A segment's value as a parameter; nothing when it cannot be one.
std::optional<std::string> value_of(std::string_view segment) {
  auto value = percent_decode(segment, Plus::literal);
  if (!value || value->empty() || value->find('/') != std::string::npos) return std::nullopt;
  return value;
}

/// Lets a map of strings be asked for a view.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>{}(text);
  }
};

using Routes = std::vector<std::uint32_t>;

}  // namespace

std::string_view PathParams::operator[](std::string_view name) const noexcept {
  for (auto const& [key, value] : values)
    if (key == name) return value;
  return {};
}

struct Router::Table {
  struct Entry {
    Route route;
    std::vector<std::string> segments;  ///< "{name}" is a parameter
    [[nodiscard]] bool matches(Segments const& path) const {
      for (std::size_t i = 0; i < segments.size(); ++i)
        if (is_param(segments[i]) ? path.part[i].empty() : path.part[i] != segments[i])
          return false;
      return true;
    }
  };
  std::vector<Entry> entries;
  std::unordered_map<std::string, Routes, TextHash, std::equal_to<>> exact;  ///< by pattern
  std::array<Routes, kSegmentsMax + 1> with_params;                          ///< by segment count

  /// Calls `visit` with every route of a path, whatever its method, until it returns false. An
  /// exact path hides patterns.
  template <class Visit>
  void visit(std::string_view path, Visit visit) const {
    if (auto const found = exact.find(path); found != exact.end()) {
      for (auto const i : found->second)
        if (!visit(entries[i])) return;
      return;
    }
    auto const segments = split(path);
    if (segments.too_many) return;
    for (auto const i : with_params[segments.count])
      if (entries[i].matches(segments) && !visit(entries[i])) return;
  }
};

Router::Router() : table_(std::make_unique<Table>()) {}
Router::~Router() = default;

void Router::add(Route route) {
  auto const segments = split(route.pattern);
  if (!route.pattern.starts_with('/') || segments.too_many || !route.handle)
    throw std::invalid_argument{"route " + route.pattern};
  Table::Entry entry;
  bool has_param = false;
  for (std::size_t i = 0; i < segments.count; ++i) {
    auto const segment = segments.part[i];
    bool const param = is_param(segment);
    if (!param && segment.find_first_of("{}") != std::string_view::npos)
      throw std::invalid_argument{"route " + route.pattern};
    has_param = has_param || param;
    entry.segments.emplace_back(segment);
  }
  for (auto const& other : table_->entries)
    if (other.route.method == route.method && other.route.pattern == route.pattern)
      throw std::invalid_argument{"route " + route.pattern + " is there already"};
  auto const index = static_cast<std::uint32_t>(table_->entries.size());
  if (has_param) {
    table_->with_params[segments.count].push_back(index);
  } else {
    table_->exact[route.pattern].push_back(index);
  }
  entry.route = std::move(route);
  entry.route.body.route = index;
  table_->entries.push_back(std::move(entry));
}

Admission Router::admit(Head const& head, Address const& peer) {
  auto const path = head.path();
  if (is_malformed(path)) return problem({.status = 400, .code = "malformed_path"});
  Method const wanted = head.method == Method::head ? Method::get : head.method;
  Route const* route = nullptr;
  std::string allow;
  table_->visit(path, [&](Table::Entry const& entry) {
    if (entry.route.method == wanted) {
      route = &entry.route;
      return false;
    }
    if (!allow.empty()) allow += ", ";
    allow += name(entry.route.method);
    if (entry.route.method == Method::get) allow += ", HEAD";
    return true;
  });
  if (route != nullptr) {
    if (route->gate)
      if (auto refusal = route->gate(head, peer)) return *std::move(refusal);
    return route->body;
  }
  if (allow.empty()) return problem({.status = 404, .code = "not_found"});
  auto refusal = problem({.status = 405, .code = "method_not_allowed"});
  refusal.headers.emplace_back("Allow", std::move(allow));
  return refusal;
}

void Router::handle(Request request, Reply reply) {
  auto const& entry = table_->entries[request.route];
  PathParams params;
  auto const segments = split(request.head.path());
  for (std::size_t i = 0; i < entry.segments.size(); ++i) {
    std::string_view const pattern = entry.segments[i];
    if (!is_param(pattern)) continue;
    auto value = value_of(segments.part[i]);
    if (!value) return std::move(reply).send(problem({.status = 404, .code = "not_found"}));
    params.values.emplace_back(pattern.substr(1, pattern.size() - 2), *std::move(value));
  }
  entry.route.handle(std::move(request), std::move(params), std::move(reply));
}

std::vector<std::string> Router::list() const {
  std::vector<std::string> all;
  for (auto const& entry : table_->entries)
    all.push_back(std::string{name(entry.route.method)} + ' ' + entry.route.pattern);
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace waypost::http
