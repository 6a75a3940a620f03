/// Meta on your desk: a Graph API that answers, limits, refuses and calls back as the real one
/// does, with faults on demand and a clock that can be moved.
///
/// Written from Meta's published facts alone; it shares no code with the engine it judges.
///
/// ## Graph side (same port)
///
///     POST   /{version}/{phone_number_id}/messages             send, mark as read, typing
///     POST   /{version}/{phone_number_id}/marketing_messages   marketing templates only
///     POST   /{version}/{phone_number_id}/media                multipart upload
///     GET    /{version}/{phone_number_id}                      node, `fields` respected
///     GET    /{version}/{media_id}                             metadata with a five-minute url
///     DELETE /{version}/{media_id}
///     GET    /_media/{media_id}                                the bytes, bearer needed
///     GET    /{version}/{waba_id}/message_templates            paged list
///     GET    /{version}/{waba_id}/phone_numbers
///     GET|POST /{version}/{waba_id}/subscribed_apps            callback override included
///     GET    /{version}/{waba_id}                              node
///
/// ## Control side (JSON in, JSON out; no token)
///
///     GET    /_sim/health
///     GET    /_sim/clock                 {"now_us","speed"}
///     POST   /_sim/clock                 {"advance_us"} | {"advance_seconds"} | {"now_us"} |
///     {"speed"} POST   /_sim/inbound               a CustomerMessage, or an array of them (one
///     POST) POST   /_sim/webhook {"field","value","waba_id"?,"phone_number_id"?,"time"?} POST
///     /_sim/webhook?raw=1         the body's bytes are signed and posted as they are POST
///     /_sim/batch                 {"updates":1..100000,"phone_number_id"?,"customers"?,
///                                         "kind":"messages|statuses"}: text messages or statuses
///                                         in POSTs of up to `max_updates` (default 1,000)
///     GET    /_sim/faults, POST /_sim/faults   {"faults":[Fault...]} replaces the list
///     GET    /_sim/templates, POST /_sim/templates  {"waba_id"?,"templates":[definition...]}; a
///                                         known (name, language) is replaced; a changed `status`
///                                         sends message_template_status_update
///     GET    /_sim/numbers, POST /_sim/numbers      a Number, or {"numbers":[...]}
///     POST   /_sim/apps                  an App
///     POST   /_sim/customers             a Customer, or {"customers":[...]}
///     POST   /_sim/media                 {"phone_number_id","mime_type","id"?,"text"?|"base64"?}
///     POST   /_sim/subscribe             {"app_id"?}: Meta's GET verification; {"verified":bool}
///     GET    /_sim/ledger?kind=accepted|refused|inbound|statuses|posts|reads&after=N&limit=N
///                                        {"data":[...],"next":N}; `after` 0 is the beginning
///     GET    /_sim/ledger/summary
///     GET    /_sim/ledger/acknowledged   {"data":[{"kind","id","status"}...]}
///     POST   /_sim/wait                  {"timeout_ms"}: until nothing is due or under way
///     POST   /_sim/reset                 forgets ledger, windows, limits, faults, queued webhooks
///
/// Structs are spelled in JSON with their members' names; durations end in `_ms`
/// (`{"kind":"slow","delay_ms":250}`), instants in `_us`.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "simulator/fault.h"
#include "simulator/ledger.h"
#include "simulator/options.h"

