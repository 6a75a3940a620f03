#pragma once
// Beast's parser, filling a Head, and refusing what it would let through. Private to server.cpp:
// the only place of the project that includes Beast.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>

#include "http/message.h"

namespace waypost::http {

/// Why the listener itself says no.
struct Refusal {
  int status = 400;
  std::string_view code;
};

/// Fills a Head from the bytes it owns.
class HeadBuilder {
 public:
  explicit HeadBuilder(std::string_view raw) {
    head_.bytes_.assign(raw.begin(), raw.end());
    head_.headers_.reserve(16);
  }
  [[nodiscard]] std::string_view bytes() const noexcept {
    return {head_.bytes_.data(), head_.bytes_.size()};
  }
  /// `part` is a view into `bytes()`.
  void target(std::string_view part) noexcept { head_.target_ = piece(part); }
  void add(std::string_view name, std::string_view value) {
    head_.headers_.push_back({piece(name), piece(value)});
  }
  [[nodiscard]] Head& head() noexcept { return head_; }

 private:
  [[nodiscard]] Head::Piece piece(std::string_view part) const noexcept {
    if (part.empty()) return {};
    auto const from = static_cast<std::size_t>(part.data() - head_.bytes_.data());
    return {static_cast<std::uint16_t>(from), static_cast<std::uint16_t>(part.size())};
  }
  Head head_;
};

/// Reads one request: its head from complete bytes, a chunked body piece by piece.
class RequestParser final : public boost::beast::http::basic_parser<true> {
  using Base = boost::beast::http::basic_parser<true>;
  using Error = boost::beast::error_code;
  using Text = boost::beast::string_view;
  using Verb = boost::beast::http::verb;
  using Field = boost::beast::http::field;

 public:
  /// `raw` is a complete head that the Screen has passed.
  explicit RequestParser(std::string_view raw) : builder_(raw) {
    header_limit(0xffff);
    body_limit(boost::none);
  }

  /// Nothing when the head is fine; then `take_head` has it.
  [[nodiscard]] std::optional<Refusal> read_head() {
    Error error;
    auto const bytes = builder_.bytes();
    put(boost::asio::const_buffer{bytes.data(), bytes.size()}, error);
    if (refusal_) return refusal_;
    if (error) return Refusal{status_of(error), "malformed"};
    if (!is_header_done() || hosts_ != 1) return Refusal{400, "malformed"};
    Head& head = builder_.head();
    head.keep_alive = keep_alive();
    if (head.chunked && (head.content_length || head.version == 10))
      return Refusal{400, "malformed"};
    return std::nullopt;
  }

  [[nodiscard]] Head take_head() { return std::move(builder_.head()); }

  /// Chunked bodies: appends to `body`, at most `body_max` bytes in all. Returns the bytes used.
  struct Read {
    std::size_t used = 0;
    std::optional<Refusal> refusal;
    bool complete = false;
  };
  [[nodiscard]] Read read_chunks(std::string_view bytes, std::string& body, std::size_t body_max) {
    body_ = &body;
    body_max_ = body_max;
    eager(true);
    Error error;
    Read read;
    read.used = put(boost::asio::const_buffer{bytes.data(), bytes.size()}, error);
    body_ = nullptr;
    if (refusal_) {
      read.refusal = refusal_;
    } else if (error && error != boost::beast::http::error::need_more) {
      read.refusal = Refusal{400, "malformed_chunk"};
    }
    read.complete = is_done();
    return read;
  }

 private:
  static std::string_view view(Text text) noexcept { return {text.data(), text.size()}; }

  static int status_of(Error const& error) noexcept {
    return error == boost::beast::http::error::bad_version ? 505 : 400;
  }

  void refuse(Error& error, int status, std::string_view code) noexcept {
    refusal_ = Refusal{status, code};
    error = boost::beast::http::error::bad_value;
  }

  static std::optional<Method> method_of(Verb verb) noexcept {
    switch (verb) {
      case Verb::get: return Method::get;
      case Verb::head: return Method::head;
      case Verb::post: return Method::post;
      case Verb::put: return Method::put;
      case Verb::patch: return Method::patch;
      case Verb::delete_: return Method::delete_;
      case Verb::options: return Method::options;
      default: return std::nullopt;
    }
  }

