// Each fault of a send, on demand and by seed.
#include <cerrno>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support.h"

namespace waypost::simulator::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Words = std::vector<std::string>;

Fault once(FaultKind kind, Fault::Accept accept = Fault::Accept::no) {
  Fault fault;
  fault.kind = kind;
  fault.accept = accept;
  fault.count = 1;
  return fault;
}

/// One send under one fault, and whether the next is whole again.
struct Struck {
  explicit Struck(Fault const& fault) {
    desk.simulator.set_faults({fault});
    answer = desk.graph->send_text("15550100001", "Hello");
    Graph fresh(desk.simulator.url());
    EXPECT_EQ(fresh.send_text("15550100002", "Hello").status, 200);
    EXPECT_TRUE(desk.simulator.wait_until_quiet(seconds{5}));
  }
  /// The record of the struck send among the accepted, if it was.
  std::vector<AcceptedSend> accepted() const {
    std::vector<AcceptedSend> out;
    for (auto const& one : desk.simulator.ledger().accepted()) {
      if (one.to == "15550100001") out.push_back(one);
    }
    return out;
  }

  Desk desk;
  Answer answer;
};

TEST(SendFault, answers_with_any_code_and_its_http_status) {
  for (auto const& [code, status] :
       {std::pair{130429, 400}, std::pair{131056, 400}, std::pair{80007, 400}, std::pair{4, 400},
        std::pair{190, 401}, std::pair{131000, 500}, std::pair{131057, 500}, std::pair{2, 503}}) {
    auto fault = once(FaultKind::error);
    fault.code = code;
    Struck const struck(fault);
    EXPECT_EQ(struck.answer.status, status);
    EXPECT_EQ(struck.answer.code(), code);
    EXPECT_TRUE(struck.accepted().empty());
    EXPECT_EQ(struck.desk.simulator.ledger().refused().at(0).code, code);
  }
}

TEST(SendFault, may_accept_behind_an_error) {
  auto fault = once(FaultKind::error, Fault::Accept::yes);
  fault.code = 131000;
  Struck const struck(fault);
  EXPECT_EQ(struck.answer.status, 500);
  ASSERT_EQ(struck.accepted().size(), 1U);
  EXPECT_EQ(struck.accepted()[0].reply, Reply::error);
  EXPECT_EQ(struck.desk.callback.statuses_of(struck.accepted()[0].wamid).size(), 3U);
}

TEST(SendFault, answers_with_a_page) {
  Struck const struck(once(FaultKind::html));
  EXPECT_EQ(struck.answer.status, 502);
  EXPECT_EQ(struck.answer.content_type, "text/html");
  EXPECT_EQ(struck.answer.text.substr(0, 6), "<html>");
  EXPECT_TRUE(struck.accepted().empty());
}

TEST(SendFault, answers_with_a_page_that_claims_success) {
  auto fault = once(FaultKind::html, Fault::Accept::yes);
  fault.http_status = 200;
  Struck const struck(fault);
  EXPECT_EQ(struck.answer.status, 200);
  EXPECT_EQ(struck.answer.wamid(), "");
  EXPECT_EQ(struck.accepted().at(0).reply, Reply::html);
}

TEST(SendFault, answers_with_nothing) {
  Struck const struck(once(FaultKind::empty));
  EXPECT_EQ(struck.answer.status, 503);
  EXPECT_EQ(struck.answer.text, "");
}

TEST(SendFault, resets_before_and_after_acceptance) {
  for (auto const accept : {Fault::Accept::no, Fault::Accept::yes}) {
    Struck const struck(once(FaultKind::reset, accept));
    EXPECT_EQ(struck.answer.status, 0);
    EXPECT_EQ(struck.accepted().size(), accept == Fault::Accept::yes ? 1U : 0U);
  }
}

/// What a bare socket hears after its request: 0 is a closed connection, else errno.
int farewell(int port) {
  auto const connection = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  auto const body = message("text", R"({"body":"x"})");
  auto const request = "POST /v25.0/" + std::string(kNumber) +
                       "/messages HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " +
                       std::string(kToken) + "\r\nContent-Type: application/json\r\n" +
                       "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  EXPECT_EQ(::send(connection, request.data(), request.size(), 0),
            static_cast<ssize_t>(request.size()));
  char byte = 0;
  auto const got = ::recv(connection, &byte, 1, 0);
  auto const heard = got < 0 ? errno : static_cast<int>(got);
  ::close(connection);
  return heard;
}

TEST(SendFault, tells_a_reset_from_a_close) {
  Desk desk;
  desk.simulator.set_faults({once(FaultKind::reset), once(FaultKind::close)});
  EXPECT_EQ(farewell(desk.simulator.port()), ECONNRESET);
  EXPECT_EQ(farewell(desk.simulator.port()), 0);
}

TEST(SendFault, accepts_and_loses_the_reply) {
  Struck const struck(once(FaultKind::close, Fault::Accept::yes));
  EXPECT_EQ(struck.answer.status, 0);
  ASSERT_EQ(struck.accepted().size(), 1U);
  EXPECT_EQ(struck.accepted()[0].reply, Reply::lost);
  EXPECT_EQ(struck.desk.callback.statuses_of(struck.accepted()[0].wamid),
            (Words{"sent", "delivered", "read"}));
}

TEST(SendFault, breaks_off_in_the_middle) {
  Struck const struck(once(FaultKind::truncated, Fault::Accept::yes));
  EXPECT_EQ(struck.answer.wamid(), "");
  EXPECT_EQ(struck.accepted().at(0).reply, Reply::truncated);
}

