// Everything the library can do, through the port.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "support.h"

namespace waypost::simulator::testing {
namespace {

using std::chrono::seconds;

class Control : public ::testing::Test {
 protected:
  Answer post(std::string const& path, std::string const& body) {
    return desk.graph->post("/_sim" + path, body);
  }
  Answer get(std::string const& path) { return desk.graph->get("/_sim" + path); }
  void settle() { EXPECT_TRUE(post("/wait", R"({"timeout_ms":5000})").json.at("quiet").as_bool()); }

  Desk desk;
};

TEST_F(Control, tells_its_health) {
  auto const answer = get("/health");
  EXPECT_EQ(answer.json.at("status"), "ok");
  EXPECT_EQ(plain(answer.json.at("url")), desk.simulator.url());
  EXPECT_EQ(answer.json.at("quiet"), true);
}

TEST_F(Control, lets_customers_write) {
  auto const text = post("/inbound", R"({"from":"15550100001","text":"Hello"})");
  EXPECT_EQ(plain(text.json.at("id")).substr(0, 6), "wamid.");
  auto const two = post("/inbound", R"([
    {"from":"US.99","type":"image","image":{"id":"1","mime_type":"image/jpeg"},
     "context":{"id":"wamid.X"}},
    {"from":"15550100002","type":"text","content":{"body":"Hi"},"timestamp_us":1767225600000000}])");
  EXPECT_EQ(two.json.at("ids").as_array().size(), 2U);
  settle();
  EXPECT_EQ(desk.callback.received().size(), 2U);
  auto const messages = desk.callback.all("messages");
  ASSERT_EQ(messages.size(), 3U);
  EXPECT_EQ(messages.at(0).at("text").at("body"), "Hello");
  EXPECT_EQ(messages.at(1).at("context").at("id"), "wamid.X");
  EXPECT_EQ(messages.at(1).at("from_user_id"), "US.99");
  EXPECT_EQ(messages.at(2).at("timestamp"), "1767225600");
}

TEST_F(Control, sends_changes_and_bytes) {
  post("/webhook", R"({"field":"security","value":{"event":"PIN_CHANGED"}})");
  settle();
  post("/webhook?raw=1", "{broken");
  settle();
  EXPECT_EQ(
      parse(desk.callback.received().at(0).body).at("entry").at(0).at("changes").at(0).at("field"),
      "security");
  EXPECT_EQ(desk.callback.received().at(1).body, "{broken");
}

TEST_F(Control, makes_batches_of_messages_and_statuses) {
  EXPECT_EQ(post("/batch", R"({"updates":2300,"customers":10})").json.at("queued"), 2300);
  settle();
  EXPECT_EQ(desk.callback.received().size(), 3U);
  EXPECT_EQ(desk.callback.all("messages").size(), 2300U);
  desk.simulator.reset();
  auto const wamid = desk.graph->send_text("15550100001", "x").wamid();
  settle();
  post("/batch", R"({"updates":30,"kind":"statuses","max_updates":10})");
  settle();
  EXPECT_EQ(desk.callback.statuses_of(wamid).size(), 33U);
  EXPECT_EQ(post("/batch", R"({"updates":0})").status, 400);
}

TEST_F(Control, sets_faults) {
  auto const set = post("/faults", R"({"faults":[
    {"kind":"close","accept":true,"count":2,"to":"15550100001"},
    {"kind":"slow","share":0.5,"delay_ms":250}]})");
  ASSERT_EQ(set.status, 200) << set.text;
  auto const faults = desk.simulator.faults();
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_EQ(faults[0].kind, FaultKind::close);
  EXPECT_EQ(faults[0].accept, Fault::Accept::yes);
  EXPECT_EQ(faults[1].delay, std::chrono::milliseconds{250});
  EXPECT_EQ(get("/faults").json, set.json);
  EXPECT_EQ(post("/faults", R"({"faults":[{"kind":"flood"}]})").status, 400);
  EXPECT_EQ(post("/faults", R"({"faults":[{"kind":"slow","speed":1}]})").status, 400);
  EXPECT_EQ(desk.simulator.faults().size(), 2U);
  post("/faults", R"({"faults":[]})");
  EXPECT_TRUE(desk.simulator.faults().empty());
}

TEST_F(Control, moves_the_clock) {
  post("/clock", R"({"speed":0})");
  post("/clock", R"({"now_us":1767225600000000})");
  EXPECT_EQ(get("/clock").json.at("now_us"), 1767225600000000);
  EXPECT_EQ(post("/clock", R"({"advance_seconds":604800})").json.at("now_us"),
            1767225600000000 + 604800000000);
  EXPECT_EQ(get("/clock").json.at("speed"), 0.0);
}

