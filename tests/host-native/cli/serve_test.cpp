// serve and migrate: databases that are not ours, ports that are taken, keys that are wrong; each
// with an exit code and a sentence, and nothing changed by the refusal.

#include <filesystem>

#include <SQLiteCpp/SQLiteCpp.h>
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cases.h"

namespace waypost::cli::testing {
namespace {

/// A port of 127.0.0.1 that somebody listens on.
class TakenPort {
 public:
  TakenPort() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    bool const works =
        ::bind(fd_, any, size) == 0 && ::listen(fd_, 1) == 0 && ::getsockname(fd_, any, &size) == 0;
    EXPECT_TRUE(works);
    name_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  ~TakenPort() { ::close(fd_); }
  TakenPort(TakenPort const&) = delete;
  TakenPort& operator=(TakenPort const&) = delete;
  [[nodiscard]] std::string const& name() const noexcept { return name_; }

 private:
  int fd_;
  std::string name_;
};

Words verb(std::string const& name, Words const& more = {}) {
  Words words{name, "--config", "w/waypost.conf"};
  if (name == "serve") words.insert(words.end(), {"--listen", "127.0.0.1:0"});
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(CliMigrate, MakesChecksAndSaysTheSchema) {
  Folder folder;
  initialised(folder);
  run_case(folder, {verb("migrate"), 0, {"/w/waypost.db has this binary's schema, "}});
  run_case(folder, {verb("migrate", {"--db", "new.db"}), 0, {"new.db has this binary's schema"}});
  EXPECT_TRUE(folder.has("new.db"));
  Ended const json = waypost(folder, verb("migrate", {"--db", "new.db", "--json"}));
  EXPECT_EQ(json.out.rfind(R"({"db":"new.db","schema":)", 0), 0U) << json.out;
  folder.write("empty.db", "");
  run_case(folder, {verb("migrate", {"--db", "empty.db"}), 0, {"this binary's schema"}});
}

TEST(CliMigrate, DatabasesThatAreNotOursAreRefusedByEveryVerbAndLeftAlone) {
  Folder folder;
  initialised(folder);
  std::string const whole = folder.read("w/waypost.db");
  folder.write("junk.db", "This is a letter and no database at all, however long it may be.\n");
  folder.write("cut.db", whole.substr(0, 5'000));
  folder.write("newer.db", whole);
  {
    SQLite::Database(folder.file("newer.db"), SQLite::OPEN_READWRITE)
        .exec("PRAGMA user_version=99");
  }
  {
    SQLite::Database other(folder.file("other.db"), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("CREATE TABLE letters (text TEXT)");
  }
  std::filesystem::create_directory(folder.file("folder.db"));
  struct Bad {
    std::string name;
    std::vector<std::string> says;
  };
  std::vector<Bad> const all = {
      {"junk.db", {"junk.db", "file is not a database"}},
      {"cut.db", {"cut.db", "malformed"}},
      {"newer.db", {"schema 99, this binary knows ", "newer binary"}},
      {"other.db", {"database of another program", "WAYPOST_DB"}},
      {"folder.db", {"folder.db"}},
      {"none/x.db", {"none/x.db"}},
  };
  for (Bad const& bad : all) {
    bool const is_file = std::filesystem::is_regular_file(folder.file(bad.name));
    std::string const before = is_file ? folder.read(bad.name) : "";
    for (Words const& words :
         {verb("migrate", {"--db", bad.name}), verb("serve", {"--db", bad.name}),
          Words{"apps", "list", "--config", "w/waypost.conf", "--db", bad.name}}) {
      run_case(folder, {words, 1, bad.says});
    }
    if (is_file && bad.name != "other.db") {
      EXPECT_EQ(folder.read(bad.name), before) << bad.name;
    }
  }
  SQLite::Database other(folder.file("other.db"), SQLite::OPEN_READONLY);
  EXPECT_TRUE(other.tableExists("letters"));
  EXPECT_FALSE(other.tableExists("outbox"));
}

TEST(CliServe, AnotherMasterKeyIsRefusedByEveryVerb) {
  Folder folder;
  initialised(folder);
  initialised(folder, "x");
  for (char const* name : {"serve", "migrate"}) {
    run_case(folder, {verb(name, {"--master-key-file", "x/waypost.key"}),
                      78,
                      {"made with another master key", "WAYPOST_MASTER_KEY_FILE"}});
  }
  run_case(folder,
           {{"apps", "list", "--config", "w/waypost.conf", "--master-key-file", "x/waypost.key"},
            78,
            {"another master key"}});
  run_case(folder, {{"apps", "list", "--config", "w/waypost.conf"}, 0, {"no apps"}});
}

TEST(CliServe, AKeyThatOthersMayReadIsRefused) {
  Folder folder;
  initialised(folder);
  std::filesystem::permissions(folder.file("w/waypost.key"), std::filesystem::perms{0644});
  run_case(folder, {verb("serve"), 78, {"/w/waypost.key: ", "chmod 600"}});
}

TEST(CliServe, APortInUseIsNamedWithItsSetting) {
  Folder folder;
  initialised(folder);
  TakenPort const taken;
  run_case(folder, {{"serve", "--config", "w/waypost.conf", "--listen", taken.name()},
                    1,
                    {"cannot listen on " + taken.name() + " (WAYPOST_LISTEN)", "in use"}});
  run_case(folder, {verb("serve", {"--metrics-listen", taken.name()}),
                    1,
                    {"cannot listen on " + taken.name() + " (WAYPOST_METRICS_LISTEN)", "in use"}});
  Ended const sim = waypost(folder, {"sim", "--address", taken.name()});
  EXPECT_EQ(sim.code, 1);
  EXPECT_EQ(sim.err.rfind("waypost sim: ", 0), 0U) << sim.all();
}

TEST(CliServe, ASecondProcessIsSentAwayWith75) {
  Folder folder;
  initialised(folder);
  Serving first(folder, verb("serve"));
  ASSERT_NE(first.port(), 0) << folder.read("serve.log");
  for (char const* name : {"serve", "migrate"}) {
    run_case(folder, {verb(name), 75, {"another waypost has ", "/w/waypost.db open"}});
  }
  Ended const ended = first.stop();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_NE(ended.err.find("next: waypost apps add SLUG"), std::string::npos) << ended.err;
  EXPECT_FALSE(folder.has("w/waypost.db-control"));
  run_case(folder, {verb("migrate"), 0, {}});
}

TEST(CliServe, ADatabaseThatAnotherProgramWritesToIsNotServed) {
  Folder folder;
  initialised(folder);
  SQLite::Database other(folder.file("w/waypost.db"), SQLite::OPEN_READWRITE);
  other.exec("BEGIN IMMEDIATE");
  Ended const ended = waypost(folder, verb("serve"));
  EXPECT_NE(ended.code, 0);
  EXPECT_NE(ended.code, 124) << "it hangs";
  EXPECT_NE(ended.err.find("locked"), std::string::npos) << ended.err;
  other.exec("ROLLBACK");
  Serving again(folder, verb("serve"));
  EXPECT_NE(again.port(), 0) << folder.read("serve.log");
}

TEST(CliServe, TlsFilesThatAreNoneAreRefused) {
  Folder folder;
  initialised(folder);
  folder.write("cert.pem", "not a certificate");
  folder.write("key.pem", "not a key");
  Environment const tls = {{"WAYPOST_TLS_CERT", "cert.pem"}, {"WAYPOST_TLS_KEY", "key.pem"}};
  run_case(folder, {verb("serve"), 1, {"TLS certificate cert.pem"}}, tls);
  Environment const authority = {{"WAYPOST_CA_FILE", "cert.pem"}};
  run_case(folder, {verb("serve"), 1, {"CA bundle cert.pem"}}, authority);
}

TEST(CliServe, ItSaysWhatIsMissingUntilNothingIs) {
  Folder folder;
  initialised(folder);
  folder.write("secret", kSecret);
  auto const started = [&] {
    Serving service(folder, verb("serve"));
    EXPECT_NE(service.port(), 0);
    return service.stop().err;
  };
  EXPECT_NE(started().find("next: waypost apps add"), std::string::npos);
  run_case(
      folder,
      {{"apps", "add", "shop", "--secret-file", "secret", "--config", "w/waypost.conf"}, 0, {}});
  std::string const with_app = started();
  EXPECT_NE(with_app.find("callback of app shop: "), std::string::npos) << with_app;
  EXPECT_NE(with_app.find("next: waypost tenants add"), std::string::npos) << with_app;
}

}  // namespace
}  // namespace waypost::cli::testing
