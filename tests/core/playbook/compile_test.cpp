// What compiling keeps, what it leaves out, and what it says about it.

#include <string>
#include <vector>

#include "waypost/playbook/playbook.h"

#include "made.h"

namespace waypost::playbook {
namespace {

// "CODE rule where" of every remark.
std::vector<std::string> remarks(Made const& made) {
  std::vector<std::string> lines;
  for (Diagnostic const& diagnostic : made.diagnostics) {
    lines.push_back(std::string(word(diagnostic.code)) + " " + diagnostic.rule.value_or("-") + " " +
                    diagnostic.where);
  }
  return lines;
}

std::vector<std::string> errors(Made const& made) {
  std::vector<std::string> lines;
  for (Diagnostic const& diagnostic : made.diagnostics) {
    if (!is_error(diagnostic.code)) continue;
    lines.push_back(std::string(word(diagnostic.code)) + " " + diagnostic.rule.value_or("-") + " " +
                    diagnostic.where);
  }
  return lines;
}

using Lines = std::vector<std::string>;

constexpr char kReply[] = R"("reply": {"type": "text", "body": "x"})";

std::string rule(std::string const& fields) {
  return "{" + fields + ", " + kReply + "}";
}

TEST(Compile, ReadsAWholePlaybook) {
  std::vector<Transition> const istanbul = {{-1'000'000, 7200, 0}, {1'473'195'600, 10'800, 0}};
  std::vector<Zone> const zones = {{"Europe/Istanbul", istanbul}};
  CompileOptions options;
  options.zones = zones;
  Made made = make_from(R"({ "waypost": 1,
    "vars": {"shop": "Lale", "n": 12.5},
    "hours": {"zone": "Europe/Istanbul", "week": {"mon": [["13:00","18:00"],["09:00","12:00"]], "sun": [["00:00","24:00"]]},
              "holidays": ["2026-12-25", "1970-01-01", "2024-02-29"]},
    "late": {"after_s": 60, "policy": "answer", "reply": null},
    "loop": {"replies": 5, "within_s": 30},
    "opt_out": {"words": ["Stopp!", "stop"], "scope": "all", "reply": {"type": "text", "body": "Done."}},
    "opt_in": {"words": ["start"]},
    "rules": [
      {"id": "menu", "kind": "contains_word", "triggers": "menu, men\u00fc2", "priority": 10, "when": "open", "cooldown_s": 30,
       "contact": {"tags_none": ["vip"], "tags_all": ["a", "b"], "fields": {"city": "Ankara", "age": 7, "ok": true, "gone": null}},
       "reply": [{"type": "text", "body": "Hi {{first_name|default:\"there\"}}"}, {"type": "text", "body": "x"}],
       "quote": true, "takeover_s": -1,
       "set": {"tags_add": ["asked"], "tags_remove": ["new"], "fields": {"city": null, "seen": "1"}}},
      {"id": "pay", "kind": "payload", "triggers": "PAY", "reply": {"type": "text", "body": "p"}},
      {"id": "rest", "kind": "fallback", "reply": {"type": "text", "body": "?"}} ],
    "tests": [ {"message": "MENU", "at": "2026-12-01T10:00:00+03:00", "expect": "menu"} ] })",
                        options);
  EXPECT_EQ(remarks(made), Lines{});
  Playbook const& playbook = *made.playbook;
  ASSERT_EQ(playbook.rule_count(), 3U);
  EXPECT_EQ(playbook.vars(), R"({"shop":"Lale","n":12.5})");

  Hours const hours = playbook.hours();
  EXPECT_EQ(hours.given, HoursGiven::yes);
  EXPECT_EQ(hours.zone, "Europe/Istanbul");
  EXPECT_EQ(std::vector(hours.transitions.begin(), hours.transitions.end()), istanbul);
  ASSERT_EQ(hours.week[0].size(), 2U);
  EXPECT_EQ(hours.week[0][0], (Opening{540, 720}));
  EXPECT_EQ(hours.week[0][1], (Opening{780, 1080}));
  EXPECT_TRUE(hours.week[1].empty());
  EXPECT_EQ(hours.week[6][0], (Opening{0, 1440}));
  EXPECT_EQ(std::vector(hours.holidays.begin(), hours.holidays.end()),
            (std::vector<std::int32_t>{0, 19782, 20812}));