TEST_F(Control, seeds_templates_numbers_customers_and_media) {
  EXPECT_EQ(post("/templates", R"({"templates":[{"name":"t","language":"en",
    "components":[{"type":"BODY","text":"Hi {{1}}"}]}]})")
                .json.at("put"),
            1);
  EXPECT_EQ(get("/templates").json.at("templates").as_array().size(), 1U);
  EXPECT_EQ(
      desk.graph->send(message("template", R"({"name":"t","language":{"code":"en"}})")).code(),
      132000);
  post("/numbers", R"({"phone_number_id":"800000000000007","waba_id":"900000000000007",
    "access_token":"seventh"})");
  EXPECT_EQ(get("/numbers").json.at("numbers").as_array().size(), 2U);
  EXPECT_EQ(Graph(desk.simulator.url(), "seventh").get("/800000000000007").status, 200);
  post("/customers", R"({"wa_id":"15550100001","undeliverable_code":131026})");
  auto const wamid = desk.graph->send_text("15550100001", "x").wamid();
  settle();
  EXPECT_EQ(desk.callback.statuses_of(wamid), (std::vector<std::string>{"failed"}));
  auto const id = post("/media", R"({"mime_type":"image/png","base64":"aGk="})").json.at("id");
  auto const node = desk.graph->get("/v25.0/" + std::string(id.as_string()));
  EXPECT_EQ(node.json.at("file_size"), "2");
}

TEST_F(Control, keeps_what_it_is_not_told_to_change) {
  post("/numbers", R"({"phone_number_id":"800000000000001","messages_per_second":5})");
  EXPECT_EQ(plain(get("/numbers").json.at("numbers").at(0).at("waba_id")), kAccount);
  post("/apps", R"({"verify_token":"other"})");
  EXPECT_FALSE(post("/subscribe", "{}").json.at("verified").as_bool());
  post("/apps", R"({"verify_token":"simulator-verify-token"})");
  EXPECT_TRUE(post("/subscribe", "{}").json.at("verified").as_bool());
}

TEST_F(Control, shows_the_ledger) {
  for (auto index = 0; index < 3; ++index) desk.graph->send_text("15550100001", "x");
  desk.graph->send_text("15550100001", "");
  post("/inbound", R"({"text":"Hi"})");
  settle();
  auto const first = get("/ledger?kind=accepted&limit=2");
  EXPECT_EQ(first.json.at("data").as_array().size(), 2U);
  auto const next = std::to_string(first.json.at("next").as_int64());
  auto const rest = get("/ledger?kind=accepted&after=" + next);
  ASSERT_EQ(rest.json.at("data").as_array().size(), 1U);
  EXPECT_EQ(rest.json.at("data").at(0).at("ordinal"), 3);
  for (auto const& [kind, count] :
       {std::pair{"refused", 1U}, std::pair{"inbound", 1U}, std::pair{"statuses", 9U},
        std::pair{"posts", 10U}, std::pair{"reads", 0U}}) {
    EXPECT_EQ(get(std::string("/ledger?kind=") + kind).json.at("data").as_array().size(), count)
        << kind;
  }
  EXPECT_EQ(get("/ledger/summary").json.at("accepted"), 3);
  EXPECT_EQ(get("/ledger/acknowledged").json.at("data").as_array().size(), 10U);
  EXPECT_EQ(get("/ledger?kind=hats").status, 400);
  post("/reset", "{}");
  EXPECT_EQ(get("/ledger/summary").json.at("accepted"), 0);
}

TEST_F(Control, says_what_it_does_not_understand) {
  EXPECT_EQ(get("/hats").status, 404);
  EXPECT_EQ(post("/inbound", "{").status, 400);
  EXPECT_EQ(post("/inbound", R"({"phone_number_id":"404","text":"x"})").status, 400);
  EXPECT_EQ(post("/numbers", R"({"phone":"1"})").json.at("error"), "unknown member phone");
  EXPECT_EQ(post("/webhook", "{}").status, 400);
}

TEST(Run, serves_until_it_is_told_to_stop) {
  std::atomic<bool> stop{false};
  std::atomic<int> result{-1};
  ::testing::internal::CaptureStdout();
  std::thread runner([&] { result = run(quick_options(), stop); });
  std::this_thread::sleep_for(std::chrono::milliseconds{300});
  EXPECT_EQ(result, -1);
  stop = true;
  runner.join();
  auto const printed = ::testing::internal::GetCapturedStdout();
  EXPECT_EQ(result, 0);
  EXPECT_NE(printed.find("http://127.0.0.1:"), std::string::npos);
  EXPECT_NE(printed.find(kNumber), std::string::npos);
}

}  // namespace
}  // namespace waypost::simulator::testing