TEST(SendFault, answers_late) {
  auto fault = once(FaultKind::slow);
  fault.delay = milliseconds{120};
  Struck const struck(fault);
  EXPECT_EQ(struck.answer.status, 200);
  EXPECT_GE(struck.answer.milliseconds, 110);
}

TEST(SendFault, holds_for_quality) {
  auto options = quick_options();
  options.clock_speed = 0;
  Desk desk(options);
  auto definition = parse(R"({"name":"t","language":"en","components":[
    {"type":"BODY","text":"Hi"}]})")
                        .as_object();
  desk.simulator.put_template(kAccount, definition);
  auto fault = once(FaultKind::held);
  fault.delay = std::chrono::minutes{40};
  fault.count = 2;
  desk.simulator.set_faults({fault});
  auto const body = message("template", R"({"name":"t","language":{"code":"en"}})");
  auto const first = desk.graph->send(body);
  EXPECT_EQ(first.json.at("messages").at(0).at("message_status"), "held_for_quality_assessment");
  desk.simulator.advance(std::chrono::minutes{39});
  EXPECT_TRUE(desk.callback.statuses_of(first.wamid()).empty());
  desk.simulator.advance(std::chrono::minutes{2});
  EXPECT_EQ(desk.callback.statuses_of(first.wamid()), (Words{"sent", "delivered", "read"}));
  // Paused meanwhile: dropped.
  auto const second = desk.graph->send(body);
  definition["status"] = "PAUSED";
  desk.simulator.put_template(kAccount, definition);
  desk.simulator.advance(std::chrono::minutes{41});
  EXPECT_EQ(desk.callback.statuses_of(second.wamid()), (Words{"failed"}));
}

TEST(FateFault, fails_later_with_any_code) {
  auto fault = once(FaultKind::fail_later);
  fault.code = 131049;
  Struck const struck(fault);
  EXPECT_EQ(struck.answer.status, 200);
  EXPECT_EQ(struck.desk.callback.statuses_of(struck.answer.wamid()), (Words{"failed"}));
}

TEST(FateFault, loses_one_status_or_all) {
  auto one = once(FaultKind::status_missing);
  one.status = "delivered";
  Struck const skipped(one);
  EXPECT_EQ(skipped.desk.callback.statuses_of(skipped.answer.wamid()), (Words{"sent", "read"}));
  Struck const silent(once(FaultKind::status_missing));
  EXPECT_TRUE(silent.desk.callback.statuses_of(silent.answer.wamid()).empty());
}

TEST(FateFault, sends_a_status_before_the_reply) {
  Desk desk;
  desk.simulator.set_faults({once(FaultKind::status_early)});
  auto const wamid = desk.graph->send_text("15550100001", "Hello").wamid();
  // No waiting: the callback has answered before we had our reply.
  EXPECT_EQ(desk.callback.statuses_of(wamid).at(0), "sent");
}

TEST(FateFault, doubles_turns_round_and_delays) {
  Struck const doubled(once(FaultKind::status_duplicate));
  EXPECT_EQ(doubled.desk.callback.statuses_of(doubled.answer.wamid()).size(), 6U);
  Struck const turned(once(FaultKind::status_reordered));
  EXPECT_EQ(turned.desk.callback.statuses_of(turned.answer.wamid()),
            (Words{"read", "delivered", "sent"}));
  auto late = once(FaultKind::status_late);
  late.status = "sent";
  late.delay = milliseconds{100};
  Struck const delayed(late);
  EXPECT_EQ(delayed.desk.callback.statuses_of(delayed.answer.wamid()),
            (Words{"delivered", "read", "sent"}));
}

TEST(Fault, strikes_what_its_filters_match) {
  Desk desk;
  Fault fault;
  fault.kind = FaultKind::error;
  fault.to = "15550100007";
  fault.type = "text";
  desk.simulator.set_faults({fault});
  EXPECT_EQ(desk.graph->send_text("15550100001", "x").status, 200);
  EXPECT_EQ(desk.graph->send_text("15550100007", "x").status, 500);
  desk.simulator.set_faults({});
  EXPECT_EQ(desk.graph->send_text("15550100007", "x").status, 200);
}

TEST(Fault, repeats_with_its_seed) {
  auto const pattern = [](std::uint64_t seed) {
    auto options = quick_options();
    options.seed = seed;
    options.statuses.mode = StatusTiming::Mode::off;
    options.numbers[0].messages_per_second = 0;
    options.limits.pair_refill = Duration{0};
    Desk desk(options);
    Fault fault;
    fault.kind = FaultKind::error;
    fault.share = 0.3;
    desk.simulator.set_faults({fault});
    std::string out;
    for (auto index = 0; index < 200; ++index) {
      out += desk.graph->send_text("15550100001", "x").status == 200 ? '.' : 'x';
    }
    return out;
  };
  auto const first = pattern(11);
  EXPECT_EQ(first, pattern(11));
  EXPECT_NE(first, pattern(12));
  auto const struck = std::count(first.begin(), first.end(), 'x');
  EXPECT_GT(struck, 35);
  EXPECT_LT(struck, 85);
}

TEST(Fault, does_not_cost_the_budget_of_what_it_refuses) {
  auto options = quick_options();
  options.clock_speed = 0;
  options.numbers[0].messages_per_second = 1;
  Desk desk(options);
  desk.simulator.set_faults({once(FaultKind::error)});
  EXPECT_EQ(desk.graph->send_text("15550100001", "x").status, 500);
  EXPECT_EQ(desk.graph->send_text("15550100001", "x").status, 200);
  EXPECT_EQ(desk.graph->send_text("15550100001", "x").code(), 130429);
}

}  // namespace
}  // namespace waypost::simulator::testing
