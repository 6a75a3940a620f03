// The catalogue of bad HTTP, row by row, each whole, byte by byte and in random pieces.

#include <array>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "raw_client.h"
#include "test_service.h"

namespace waypost::http::testing {
namespace {

constexpr char const* kNext = "GET /livez HTTP/1.1\r\nHost: second\r\n\r\n";

std::string get(std::string_view path, std::string_view headers = "") {
  return "GET " + std::string{path} + " HTTP/1.1\r\nHost: a\r\n" + std::string{headers} + "\r\n";
}

std::string post(std::string_view path, std::string_view headers, std::string_view body = "") {
  return "POST " + std::string{path} + " HTTP/1.1\r\nHost: a\r\n" + std::string{headers} + "\r\n" +
         std::string{body};
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

std::string header_lines(std::size_t count) {
  std::string lines;
  for (std::size_t i = 0; i < count; ++i) lines += "X-" + std::to_string(i) + ": v\r\n";
  return lines;
}

/// One row: what is sent, which status comes back, and whether the connection stays.
struct Row {
  std::string id;
  std::string bytes;
  int status = 400;
  bool stays = false;
};

void PrintTo(Row const& row, std::ostream* out) {
  *out << row.id;
}

std::vector<Row> rows() {
  std::string const nul{"\0", 1};
  std::string const k8(8 * 1024, 'a');
  auto const length = [](std::string const& value) {
    return post("/api", "Content-Length: " + value + "\r\n", "abc");
  };
  auto const chunks = [](std::string const& body) {
    return post("/upload", "Transfer-Encoding: chunked\r\n", body);
  };
  auto const encoding = [](std::string const& value) {
    return post("/upload", "Transfer-Encoding: " + value + "\r\n", "3\r\nabc\r\n0\r\n\r\n");
  };
  return {
      {"good_get", get("/livez"), 200, true},
      {"good_post", post("/api", "Content-Length: 3\r\n", "abc"), 200, true},
      {"good_post_no_length", post("/api", ""), 200, true},
      {"good_chunks", chunks("3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"), 200, true},
      {"good_chunk_extension", chunks("3;a=b\r\nabc\r\n0\r\nTrailer: x\r\n\r\n"), 200, true},
      {"good_http10", "GET /livez HTTP/1.0\r\nHost: a\r\n\r\n", 200, false},
      {"good_http10_kept", "GET /livez HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", 200,
       true},
      {"good_close", get("/livez", "Connection: close\r\n"), 200, false},
      {"good_8k_target", get("/livez?q=" + std::string(8 * 1024 - 23, 'q')), 200, true},
      {"good_64_headers", get("/livez", header_lines(63)), 200, true},

      {"01_line", "GET /" + k8 + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
      {"01_line_no_end", "GET /" + k8 + k8, 414},
      {"02_header", get("/livez", "X: " + k8 + "\r\n"), 431},
      {"02_header_no_end", "GET /livez HTTP/1.1\r\nHost: a\r\nX: " + k8 + k8, 431},
      {"03_65_headers", get("/livez", header_lines(64)), 431},
      {"03_2000_headers", get("/livez", header_lines(2'000)), 431},
      {"03_32k", get("/livez", repeated("X: " + std::string(7'000, 'x') + "\r\n", 5)), 431},
      {"04_both", post("/upload", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "abc")},
      {"04_both_turned",
       post("/upload", "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "abc")},
      {"05_two_equal", post("/api", "Content-Length: 3\r\nContent-Length: 3\r\n", "abc")},
      {"05_two_different", post("/api", "Content-Length: 3\r\nContent-Length: 4\r\n", "abcd")},
      {"05_list", length("3, 3")},
      {"06_minus", length("-1")},
      {"06_plus", length("+3")},
      {"06_tail", length("3x")},
      {"06_hex", length("0x10")},
      {"06_exponent", length("1e3")},
      {"06_empty", length("")},
      {"06_two_to_64", length("18446744073709551616")},
      {"06_huge", length("9223372036854775807")},
      {"06_space", length("3 3")},
      {"07_gzip", encoding("gzip"), 501},
      {"07_xchunked", encoding("xchunked"), 501},
      {"07_twice_in_one", encoding("chunked, chunked"), 501},
      {"07_parameter", encoding("chunked;q=1"), 501},
      {"07_two_lines",
       post("/upload", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            "0\r\n\r\n")},
      {"07_identity", encoding("identity"), 501},
      {"07_http10",
       "POST /upload HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"07_on_webhook",
       post("/hook", "X-Hub-Signature-256: s\r\nTransfer-Encoding: chunked\r\n",
            "3\r\nabc\r\n0\r\n\r\n"),
       411},
      {"08_negative", chunks("-2\r\nab\r\n0\r\n\r\n")},
      {"08_17_digits", chunks("10000000000000003\r\nabc\r\n0\r\n\r\n")},
      {"08_0x", chunks("0x3\r\nabc\r\n0\r\n\r\n")},
      {"08_missing_crlf", chunks("3\r\nabcX3\r\nabc\r\n0\r\n\r\n")},
      {"08_not_hex", chunks("g\r\nabc\r\n0\r\n\r\n")},
      {"08_empty_size", chunks("\r\nabc\r\n0\r\n\r\n")},
      {"08_bare_lf", chunks("3\nabc\n0\n\n")},
      {"08_extension", chunks("3;x=" + std::string(20'000, 'e') + "\r\nabc\r\n0\r\n\r\n")},
      {"08_many_extensions", chunks(repeated("1;" + std::string(100, 'e') + "\r\na\r\n", 300))},
      {"08_tiny_chunks", chunks(repeated("1\r\na\r\n", 20'000))},
      {"08_trailers", chunks("1\r\na\r\n0\r\nT: " + std::string(20'000, 't') + "\r\n\r\n")},
      {"08_too_large", chunks("100001\r\n"), 413},
      {"08_too_large_sum", chunks(repeated("40000\r\n" + std::string(0x40000, 'c') + "\r\n", 5)),
       413},
      {"09_space_before_colon", get("/livez", "X : v\r\n")},
      {"09_no_colon", get("/livez", "X\r\n")},
      {"09_empty_name", get("/livez", ": v\r\n")},
      {"09_control_in_name", get("/livez", "X\x01: v\r\n")},
      {"09_control_in_value", get("/livez", "X: \x01\r\n")},
      {"09_delete_in_value", get("/livez", "X: \x7f\r\n")},
      {"09_nul_in_value", get("/livez", "X: a" + nul + "b\r\n")},
      {"09_nul_in_target", get("/li" + nul + "vez")},
      {"09_bare_cr", get("/livez", "X: a\rb\r\n")},
      {"09_bare_cr_lines", "GET /livez HTTP/1.1\rHost: a\r\r"},
      {"09_bare_lf_lines", "GET /livez HTTP/1.1\nHost: a\n\n"},
      {"09_bare_lf_header", get("/livez", "X: a\nY: b\r\n")},
      {"09_folded", get("/livez", "X: a\r\n b\r\n")},
      {"09_folded_tab", get("/livez", "X: a\r\n\tb\r\n")},
      {"09_leading_line", "\r\n" + get("/livez")},
      {"09_leading_space", " " + get("/livez")},
      {"09_non_ascii_name", get("/livez", "X\xc3\xa9: v\r\n")},
      {"11_no_host", "GET /livez HTTP/1.1\r\n\r\n"},
      {"11_no_host_10", "GET /livez HTTP/1.0\r\n\r\n"},
      {"11_two_hosts", get("/livez", "Host: a\r\n")},
      {"11_credentials", "GET /livez HTTP/1.1\r\nHost: u@a\r\n\r\n"},
      {"11_space", "GET /livez HTTP/1.1\r\nHost: a b\r\n\r\n"},
      {"11_empty", "GET /livez HTTP/1.1\r\nHost: \r\n\r\n"},
      {"11_slash", "GET /livez HTTP/1.1\r\nHost: a/b\r\n\r\n"},
      {"12_unknown", "BREW /livez HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"12_trace", "TRACE /livez HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"12_connect", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 501},
      {"12_lower_case", "post /api HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 501},
      {"12_known_path", "DELETE /livez HTTP/1.1\r\nHost: a\r\n\r\n", 405, true},
      {"12_known_path_with_body", "PUT /api HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
       405},
      {"13_http09", "GET /livez\r\n\r\n"},
      {"13_http2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"13_http12", "GET /livez HTTP/1.2\r\nHost: a\r\n\r\n", 505},
      {"13_http3", "GET /livez HTTP/3.0\r\nHost: a\r\n\r\n", 505},
      {"13_tls", std::string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11}},
      {"14_expect_too_large", post("/api", "Expect: 100-continue\r\nContent-Length: 262145\r\n"),
       413},
      {"14_other_expectation", post("/api", "Expect: coffee\r\nContent-Length: 3\r\n", "abc"), 417},
      {"16_longer", post("/api", "Content-Length: 2\r\n", "ab") + "garbage\x01", 200, true},
      {"19_ranges", get("/livez", "Range: bytes=" + repeated("0-,", 1'000) + "\r\n"), 200, true},
      {"20_dots", get("/item/../livez"), 400, true},
      {"20_encoded_dots", get("/item/%2e%2e%2flivez"), 400, true},
      {"20_encoded_dots_alone", get("/item/%2E%2e"), 400, true},
      {"20_double_slash", get("//livez"), 400, true},
      {"20_backslash", get("/item/\\x"), 400, true},
      {"20_encoded_backslash", get("/item/%5c"), 400, true},
      {"20_nul", get("/item/%00"), 400, true},
      {"20_overlong", get("/item/%c0%ae"), 400, true},
      {"20_bad_escape", get("/item/%zz"), 400, true},
      {"20_short_escape", get("/item/%2"), 400, true},
      {"20_encoded_slash", get("/item/a%2fb"), 404, true},
      {"20_segments", get(repeated("/a", 2'000)), 404, true},
      {"20_absolute", "GET http://a/livez HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"20_star", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"20_fragment", get("/livez#x")},
      {"20_raw_utf8", get("/item/\xc3\xa9")},
      {"20_unknown", get("/nope"), 404, true},
      {"20_empty_param", get("/item/"), 404, true},
      {"22_gzip", post("/api", "Content-Encoding: gzip\r\nContent-Length: 3\r\n", "abc"), 415},
      {"22_br", post("/api", "Content-Encoding: br\r\nContent-Length: 3\r\n", "abc"), 415},
      {"22_twice", post("/api", "Content-Encoding: identity, gzip\r\nContent-Length: 3\r\n", "abc"),
       415},
      {"22_identity", post("/api", "Content-Encoding: identity\r\nContent-Length: 3\r\n", "abc"),
       200, true},
      {"body_over_limit", post("/api", "Content-Length: 262145\r\n", "abc"), 413},
      {"body_on_get", get("/livez", "Content-Length: 3\r\n") + "abc", 413},
      {"gate", post("/hook", "Content-Length: 3\r\n", "abc"), 401},
      {"two_signatures",
       post("/hook",
            "X-Hub-Signature-256: a\r\nX-Hub-Signature-256: b\r\n"
            "Content-Length: 3\r\n",
            "abc"),
       401},
      {"two_authorizations", get("/livez", "Authorization: a\r\nauthorization: b\r\n"), 401},
      {"two_content_types", post("/api", "Content-Type: a/b\r\nContent-Type: a/b\r\n")},
      {"two_idempotency_keys", post("/api", "Idempotency-Key: a\r\nIdempotency-Key: b\r\n")},
  };
}

/// Sends a row with a second request behind it. A refused connection must answer once: a second
/// answer means that bytes of one request were taken for another.
void expect_row(std::uint16_t port, Row const& row, std::vector<std::size_t> const& sizes) {
  RawClient client{port};
  ASSERT_TRUE(client.connected());
  std::string const bytes = row.id == "16_longer" ? row.bytes : row.bytes + kNext;
  client.send_in(bytes, sizes);
  auto const first = client.read();
  ASSERT_TRUE(first) << "no answer";
  EXPECT_EQ(first->status, row.status) << first->head << first->body;
  EXPECT_EQ(first->head.find("Server:"), std::string::npos);
  EXPECT_EQ(first->header("X-Content-Type-Options"), "nosniff");
  if (row.stays) {
    EXPECT_EQ(first->header("Connection"),
              row.bytes.find("HTTP/1.0") != std::string::npos ? "keep-alive" : "");
    auto const second = client.read();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->status, row.id == "16_longer" ? 400 : 200);
  } else {
    EXPECT_EQ(first->header("Connection"), "close");
    client.end_sending();
    EXPECT_TRUE(client.closes_within(Millis{3'000}));
    EXPECT_TRUE(client.read_all(Millis{0}).empty()) << "a second answer";
  }
}

class Listener : public ::testing::TestWithParam<Row> {
 protected:
  static void SetUpTestSuite() { server_ = new TestServer; }
  static void TearDownTestSuite() {
    delete server_;
    server_ = nullptr;
  }
  static TestServer* server_;
};
TestServer* Listener::server_ = nullptr;

TEST_P(Listener, AnswersOnceWhole) {
  expect_row(server_->port(), GetParam(), {std::size_t{1} << 30});
}

TEST_P(Listener, AnswersOnceByteByByte) {
  // A row of a megabyte says nothing more in single bytes, only later.
  bool const huge = GetParam().bytes.size() > 200'000;
  expect_row(server_->port(), GetParam(), {huge ? std::size_t{997} : 1});
}

TEST_P(Listener, AnswersOnceInRandomPieces) {
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 dice{seed};
    std::vector<std::size_t> sizes(64);
    for (auto& size : sizes) size = 1 + dice() % (dice() % 4 == 0 ? 4'000 : 40);
    expect_row(server_->port(), GetParam(), sizes);
  }
}

INSTANTIATE_TEST_SUITE_P(Http, Listener, ::testing::ValuesIn(rows()), [](auto const& row) {
  return row.param.id;
});

TEST(ListenerAnswers, NameTheMethodsOfAPath) {
  TestServer server;
  RawClient client{server.port()};
  client.send("PATCH /livez HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.read()->header("Allow"), "GET, HEAD");
}

TEST(ListenerAnswers, LeaveTheBodyOutForHead) {
  TestServer server;
  RawClient client{server.port()};
  client.send("HEAD /livez HTTP/1.1\r\nHost: a\r\n\r\n");
  auto const head = client.read(Millis{2'000}, true);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->header("Content-Length"), "2");
  client.send(kNext);
  EXPECT_EQ(client.read()->body, "ok");
}

TEST(ListenerAnswers, CannotBeSplitByWhatIsReflected) {  // B-HTTP-10
  TestServer server;
  RawClient client{server.port()};
  client.send(get("/reflect", "X-Reflect: a%0d%0aSet-Cookie:x\r\n"));
  auto const answer = client.read();
  EXPECT_EQ(answer->header("X-Reflected"), "a%0d%0aSet-Cookie:x");
  EXPECT_EQ(answer->header("Set-Cookie"), "");
}

TEST(ListenerAnswers, ContinueWhenAsked) {
  TestServer server;
  RawClient client{server.port()};
  client.send(post("/api", "Expect: 100-continue\r\nContent-Length: 3\r\n"));
  EXPECT_EQ(client.read()->status, 100);
  client.send("abc");
  EXPECT_EQ(client.read()->body, "abc");
}

TEST(ListenerAnswers, TakeAWebhookOfTheLargestSize) {  // B-WP-13
  TestServer server;
  for (std::size_t const size : {3'145'728U, 3'145'728U + 65'536U, 3'145'728U + 65'537U}) {
    RawClient client{server.port()};
    client.send(post("/hook",
                     "X-Hub-Signature-256: s\r\nContent-Length: " + std::to_string(size) + "\r\n",
                     std::string(size, 'w')));
    auto const answer = client.read();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, size == 3'211'265 ? 413 : 200);
    if (answer->status == 200) {
      EXPECT_EQ(answer->body, std::to_string(size));
    }
  }
}

TEST(ListenerAnswers, KeepPipelinedRequestsInOrder) {
  TestServer server;
  RawClient client{server.port()};
  std::string all;
  for (int i = 0; i < 200; ++i) all += get("/item/" + std::to_string(i));
  client.send(all);
  for (int i = 0; i < 200; ++i) {
    auto const answer = client.read();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, std::to_string(i));
  }
}

TEST(ListenerAnswers, EndAConnectionAfterItsThousandthRequest) {
  TestServer server;
  RawClient client{server.port()};
  for (int i = 1; i <= 1'000; ++i) {
    ASSERT_TRUE(client.send(kNext));
    auto const answer = client.read();
    ASSERT_TRUE(answer) << i;
    EXPECT_EQ(answer->header("Connection"), i == 1'000 ? "close" : "");
  }
  EXPECT_TRUE(client.closes_within(Millis{2'000}));
}

TEST(ListenerAnswers, HideWhatWentWrongInside) {
  TestServer server;
  for (auto const* path : {"/throw", "/drop"}) {
    RawClient client{server.port()};
    client.send(get(path));
    auto const answer = client.read();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 500);
    EXPECT_EQ(answer->body.find("secret"), std::string::npos);
  }
  EXPECT_EQ(server.server().stats().faults, 1U);
}

TEST(ListenerAnswers, StoreNothingThatDidNotArriveWhole) {  // B-HTTP-15, B-HTTP-23
  TestServer server{quick_options()};
  {
    RawClient half{server.port()};
    half.send(post("/api", "Content-Length: 100\r\n", "half"));
    half.end_sending();
    EXPECT_TRUE(half.closes_within(Millis{2'000}));
  }
  {
    RawClient torn{server.port()};
    torn.send(post("/api", "Content-Length: 100\r\n", "torn"));
    torn.reset();
  }
  RawClient silent{server.port()};
  silent.send(post("/api", "Content-Length: 100\r\n", "silent"));
  EXPECT_EQ(silent.read()->status, 408);
  EXPECT_TRUE(silent.closes_within(Millis{2'000}));
  RawClient gone{server.port()};
  gone.send(get("/livez"));
  gone.reset();
  RawClient honest{server.port()};
  honest.send(get("/livez"));
  EXPECT_EQ(honest.read()->status, 200);
  EXPECT_LE(server.handled(), 2U);
}

TEST(ListenerAnswers, ComeEvenWhenTheClientHasStoppedSending) {
  TestServer server;
  RawClient client{server.port()};
  client.send(post("/late", "Content-Length: 4\r\n", "half"));
  client.end_sending();
  EXPECT_EQ(client.read()->body, "half");
  EXPECT_TRUE(client.closes_within(Millis{2'000}));
}

}  // namespace
}  // namespace waypost::http::testing
