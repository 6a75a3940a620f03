#pragma once
// Beast's parser, reading one answer of Graph: status, Retry-After and the beginning of the body.
// Private to graph_client.cpp.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>

#include "waypost/outbox/settle.h"

#include "http/graph_client.h"

namespace waypost::http {

class ResponseParser final : public boost::beast::http::basic_parser<false> {
  using Error = boost::beast::error_code;
  using Text = boost::beast::string_view;
  using Field = boost::beast::http::field;

 public:
  explicit ResponseParser(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {
    header_limit(kHeaderBytesMax);
    body_limit(boost::none);
    eager(true);
  }

  enum class State : std::uint8_t { more, complete, cut, malformed };
  /// Takes what it can from the front of `bytes`; `used` says how much.
  struct Read {
    std::size_t used = 0;
    State state = State::more;
  };
  [[nodiscard]] Read read(std::string_view bytes) {
    Error error;
    Read read;
    read.used = put(boost::asio::const_buffer{bytes.data(), bytes.size()}, error);
    if (cut_) {
      read.state = State::cut;
    } else if (error && error != boost::beast::http::error::need_more) {
      read.state = State::malformed;
    } else if (is_done()) {
      read.state = State::complete;
    }
    return read;
  }

  /// The connection ended. Whether that was the end of the answer, too.
  [[nodiscard]] State end() {
    if (!got_some()) return State::malformed;
    Error error;
    put_eof(error);
    return error ? State::malformed : State::complete;
  }

  /// 1xx: another answer follows.
  [[nodiscard]] bool is_interim() const noexcept { return reply_.status < 200; }
  [[nodiscard]] outbox::HttpReply take() { return std::move(reply_); }

 private:
  static constexpr std::uint32_t kHeaderBytesMax = 32 * 1024;
  static constexpr std::size_t kHeadersMax = 128;

  void on_response_impl(int status, Text, int, Error&) override { reply_.status = status; }

  void on_field_impl(Field field, Text, Text value, Error& error) override {
    if (++headers_ > kHeadersMax) error = boost::beast::http::error::header_limit;
    if (field == Field::retry_after && !is_header_done())
      reply_.retry_after_s = parse_retry_after({value.data(), value.size()});
  }

  std::size_t append(Text bytes, Error& error) {
    auto const room = body_bytes_max_ - reply_.body.size();
    reply_.body.append(bytes.data(), std::min(bytes.size(), room));
    if (bytes.size() <= room) return bytes.size();
    cut_ = true;
    error = boost::beast::http::error::body_limit;
    return room;
  }

  std::size_t on_body_impl(Text bytes, Error& error) override { return append(bytes, error); }
  std::size_t on_chunk_body_impl(std::uint64_t, Text bytes, Error& error) override {
    return append(bytes, error);
  }

  void on_request_impl(boost::beast::http::verb, Text, Text, int, Error&) override {}
  void on_header_impl(Error&) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, Error&) override {}
  void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
  void on_finish_impl(Error&) override {}

  std::size_t const body_bytes_max_;
  std::size_t headers_ = 0;
  bool cut_ = false;
  outbox::HttpReply reply_;
};

}  // namespace waypost::http
