// apps, tenants, numbers: each verb, and each way of getting it wrong; the same sentences whether
// the database is free or a service has it.

#include <gtest/gtest.h>

#include "cases.h"

namespace waypost::cli::testing {
namespace {

constexpr char const* kSlugRule = "a slug is 1 to 64 of 0-9 A-Z a-z . _ -";

/// The command lines of an operator's first day, and mistakes between them, in order.
std::vector<Case> first_day() {
  std::string const long_slug(65, 'a');
  return {
      {{"apps", "list"}, 0, {"no apps"}},
      {{"tenants", "list"}, 0, {"no tenants"}},
      {{"numbers", "list"}, 0, {"no numbers"}},
      {{"numbers", "add", "1", "--tenant", "t", "--waba", "2", "--token-file", "secret"},
       1,
       {"there is no tenant \"t\"", "waypost tenants list"}},

      {{"apps", "add", "shop", "--secret-file", "secret"},
       0,
       {"verify_token: ", "callback: /webhooks/meta/shop"}},
      {{"apps", "add", "shop", "--secret-file", "secret"}, 1, {"an app \"shop\" already"}},
      {{"apps", "add", "two", "--secret-file", "-", "--verify-token-file", "token"},
       0,
       {"verify_token: a-verify-token-0123456789\n"},
       "another-secret-0123456789\n"},
      {{"apps", "add", "a/b", "--secret-file", "secret"}, 1, {kSlugRule}},
      {{"apps", "add", ".hidden", "--secret-file", "secret"}, 1, {"does not begin with a dot"}},
      {{"apps", "add", "", "--secret-file", "secret"}, 1, {kSlugRule}},
      {{"apps", "add", long_slug, "--secret-file", "secret"}, 1, {kSlugRule}},
      {{"apps", "add", "\xFF\xFE", "--secret-file", "secret"}, 1, {kSlugRule}},
      {{"apps", "add", "x", "--secret-file", "short"}, 1, {"the app secret", "16 characters"}},
      {{"apps", "add", "x", "--secret-file", "default"}, 1, {"known default", "the real one"}},
      {{"apps", "add", "x", "--secret-file", "empty"}, 78, {"app secret in empty is empty"}},
      {{"apps", "add", "x", "--secret-file", "none"}, 1, {"cannot read none: No such file"}},
      {{"apps", "add", "x", "--secret-file", "."}, 1, {"cannot read .: Is a directory"}},
      {{"apps", "add", "x"}, 64, {"app secret is missing", "name a file"}},
      {{"apps", "add"}, 64, {"slug is required", "waypost apps add --help"}},
      {{"apps", "rotate-secret", "shop", "--secret-file", "next"}, 0, {"version: 2"}},
      {{"apps", "rotate-secret", "shop", "--secret-file", "next", "--overlap", "0"},
       0,
       {"version: 3"}},
      {{"apps", "rotate-secret", "shop", "--secret-file", "short"}, 1, {"16 characters"}},
      {{"apps", "rotate-secret", "nobody", "--secret-file", "next"},
       1,
       {"there is no app \"nobody\"", "waypost apps list"}},
      {{"apps", "rotate-secret", "shop", "--secret-file", "next", "--overlap", "-1"},
       64,
       {"--overlap", "0 to 2592000", "waypost apps rotate-secret --help"}},
      {{"apps", "rotate-secret", "shop", "--secret-file", "next", "--overlap", "soon"},
       64,
       {"--overlap", "soon"}},
      {{"apps", "default", "nobody"}, 1, {"there is no app \"nobody\""}},
      {{"apps", "default", "two"}, 0, {}},
      {{"apps", "list"}, 0, {"slug=shop  default=false  secrets=", "slug=two  default=true"}},

      {{"tenants", "add", "lale", "--zone", "Europe/Istanbul"},
       0,
       {"verify_token: ", "callback: /webhook/lale"}},
      {{"tenants", "add", "lale"}, 1, {"a tenant \"lale\" already"}},
      {{"tenants", "add", "rose", "--zone", "Mars/Base"}, 1, {"\"Mars/Base\" is no IANA name"}},
      {{"tenants", "add", "ro se"}, 1, {kSlugRule}},
      {{"tenants", "add"}, 64, {"slug is required"}},
      {{"tenants", "limits", "lale", "--per-day", "100"}, 0, {}},
      {{"tenants", "limits", "lale", "--per-day", "0"}, 1, {"1 to 1000000, or unlimited"}},
      {{"tenants", "limits", "lale", "--per-day", "many"}, 64, {"--per-day", "or unlimited"}},
      {{"tenants", "limits", "rose", "--per-day", "9"}, 1, {"there is no tenant \"rose\""}},
      {{"tenants", "limits", "lale"}, 64, {"--per-day is required"}},
      {{"tenants", "list"}, 0, {"slug=lale  zone=Europe/Istanbul  per_day=100"}},

      {{"numbers", "add", "8001", "--tenant", "lale", "--waba", "9", "--token-file", "secret"},
       0,
       {"phone_number_id: 8001"}},
      {{"numbers", "add", "8001", "--tenant", "lale", "--waba", "9", "--token-file", "secret"},
       1,
       {"the number \"8001\" belongs to a tenant already"}},
      {{"numbers", "add", "8/1", "--tenant", "lale", "--waba", "9", "--token-file", "secret"},
       1,
       {"the phone_number_id is 1 to 128"}},
      {{"numbers", "add", "8002", "--tenant", "lale", "--waba", "?", "--token-file", "secret"},
       1,
       {"the waba_id is 1 to 128"}},
      {{"numbers", "add", "8002", "--tenant", "rose", "--waba", "9", "--token-file", "secret"},
       1,
       {"there is no tenant \"rose\""}},
      {{"numbers", "add", "8002", "--tenant", "lale", "--waba", "9", "--app", "x", "--token-file",
        "secret"},
       1,
       {"there is no app \"x\""}},
      {{"numbers", "add", "8002", "--tenant", "lale", "--waba", "9", "--token-file", "empty"},
       78,
       {"access token in empty is empty"}},
      {{"numbers", "add", "8002", "--tenant", "lale", "--waba", "9"},
       64,
       {"access token is missing"}},
      {{"numbers", "add", "8002", "--tenant", "lale", "--waba", "9", "--mps", "0", "--token-file",
        "secret"},
       64,
       {"--mps", "1 to 10000"}},
      {{"numbers", "add", "8002", "--waba", "9"}, 64, {"--tenant is required"}},
      {{"numbers", "add", "8002", "--tenant", "lale"}, 64, {"--waba is required"}},
      {{"numbers", "add"}, 64, {"phone_number_id is required"}},
      {{"numbers", "limits", "8001", "--mps", "20", "--tier", "250"}, 0, {}},
      {{"numbers", "limits", "8001", "--tier", "gold"}, 64, {"--tier", "or unlimited"}},
      {{"numbers", "limits", "8001", "--mps", "fast"}, 64, {"--mps", "fast"}},
      {{"numbers", "limits", "8001"}, 64, {"--mps or --tier is required"}},
      {{"numbers", "limits", "1", "--mps", "20"}, 1, {"there is no number \"1\""}},
      {{"numbers", "list"}, 0, {"8001", "mps=20  tier=250"}},
      {{"numbers", "disable", "8001"}, 0, {}},
      {{"numbers", "list"}, 0, {"8001", "enabled=false"}},
      {{"numbers", "enable", "8001"}, 0, {}},
      {{"numbers", "list"}, 0, {"8001", "tenant=lale  app=two", "enabled=true  default=true"}},
      {{"numbers", "token", "8001", "--token-file", "next"}, 0, {}},
      {{"numbers", "resume", "8001"}, 0, {}},
      {{"numbers", "enable", "1"}, 1, {"there is no number \"1\"", "waypost numbers list"}},
      {{"numbers", "disable", "1"}, 1, {"there is no number \"1\""}},
      {{"numbers", "resume", "1"}, 1, {"there is no number \"1\""}},
      {{"numbers", "token", "1", "--token-file", "next"}, 1, {"there is no number \"1\""}},

      {{"rules", "load", "good.json", "--tenant", "lale"}, 0, {"version: 1", "rules: 1"}},
      {{"rules", "load", "bad.json", "--tenant", "lale"},
       1,
       {"E_KIND at /rules/0/kind", "waypost rules check"}},
      {{"rules", "load", "broken.json", "--tenant", "lale"},
       1,
       {"broken.json, line 2, column 1: remove the comma before this"}},
      {{"rules", "load", "twice.json", "--tenant", "lale"},
       1,
       {"E_FIELD at /rules/0/triggers: Keep one member of this name",
        "rules check lists them all"}},
      {{"rules", "load", "bytes.json", "--tenant", "lale"}, 1, {"line 1, column 3", "UTF-8"}},
      {{"rules", "load", "none.json", "--tenant", "lale"}, 1, {"cannot read none.json: No such"}},
      {{"rules", "load", "good.json", "--tenant", "rose"}, 1, {"there is no tenant \"rose\""}},
      {{"rules", "load", "good.json"}, 64, {"--tenant is required", "rules load --help"}},
      {{"tenants", "list"}, 0, {"playbook=1  rules=1"}},
  };
}

Folder const& fill(Folder const& folder) {
  folder.write("secret", std::string{kSecret} + "\n");
  folder.write("next", "the-next-secret-0123456789\r\n");
  folder.write("token", "a-verify-token-0123456789\n");
  folder.write("short", "too-short\n");
  folder.write("default", "default-secret-key\n");
  folder.write("empty", "");
  folder.write("good.json", R"({"waypost":1,"rules":[{"id":"a","kind":"is","triggers":"x",)"
                            R"("reply":{"type":"text","body":"hi"}}]})");
  folder.write("bad.json", R"({"waypost":1,"rules":[{"id":"a","kind":"sparkles"}]})");
  folder.write("broken.json", "{\"waypost\":1,\"rules\":[],\n}");
  folder.write("twice.json", R"({"waypost":1,"rules":[{"id":"a","kind":"is","triggers":"x",)"
                             R"("reply":{"type":"text","body":"hi"},"triggers":"y"}]})");
  folder.write("bytes.json", "{\"\xFF\":1}");
  return folder;
}

void live_through_first_day(Folder const& folder) {
  for (Case one : first_day()) {
    one.arguments.insert(one.arguments.end(), {"--config", "w/waypost.conf"});
    run_case(folder, one);
  }
}

TEST(CliDirectory, AFirstDayWithAllItsMistakes) {
  Folder folder;
  initialised(fill(folder));
  live_through_first_day(folder);
}

TEST(CliDirectory, TheSameDayWhileAServiceHasTheDatabase) {
  Folder folder;
  initialised(fill(folder));
  Serving service(folder, {"serve", "--config", "w/waypost.conf", "--listen", "127.0.0.1:0"});
  ASSERT_NE(service.port(), 0) << folder.read("serve.log");
  live_through_first_day(folder);
  Ended const ended = service.stop();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.err.find(kSecret), std::string::npos) << "a secret stands in the log";
}

TEST(CliDirectory, JsonIsOneObjectForResultsAndRefusals) {
  Folder folder;
  initialised(fill(folder));
  struct Said {
    Words arguments;
    int code;
    std::string out;
  };
  std::vector<Said> const all = {
      {{"apps", "list"}, 0, R"({"ok":{"apps":[]}})"},
      {{"apps", "default", "x"}, 1, R"({"error":{"code":"unknown_app","text":")"},
      {{"apps", "add", "x"}, 64, R"({"error":{"code":"usage","text":"app secret is missing)"},
      {{"apps", "add", "x", "--secret-file", "none"}, 1, R"({"error":{"code":"failed","text":")"},
      {{"apps", "list", "--log-level", "x"}, 78, R"({"error":{"code":"config","text":"WAYPOST_LO)"},
      {{"numbers", "enable", "\"\n\xFF"}, 1, R"({"error":{"code":"unknown_number","text":")"},
  };
  for (Said const& one : all) {
    Words words = one.arguments;
    words.insert(words.end(), {"--config", "w/waypost.conf", "--json"});
    Ended const ended = waypost(folder, words);
    EXPECT_EQ(ended.code, one.code) << ended.all();
    EXPECT_EQ(ended.out.rfind(one.out, 0), 0U) << ended.out;
    EXPECT_EQ(ended.out.find('\n'), ended.out.size() - 1) << ended.out;
    EXPECT_EQ(ended.err, "");
  }
}

}  // namespace
}  // namespace waypost::cli::testing