  EXPECT_EQ(playbook.late().after_s, 60);
  EXPECT_EQ(playbook.late().policy, LatePolicy::answer);
  EXPECT_EQ(playbook.late().reply, "");
  EXPECT_EQ(playbook.loop().replies, 5);
  EXPECT_EQ(playbook.loop().within_s, 30);
  EXPECT_EQ(playbook.opt_out().scope, OptScope::all);
  EXPECT_EQ(playbook.opt_out().reply, R"({"type":"text","body":"Done."})");
  EXPECT_EQ(playbook.opt_in().reply, "");

  auto const menu = playbook.find("menu");
  ASSERT_TRUE(menu);
  EXPECT_EQ(*menu, 1U) << "after the payload rule";
  Rule const rule = playbook.rule(*menu);
  EXPECT_EQ(rule.id(), "menu");
  EXPECT_EQ(rule.kind(), Kind::contains_word);
  EXPECT_EQ(rule.priority(), 10);
  EXPECT_EQ(rule.place(), 0U);
  EXPECT_EQ(rule.when(), When::open);
  EXPECT_EQ(rule.cooldown_s(), 30);
  EXPECT_TRUE(rule.quote());
  EXPECT_EQ(rule.takeover_s(), -1);
  ASSERT_EQ(rule.tags_all().size(), 2U);
  EXPECT_EQ(rule.tags_all()[1], "b");
  EXPECT_EQ(rule.tags_none()[0], "vip");
  ASSERT_EQ(rule.fields_guard().size(), 4U);
  EXPECT_EQ(rule.fields_guard()[0].name, "city");
  EXPECT_EQ(rule.fields_guard()[0].value, "Ankara");
  EXPECT_EQ(rule.fields_guard()[1].value, "7");
  EXPECT_EQ(rule.fields_guard()[2].value, "true");
  EXPECT_FALSE(rule.fields_guard()[3].value);
  ASSERT_EQ(rule.replies().size(), 2U);
  EXPECT_EQ(rule.replies()[0], R"({"type":"text","body":"Hi {{first_name|default:\"there\"}}"})");
  EXPECT_EQ(rule.tags_add()[0], "asked");
  EXPECT_EQ(rule.tags_remove()[0], "new");
  EXPECT_FALSE(rule.fields_set()[0].value);
  EXPECT_EQ(rule.fields_set()[1].value, "1");
  EXPECT_FALSE(playbook.find("men"));
  EXPECT_FALSE(playbook.rule(*playbook.find("rest")).takeover_s());
}

TEST(Compile, HasDefaultsForWhatIsMissing) {
  Made made = make("[]");
  EXPECT_EQ(remarks(made), Lines{});
  EXPECT_EQ(made.playbook->rule_count(), 0U);
  EXPECT_EQ(made.playbook->vars(), "{}");
  EXPECT_EQ(made.playbook->hours().given, HoursGiven::no);
  EXPECT_EQ(made.playbook->hours().zone, "UTC");
  EXPECT_EQ(made.playbook->late().after_s, 3600);
  EXPECT_EQ(made.playbook->late().policy, LatePolicy::silent);
  EXPECT_EQ(made.playbook->loop().replies, 20);
  EXPECT_EQ(made.playbook->loop().within_s, 60);
  EXPECT_EQ(made.playbook->opt_out().scope, OptScope::marketing);
  EXPECT_EQ(made.answer("hi"), "");
}

OptWord opt_word(Made& made, std::optional<std::string_view> text) {
  return Candidates(*made.playbook, Query{text, std::nullopt, {}}, made.scratch).opt_word();
}

TEST(Compile, KnowsTheOptWordsOfManyLanguages) {
  Made made = make("[]");
  for (char const* const text :
       {"STOP", " stop! ", "Cancel Subscription.", "ARRETER", "se d\u00e9sabonner",
        "\u0421\u0422\u041e\u041f", "DUR",
        "\u0625\u0644\u063a\u0627\u0621 \u0627\u0644\u0627\u0634\u062a\u0631\u0627\u0643",
        "\u9000\u8ba2", "\u914d\u4fe1\u505c\u6b62", "cancelar suscripcion",
        "\u0939\u091f\u093e\u0913", "\u0130ptal et"}) {
    EXPECT_EQ(opt_word(made, text), OptWord::opt_out) << text;
  }
  for (char const* const text :
       {"Start", "BA\u015eLA", "basla", "\u043d\u0430\u0447\u0430\u0442\u044c", "anmelden"}) {
    EXPECT_EQ(opt_word(made, text), OptWord::opt_in) << text;
  }
  for (char const* const text : {"stop it", "don't stop", "stops", "", "...", "\u505c"}) {
    EXPECT_EQ(opt_word(made, text), OptWord::none) << text;
  }
  EXPECT_EQ(opt_word(made, std::nullopt), OptWord::none);
  EXPECT_EQ(default_opt_out_words().size(), 22U);
  EXPECT_EQ(default_opt_in_words().size(), 7U);
}

TEST(Compile, TakesOwnOptWordsInsteadOfTheDefaults) {
  Made made = make_from(
      R"({"waypost":1,"rules":[],"opt_out":{"words":["Raus!","start"]},"opt_in":{"words":[]}})");
  EXPECT_EQ(opt_word(made, "raus!"), OptWord::opt_out);
  EXPECT_EQ(opt_word(made, "raus"), OptWord::none)
      << "compared as `is` compares: the trigger is not trimmed";
  EXPECT_EQ(opt_word(made, "stop"), OptWord::none);
  EXPECT_EQ(opt_word(made, "START"), OptWord::opt_out);
  EXPECT_EQ(opt_word(made, "anmelden"), OptWord::none) << "an empty list is a wish";
}

TEST(Compile, ReportsEveryFieldThatIsUnknownOrMistyped) {
  Made const made = make_from(
      R"({"waypost": 2, "colour": 1, "vars": [], "hours": {"week": {"mon": [["9:00","10:00"],["10:00","09:00"],["25:00","26:00"]], "xyz": []}, "holidays": ["2026-02-29", 5], "x": 1},
    "late": {"policy": "never", "after_s": -1}, "loop": {"replies": "many"}, "opt_out": {"words": "stop", "scope": "some"}, "tests": [5, {"message": 1, "expect": "a"}, {}],
    "rules": [ {"id": "a", "kind": "is", "triggers": ["x", 5], "priority": 1.5, "fold": "lose", "case_sensitive": 1, "match": "glob", "max_edits": 3,
                "when": "always", "cooldown_s": -1, "contact": {"tags_all": "vip", "fields": {"x": []}, "y": 1}, "quote": "yes", "set": 5, "takeover_s": -2, "enabled": "yes", "enrol": "s",
                "reply": {"type": "text", "body": "x"}} ]})");
  EXPECT_EQ(errors(made), (Lines{"E_FIELD - /waypost",
                                 "E_FIELD - /vars",
                                 "E_FIELD - /hours/x",
                                 "E_FIELD - /hours/week/mon/0",
                                 "E_FIELD - /hours/week/mon/1",
                                 "E_FIELD - /hours/week/mon/2",
                                 "E_FIELD - /hours/week/xyz",
                                 "E_FIELD - /hours/holidays/0",
                                 "E_FIELD - /hours/holidays/1",
                                 "E_FIELD - /late/after_s",
                                 "E_FIELD - /late/policy",
                                 "E_FIELD - /loop/replies",
                                 "E_FIELD - /opt_out/words",
                                 "E_FIELD - /opt_out/scope",
                                 "E_FIELD - /colour",
                                 "E_FIELD - /tests/0",
                                 "E_FIELD - /tests/1/message",
                                 "E_FIELD - /tests/2/expect",
                                 "E_FIELD a /rules/0/enabled",
                                 "E_FIELD a /rules/0/priority",
                                 "E_FIELD a /rules/0/fold",
                                 "E_FIELD a /rules/0/case_sensitive",
                                 "E_FIELD a /rules/0/match",
                                 "E_FIELD a /rules/0/max_edits",
                                 "E_FIELD a /rules/0/triggers/1",
                                 "E_FIELD a /rules/0/when",
                                 "E_FIELD a /rules/0/cooldown_s",
                                 "E_FIELD a /rules/0/contact/tags_all",
                                 "E_FIELD a /rules/0/contact/fields/x",
                                 "E_FIELD a /rules/0/contact/y",
                                 "E_FIELD a /rules/0/quote",
                                 "E_FIELD a /rules/0/set",
                                 "E_FIELD a /rules/0/takeover_s",
                                 "E_FIELD a /rules/0/enrol"}));
  EXPECT_EQ(made.playbook->rule_count(), 1U) << "the rule works without them";
}

