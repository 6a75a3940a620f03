// Verbs, help, and every setting with values that must not be taken.

#include <set>

#include <gtest/gtest.h>

#include "cases.h"

namespace waypost::cli::testing {
namespace {

TEST(CliUsage, WhatIsNoVerbIsNamedWithWhereToLook) {
  Folder folder;
  std::vector<Case> const cases = {
      {{}, 64, {"a verb is missing; waypost --help lists them"}},
      {{"serv"}, 64, {"there is no verb serv; waypost --help"}},
      {{"--frob"}, 64, {"there is no option --frob; waypost --help"}},
      {{"apps"}, 64, {"a verb is missing; waypost apps --help"}},
      {{"apps", "remove"}, 64, {"there is no verb remove; waypost apps --help"}},
      {{"tenants", "x"}, 64, {"there is no verb x; waypost tenants --help"}},
      {{"numbers", "x"}, 64, {"there is no verb x; waypost numbers --help"}},
      {{"rules"}, 64, {"a verb is missing; waypost rules --help"}},
      {{"rules", "lint", "a.json"}, 64, {"there is no verb lint; waypost rules --help"}},
      {{"serve", "now"}, 64, {"now; waypost serve --help"}},
      {{"serve", "--frob"}, 64, {"--frob; waypost serve --help"}},
      {{"serve", "--listen"}, 64, {"--listen", "waypost serve --help"}},
      {{"version", "extra"}, 64, {"extra; waypost version --help"}},
      {{"sim", "--batch", "0"}, 64, {"--batch", "1 to 1000"}},
      {{"sim", "--address", "nowhere"}, 64, {"--address"}},
      {{"sim", "--address", "0.0.0.0:1"}, 64, {"loopback"}},
      {{"sim", "--secret-file", "none"}, 1, {"cannot read none"}},
      {{"demo", "--listen", "nowhere"}, 78, {"WAYPOST_LISTEN"}},
  };
  for (Case const& one : cases) run_case(folder, one);
}

TEST(CliUsage, TheWholeExplainsItself) {
  Folder folder;
  Ended const all = waypost(folder, {"--help"});
  EXPECT_EQ(all.code, 0);
  for (char const* piece : {"serve", "init", "Exit codes: 0 done", "78 a setting", "WAYPOST_"}) {
    EXPECT_NE(all.out.find(piece), std::string::npos) << piece;
  }
}

TEST(CliUsage, VersionSaysItTwice) {
  Folder folder;
  Ended const text = waypost(folder, {"version"});
  Ended const json = waypost(folder, {"version", "--json"});
  ASSERT_EQ(text.out.rfind("waypost ", 0), 0U) << text.out;
  std::string const number = text.out.substr(8, text.out.size() - 9);
  EXPECT_EQ(json.out, R"({"name":"waypost","version":")" + number + "\"}\n");
}

// ---- settings --------------------------------------------------------------------------------

struct BadSetting {
  std::string name;
  std::string value;
  std::vector<std::string> says;
};

std::vector<BadSetting> bad_settings() {
  std::string const key(43, 'A');
  return {
      {"WAYPOST_LISTEN", "3000", {"127.0.0.1:3000"}},
      {"WAYPOST_LISTEN", "127.0.0.1", {"127.0.0.1:3000"}},
      {"WAYPOST_LISTEN", "127.0.0.1:", {"127.0.0.1:3000"}},
      {"WAYPOST_LISTEN", "127.0.0.1:65536", {"127.0.0.1:3000"}},
      {"WAYPOST_LISTEN", "127.0.0.1:-1", {"127.0.0.1:3000"}},
      {"WAYPOST_LISTEN", "127.0.0.1:http", {"127.0.0.1:3000"}},
      {"WAYPOST_LISTEN", "::1:3000", {"[::1]:3000"}},
      {"WAYPOST_LISTEN", "shop.example:3000", {"IP address"}},
      {"WAYPOST_LISTEN", "127.evil.example:3000", {"IP address"}},
      {"WAYPOST_LISTEN", "0.0.0.0:3000", {"public address", "WAYPOST_TLS_CERT", "_PROXIES"}},
      {"WAYPOST_LISTEN", "[::]:3000", {"public address"}},
      {"WAYPOST_METRICS_LISTEN", "9090", {"127.0.0.1:3000"}},
      {"WAYPOST_METRICS_LISTEN", "metrics.example:9090", {"IP address"}},
      {"WAYPOST_GRAPH_URL", "graph.facebook.com", {"https://"}},
      {"WAYPOST_GRAPH_URL", "ftp://graph.facebook.com", {"https://"}},
      {"WAYPOST_GRAPH_URL", "http://graph.facebook.com", {"loopback"}},
      {"WAYPOST_GRAPH_URL", "https://graph.facebook.com/v24.0", {"without a path"}},
      {"WAYPOST_GRAPH_URL", "https://user@graph.facebook.com", {"https://host"}},
      {"WAYPOST_GRAPH_VERSION", "24.0", {"v24.0"}},
      {"WAYPOST_GRAPH_VERSION", "v24", {"v24.0"}},
      {"WAYPOST_GRAPH_VERSION", "v24.0/../x", {"v24.0"}},
      {"WAYPOST_CA_FILE", "none.pem", {"none.pem", "No such file"}},
      {"WAYPOST_CA_FILE", ".", {"not a file"}},
      {"WAYPOST_TLS_CERT", "none.pem", {"none.pem", "No such file"}},
      {"WAYPOST_TLS_CERT", "w/waypost.conf", {"WAYPOST_TLS_KEY", "together"}},
      {"WAYPOST_TLS_KEY", "w/waypost.conf", {"WAYPOST_TLS_CERT", "together"}},
      {"WAYPOST_TRUSTED_PROXIES", "proxy.example", {"\"proxy.example\" is none", "10.0.0.0/8"}},
      {"WAYPOST_TRUSTED_PROXIES", "10.0.0.1, nonsense", {"\"nonsense\" is none"}},
      {"WAYPOST_TRUSTED_PROXIES", "10.0.0.1/8", {"\"10.0.0.1/8\" is none"}},
      {"WAYPOST_TRUSTED_PROXIES", "10.0.0.1,0.0.0.0/0", {"trusts everybody"}},
      {"WAYPOST_TRUSTED_PROXIES", "::/0", {"trusts everybody"}},
      {"WAYPOST_TRUSTED_PROXIES", "::ffff:0.0.0.0/96", {"trusts everybody"}},
      {"WAYPOST_LOG_LEVEL", "loud", {"debug, info, warn or error"}},
      {"WAYPOST_IN_FLIGHT", "0", {"1 to 1024"}},
      {"WAYPOST_IN_FLIGHT", "1025", {"1 to 1024"}},
      {"WAYPOST_IN_FLIGHT", "-1", {"1 to 1024"}},
      {"WAYPOST_IN_FLIGHT", "many", {"1 to 1024"}},
      {"WAYPOST_IN_FLIGHT", "64k", {"1 to 1024"}},
      {"WAYPOST_LISTENER", "127.0.0.1:3000", {"no setting of Waypost", "docs/operate.md"}},
      {"WAYPOST_MASTER_KEY", key, {"given twice", "keep the file"}},
  };
}

TEST(CliSettings, EveryBadValueIsRefusedFromTheEnvironmentAndFromAFile) {
  Folder folder;
  std::string const conf = folder.read(initialised(folder).substr(folder.path().size() + 1));
  ASSERT_NE(conf, "");
  std::set<std::string> seen;
  for (BadSetting const& bad : bad_settings()) {
    std::vector<std::string> says = bad.says;
    says.insert(says.begin(), bad.name);
    SCOPED_TRACE(bad.name + "=" + bad.value);
    run_case(folder, {{"serve", "--config", "w/waypost.conf"}, 78, says}, {{bad.name, bad.value}});
    // The same by a file: once a name, the reading is one.
    if (!seen.insert(bad.name).second) continue;
    folder.write("bad.conf", conf + bad.name + "=" + bad.value + "\n");
    run_case(folder, {{"serve", "--config", "bad.conf"}, 78, says});
  }
}

TEST(CliSettings, AFileOfSettingsIsReadStrictly) {
  Folder folder;
  struct Bad {
    char const* text;
    std::vector<std::string> says;
  };
  std::vector<Bad> const all = {
      {"WAYPOST_LISTEN", {"c.conf, line 1 is not NAME=VALUE"}},
      {"\n# comment\n=3\n", {"c.conf, line 3 is not NAME=VALUE"}},
      {"WAYPOST_DB=a\nWAYPOST_DB=b\n", {"c.conf, line 2 sets WAYPOST_DB again"}},
      {"LISTEN=127.0.0.1:3000\n", {"LISTEN is no setting"}},
      {"waypost_db=a\n", {"waypost_db is no setting"}},
      {"", {"WAYPOST_MASTER_KEY_FILE is missing", "waypost init"}},
  };
  for (Bad const& bad : all) {
    folder.write("c.conf", bad.text);
    run_case(folder, {{"migrate", "--config", "c.conf"}, 78, bad.says});
  }
  run_case(folder, {{"migrate", "--config", "none.conf"}, 1, {"cannot read none.conf: No such"}});
  run_case(folder, {{"migrate", "--config", "."}, 1, {"cannot read .: Is a directory"}});
}

TEST(CliSettings, FileThenEnvironmentThenFlag) {
  Folder folder;
  initialised(folder);
  folder.write("c.conf", folder.read("w/waypost.conf") + "WAYPOST_LOG_LEVEL=loud\n");
  Words const verb = {"apps", "list", "--config", "c.conf"};
  EXPECT_EQ(waypost(folder, verb).code, 78);
  EXPECT_EQ(waypost(folder, verb, {{"WAYPOST_LOG_LEVEL", "warn"}}).code, 0);
  Words with_flag = verb;
  with_flag.insert(with_flag.end(), {"--log-level", "error"});
  EXPECT_EQ(waypost(folder, with_flag, {{"WAYPOST_LOG_LEVEL", "louder"}}).code, 0);
  EXPECT_EQ(waypost(folder, {"apps", "list"}, {{"WAYPOST_CONFIG", "w/waypost.conf"}}).code, 0);
}

// ---- the master key --------------------------------------------------------------------------

TEST(CliSettings, AKeyThatIsNoneIsRefusedWithoutBeingRepeated) {
  Folder folder;
  initialised(folder);
  struct Bad {
    std::string key;
    std::vector<std::string> says;
  };
  std::vector<Bad> const all = {
      {"", {"empty"}},
      {"changeme\n", {"known default"}},
      {"tooshortkey0\n", {"32 bytes"}},
      {std::string(64, '0') + "\n", {"one byte repeated"}},
      {"not base64 at all, certainly not!\n", {"not hex, base64"}},
      {std::string(2'000, 'A'), {"over 1 KiB"}},
  };
  for (Bad const& bad : all) {
    std::string const path = folder.write("bad.key", bad.key);
    std::vector<std::string> says = bad.says;
    says.insert(says.end(), {"WAYPOST_MASTER_KEY_FILE names " + path});
    Case const one{{"migrate", "--db", "w/waypost.db", "--master-key-file", path}, 78, says};
    run_case(folder, one);
    std::string const shown = waypost(folder, one.arguments).err;
    if (bad.key.size() > 8) {
      EXPECT_EQ(shown.find(bad.key.substr(0, 8)), std::string::npos) << shown;
    }
  }
  run_case(folder,
           {{"migrate", "--master-key-file", "none.key"}, 78, {"names none.key", "opened"}});
  run_case(folder, {{"migrate", "--master-key-file", "w"}, 78, {"not a regular file"}});
  run_case(folder, {{"migrate"}, 78, {"WAYPOST_MASTER_KEY_FILE is missing", "waypost init"}});
}

}  // namespace
}  // namespace waypost::cli::testing
