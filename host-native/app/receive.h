#pragma once
// From Meta's POST to a committed decision: verify, parse, and one transaction for the rest.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "waypost/engine/decide.h"
#include "waypost/webhook/event.h"

#include "app/clock.h"
#include "app/directory.h"
#include "app/log.h"
#include "app/metrics.h"
#include "crypto/hmac.h"
#include "crypto/seal.h"
#include "http/message.h"
#include "http/server.h"
#include "store/attempts.h"
#include "store/writer.h"

namespace waypost::app {

/// Who hears of what was committed. Called on the writer's thread; must return soon.
class CommitListener {
 public:
  virtual ~CommitListener() = default;
  /// A send that may begin in the very transaction that makes its item, or null when it has to
  /// wait for its turn. Run it there; destroyed without done(), it never was.
  virtual std::unique_ptr<store::Job> begin(store::Applied::Queued const& item) = 0;
  virtual void queued(std::vector<store::Applied::Queued> const& items) = 0;
  virtual void moved(std::vector<store::Applied::Moved> const& items) = 0;
  /// A number received so many messages: they count against its throughput.
  virtual void received(RowId number, std::int64_t messages) = 0;
  virtual void stops_changed() = 0;
};

/// What an observer has to say of a decision; may be empty.
using Telling = std::function<void()>;

/// Sees every decision with what it was made of: the demo's page. Null in service. The decision
/// can still be undone then, so nothing is told yet: what it returns is called once, on the
/// writer's thread, after the durable commit, and never when there is none.
using DecisionObserver = std::function<Telling(playbook::Playbook const&,
                                               engine::Snapshot const&,
                                               webhook::Event const&,
                                               Instant now,
                                               engine::Effects const&)>;

/// What receiving is built on. Everything outlives the Receiver; `listener` may be set later.
struct ReceiveParts {
  store::Writer& writer;
  store::AttemptLog& attempts;
  DirectoryHolder& directory;
  crypto::Keyring& keyring;
  crypto::Hmac const& token_key;  ///< signs opaque tokens
  Clock const& clock;
  Log& log;
  Metrics& metrics;
  CommitListener* listener = nullptr;
  DecisionObserver observer;
  /// Tests kill the process inside the decision of a chosen message.
  std::function<void(webhook::Event const&)> before_decide;
};

/// Stateless but for its parts; any I/O thread.
class Receiver {
 public:
  explicit Receiver(ReceiveParts parts);
  Receiver(Receiver const&) = delete;
  Receiver& operator=(Receiver const&) = delete;
  ~Receiver();

  /// Before the body is read: 401 without a signature header, 503 when nothing can be committed.
  [[nodiscard]] std::optional<http::Response> gate(http::Head const& head) const;

  /// POST of an app's callback. Null: 404.
  void receive(App const* app, http::Request request, http::Reply reply);

  /// POST of a tenant's callback: the secrets of all apps of its numbers are tried.
  void receive(Tenant const* tenant, http::Request request, http::Reply reply);

  /// GET of either: Meta's handshake.
  [[nodiscard]] static http::Response shake(std::string_view query,
                                            std::vector<std::string_view> const& tokens);

 private:
  struct Candidate {
    App const* app = nullptr;
    crypto::Digest digest{};
  };
  void accept(std::vector<App const*> const& apps,
              RowId tenant,
              http::Request request,
              http::Reply reply);

  ReceiveParts parts_;
  struct Deciding;
  std::unique_ptr<Deciding> deciding_;
};

}  // namespace waypost::app
