// The other nodes of the Graph: numbers, accounts, templates, media; and TLS.
#include <cstdio>

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "simulator/wire.h"
#include "support.h"

namespace waypost::simulator::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

std::string path_of(boost::json::string const& url) {
  std::string_view const text(url);
  return std::string(text.substr(text.find('/', 8)));
}

TEST(NumberNode, shows_the_fields_asked_for) {
  Desk desk;
  auto const usual = desk.graph->get("/v25.0/" + std::string(kNumber));
  EXPECT_EQ(usual.status, 200);
  EXPECT_EQ(plain(usual.json.at("id")), kNumber);
  EXPECT_EQ(usual.json.at("verified_name"), "Example Shop");
  auto const some = desk.graph->get("/v25.0/" + std::string(kNumber) +
                                    "?fields=throughput,whatsapp_business_manager_messaging_limit");
  EXPECT_EQ(some.json, parse(R"({"throughput":{"level":"STANDARD"},
    "whatsapp_business_manager_messaging_limit":"TIER_UNLIMITED","id":"800000000000001"})"));
  EXPECT_EQ(desk.graph->get("/v25.0/" + std::string(kNumber) + "?fields=shoe_size").code(), 100);
}

TEST(AccountNode, lists_its_numbers_and_apps) {
  Desk desk;
  auto const base = "/v25.0/" + std::string(kAccount);
  EXPECT_EQ(plain(desk.graph->get(base).json.at("id")), kAccount);
  EXPECT_EQ(desk.graph->get(base + "/phone_numbers").json.at("data").as_array().size(), 1U);
  auto const apps = desk.graph->get(base + "/subscribed_apps");
  EXPECT_EQ(plain(apps.json.at("data").at(0).at("whatsapp_business_api_data").at("id")), kApp);
  EXPECT_EQ(desk.graph->get(base + "/hats").code(), 100);
}

TEST(AccountNode, verifies_a_new_callback_before_it_takes_it) {
  Desk desk;
  Callback other;
  auto const path = "/v25.0/" + std::string(kAccount) + "/subscribed_apps";
  auto const with = [&](std::string const& token) {
    return desk.graph->post(path, R"({"override_callback_uri":")" + other.url() +
                                      R"(","verify_token":")" + token + R"("})");
  };
  EXPECT_EQ(with("wrong").code(), 100);
  EXPECT_EQ(with("simulator-verify-token").json, parse(R"({"success":true})"));
  desk.simulator.receive_from_customer(text_message("15550100001", "Hi"));
  EXPECT_TRUE(other.wait_for(1));
}

TEST(TemplateList, is_paged_by_cursor_and_belongs_to_the_account) {
  Desk desk;
  for (auto index = 0; index < 7; ++index) {
    desk.simulator.put_template(
        kAccount, parse(R"({"name":"t)" + std::to_string(index) +
                        R"(","language":"en","components":[{"type":"BODY","text":"Hi"}]})")
                      .as_object());
  }
  auto const base = "/v25.0/" + std::string(kAccount) + "/message_templates?limit=3";
  std::vector<std::string> names;
  std::string after;
  for (auto pages = 0; pages < 10; ++pages) {
    auto const page = desk.graph->get(base + (after.empty() ? "" : "&after=" + after));
    ASSERT_EQ(page.status, 200) << page.text;
    for (auto const& one : page.json.at("data").as_array()) {
      names.emplace_back(one.at("name").as_string());
      EXPECT_TRUE(one.at("id").is_string());
    }
    after = page.json.at("paging").at("cursors").at("after").as_string();
    if (!page.json.at("paging").as_object().contains("next")) break;
  }
  EXPECT_EQ(names, (std::vector<std::string>{"t0", "t1", "t2", "t3", "t4", "t5", "t6"}));
  EXPECT_EQ(desk.graph->get(base + "&after=garbage").code(), 131059);
  EXPECT_TRUE(desk.graph->get(base + "&status=PAUSED").json.at("data").as_array().empty());
  EXPECT_EQ(desk.graph->get("/v25.0/" + std::string(kNumber) + "/message_templates").code(), 100);
}

TEST(Media, goes_up_comes_down_and_is_deleted) {
  Desk desk;
  std::string const bytes("\x89PNG\0\r\n\xFF picture", 16);
  auto const media = "/v25.0/" + std::string(kNumber) + "/media";
  auto const id =
      std::string(desk.graph->upload(media, "image/png", bytes).json.at("id").as_string());
  EXPECT_EQ(desk.graph->send(message("image", R"({"id":")" + id + R"("})")).status, 200);

  auto const node = desk.graph->get("/v25.0/" + id + "?phone_number_id=" + std::string(kNumber));
  ASSERT_EQ(node.status, 200) << node.text;
  EXPECT_EQ(node.json.at("mime_type"), "image/png");
  EXPECT_EQ(node.json.at("file_size"), "16");
  EXPECT_EQ(plain(node.json.at("sha256")), sha256_hex(bytes));
  auto const url = path_of(node.json.at("url").as_string());
  auto const file = desk.graph->get(url);
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.text, bytes);
  EXPECT_EQ(file.content_type, "image/png");
  EXPECT_EQ(Graph(desk.simulator.url(), "").get(url).status, 401);
  EXPECT_EQ(desk.graph->get(url, "").status, 403);

  EXPECT_EQ(desk.graph->get("/v25.0/" + id + "?phone_number_id=1").code(), 100);
  EXPECT_EQ(desk.graph->erase("/v25.0/" + id).json, parse(R"({"success":true})"));
  EXPECT_EQ(desk.graph->get("/v25.0/" + id).code(), 100);
}