namespace waypost::simulator {

/// A customer writes. `content` is the object (or, for `contacts`, the array) named by `type`:
/// {"body":"Hello"} for text. Every type of incoming message goes; none is judged.
struct CustomerMessage {
  /// Empty: the first number.
  std::string phone_number_id;
  /// wa_id digits, or a user id such as US.1234.
  std::string from = "15550100001";
  /// Overrides the customer's known name for this message.
  std::string name;
  std::string type = "text";
  boost::json::value content;
  /// Further members of the message as they are: context, referral, group_id, errors, identity.
  boost::json::object extra;
  /// Empty: a new wamid.
  std::string id;
  /// Not given: now.
  std::optional<Instant> timestamp;
};

/// A text, the common case.
CustomerMessage text_message(std::string from, std::string body, std::string phone_number_id = {});

/// Something a page or a test may want to show as it happens. Called on the simulator's threads,
/// in no guaranteed order between threads; must return soon and must not call `stop`.
struct Event {
  enum class Kind { accepted, refused, read, inbound, status, acknowledged } kind = Kind::accepted;
  Instant at;
  std::string phone_number_id;
  /// wa_id or user id of the person.
  std::string customer;
  std::string wamid;
  /// Message type, or the status's word.
  std::string word;
  /// Error code, or 0.
  int code = 0;
  /// accepted and refused: the request's body; inbound: the message as in the webhook; else empty.
  std::string body;
};

/// One simulated Meta. All members may be called from any thread.
class Simulator {
 public:
  explicit Simulator(Options options = {});
  /// Stops.
  ~Simulator();
  Simulator(Simulator const&) = delete;
  Simulator& operator=(Simulator const&) = delete;

  /// Binds, listens and starts the threads. Throws std::runtime_error when the port is taken or a
  /// file cannot be read.
  void start();
  /// Closes connections, drops what is queued, joins the threads. Idempotent.
  void stop();

  /// The port that listens; 0 before `start`.
  int port() const;
  /// http(s)://host:port, what the service under test takes as its Graph URL.
  std::string url() const;

  /// Sets the callback (the service's port is often known only after the simulator's).
  void set_callback(std::string_view app_id, std::string url);
  /// Meta's GET verification of the callback; true when the challenge came back.
  bool subscribe(std::string_view app_id);

  /// Queues a customer's message for the callback, opens the window, returns the wamid.
  std::string receive_from_customer(CustomerMessage message);
  /// Several in one POST (split at 1,000 updates or 3 MB), in this order.
  std::vector<std::string> receive_from_customers(std::vector<CustomerMessage> messages);
  /// The customer taps stop or resume: a user_preferences webhook, and 131050 from then on.
  void set_marketing(std::string_view phone_number_id,
                     std::string_view wa_id,
                     Customer::Marketing marketing);
  /// Any change of any field, as it is: `time` is set for fields other than messages.
  void send_change(std::string_view waba_id, std::string_view field, boost::json::value value);
  /// Signs these bytes and posts them to the app's callback, JSON or not.
  void send_bytes(std::string_view app_id, std::string bytes);

  void put_app(App app);
  void put_number(Number number);
  void put_customer(Customer customer);
  /// `definition` as GET .../message_templates shows it; `status` is APPROVED when missing. A known
  /// template whose status changes sends message_template_status_update.
  void put_template(std::string_view waba_id, boost::json::object definition);
  /// Makes a media id valid for the number without an upload. Empty `id`: a new one. Returns it.
  std::string put_media(std::string_view phone_number_id,
                        std::string mime_type,
                        std::string bytes,
                        std::string id = {});

  void set_faults(std::vector<Fault> faults);
  std::vector<Fault> faults() const;

  Instant now() const;
  /// Jumps; what falls due runs at once with the new time.
  void set_now(Instant now);
  void set_speed(double speed);
  /// Steps from one due thing to the next until `length` has passed; each sees its own instant,
  /// and webhooks are answered before time goes on. A week takes what its webhooks take.
  void advance(Duration length);
  /// Waits (real time) until no webhook is queued, under way or waiting for a retry and no status
  /// is to come; false on timeout.
  bool wait_until_quiet(std::chrono::milliseconds timeout);

  Ledger const& ledger() const;
  /// Forgets ledger, windows, limits, faults and queued webhooks; keeps apps, numbers, templates,
  /// customers, media and the clock.
  void reset();

  /// Replaces the observer; empty is none.
  void on_event(std::function<void(Event const&)> observer);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Starts a simulator, prints its URL and ids to standard output, and serves until `stop` is true
/// (looked at ten times a second). Returns 0, or 1 with the reason on standard error.
int run(Options options, std::atomic<bool> const& stop);

}  // namespace waypost::simulator
