/// What a simulated Meta is told before it starts: apps, numbers, customers, timing and limits.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace waypost::simulator {

/// A point on the simulator's own clock, microseconds since the epoch (UTC).
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// A length of simulated time.
using Duration = std::chrono::microseconds;

/// A Meta app: whose secret signs webhooks and where they go.
struct App {
  std::string app_id = "100000000000001";
  /// Key of X-Hub-Signature-256.
  std::string app_secret = "simulator-app-secret";
  /// http(s) URL of the service under test. Empty: webhooks are written in the ledger, not sent.
  std::string callback_url;
  /// What `Simulator::subscribe` presents as hub.verify_token.
  std::string verify_token = "simulator-verify-token";
};

/// A business phone number. The defaults are the ids used all over the documentation.
struct Number {
  std::string phone_number_id = "800000000000001";
  /// Digits only, as webhooks spell it in `metadata`.
  std::string display_phone_number = "15550100100";
  std::string verified_name = "Example Shop";
  std::string waba_id = "900000000000001";
  /// Numbers of one portfolio share its messaging limit.
  std::string portfolio_id = "300000000000001";
  std::string app_id = "100000000000001";
  std::string access_token = "simulator-access-token";
  /// Throughput, inbound and outbound together; 0 is no limit.
  double messages_per_second = 80;
  /// Distinct users outside a window in 24 h for the whole portfolio; 0 is no limit.
  std::size_t messaging_limit = 0;
  /// Put in front of a `to` that has no `+` and is shorter than a full number.
  std::string country_code = "1";
};

/// A person on WhatsApp. Unknown people exist too: the simulator makes one from the number.
struct Customer {
  /// Digits. Empty for a person known by `user_id` only.
  std::string wa_id;
  /// Business-scoped user id. Empty: derived from `wa_id`.
  std::string user_id;
  std::string username;
  std::string name = "Ana Ferris";
  /// Other spellings of the number that reach this person (Brazil's ninth digit, Mexico's 1).
  std::vector<std::string> other_forms;
  /// Not 0: every message to this person fails later with this code (131026: not on WhatsApp).
  int undeliverable_code = 0;
  /// Whether `read` statuses come.
  enum class ReadReceipts { on, off } read_receipts = ReadReceipts::on;
  /// Whether webhooks name the phone number (a person with a username may hide it).
  enum class Phone { shown, hidden } phone = Phone::shown;
  /// Whether the person stopped marketing messages (131050).
  enum class Marketing { wanted, stopped } marketing = Marketing::wanted;
};

/// When the statuses of an accepted send fall due, counted from its acceptance.
struct StatusTiming {
  Duration sent = std::chrono::milliseconds{80};
  Duration delivered = std::chrono::milliseconds{400};
  Duration read = std::chrono::milliseconds{1500};
  /// After `read`, for `audio` with `voice`.
  Duration played = std::chrono::milliseconds{2500};
  /// Share of messages whose reader opens the chat; by seed.
  double read_share = 1.0;
  /// Each delay is stretched by up to this share; by seed.
  double jitter = 0.2;
  enum class Mode { on, off } mode = Mode::on;
};

/// How a refused webhook is offered again: `first`, then each wait `factor` times the last, at
/// most `longest`, until `give_up` has passed since the first attempt.
struct RetrySchedule {
  Duration first = std::chrono::seconds{1};
  double factor = 2.0;
  Duration longest = std::chrono::hours{1};
  Duration give_up = std::chrono::hours{24 * 7};
};

/// How updates are put together in one POST.
struct Batching {
  /// 1 to 1,000.
  std::size_t max_updates = 1;
  /// How long an update waits for company when `max_updates` is above 1.
  Duration linger = std::chrono::milliseconds{20};
};

/// What happens to a free-form message outside the 24-hour window.
enum class WindowCheck {
  failed_status,  ///< accepted, then `failed` 131047 (Meta's usual way)
  refused,        ///< HTTP 400 with 131047
  off,            ///< not checked: for benchmarks whose customers write elsewhere
};

/// Whether a message id, media id or template that the simulator never saw is refused.
enum class UnknownIds { refused, accepted };

/// Limits that are not a number's own.
struct Limits {
  /// Pair rate: a bucket of this many messages ...
  double pair_burst = 45;
  /// ... refilled by one in this time; 0 is no limit.
  Duration pair_refill = std::chrono::seconds{6};
  /// Management calls per hour and WABA (templates, numbers); 0 is no limit.
  std::size_t management_calls_per_hour = 5000;
  /// Code of the `failed` status when the messaging limit is used up (Meta does not document it).
  int messaging_limit_code = 131048;
  /// Marketing templates to +1 numbers fail with 131049, as since 2025-04-01. Off because the
  /// fictional numbers of tests are American.
  enum class UsMarketing { delivered, blocked } us_marketing = UsMarketing::delivered;
};

/// Everything a simulator is made of. The defaults give one app and one number.
struct Options {
  std::string host = "127.0.0.1";
  /// 0: the system chooses; `Simulator::port` tells.
  int port = 0;
  /// PEM files; both empty is plain HTTP.
  std::string tls_certificate_file;
  std::string tls_key_file;
  /// PEM file of authorities trusted for https callbacks; empty is the system's.
  std::string webhook_ca_file;

  std::vector<App> apps = {App{}};
  std::vector<Number> numbers = {Number{}};
  std::vector<Customer> customers;

  /// Decides jitter, shares of faults and ids. Not given: taken from the system, so that two runs
  /// never repeat a message id.
  std::optional<std::uint64_t> seed;
  StatusTiming statuses;
  RetrySchedule retries;
  Batching batching;
  Limits limits;
  WindowCheck window = WindowCheck::failed_status;
  UnknownIds unknown_ids = UnknownIds::refused;

  /// Where the clock starts; not given is the present.
  std::optional<Instant> clock_start;
  /// Simulated seconds per real second; 0 stands still. 604800 runs a week in a second.
  double clock_speed = 1.0;

  /// Connections that carry webhooks at the same time.
  std::size_t webhook_connections = 16;
  /// How long a callback may take to answer, in real time.
  std::chrono::milliseconds webhook_timeout{10'000};
  /// Most connections served at the same time, one thread each; more wait.
  std::size_t max_connections = 1024;
  /// JSON lines, appended as things happen; empty is none.
  std::string ledger_file;
  /// Whether `WebhookPost::body` is kept (memory) or left empty.
  enum class PostBodies { dropped, kept } post_bodies = PostBodies::dropped;
};

}  // namespace waypost::simulator
