#include "app/log.h"

#include <array>
#include <chrono>
#include <cstdio>

#include <unistd.h>

#include "waypost/base/sha256.h"
#include "waypost/wire/json.h"

#include "crypto/hmac.h"

namespace waypost::app {
namespace {

constexpr std::size_t kLineBytesMax = 8 * 1024;
constexpr std::size_t kTraceDigits = 16;

std::string_view name(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warn";
    case LogLevel::error: return "error";
  }
  return "error";
}

}  // namespace

std::optional<LogLevel> parse_log_level(std::string_view word) noexcept {
  if (word == "debug" || word == "verbose" || word == "silly" || word == "http")
    return LogLevel::debug;
  if (word == "info") return LogLevel::info;
  if (word == "warn" || word == "warning") return LogLevel::warning;
  if (word == "error") return LogLevel::error;
  return std::nullopt;
}

std::string trace_of(std::string_view wamid) {
  return wamid.empty() ? std::string{} : hex(crypto::sha256(wamid)).substr(0, kTraceDigits);
}

std::string trace_of_key(std::string_view item_key) {
  // "m:<phone_number_id>:<wamid>:<rule>:<n>": the wamid is base64 and holds no colon.
  std::size_t const first = item_key.find(':');
  std::size_t const second = item_key.find(':', first + 1);
  if (!item_key.starts_with("m:") || second == std::string_view::npos) return {};
  std::string_view const rest = item_key.substr(second + 1);
  return trace_of(rest.substr(0, rest.find(':')));
}

void Log::write(LogLevel level, std::string_view event, std::initializer_list<Field> fields) {
  if (!wants(level)) return;
  std::string line;
  line.reserve(256);
  line += R"({"ts":")";
  line += rfc3339(clock_.now());
  line += R"(","level":")";
  line += name(level);
  line += R"(","event":)";
  wire::append_string(line, event);
  for (Field const& field : fields) {
    line += ',';
    wire::append_string(line, field.name);
    line += ':';
    if (auto const* number = std::get_if<std::int64_t>(&field.value)) {
      line += std::to_string(*number);
    } else {
      wire::append_string(line, std::get<std::string>(field.value));
    }
    if (line.size() > kLineBytesMax) break;
  }
  line += "}\n";
  // One write a line: lines of several threads do not mix, and a reader sees whole ones.
  [[maybe_unused]] ssize_t const written = ::write(fd_, line.data(), line.size());
}

std::string rfc3339(Instant at) {
  auto const day = std::chrono::floor<std::chrono::days>(at);
  std::chrono::year_month_day const date{day};
  std::chrono::hh_mm_ss const time{at - day};
  std::array<char, 40> text{};
  int const size = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ",
      static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
      static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
      static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
      static_cast<int>(time.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace waypost::app
