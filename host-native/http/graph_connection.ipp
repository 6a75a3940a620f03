// GraphConnection's functions. Included by graph_client.cpp only.

namespace waypost::http {

namespace {

constexpr std::size_t kReadBytes = 16 * 1024;
/// The least that one of several addresses gets of the time for connecting.
constexpr std::chrono::milliseconds kAttemptMin{300};
constexpr unsigned kInterimsMax = 8;

}  // namespace

inline GraphConnection::GraphConnection(GraphPool& pool, boost::asio::io_context& io)
    : pool_(pool), socket_(io), buffer_(kReadBytes) {}

inline void GraphConnection::carry(std::unique_ptr<PendingCall> call) {
  call_ = std::move(call);
  call_->carrier = this;
  if (phase_ == Phase::idle) return send();
  phase_ = Phase::resolving;
  connect_until_ = Clock::now() + pool_.options().connect;
  pool_.resolve(shared_from_this());
}

inline bool GraphConnection::usable(Clock::time_point now) {
  if (phase_ != Phase::idle || now - idle_since_ > pool_.options().idle) return false;
  // What has arrived on an idle connection is its end, or nothing we asked for.
  Error error;
  return socket_.available(error) == 0 && !error && !has_ended();
}

inline bool GraphConnection::has_ended() {
  char byte = 0;
  auto const got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

// Connecting.

inline void GraphConnection::on_resolved(GraphPool::Endpoints endpoints) {
  if (phase_ != Phase::resolving) return;
  if (endpoints.empty()) return fail(outbox::NetworkFault::dns);
  endpoints_ = std::move(endpoints);
  attempt_ = 0;
  phase_ = Phase::connecting;
  connect_next();
}

/// One address after the other; each has its share of the time that is left, so that a few dead
/// ones among many do not use it up.
inline void GraphConnection::connect_next() {
  auto const now = Clock::now();
  if (attempt_ == endpoints_.size() || now >= connect_until_) {
    pool_.could_not_connect();
    return fail(outbox::NetworkFault::connect);
  }
  auto const share = (connect_until_ - now) / (endpoints_.size() - attempt_);
  pool_.attempts().arm(attempt_deadline_, now + std::max<Clock::duration>(share, kAttemptMin));
  Error ignored;
  socket_.close(ignored);
  socket_.async_connect(endpoints_[attempt_],
                        [self = shared_from_this(), attempt = attempt_](Error error) {
                          self->on_connected(error, attempt);
                        });
}

inline void GraphConnection::on_attempt_deadline() {
  if (phase_ == Phase::securing) return fail(outbox::NetworkFault::tls);
  if (phase_ != Phase::connecting) return;
  ++attempt_;
  connect_next();
}

inline void GraphConnection::on_connected(Error error, std::size_t attempt) {
  if (phase_ != Phase::connecting || attempt != attempt_) return;
  if (error) {
    ++attempt_;
    return connect_next();
  }
  Error ignored;
  socket_.set_option(Tcp::no_delay{true}, ignored);
  socket_.non_blocking(true, ignored);
  pool_.connected_to(endpoints_[attempt_]);
  if (pool_.tls() == nullptr) {
    attempt_deadline_.disarm();
    return send();
  }
  secure();
}

inline void GraphConnection::secure() {
  phase_ = Phase::securing;
  pool_.attempts().arm(attempt_deadline_, Clock::now() + pool_.options().connect);
  auto const& host = pool_.options().origin.host;
  tls_.emplace(socket_, *pool_.tls());
  // RFC 6066 allows names only, and the name is what the certificate is checked for.
  if (!parse_address(host)) SSL_set_tlsext_host_name(tls_->native_handle(), host.c_str());
  tls_->set_verify_callback(boost::asio::ssl::host_name_verification{host});
  tls_->async_handshake(boost::asio::ssl::stream_base::client,
                        [self = shared_from_this()](Error error) {
                          if (self->phase_ != Phase::securing) return;
                          self->attempt_deadline_.disarm();
                          if (error) return self->fail(outbox::NetworkFault::tls);
                          self->send();
                        });
}

// The call.

inline std::string GraphConnection::request() const {
  auto const& call = call_->call;
  auto const& origin = pool_.options().origin;
  bool const usual_port =
      origin.port ==
      (origin.scheme == Origin::Scheme::https ? std::uint16_t{443} : std::uint16_t{80});
  bool const v6 = origin.host.find(':') != std::string::npos;
  std::string text;
  text.reserve(512 + call.path.size() + call.body.size() + (call.token ? call.token->size() : 0));
  text += name(call.verb);
  text += ' ';
  text += call.path;
  text += " HTTP/1.1\r\nHost: ";
  text += v6 ? '[' + origin.host + ']' : origin.host;
  if (!usual_port) text += ':' + std::to_string(origin.port);
  text += "\r\nAccept: application/json\r\nUser-Agent: waypost\r\n";
  if (call.token) {
    text += "Authorization: Bearer ";
    text += call.token->text();
    text += "\r\n";
  }
  if (!call.body.empty()) text += "Content-Type: application/json\r\n";
  if (call.verb == GraphVerb::post || !call.body.empty())
    text += "Content-Length: " + std::to_string(call.body.size()) + "\r\n";
  text += "\r\n";
  text += call.body;
  return text;
}

inline void GraphConnection::send() {
  phase_ = Phase::writing;
  out_ = request();
  written_ = 0;
  interims_ = 0;
  in_.clear();
  parser_.emplace(pool_.options().body_bytes_max);
  write_more();
}

inline void GraphConnection::write_more() {
  auto const rest = boost::asio::buffer(out_) + written_;
  auto on_done = [self = shared_from_this()](Error error, std::size_t size) {
    self->written_ += size;
    if (self->phase_ != Phase::writing) return;
    if (error) return self->fail(self->fault_if(outbox::NetworkFault::reset));
    if (self->written_ < self->out_.size()) return self->write_more();
    crypto::wipe(std::span<char>{self->out_});
    self->phase_ = Phase::reading;
    self->receive();
  };
  if (tls_) {
    tls_->async_write_some(rest, std::move(on_done));
  } else {
    socket_.async_write_some(rest, std::move(on_done));
  }
}

/// At most one read is open; an idle connection keeps one, to hear of its end.
inline void GraphConnection::receive() {
  if (reading_) return;
  reading_ = true;
  auto const room = boost::asio::buffer(buffer_);
  auto on_done = [self = shared_from_this()](Error error, std::size_t size) {
    self->on_bytes(error, size);
  };
  if (tls_) {
    tls_->async_read_some(room, std::move(on_done));
  } else {
    socket_.async_read_some(room, std::move(on_done));
  }
}

inline void GraphConnection::on_bytes(Error error, std::size_t size) {
  reading_ = false;
  if (phase_ == Phase::closed) return;
  if (phase_ == Phase::idle) return pool_.lost(*this);
  in_.append(buffer_.data(), size);
  if (error) return on_end();
  parse();
}

/// The other side has closed. Without a length that may be how the answer ends.
inline void GraphConnection::on_end() {
  bool const whole = phase_ == Phase::reading &&
                     parser_->end() == ResponseParser::State::complete && !parser_->is_interim();
  if (!whole) return fail(fault_if(outbox::NetworkFault::reset));
  release(parser_->take());
}

inline void GraphConnection::parse() {
  for (;;) {
    auto const read = in_.empty() ? ResponseParser::Read{} : parser_->read(in_);
    in_.erase(0, read.used);
    switch (read.state) {
      case ResponseParser::State::more: return receive();
      case ResponseParser::State::malformed: return fail(fault_if(outbox::NetworkFault::reset));
      case ResponseParser::State::cut: return release(parser_->take());
      case ResponseParser::State::complete: break;
    }
    if (!parser_->is_interim()) return succeed();
    if (++interims_ > kInterimsMax) return fail(fault_if(outbox::NetworkFault::reset));
    parser_.emplace(pool_.options().body_bytes_max);
  }
}

inline void GraphConnection::succeed() {
  bool const keep = phase_ == Phase::reading && parser_->keep_alive() && in_.empty();
  if (!keep) return release(parser_->take());
  phase_ = Phase::idle;
  idle_since_ = Clock::now();
  receive();
  release(parser_->take());
}

/// Before the first byte of the request has left, the item was not sent, whatever happened.
inline outbox::NetworkFault GraphConnection::fault_if(outbox::NetworkFault sent) const noexcept {
  return written_ == 0 ? outbox::NetworkFault::connect : sent;
}

inline void GraphConnection::cut() {
  switch (phase_) {
    case Phase::resolving: return fail(outbox::NetworkFault::dns);
    case Phase::connecting: return fail(outbox::NetworkFault::connect);
    case Phase::securing: return fail(outbox::NetworkFault::tls);
    // A write may be half done and not yet reported: nobody knows.
    case Phase::writing:
    case Phase::reading: return fail(outbox::NetworkFault::timeout);
    case Phase::fresh:
    case Phase::idle:
    case Phase::closed: return;
  }
}

inline void GraphConnection::fail(outbox::NetworkFault fault) {
  release(outbox::NoReply{fault});
}

inline void GraphConnection::release(outbox::SendOutcome outcome) {
  auto const self = shared_from_this();
  if (phase_ != Phase::idle) close();
  call_->carrier = nullptr;
  pool_.finished(std::move(call_), std::move(outcome), *this);
}

inline void GraphConnection::close() {
  phase_ = Phase::closed;
  attempt_deadline_.disarm();
  crypto::wipe(std::span<char>{out_});
  Error ignored;
  socket_.close(ignored);
}

}  // namespace waypost::http