TEST(Compile, LeavesOutWhatHasNoIdOrKind) {
  std::string const long_id(129, 'x');
  Made const made =
      make("[" + rule(R"("kind": "is", "triggers": "x")") + "," +
           rule(R"("id": "", "kind": "is", "triggers": "x")") + "," +
           rule(R"("id": 5, "kind": "is", "triggers": "x")") + "," +
           rule(R"("id": ")" + long_id + R"(", "kind": "is", "triggers": "x")") + "," +
           rule(R"("id": "a", "triggers": "x")") + "," +
           rule(R"("id": "b", "kind": 5, "triggers": "x")") + ", 7," +
           rule(R"("id": ")" + long_id.substr(1) + R"(", "kind": "is", "triggers": "x")") + "]");
  EXPECT_EQ(errors(made),
            (Lines{"E_FIELD - /rules/0/id", "E_FIELD - /rules/1/id", "E_FIELD - /rules/2/id",
                   "E_FIELD - /rules/3/id", "E_FIELD a /rules/4", "E_FIELD b /rules/5/kind",
                   "E_FIELD - /rules/6"}));
  EXPECT_EQ(made.playbook->rule_count(), 1U);
}

TEST(Compile, NamesTheEntryThatIsWrong) {
  std::string const too_long(513, 'x');
  Made const made =
      make(R"([{"id": "a", "kind": "contains", "triggers": ["ok", ")" + too_long + R"("]},
    {"id": "b", "kind": "keywords", "all": ["ok", ")" +
           too_long + R"("]},
    {"id": "c", "kind": "regex", "triggers": ["a(", "b"]},
    {"id": "d", "kind": "keywords", "any": ["ok", "\u200b"]},
    {"id": "e", "kind": "keywords", "any": ["ok", 5]},
    {"id": "f", "kind": "regex", "triggers": [")" +
           std::string(1025, 'x') + R"("]}])");
  EXPECT_EQ(errors(made), (Lines{"E_TRIGGER_TOO_LONG a /rules/0/triggers/1",
                                 "E_TRIGGER_TOO_LONG b /rules/1/all/1",
                                 "E_REGEX c /rules/2/triggers/0", "E_NO_TRIGGERS d /rules/3",
                                 "E_FIELD e /rules/4/any/1", "E_REGEX f /rules/5/triggers/0"}));
  EXPECT_EQ(made.playbook->rule_count(), 2U);
  EXPECT_NE(made.with(Code::E_REGEX)[0].text.find("missing )"), std::string::npos)
      << "RE2's own reason";
}