  void on_request_impl(Verb verb, Text, Text target, int version, Error& error) override {
    auto const method = method_of(verb);
    if (!method) return refuse(error, 501, "method_not_implemented");
    auto const printable = [](char c) { return c > 0x20 && c < 0x7f && c != '#'; };
    if (!target.starts_with('/') || !std::all_of(target.begin(), target.end(), printable))
      return refuse(error, 400, "malformed_target");
    builder_.head().method = *method;
    builder_.head().version = version;
    builder_.target(view(target));
  }

  void on_field_impl(Field field, Text name, Text value, Error& error) override {
    if (is_header_done()) return;  // a trailer
    check(field, view(name), view(value), error);
    if (!error) builder_.add(view(name), view(value));
  }

  /// Headers that decide who asks and where a message ends: at most once, and exactly spelled.
  void check(Field field, std::string_view name, std::string_view value, Error& error) {
    switch (field) {
      case Field::host:
        if (++hosts_ > 1 || !is_host(value)) refuse(error, 400, "malformed_host");
        break;
      case Field::content_length: read_length(value, error); break;
      case Field::transfer_encoding:
        if (builder_.head().chunked) return refuse(error, 400, "repeated_header");
        if (!same_name(value, "chunked")) return refuse(error, 501, "transfer_encoding");
        builder_.head().chunked = true;
        break;
      case Field::expect:
        if (!same_name(value, "100-continue")) return refuse(error, 417, "expectation");
        builder_.head().expects_continue = true;
        break;
      case Field::content_encoding:
        if (!same_name(value, "identity")) refuse(error, 415, "content_encoding");
        break;
      case Field::content_type: once(content_types_, 400, error); break;
      case Field::authorization: once(authorizations_, 401, error); break;
      default:
        if (same_name(name, "x-hub-signature-256")) once(signatures_, 401, error);
        if (same_name(name, "idempotency-key")) once(idempotency_keys_, 400, error);
        break;
    }
  }

  void once(unsigned& seen, int status, Error& error) {
    if (++seen > 1) refuse(error, status, "repeated_header");
  }

  void read_length(std::string_view value, Error& error) {
    auto& length = builder_.head().content_length;
    if (length) return refuse(error, 400, "repeated_header");
    if (value.empty() || value.size() > 18) return refuse(error, 400, "malformed_length");
    std::uint64_t bytes = 0;
    for (char const digit : value) {
      if (digit < '0' || digit > '9') return refuse(error, 400, "malformed_length");
      bytes = bytes * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    length = bytes;
  }

  static bool is_host(std::string_view host) noexcept {
    return !host.empty() && host.size() <= 255 &&
           std::all_of(host.begin(), host.end(), [](unsigned char c) {
             return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                    c == '.' || c == '-' || c == '_' || c == ':' || c == '[' || c == ']';
           });
  }

  std::size_t on_chunk_body_impl(std::uint64_t, Text bytes, Error& error) override {
    if (body_->size() + bytes.size() > body_max_) {
      refuse(error, 413, "body_too_large");
      return 0;
    }
    body_->append(bytes.data(), bytes.size());
    return bytes.size();
  }

  void on_chunk_header_impl(std::uint64_t size, Text, Error& error) override {
    if (size > body_max_) refuse(error, 413, "body_too_large");
  }

  void on_response_impl(int, Text, int, Error&) override {}
  void on_header_impl(Error&) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, Error&) override {}
  std::size_t on_body_impl(Text bytes, Error&) override { return bytes.size(); }
  void on_finish_impl(Error&) override {}

  HeadBuilder builder_;
  std::optional<Refusal> refusal_;
  unsigned hosts_ = 0;
  unsigned content_types_ = 0;
  unsigned authorizations_ = 0;
  unsigned signatures_ = 0;
  unsigned idempotency_keys_ = 0;
  std::string* body_ = nullptr;
  std::size_t body_max_ = 0;
};

}  // namespace waypost::http