TEST(Media, urls_live_five_minutes_and_files_thirty_days) {
  auto options = quick_options();
  options.clock_speed = 0;
  Desk desk(options);
  auto const id = desk.simulator.put_media(kNumber, "image/png", "picture");
  auto const url_now = [&] {
    return path_of(desk.graph->get("/v25.0/" + id).json.at("url").as_string());
  };
  auto const url = url_now();
  desk.simulator.set_now(desk.simulator.now() + minutes{5});
  EXPECT_EQ(desk.graph->get(url).status, 200);
  desk.simulator.set_now(desk.simulator.now() + std::chrono::seconds{1});
  auto const expired = desk.graph->get(url);
  EXPECT_EQ(expired.status, 404);
  EXPECT_EQ(expired.content_type, "text/html");
  EXPECT_EQ(desk.graph->get(url_now()).status, 200);
  desk.simulator.set_now(desk.simulator.now() + hours{24 * 30});
  EXPECT_EQ(desk.graph->get("/v25.0/" + id).code(), 100);
  EXPECT_EQ(desk.graph->send(message("image", R"({"id":")" + id + R"("})")).code(), 131053);
}

TEST(Media, is_taken_by_type_and_size) {
  Desk desk;
  auto const path = "/v25.0/" + std::string(kNumber) + "/media";
  EXPECT_EQ(desk.graph->upload(path, "image/gif", "x").code(), 131053);
  EXPECT_EQ(desk.graph->upload(path, "image/jpeg", std::string((5U << 20U) + 1, 'x')).code(),
            131053);
  EXPECT_EQ(desk.graph->upload(path, "audio/ogg; codecs=opus", "x").status, 200);
  EXPECT_EQ(desk.graph->post(path, "{}").code(), 100);
}

/// A key and a certificate that signs itself for 127.0.0.1, as files.
class SelfSigned {
 public:
  SelfSigned() {
    auto* key = EVP_EC_gen("P-256");
    auto* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    auto* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<unsigned char const*>("127.0.0.1"), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    auto* address = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
    X509_add_ext(certificate, address, -1);
    X509_EXTENSION_free(address);
    X509_sign(certificate, key, EVP_sha256());
    auto* file = std::fopen(certificate_file.c_str(), "w");
    PEM_write_X509(file, certificate);
    std::fclose(file);
    file = std::fopen(key_file.c_str(), "w");
    PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  ~SelfSigned() {
    std::remove(certificate_file.c_str());
    std::remove(key_file.c_str());
  }

  std::string certificate_file =
      ::testing::TempDir() + "simulator-" + std::to_string(::getpid()) + ".crt";
  std::string key_file = ::testing::TempDir() + "simulator-" + std::to_string(::getpid()) + ".key";
};

TEST(Tls, is_spoken_with_a_certificate_that_can_be_checked) {
  SelfSigned const files;
  auto options = quick_options();
  options.tls_certificate_file = files.certificate_file;
  options.tls_key_file = files.key_file;
  Simulator simulator(options);
  simulator.start();
  EXPECT_EQ(simulator.url().substr(0, 8), "https://");
  EXPECT_TRUE(tls_reaches("127.0.0.1", simulator.port(), files.certificate_file));
  EXPECT_FALSE(tls_reaches("127.0.0.1", simulator.port(), ""));
}

TEST(Tls, says_at_once_when_its_files_are_missing) {
  auto options = quick_options();
  options.tls_certificate_file = "/nowhere.crt";
  options.tls_key_file = "/nowhere.key";
  EXPECT_THROW(Simulator{options}, std::runtime_error);
}

TEST(Port, that_is_taken_is_refused) {
  Desk desk;
  auto options = quick_options();
  options.port = desk.simulator.port();
  Simulator second(options);
  EXPECT_THROW(second.start(), std::runtime_error);
}

TEST(Connections, that_idle_do_not_keep_others_waiting) {
  Desk desk;
  std::vector<std::unique_ptr<Graph>> idle;
  for (auto index = 0; index < 200; ++index) {
    idle.push_back(std::make_unique<Graph>(desk.simulator.url()));
    ASSERT_EQ(idle.back()->get("/_sim/health").status, 200) << index;
  }
  EXPECT_EQ(desk.graph->send_text("15550100001", "x").status, 200);
}

}  // namespace
}  // namespace waypost::simulator::testing
