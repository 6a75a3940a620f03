// How a Connection reads, writes, counts its memory and ends. Included by server.cpp only.

namespace waypost::http {

template <class Buffer, class Done>
void Connection::read_some(Buffer buffer, Done done) {
  if (tls_) {
    tls_->async_read_some(buffer, std::move(done));
  } else {
    socket_.async_read_some(buffer, std::move(done));
  }
}

inline Connection::Step Connection::wait_for_bytes(Target target) {
  if (reading_) return Step::wait;
  reading_ = true;
  target_ = target;
  auto const room = target == Target::body
                        ? boost::asio::buffer(body_.data() + body_size_, body_.size() - body_size_)
                        : boost::asio::buffer(in_.data() + in_end_, in_.size() - in_end_);
  read_some(room, [self = shared_from_this()](Error error, std::size_t size) {
    self->on_bytes(error, size);
  });
  return Step::wait;
}

inline void Connection::on_bytes(Error error, std::size_t size) {
  reading_ = false;
  if (state_ == State::closed) return;
  shard_.counters().bytes_in.add(size);
  // An answer is on its way (a deadline met the request while it was read): let it leave.
  if (error && state_ == State::writing) return;
  if (error) return close();
  if (target_ == Target::body) {
    body_size_ += size;
  } else {
    in_end_ += size;
  }
  run();
}

/// Room behind the unread bytes of a head or of chunk framing; false when memory is short. The
/// Screen and the chunk limit end its growth.
inline bool Connection::make_room() {
  if (in_end_ < in_.size()) return true;
  if (in_begin_ > 0) {
    std::copy(in_.begin() + static_cast<std::ptrdiff_t>(in_begin_),
              in_.begin() + static_cast<std::ptrdiff_t>(in_end_), in_.begin());
    in_end_ -= in_begin_;
    in_begin_ = 0;
    if (in_end_ < in_.size()) return true;
  }
  in_.resize(in_.size() * 2);
  return charge();
}

inline bool Connection::charge() {
  std::size_t const held = in_.size() + body_.capacity();
  std::size_t const due = held > kFreeBytes ? held - kFreeBytes : 0;
  if (due <= charged_) return true;
  if (shard_.shared().quota.take(peer_, due - charged_) == Quota::Memory::refused) return false;
  charged_ = due;
  return true;
}

inline void Connection::uncharge() {
  shard_.shared().quota.release(peer_, std::exchange(charged_, 0));
}

inline Connection::Step Connection::write() {
  while (sent_ < out_.size() + out_body_.size()) {
    if (writing_) return Step::wait;
    std::array<boost::asio::const_buffer, 2> rest{boost::asio::buffer(out_),
                                                  boost::asio::buffer(out_body_)};
    std::size_t const of_head = std::min(sent_, out_.size());
    rest[0] += of_head;
    rest[1] += sent_ - of_head;
    auto const on_done = [self = shared_from_this()](Error error, std::size_t size) {
      self->on_written(error, size);
    };
    if (tls_) {
      writing_ = true;
      tls_->async_write_some(rest, on_done);
      return Step::wait;
    }
    Error error;
    std::size_t const size = socket_.write_some(rest, error);
    shard_.counters().bytes_out.add(size);
    sent_ += size;
    if (state_ == State::streaming && size > 0) arm(shard_.limits().write);
    if (error == boost::asio::error::would_block) {
      writing_ = true;
      socket_.async_wait(Socket::wait_write, [on_done](Error failed) { on_done(failed, 0); });
      return Step::wait;
    }
    if (error) {
      close();
      return Step::wait;
    }
  }
  if (state_ == State::writing) return written();
  out_.clear();
  sent_ = 0;
  return Step::go_on;
}

inline void Connection::on_written(Error error, std::size_t size) {
  writing_ = false;
  if (state_ == State::closed) return;
  if (error) return close();
  shard_.counters().bytes_out.add(size);
  sent_ += size;
  if (state_ == State::streaming && size > 0) arm(shard_.limits().write);
  run();
}

inline bool Connection::has_unread_input() {
  if (!unread().empty()) return true;
  Error error;
  return socket_.available(error) > 0 && !error;
}

// The shard's chains.

inline void Connection::enter_unfinished() {
  if (counted_unfinished_) return;
  counted_unfinished_ = true;
  auto& counters = shard_.counters();
  counters.unfinished.add();
  shard_.unfinished().push_back(queue_);
  auto const share = shard_.limits().unfinished_requests / shard_.shared().options.io_threads;
  if (counters.unfinished.get() <= share) return;
  counters.evicted_unfinished.add();
  shard_.unfinished().front()->reset();
}

inline void Connection::leave_unfinished() {
  if (!std::exchange(counted_unfinished_, false)) return;
  queue_.unlink();
  shard_.counters().unfinished.sub();
}

inline void Connection::reset() {
  Error ignored;
  socket_.set_option(boost::asio::socket_base::linger{true, 0}, ignored);
  close();
}

inline void Connection::close() {
  if (state_ == State::closed) return;
  auto const self = shared_from_this();
  if (state_ == State::handling) shard_.counters().in_flight.sub();
  state_ = State::closed;
  deadline_.disarm();
  leave_unfinished();
  queue_.unlink();
  uncharge();
  if (stream_) stream_->abandon();
  if (answer_ && answer_->stream) answer_->stream->abandon();
  Error ignored;
  socket_.close(ignored);
  shard_.shared().quota.leave(peer_);
  shard_.remove(slot_);
}

}  // namespace waypost::http
