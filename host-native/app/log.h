#pragma once
// JSON lines on standard error: what happened, by codes and ids. No message text, no telephone
// number, no secret ever has a field here.

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "app/clock.h"

namespace waypost::app {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

/// "debug", "info", "warn", "error" and the names replaced systems used; nothing for others.
[[nodiscard]] std::optional<LogLevel> parse_log_level(std::string_view word) noexcept;

/// One named value. Values are numbers or short words of ours.
struct Field {
  std::string_view name;
  std::variant<std::int64_t, std::string> value;
};

/// One id from the inbound message to the last status of its reply: the first 16 hex digits of
/// the wamid's SHA-256. A wamid itself spells the customer's number in base64.
[[nodiscard]] std::string trace_of(std::string_view wamid);

/// The trace of an outbox item, whose key begins with the key of the event that caused it.
[[nodiscard]] std::string trace_of_key(std::string_view item_key);

class Log {
 public:
  explicit Log(Clock const& clock, LogLevel least = LogLevel::info, int fd = 2)
      : clock_(clock), least_(least), fd_(fd) {}
  Log(Log const&) = delete;
  Log& operator=(Log const&) = delete;

  void set_least(LogLevel least) noexcept { least_ = least; }
  [[nodiscard]] bool wants(LogLevel level) const noexcept { return level >= least_; }

  /// `event` is a word of ours: "webhook", "decided", "sent". One write a line, <= 8 KiB.
  void write(LogLevel level, std::string_view event, std::initializer_list<Field> fields);

  void debug(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(LogLevel::debug, event, fields);
  }
  void info(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(LogLevel::info, event, fields);
  }
  void warning(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(LogLevel::warning, event, fields);
  }
  void error(std::string_view event, std::initializer_list<Field> fields = {}) {
    write(LogLevel::error, event, fields);
  }

 private:
  Clock const& clock_;
  std::atomic<LogLevel> least_;
  int fd_;
};

/// "2026-11-21T14:00:00.123456Z".
[[nodiscard]] std::string rfc3339(Instant at);

}  // namespace waypost::app
