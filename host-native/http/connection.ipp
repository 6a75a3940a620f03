// Connection's functions. Included by server.cpp only.

namespace waypost::http {

namespace {

/// A connection keeps this much when idle; a webhook of one message fits.
constexpr std::size_t kBufferBytes = 2048;
/// An unfinished request may hold this much before it counts against the memory limits.
constexpr std::size_t kFreeBytes = 16 * 1024;
/// A body up to this size is copied behind its head, so that both leave in one segment.
constexpr std::size_t kJoinedBodyBytes = 16 * 1024;
/// After an early answer the client may still be sending: it is read (and thrown away) for this
/// long and this much, because closing with unread bytes would destroy the answer on its way.
constexpr std::chrono::milliseconds kLinger{1'000};
constexpr std::size_t kLingerBytes = 1024 * 1024;
/// What the kernel may hold of an answer that is not read; its own choice would be megabytes.
constexpr int kSendBufferBytes = 256 * 1024;
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

Response retry_later(std::string_view code) {
  auto response = problem({.status = 503, .code = code});
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace

inline Connection::Connection(Shard& shard, Socket socket, Address const& peer, std::uint32_t slot)
    : shard_(shard), socket_(std::move(socket)), peer_(peer), slot_(slot) {}

inline void Connection::start() {
  Error ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(boost::asio::ip::tcp::no_delay{true}, ignored);
  socket_.set_option(boost::asio::socket_base::send_buffer_size{kSendBufferBytes}, ignored);
  if (!shard_.shared().tls) {
    next_request();
    return run();
  }
  state_ = State::handshake;
  tls_ = std::make_unique<boost::asio::ssl::stream<Socket&>>(socket_, *shard_.shared().tls);
  arm(shard_.limits().head);
  enter_unfinished();
  tls_->async_handshake(boost::asio::ssl::stream_base::server,
                        [self = shared_from_this()](Error error) {
                          if (self->state_ != State::handshake) return;
                          if (error) return self->close();
                          self->leave_unfinished();
                          self->next_request();
                          self->run();
                        });
}

// Moving.

/// Steps until something has to be waited for. Never recursive: whatever happens inside a step
/// only leaves a mark (`answer_`, `state_`) that the loop sees.
inline void Connection::run() {
  if (running_) return;
  running_ = true;
  auto const self = shared_from_this();
  while (step() == Step::go_on) {
  }
  running_ = false;
}

inline Connection::Step Connection::step() {
  switch (state_) {
    case State::idle:
    case State::head: return read_head();
    case State::body: return read_body();
    case State::handling: return answer_ ? begin_answer() : Step::wait;
    case State::writing: return write();
    case State::streaming: return stream();
    case State::lingering: return linger();
    case State::handshake:
    case State::closed: return Step::wait;
  }
  return Step::wait;
}

inline void Connection::next_request() {
  state_ = State::idle;
  screen_.reset();
  parser_.reset();
  body_ = {};
  body_size_ = 0;
  chunk_overhead_ = 0;
  exchange_ = 0;
  answer_.reset();
  if (in_begin_ == in_end_) {
    in_begin_ = in_end_ = 0;
    if (in_.size() != kBufferBytes) in_ = std::vector<char>(kBufferBytes);
  }
  uncharge();
  arm(shard_.limits().idle);
  if (!shard_.draining()) shard_.idle().push_back(queue_);
}

inline Connection::Step Connection::read_head() {
  if (unread().empty()) {
    if (shard_.draining()) {
      close();
      return Step::wait;
    }
    return wait_for_bytes(Target::buffer);
  }
  auto const& limits = shard_.limits();
  if (state_ == State::idle) {
    state_ = State::head;
    queue_.unlink();
    began_ = Clock::now();
    shard_.wheel().arm(deadline_, began_ + limits.head);
  }
  switch (screen_.look(unread(), {limits.request_line_bytes, limits.header_line_bytes,
                                  limits.headers_bytes, limits.headers_count})) {
    case Screened::complete: return judge_head();
    case Screened::malformed: return refuse({400, "malformed"});
    case Screened::line_too_long: return refuse({414, "request_line_too_long"});
    case Screened::header_too_long: return refuse({431, "headers_too_large"});
    case Screened::incomplete: break;
  }
  if (!make_room()) return refuse_memory();
  enter_unfinished();
  return wait_for_bytes(Target::buffer);
}

/// The head is complete: is it one, is it wanted, and how much may follow?
inline Connection::Step Connection::judge_head() {
  head_only_ = false;
  version_ = 11;
  parser_.emplace(unread().substr(0, screen_.size()));
  auto const refusal = parser_->read_head();
  in_begin_ += screen_.size();
  if (refusal) return refusal->status == 415 ? refuse_body(*refusal) : refuse(*refusal);
  head_ = parser_->take_head();
  version_ = head_.version;
  head_only_ = head_.method == Method::head;
  keep_ = head_.keep_alive && ++served_ < shard_.limits().requests_per_connection;

  auto const announced = head_.chunked || head_.content_length.value_or(0) > 0;
  auto admission = ask_service(head_);
  if (auto* const response = std::get_if<Response>(&admission)) {
    shard_.counters().refused_by_service.add();
    leave_unfinished();
    return respond(std::move(*response), announced ? AfterWrite::linger : AfterWrite::next_request);
  }
  admit_ = std::get<Admit>(admission);
  if (head_.chunked && admit_.chunked == Admit::Chunked::refused)
    return refuse_body({411, "length_required"});
  if (head_.content_length.value_or(0) > admit_.body_bytes_max)
    return refuse_body({413, "body_too_large"});

  auto const& limits = shard_.limits();
  auto due = began_ + limits.request;
  if (admit_.pace == Admit::Pace::upload) {
    auto const size = head_.content_length.value_or(admit_.body_bytes_max);
    due += std::chrono::milliseconds{size * 1000 / limits.upload_bytes_per_s};
  }
  shard_.wheel().arm(deadline_, due);
  state_ = State::body;
  if (!head_.expects_continue || !announced || !unread().empty()) return Step::go_on;
  out_ = kContinue;
  after_write_ = AfterWrite::read_body;
  state_ = State::writing;
  return Step::go_on;
}

inline Admission Connection::ask_service(Head const& head) {
  try {
    return shard_.shared().service->admit(head, peer_);
  } catch (std::exception const& fault) {
    shard_.fault(fault.what());
  } catch (...) {
    shard_.fault("unknown exception");
  }
  return problem({.status = 500, .code = "internal"});
}

inline Connection::Step Connection::read_body() {
  return head_.chunked ? read_chunked_body() : read_sized_body();
}

inline Connection::Step Connection::read_sized_body() {
  std::size_t const size = static_cast<std::size_t>(head_.content_length.value_or(0));
  auto const here = unread().substr(0, size - body_size_);
  if (!here.empty()) {
    body_.resize(body_size_);
    body_ += here;
    body_size_ += here.size();
    in_begin_ += here.size();
  }
  if (body_size_ == size) {
    body_.resize(size);
    return hand_over();
  }
  // The string grows with what arrives, not with what was announced.
  if (body_size_ == body_.size())
    body_.resize(std::min(size, std::max(kFreeBytes / 2, body_size_ * 2)));
  if (!charge()) return refuse_memory();
  enter_unfinished();
  return wait_for_bytes(Target::body);
}

inline Connection::Step Connection::read_chunked_body() {
  if (!unread().empty()) {
    auto const before = body_.size();
    auto const read = parser_->read_chunks(unread(), body_, admit_.body_bytes_max);
    in_begin_ += read.used;
    chunk_overhead_ += read.used - (body_.size() - before);
    if (read.refusal)
      return read.refusal->status == 413 ? refuse_body(*read.refusal) : refuse(*read.refusal);
    std::size_t const open_framing = read.complete ? 0 : unread().size();
    if (chunk_overhead_ + open_framing > shard_.limits().chunk_overhead_bytes)
      return refuse({400, "chunk_overhead"});
    if (read.complete) return hand_over();
  }
  if (!make_room() || !charge()) return refuse_memory();
  enter_unfinished();
  return wait_for_bytes(Target::buffer);
}

/// The request is whole: the service has it now, and the Reply.
inline Connection::Step Connection::hand_over() {
  leave_unfinished();
  parser_.reset();
  exchange_ = shard_.next_exchange(slot_);
  state_ = State::handling;
  arm(shard_.limits().reply);
  shard_.counters().requests.add();
  shard_.counters().in_flight.add();
  Request request{.id = exchange_,
                  .head = std::move(head_),
                  .peer = peer_,
                  .body = std::exchange(body_, {}),
                  .route = admit_.route};
  body_size_ = 0;
  uncharge();
  auto const& completions = shard_.completions();
  completions->begin_direct(exchange_);
  try {
    shard_.shared().service->handle(std::move(request), Reply{completions, exchange_});
  } catch (std::exception const& fault) {
    shard_.fault(fault.what());
  } catch (...) {
    shard_.fault("unknown exception");
  }
  if (auto direct = completions->end_direct()) answer_ = std::move(direct);
  return Step::go_on;
}

inline void Connection::deliver(Completions::Item item) {
  if (item.exchange == exchange_ && state_ == State::handling) {
    answer_ = std::move(item);
  } else if (item.kind == Completions::Item::Kind::stream) {
    item.stream->abandon();
  }
  run();
}

inline Connection::Step Connection::begin_answer() {
  auto item = *std::move(answer_);
  answer_.reset();
  shard_.counters().in_flight.sub();
  if (item.kind == Completions::Item::Kind::answer)
    return respond(std::move(item.response), AfterWrite::next_request);
  if (head_only_) {
    item.stream->abandon();
    return respond(std::move(item.response), AfterWrite::next_request);
  }
  stream_ = std::move(item.stream);
  stream_chunked_ = version_ == 11;
  return respond(std::move(item.response), AfterWrite::stream);
}

/// Puts a response on its way. A service's answer closes when the request, the response or a
/// drain says so; `after` is what happens otherwise.
inline Connection::Step Connection::respond(Response response, AfterWrite after) {
  bool const streams = after == AfterWrite::stream;
  if (after == AfterWrite::next_request &&
      (!keep_ || response.after == Response::After::close || shard_.draining()))
    after = AfterWrite::close;
  using Body = Framing::Body;
  append_head(
      out_, response,
      {.version = version_,
       .next = after == AfterWrite::next_request ? Framing::Next::keep : Framing::Next::close,
       .body = !streams          ? Body::whole
               : stream_chunked_ ? Body::chunks
                                 : Body::until_close,
       .security = tls_ ? Framing::Security::tls : Framing::Security::plain,
       .date = shard_.date()});
  if (streams && stream_chunked_) {
    append_chunk(out_, response.body);
  } else if (head_only_ || has_no_body(response.status)) {
    // HEAD hears the length of the body it does not get.
  } else if (response.body.size() <= kJoinedBodyBytes) {
    out_ += response.body;
  } else {
    out_body_ = std::move(response.body);
  }
  shard_.counters().responses.add();
  after_write_ = after;
  state_ = State::writing;
  queue_.unlink();
  arm(shard_.limits().write);
  return Step::go_on;
}

inline Connection::Step Connection::written() {
  out_.clear();
  if (out_.capacity() > kBufferBytes) out_ = {};
  out_body_ = {};
  sent_ = 0;
  switch (after_write_) {
    case AfterWrite::read_body: state_ = State::body; return Step::go_on;
    case AfterWrite::next_request: next_request(); return Step::go_on;
    case AfterWrite::stream:
      state_ = State::streaming;
      deadline_.disarm();
      return Step::go_on;
    case AfterWrite::close:
      if (!has_unread_input()) {
        close();
        return Step::wait;
      }
      [[fallthrough]];
    case AfterWrite::linger: break;
  }
  state_ = State::lingering;
  discarded_ = 0;
  Error ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  arm(kLinger);
  return Step::go_on;
}

inline Connection::Step Connection::stream() {
  if (!out_.empty()) {
    if (write() == Step::wait) return Step::wait;
    return Step::go_on;
  }
  switch (stream_after_) {
    case StreamState::After::wait: break;
    case StreamState::After::drop:
      shard_.counters().dropped_streams.add();
      reset();
      return Step::wait;
    case StreamState::After::end: close(); return Step::wait;
  }
  auto pulled = stream_->pull();
  stream_after_ = pulled.after;
  if (stream_after_ == StreamState::After::drop) return Step::go_on;
  if (stream_chunked_) {
    append_chunk(out_, pulled.bytes);
    if (stream_after_ == StreamState::After::end) out_ += kLastChunk;
  } else {
    out_ = std::move(pulled.bytes);
  }
  if (!out_.empty()) {
    arm(shard_.limits().write);
    return Step::go_on;
  }
  if (stream_after_ == StreamState::After::end) return Step::go_on;
  deadline_.disarm();
  // Only to hear that the client left: what it sends now is thrown away.
  in_begin_ = in_end_ = 0;
  return wait_for_bytes(Target::buffer);
}

inline Connection::Step Connection::linger() {
  discarded_ += in_end_ - in_begin_;
  in_begin_ = in_end_ = 0;
  if (discarded_ > kLingerBytes) {
    close();
    return Step::wait;
  }
  return wait_for_bytes(Target::buffer);
}

// Answers of the listener's own.

inline Connection::Step Connection::refuse(Refusal const& refusal) {
  shard_.counters().refused_malformed.add();
  leave_unfinished();
  return respond(problem({.status = refusal.status, .code = refusal.code}), AfterWrite::linger);
}

inline Connection::Step Connection::refuse_body(Refusal const& refusal) {
  shard_.counters().refused_body.add();
  leave_unfinished();
  return respond(problem({.status = refusal.status, .code = refusal.code}), AfterWrite::linger);
}

inline Connection::Step Connection::refuse_memory() {
  shard_.counters().refused_memory.add();
  leave_unfinished();
  return respond(retry_later("busy"), AfterWrite::linger);
}

inline void Connection::on_deadline() {
  auto& counters = shard_.counters();
  switch (state_) {
    case State::handshake:
    case State::idle:
    case State::lingering: return close();
    case State::head:
      counters.timed_out_head.add();
      leave_unfinished();
      (void)respond(problem({.status = 408, .code = "head_timeout"}), AfterWrite::linger);
      return run();
    case State::body:
      counters.timed_out_body.add();
      leave_unfinished();
      (void)respond(problem({.status = 408, .code = "body_timeout"}), AfterWrite::linger);
      return run();
    case State::handling:
      counters.timed_out_reply.add();
      counters.in_flight.sub();
      exchange_ = 0;
      (void)respond(retry_later("reply_timeout"), AfterWrite::linger);
      return run();
    case State::writing: counters.timed_out_write.add(); return reset();
    case State::streaming: counters.dropped_streams.add(); return reset();
    case State::closed: return;
  }
}

inline void Connection::on_drain() {
  if (state_ == State::idle || state_ == State::handshake) return close();
  if (stream_) stream_->close();
}

}  // namespace waypost::http