TEST(Compile, ReportsRepliesThatCouldNeverBeSent) {
  Made const made = make(R"([
    {"id": "a", "kind": "is", "triggers": "a", "reply": {"type": "text", "body": "{{x"}},
    {"id": "b", "kind": "is", "triggers": "b", "reply": [{"type": "text", "body": "x"}, {"type": "buttons", "body": "x", "buttons": []}]},
    {"id": "c", "kind": "is", "triggers": "c", "reply": {"type": "text", "body": "x", "colour": 1}},
    {"id": "d", "kind": "is", "triggers": "d", "reply": [{"type":"text","body":"1"},{"type":"text","body":"2"},{"type":"text","body":"3"},{"type":"text","body":"4"},{"type":"text","body":"5"},{"type":"text","body":"6"},{"type":"text","body":"7"},{"type":"text","body":"8"},{"type":"text","body":"9"},{"type":"text","body":"10"},{"type":"text","body":"11"}]},
    {"id": "e", "kind": "is", "triggers": "e", "reply": 5}])");
  std::vector<Diagnostic> const replies = made.with(Code::E_REPLY);
  ASSERT_GE(replies.size(), 4U);
  EXPECT_EQ(replies[0].where, "/rules/0/reply/body");
  EXPECT_NE(replies[0].text.find("E_UNCLOSED"), std::string::npos);
  EXPECT_EQ(replies[1].where.substr(0, 16), "/rules/1/reply/1");
  EXPECT_NE(replies[1].text.find("E_COUNT"), std::string::npos);
  EXPECT_EQ(made.with(Code::E_FIELD).size(), 1U);
  EXPECT_EQ(made.with(Code::E_FIELD)[0].where, "/rules/2/reply/colour");
  EXPECT_EQ(made.playbook->rule_count(), 1U) << "only c works";
}

TEST(Compile, WarnsOfWhatWorksBadly) {
  Made const made = make(R"([
    {"id": "a", "kind": "contains", "triggers": "Price, price, PRICE, cost"},
    {"id": "b", "kind": "is", "triggers": "b", "set": {"tags_add": ["x"]}},
    {"id": "c", "kind": "is", "triggers": "c", "reply": {"type": "buttons", "body": "x", "buttons": [{"id": "1", "title": "This title is much too long for a button"}]}}])");
  EXPECT_EQ(remarks(made), (Lines{"W_FOLD a /rules/0/triggers", "W_FOLD a /rules/0/triggers",
                                  "W_NO_REPLY a /rules/0", "W_TRUNCATED c /rules/2/reply"}));
  EXPECT_NE(made.with(Code::W_TRUNCATED)[0].text.find("buttons.0.title"), std::string::npos);
}

