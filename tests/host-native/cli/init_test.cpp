// init: what it makes, what it refuses to touch, and what becomes of a replaced system's .env.

#include <filesystem>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cases.h"

namespace waypost::cli::testing {
namespace {

unsigned mode_of(std::string const& path) {
  struct stat about {};
  return ::stat(path.c_str(), &about) == 0 ? about.st_mode & 07777U : 0;
}

TEST(CliInit, MakesKeyDatabaseAndConfigurationForTheirOwnerOnly) {
  Folder folder;
  Ended const made = waypost(folder, {"init", "--folder", "w"});
  ASSERT_EQ(made.code, 0) << made.all();
  for (char const* name : {"w/waypost.key", "w/waypost.conf", "w/waypost.db"}) {
    ASSERT_TRUE(folder.has(name)) << name;
    EXPECT_EQ(mode_of(folder.file(name)), 0600U) << name;
  }
  EXPECT_NE(made.out.find("next: waypost apps add SLUG --config " + folder.file("w/waypost.conf")),
            std::string::npos)
      << made.out;
  EXPECT_EQ(made.out.find(folder.read("w/waypost.key").substr(0, 43)), std::string::npos);
  run_case(folder, {{"apps", "list", "--config", "w/waypost.conf"}, 0, {"no apps"}});
}

TEST(CliInit, ASecondInitTouchesNothing) {
  Folder folder;
  initialised(folder);
  std::string const key = folder.read("w/waypost.key");
  std::string const conf = folder.read("w/waypost.conf");
  run_case(folder, {{"init", "--folder", "w"}, 1, {"w/waypost.key is there already", "--folder"}});
  EXPECT_EQ(folder.read("w/waypost.key"), key);
  EXPECT_EQ(folder.read("w/waypost.conf"), conf);
}

TEST(CliInit, ADatabaseWhoseKeyIsLostIsNotDeleted) {
  Folder folder;
  initialised(folder);
  std::filesystem::remove(folder.file("w/waypost.key"));
  std::filesystem::remove(folder.file("w/waypost.conf"));
  std::string const before = folder.read("w/waypost.db");
  run_case(folder, {{"init", "--folder", "w"}, 1, {"waypost.db is there already"}});
  EXPECT_EQ(folder.read("w/waypost.db"), before);
  EXPECT_FALSE(folder.has("w/waypost.key"));
}

TEST(CliInit, EveryOldFileStopsIt) {
  for (char const* name : {"waypost.key", "waypost.conf", "waypost.db", "waypost.db-wal"}) {
    Folder folder;
    folder.write("w/" + std::string{name}, "mine");
    run_case(folder, {{"init", "--folder", "w"}, 1, {std::string{name} + " is there already"}});
    EXPECT_EQ(folder.read("w/" + std::string{name}), "mine");
    std::filesystem::remove(folder.file("w/" + std::string{name}));
    EXPECT_TRUE(std::filesystem::is_empty(folder.file("w"))) << name;
  }
  Folder folder;
  std::filesystem::create_directory(folder.file("w"));
  std::filesystem::create_symlink("/nowhere/at/all", folder.file("w/waypost.key"));
  run_case(folder, {{"init", "--folder", "w"}, 1, {"waypost.key is there already"}});
}

TEST(CliInit, FoldersWithOddNamesWork) {
  for (std::string const name :
       {"with space", "d\xC3\xBCkkan \xE2\x9C\x93", "it's \"quoted\"", "#hash", "a=b", "-dash",
        "deep/er/still", "./dot/../dots", " lead and trail "}) {
    Folder folder;
    Ended const made = waypost(folder, {"init", "--folder=" + name});
    ASSERT_EQ(made.code, 0) << name << ": " << made.all();
    std::string const conf =
        (std::filesystem::path{folder.path()} / name / "waypost.conf").lexically_normal().string();
    // Run from elsewhere: the configuration names everything by its whole path.
    run_case(Folder{}, {{"apps", "list", "--config", conf}, 0, {"no apps"}});
  }
}

TEST(CliInit, FoldersThatCannotBeMadeAreNamed) {
  Folder folder;
  folder.write("file", "");
  std::vector<Case> const cases = {
      {{"init", "--folder", "file"}, 1, {"cannot make the folder", "/file: "}},
      {{"init", "--folder", "file/below"}, 1, {"cannot make the folder", "/file/below: "}},
      {{"init", "--folder", "/proc/none"}, 1, {"cannot make the folder /proc/none: "}},
      {{"init", "--folder", "two\nlines"}, 64, {"control character"}},
  };
  for (Case const& one : cases) run_case(folder, one);
}

TEST(CliInit, AFolderThatCannotBeWrittenLeavesNothing) {
  if (::geteuid() == 0) GTEST_SKIP() << "root writes everywhere";
  Folder folder;
  std::filesystem::create_directory(folder.file("w"));
  std::filesystem::permissions(folder.file("w"), std::filesystem::perms{0500});
  run_case(folder, {{"init", "--folder", "w"}, 1, {"cannot create", "waypost.key", "denied"}});
  EXPECT_TRUE(std::filesystem::is_empty(folder.file("w")));
}

TEST(CliInit, SettingsGivenAsFlagsAreKept) {
  Folder folder;
  Ended const made = waypost(folder, {"init", "--folder", "w", "--listen", "127.0.0.1:4000", "--db",
                                      "elsewhere.db", "--log-level", "warn"});
  ASSERT_EQ(made.code, 0) << made.all();
  std::string const conf = folder.read("w/waypost.conf");
  EXPECT_NE(conf.find("WAYPOST_LISTEN=127.0.0.1:4000\n"), std::string::npos) << conf;
  EXPECT_NE(conf.find("WAYPOST_LOG_LEVEL=warn\n"), std::string::npos) << conf;
  EXPECT_NE(conf.find("WAYPOST_DB=" + folder.file("elsewhere.db") + "\n"), std::string::npos);
  EXPECT_TRUE(folder.has("elsewhere.db"));
  EXPECT_FALSE(folder.has("w/waypost.db"));
  std::vector<Case> const refused = {
      {{"init", "--folder", "x", "--listen", "nowhere"}, 78, {"WAYPOST_LISTEN", "127.0.0.1:3000"}},
      {{"init", "--folder", "x", "--config", "c"}, 64, {"leave --config"}},
      {{"init", "--folder", "x", "--master-key-file", "k"}, 64, {"--master-key-file out"}},
  };
  for (Case const& one : refused) run_case(folder, one);
  EXPECT_FALSE(folder.has("x/waypost.key"));
}

TEST(CliInit, JsonHoldsEverythingASentenceWould) {
  Folder folder;
  Ended const made = waypost(folder, {"init", "--folder", "w", "--json"});
  EXPECT_EQ(made.out, R"({"config":")" + folder.file("w/waypost.conf") + R"(","key":")" +
                          folder.file("w/waypost.key") + R"(","names":[],"made":{}})" + "\n");
  Ended const again = waypost(folder, {"init", "--folder", "w", "--json"});
  EXPECT_EQ(again.code, 1);
  EXPECT_EQ(again.err, "");
  EXPECT_EQ(again.out.rfind(R"({"error":{"code":"failed","text":")", 0), 0U) << again.out;
}

// ---- from a replaced system's file -----------------------------------------------------------

constexpr char const* kDotenv =
    "# the old service\n"
    "export PORT=4001\n"
    "META_APP_SECRET='app-secret-0123456789'\n"
    "META_VERIFY_TOKEN=\"verify-token-0123456789\"\n"
    "WHATSAPP_ACCESS_TOKEN=token-$(touch pwned)-`touch pwned`-${HOME}\n"
    "WHATSAPP_PHONE_NUMBER_ID=800000000000001\n"
    "WHATSAPP_BUSINESS_ACCOUNT_ID=900000000000001\n"
    "WHATSAPP_API_VERSION=v21.0\n"
    "DB_HOST=localhost\n"
    "SOMETHING_ELSE=1\n";

TEST(CliInit, AReplacedSystemsFileBecomesAppTenantAndNumber) {
  Folder folder;
  folder.write(".env", kDotenv);
  Ended const made = waypost(folder, {"init", "--folder", "w", "--from-env", ".env", "--slug",
                                      "lale", "--zone", "Europe/Istanbul"});
  ASSERT_EQ(made.code, 0) << made.all();
  for (char const* line :
       {"PORT: taken", "META_APP_SECRET: taken", "DB_HOST: gone", "SOMETHING_ELSE: gone",
        "app verify_token: verify-token-0123456789", "number phone_number_id: 800000000000001",
        "then: waypost serve --config"}) {
    EXPECT_NE(made.out.find(line), std::string::npos) << line << "\n" << made.out;
  }
  EXPECT_EQ(made.all().find("app-secret-0123456789"), std::string::npos) << "a secret was printed";
  EXPECT_FALSE(folder.has("pwned")) << "the file was executed";
  std::string const conf = folder.read("w/waypost.conf");
  EXPECT_NE(conf.find("WAYPOST_LISTEN=127.0.0.1:4001\n"), std::string::npos) << conf;
  EXPECT_NE(conf.find("WAYPOST_GRAPH_VERSION=v21.0\n"), std::string::npos) << conf;
  EXPECT_EQ(conf.find("secret-0123456789"), std::string::npos) << "secrets belong in the database";
  Words const with = {"--config", "w/waypost.conf"};
  run_case(folder, {{"tenants", "list", with[0], with[1]}, 0, {"slug=lale", "Europe/Istanbul"}});
  run_case(folder, {{"numbers", "list", with[0], with[1]}, 0, {"800000000000001", "app=lale"}});
}

TEST(CliInit, WhatIsMissingIsSaidAndWhatIsThereIsTaken) {
  Folder folder;
  folder.write(".env", "WHATSAPP_PHONE_NUMBER_ID=800000000000001\nWHATSAPP_TOKEN=a-token-0123\n");
  folder.write("secret", kSecret);
  Ended const made =
      waypost(folder, {"init", "--folder", "w", "--from-env", ".env", "--secret-file", "secret"});
  ASSERT_EQ(made.code, 0) << made.all();
  EXPECT_NE(made.out.find("META_APP_SECRET: missing"), std::string::npos) << made.out;
  EXPECT_NE(made.out.find("WHATSAPP_BUSINESS_ACCOUNT_ID: missing, no number was made"),
            std::string::npos)
      << made.out;
  run_case(folder, {{"numbers", "list", "--config", "w/waypost.conf"}, 0, {"no numbers"}});
}

TEST(CliInit, ARefusedFileLeavesNothingBehind) {
  struct Refused {
    char const* dotenv;
    int code;
    std::vector<std::string> says;
  };
  std::string const good = "META_APP_SECRET=app-secret-0123456789\n";
  std::vector<Refused> const all = {
      {"META_APP_SECRET=your_app_secret\n", 78, {"META_APP_SECRET", "placeholder"}},
      {"META_APP_SECRET=\n", 78, {"META_APP_SECRET", "empty"}},
      {"META_APP_SECRET=default-secret-key\n", 78, {"META_APP_SECRET", "placeholder"}},
      {"META_APP_SECRET=short\n", 1, {"app secret", "16 characters"}},
      {"META_APP_SECRET=app-secret-0123456789\nPORT=http\n", 78, {"PORT: WAYPOST_LISTEN"}},
      {"META_APP_SECRET=app-secret-0123456789\nLOG_LEVEL=loud\n",
       78,
       {"LOG_LEVEL: WAYPOST_LOG_LEVEL", "debug, info, warn or error"}},
      {"META_APP_SECRET=app-secret-0123456789\nMETA_GRAPH_VERSION=21\n",
       78,
       {"META_GRAPH_VERSION: ", "v24.0"}},
      {"not a line\n", 78, {"line 1 is not NAME=VALUE"}},
      {"PORT=1\nPORT=2\n", 78, {"line 2 sets PORT again"}},
      {"WHATSAPP_TOKEN=a-token-0123\nWHATSAPP_ACCESS_TOKEN=b-token-0123\n",
       78,
       {"WHATSAPP_ACCESS_TOKEN and WHATSAPP_TOKEN differ", "keep one"}},
      {"PORT=4001\n", 64, {"app secret is missing", "name a file"}},
  };
  for (Refused const& one : all) {
    Folder folder;
    folder.write(".env", one.dotenv);
    run_case(folder, {{"init", "--folder", "w", "--from-env", ".env"}, one.code, one.says});
    EXPECT_TRUE(!folder.has("w") || std::filesystem::is_empty(folder.file("w"))) << one.dotenv;
  }
  Folder folder;
  run_case(folder, {{"init", "--folder", "w", "--from-env", "none"}, 1, {"cannot read none: No"}});
  folder.write(".env", good);
  run_case(folder, {{"init", "--folder", "w", "--from-env", ".env", "--zone", "Mars/Base"},
                    1,
                    {"the zone \"Mars/Base\" is no IANA name"}});
  EXPECT_TRUE(std::filesystem::is_empty(folder.file("w")));
}

}  // namespace
}  // namespace waypost::cli::testing