TEST(Compile, RefusesWhatIsNoPlaybook) {
  for (char const* const text :
       {"", "x", "{", R"({"rules": [{]})", R"({"rules": [{"id": }]})", "{\"rules\": [\"\xFF\"]}",
        R"({"vars": {"a": tru}, "rules": []})"}) {
    auto const compiled = compile(text);
    ASSERT_FALSE(compiled) << text;
    EXPECT_EQ(compiled.error().code, Errc::not_json) << text;
  }
  for (char const* const text : {"[]", "{}", R"({"waypost": 1})", R"({"rules": {}})"}) {
    auto const compiled = compile(text);
    ASSERT_FALSE(compiled) << text;
    EXPECT_EQ(compiled.error().code, Errc::wrong_shape) << text;
  }
}

TEST(Compile, MendsLoneSurrogates) {
  Made made = make(R"([{"id": "a\ud800", "kind": "contains", "triggers": "x\udc00y"}])");
  EXPECT_EQ(made.answer("x\uFFFDy"), "a\uFFFD");
}

TEST(Compile, FallsBackToTheTenantsZone) {
  std::vector<Transition> const one = {{0, 3600, 0}};
  std::vector<Zone> const zones = {{"Europe/Paris", one}};
  CompileOptions options;
  options.tenant_zone = "Europe/Paris";
  options.zones = zones;
  Made const none = make_from(R"({"waypost": 1, "rules": []})", options);
  EXPECT_EQ(none.playbook->hours().zone, "Europe/Paris");
  Made const unknown =
      make_from(R"({"waypost": 1, "hours": {"zone": "Mars/Base"}, "rules": []})", options);
  EXPECT_EQ(errors(unknown), Lines{"E_FIELD - /hours/zone"});
  EXPECT_EQ(unknown.playbook->hours().zone, "Europe/Paris");
  EXPECT_EQ(unknown.playbook->hours().transitions.size(), 1U);
  EXPECT_EQ(wanted_zone(R"({"waypost": 1, "hours": {"zone": "Mars/Base"}, "rules": []})"),
            "Mars/Base");
  EXPECT_EQ(wanted_zone(R"({"rules": []})"), "");
  EXPECT_EQ(wanted_zone("{"), "");
}

TEST(Compile, ReadsTheTestsOfAPlaybook) {
  auto const read = examples(
      R"json({"rules": [], "tests": [{"message": "hi", "payload": "P", "contact": {"tags": ["x"]}, "first_contact": true,
    "at": "2026-12-01T10:00:00Z", "expect": "a"}, {"expect": "silent(no_rule)", "message": null}, {"message": "x"}]
})json");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0].message, "hi");
  EXPECT_EQ((*read)[0].payload, "P");
  EXPECT_EQ((*read)[0].contact, R"({"tags":["x"]})");
  EXPECT_TRUE((*read)[0].first_contact);
  EXPECT_EQ((*read)[0].at, "2026-12-01T10:00:00Z");
  EXPECT_EQ((*read)[0].expect, "a");
  EXPECT_FALSE((*read)[1].message);
  EXPECT_TRUE(examples(R"({"rules": []})")->empty());
  EXPECT_FALSE(examples("{"));
}

TEST(Compile, WalksOnOverRulesThatArePassedOver) {
  Made made = make(
      R"([{"id": "p1", "kind": "payload", "triggers": "BUY"}, {"id": "p2", "kind": "payload", "triggers": "BU", "match": "prefix", "priority": 1},
    {"id": "t1", "kind": "contains", "triggers": "buy"}, {"id": "w", "kind": "welcome", "priority": -1}, {"id": "r", "kind": "regex", "triggers": "b.y", "priority": 2},
    {"id": "f", "kind": "fallback"}, {"id": "f2", "kind": "fallback", "priority": -1}])");
  Query query{"Buy now", "BUY", FirstContact::yes};
  EXPECT_EQ(made.all(query), (Lines{"p1", "p2", "w", "t1", "r", "f2", "f"}));
  query.payload = std::nullopt;
  EXPECT_EQ(made.all(query), (Lines{"w", "t1", "r", "f2", "f"}));
}

}  // namespace
}  // namespace waypost::playbook
