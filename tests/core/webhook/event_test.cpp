// What an event says, member by member, that index.json does not list.

#include <string>

#include <gtest/gtest.h>

#include "bodies.h"

namespace waypost::webhook {
namespace {

using namespace std::string_literals;

constexpr Instant kFixtureTime = instant_of_s(1767225600);

MessageReceived message(std::string const& name) {
  return only<MessageReceived>(parsed(fixture("webhooks/messages/" + name + ".json")));
}

StatusChanged status(std::string const& name) {
  return only<StatusChanged>(parsed(fixture("webhooks/statuses/" + name + ".json")));
}

FieldChanged field(std::string const& name) {
  return only<FieldChanged>(parsed(fixture("webhooks/fields/" + name + ".json")));
}

MessageReceived message_of(std::string const& members) {
  return only<MessageReceived>(
      parsed(messages_body(R"("messages":[{"from":"1","id":"m",)" + members + "}]")));
}

TEST(Message, ATextHasItsSenderTimeTextAndContent) {
  auto const text = message("text/plain");
  EXPECT_EQ(text.kind, MessageKind::text);
  EXPECT_EQ(text.at, kFixtureTime);
  EXPECT_EQ(text.text, "Do you deliver on Sundays?");
  EXPECT_EQ(text.content, R"({"body":"Do you deliver on Sundays?"})");
  EXPECT_EQ(text.from.phone, "15550100001");
  EXPECT_EQ(text.from.wa_id, "15550100001");
  EXPECT_EQ(text.from.name, "Ana Ferris");
  EXPECT_FALSE(text.payload);
  EXPECT_FALSE(text.media);
  EXPECT_FALSE(text.to.named());
}

TEST(Message, EveryFolderOfFixturesIsItsKind) {
  EXPECT_EQ(message("media/audio-voice").kind, MessageKind::audio);
  EXPECT_EQ(message("media/sticker-static").kind, MessageKind::sticker);
  EXPECT_EQ(message("location/pin").kind, MessageKind::location);
  EXPECT_EQ(message("contacts/one").kind, MessageKind::contacts);
  EXPECT_EQ(message("reaction/add").kind, MessageKind::reaction);
  EXPECT_EQ(message("order/with-text").kind, MessageKind::order);
  EXPECT_EQ(message("welcome/request-welcome").kind, MessageKind::request_welcome);
  EXPECT_EQ(message("edit-revoke/edit-text").kind, MessageKind::edit);
  EXPECT_EQ(message("edit-revoke/revoke").kind, MessageKind::revoke);
  EXPECT_EQ(message("unsupported/with-type").kind, MessageKind::unsupported);
  EXPECT_EQ(message("unsupported/with-type").subtype, "poll");
  EXPECT_EQ(message("unsupported/type-unknown").kind, MessageKind::unsupported);
  EXPECT_EQ(message("unsupported/type-unknown").type, "unknown");
  EXPECT_EQ(message("group/group-text").group_id.empty(), false);
}

TEST(Message, WordsOfOtherDaysAreKindsOfToday) {
  EXPECT_EQ(message_of(R"("type":"errors","errors":[{"code":1}])").kind, MessageKind::unsupported);
  EXPECT_EQ(message_of(R"("type":"ephemeral")").kind, MessageKind::unsupported);
  auto const voice = message_of(R"("type":"voice","voice":{"id":"9","mime_type":"audio/ogg"})");
  EXPECT_EQ(voice.kind, MessageKind::audio);
  EXPECT_EQ(voice.type, "voice");
  ASSERT_TRUE(voice.media);
  EXPECT_EQ(voice.media->id, "9");
  EXPECT_EQ(message_of(R"("type":"hologram","hologram":{"x":1.50})").content, R"({"x":1.5})");
}

TEST(Message, AMissingTypeIsTheMemberThatIsThere) {
  auto const reply =
      message_of(R"("interactive":{"type":"button_reply","button_reply":{"id":"a","title":"A"}})");
  EXPECT_EQ(reply.type, "interactive");
  EXPECT_EQ(reply.subtype, "button_reply");
  EXPECT_EQ(reply.payload, "a");
  auto const nothing = message_of(R"("x":1)");
  EXPECT_EQ(nothing.kind, MessageKind::other);
  EXPECT_EQ(nothing.type, "");
}

TEST(Message, MediaHaveWhatADownloadNeeds) {
  auto const document = message("media/document-caption");
  ASSERT_TRUE(document.media);
  EXPECT_FALSE(document.media->id.empty());
  EXPECT_FALSE(document.media->mime_type.empty());
  EXPECT_FALSE(document.media->filename.empty());
  EXPECT_EQ(document.media->sha256.size(), 44U);
  EXPECT_EQ(document.text, "invoice attached");
  auto const broken = message("unsupported/media-download-error");
  EXPECT_EQ(broken.kind, MessageKind::image);
  EXPECT_FALSE(broken.media);
  ASSERT_EQ(broken.errors.size(), 1U);
  EXPECT_EQ(broken.errors[0].code, 131052);
  EXPECT_FALSE(message_of(R"("type":"audio","audio":{"id":"1","caption":"x"})").text);
}

TEST(Message, AHostileMediaIdCostsTheMediaAlone) {
  for (auto const& id :
       {"\"../../x\""s, "\"a b\""s, "\"\""s, "{}"s, "-1"s, "\"" + std::string(129, 'a') + "\""}) {
    auto const all = parsed(messages_body(
        R"("messages":[{"from":"1","id":"m","type":"image","image":{"caption":"c","id":)" + id +
        "}}]"));
    auto const image = only<MessageReceived>(all);
    EXPECT_FALSE(image.media) << id;
    EXPECT_EQ(image.text, "c") << id;
    ASSERT_EQ(all.refused.size(), 1U) << id;
    EXPECT_EQ(all.refused[0].where, "/entry/0/changes/0/value/messages/0/image/id");
  }
  EXPECT_EQ(message_of(R"("type":"image","image":{"id":12})").media->id, "12");
}

TEST(Message, ChangesOfIdentityNameBothSides) {
  auto const number = message("system/user-changed-number");
  ASSERT_TRUE(number.change);
  EXPECT_EQ(number.subtype, "user_changed_number");
  EXPECT_EQ(number.change->before.phone, "15550100001");
  EXPECT_EQ(number.change->after.wa_id, "15550100011");
  auto const both = message("system/user-changed-number-with-bsuid");
  EXPECT_EQ(both.change->before.user_id, "US.10000000000000000002");
  EXPECT_EQ(both.change->after.user_id, "US.10000000000000000012");
  EXPECT_EQ(both.change->after.wa_id, "15550100012");
  auto const user = message("system/user-changed-user-id");
  EXPECT_EQ(user.change->before.user_id, "US.10000000000000000003");
  EXPECT_EQ(user.change->before.parent_user_id, "US.ENT.20000000000000000003");
  EXPECT_EQ(user.change->after.user_id, "US.10000000000000000013");
  EXPECT_EQ(user.change->after.parent_user_id, "US.ENT.20000000000000000013");
  auto const legacy = message("system/legacy-customer-changed-number");
  EXPECT_EQ(legacy.change->after.wa_id, "15550100014") << "a number, not a string";
  EXPECT_FALSE(message("system/customer-identity-changed").change);
}

TEST(Message, ContactsAreFoundByIdentity) {
  auto const differs = message("text/wa-id-differs-from-from");
  EXPECT_EQ(differs.from.phone, "15550100005");
  EXPECT_EQ(differs.from.wa_id, "15550100006");
  EXPECT_EQ(differs.from.name, "Eve Tanaka");
  auto const fewer = parsed(fixture("webhooks/batches/contacts-fewer-than-messages.json"));
  auto const& stranger = std::get_if<MessageReceived>(&fewer.events.at(1))->from;
  EXPECT_EQ(stranger.phone, "15550100002");
  EXPECT_EQ(stranger.wa_id, "") << "the only contact is of the other message";
  EXPECT_EQ(stranger.name, "");
  auto const user = message("bsuid/username-no-phone");
  EXPECT_EQ(user.from.phone, "");
  EXPECT_EQ(user.from.user_id, "US.10000000000000000001");
  EXPECT_EQ(user.from.username, "ana.f");
  auto const blank = message("bsuid/empty-phone-strings");
  EXPECT_EQ(blank.from.wa_id, "");
  EXPECT_EQ(blank.from.username, "cho") << "without the @";
  EXPECT_FALSE(message("bsuid/parent-bsuid").from.parent_user_id.empty());
}

// Every message is told its own contact, in whatever order and however many there are.
TEST(Message, FindsItsContactAmongAThousand) {
  for (std::size_t const count : {2U, 8U, 9U, 1000U}) {
    std::string contacts;
    std::string messages;
    for (std::size_t i = 0; i < count; ++i) {
      auto const n = std::to_string(i);
      auto const other = std::to_string(count - 1 - i);
      bool const by_user = (count - 1 - i) % 3 == 0;
      contacts += (i == 0 ? "" : ",") + R"({"wa_id":")"s + (by_user ? "" : other) +
                  R"(","user_id":"U)" + other + R"(","profile":{"name":"N)" + other + "\"}}";
      messages += (i == 0 ? "" : ",") +
                  (i % 3 == 0 ? R"({"from_user_id":"U)" + n : R"({"from":")" + n) + R"(","id":"m)" +
                  n + "\"}";
    }
    auto const all =
        parsed(messages_body("\"contacts\":[" + contacts + "],\"messages\":[" + messages + "]"));
    ASSERT_EQ(all.events.size(), count);
    for (std::size_t i = 0; i < count; ++i) {
      auto const& from = std::get_if<MessageReceived>(&all.events[i])->from;
      EXPECT_EQ(from.name, "N" + std::to_string(i));
      EXPECT_EQ(from.user_id, "U" + std::to_string(i));
    }
  }
}

TEST(Message, ASingleContactIsNotAnybodys) {
  auto const people = [](std::string const& contact, std::string const& messages) {
    std::vector<Party> found;
    for (auto const& event :
         parsed(messages_body("\"contacts\":[" + contact + "],\"messages\":[" + messages + "]"))
             .events) {
      found.push_back(std::get_if<MessageReceived>(&event)->from);
    }
    return found;
  };
  auto const contact = R"({"wa_id":"9","user_id":"U9","profile":{"name":"Nine"}})"s;
  auto const one = people(contact, R"({"id":"a","from":"1"},{"id":"b","from":"1"})");
  EXPECT_EQ(one.at(0).name, "Nine");
  EXPECT_EQ(one.at(1).wa_id, "9");
  auto const two = people(contact, R"({"id":"a","from":"1"},{"id":"b","from":"2"})");
  EXPECT_EQ(two.at(0).name, "");
  EXPECT_EQ(two.at(1).wa_id, "");
  auto const other = people(contact, R"({"id":"a","from":"1","from_user_id":"U1"})");
  EXPECT_EQ(other.at(0).user_id, "U1");
  EXPECT_EQ(other.at(0).wa_id, "") << "the user ids say they are two people";
  // Neighbours that are refused have no say in it.
  auto const beside = people(
      contact, R"(null,{"from":"2"},{"id":"","from":"3"},{"id":"x","from":"4","group_id":{}},)"
               R"({"id":"a","from":"1"})");
  ASSERT_EQ(beside.size(), 1U);
  EXPECT_EQ(beside[0].name, "Nine");
}

TEST(Message, WithoutAnyIdentityItIsRefused) {
  for (auto const person : {"", R"(,"from":"")", R"(,"from":null)", R"(,"from":{})",
                            R"(,"from":"","from_user_id":"")"}) {
    auto const all = parsed(messages_body(R"("messages":[{"id":"m","type":"text")"s + person +
                                          R"(,"text":{"body":"x"}}])"));
    EXPECT_TRUE(all.events.empty()) << person;
    ASSERT_EQ(all.refused.size(), 1U) << person;
    EXPECT_EQ(all.refused[0].where, "/entry/0/changes/0/value/messages/0/from");
  }
}

TEST(Message, AnUnreadableGroupIsNotAMessageToUsAlone) {
  EXPECT_EQ(message_of(R"("group_id":"g")").group_id.value, "g");
  EXPECT_TRUE(message_of(R"("group_id":"")").group_id.empty());
  EXPECT_TRUE(message_of(R"("group_id":null)").group_id.empty());
  for (auto const group : {"{}", "true", "[\"g\"]", "1.5", R"("a\u0000")"}) {
    auto const all =
        parsed(messages_body(R"("messages":[{"from":"1","id":"m","group_id":)"s + group + "}]"));
    EXPECT_TRUE(all.events.empty()) << group;
    EXPECT_EQ(all.refused.at(0).where, "/entry/0/changes/0/value/messages/0/group_id");
  }
}

TEST(Message, ATimeThatMakesNoSenseIsNone) {
  EXPECT_EQ(message_of(R"("timestamp":"1767225600")").at, kFixtureTime);
  EXPECT_EQ(message_of(R"("timestamp":1767225600)").at, kFixtureTime);
  EXPECT_EQ(message_of(R"("timestamp":"253402300799")").at, instant_of_s(253402300799));
  for (auto const time :
       {"\"\"", "\"0\"", "0", "\"-1\"", "\"1767225600000\"", "1767225600.5", "\"1767225600.0\"",
        "\" 1767225600\"", "\"+1767225600\"", "\"x\"", "null", "{}", "1e300",
        "\"99999999999999999999\"", "9223372036854775807", "-9223372036854775808"}) {
    EXPECT_FALSE(message_of(R"("timestamp":)"s + time).at) << time;
  }
}

TEST(Message, NamesAreTextAndNothingElse) {
  EXPECT_EQ(message("unicode/name-with-markup").from.name.find('<') != std::string::npos, true);
  auto const all =
      parsed(messages_body(R"("contacts":[{"wa_id":"1","profile":{"name":7,"username":"@"}}],)"
                           R"("messages":[{"from":"1","id":"m"}])"));
  EXPECT_EQ(only<MessageReceived>(all).from.name, "");
  EXPECT_EQ(only<MessageReceived>(all).from.username, "");
}

TEST(Status, WordsOfTheLadderClimbItAndOthersAreKept) {
  EXPECT_EQ(status("sent-cbp").status, Status::sent);
  EXPECT_EQ(status("delivered-pmp").status, Status::delivered);
  EXPECT_EQ(status("read-no-pricing").status, Status::read);
  EXPECT_EQ(status("played").status, Status::played);
  EXPECT_EQ(status("failed-no-errors-array").status, Status::failed);
  EXPECT_EQ(status("deleted-legacy").word, "deleted");
  EXPECT_FALSE(status("deleted-legacy").status);
  EXPECT_FALSE(status("unknown-status-value").status);
}

TEST(Status, APaymentIsNoDelivery) {
  auto const payment = status("payment-captured");
  EXPECT_EQ(payment.type, "payment");
  EXPECT_EQ(payment.word, "captured");
  auto const failed = only<StatusChanged>(
      parsed(messages_body(R"("statuses":[{"id":"s","status":"failed","type":"payment"}])")));
  EXPECT_FALSE(failed.status) << "the payment failed, not the message";
}

TEST(Status, ErrorsAreReadInEveryShape) {
  auto const two = status("failed-two-errors");
  ASSERT_EQ(two.errors.size(), 2U);
  EXPECT_EQ(two.errors[0].code, 131053);
  auto const shapes = only<StatusChanged>(parsed(messages_body(
      R"("statuses":[{"id":"s","status":"failed","errors":[)"
      R"({"code":"131026","message":"m","error_data":"plain"},)"
      R"({"code":9223372036854775807,"title":"t","message":"m","error_data":{"details":"d"}},)"
      R"({"code":9223372036854775808},{"code":1.5},{"code":"1x"},{},null]}])")));
  ASSERT_EQ(shapes.errors.size(), 6U);
  EXPECT_EQ(shapes.errors[0], (ErrorItem{131026, "m", "plain"}));
  EXPECT_EQ(shapes.errors[1], (ErrorItem{9223372036854775807, "t", "d"}));
  for (std::size_t i = 2; i < 6; ++i) EXPECT_FALSE(shapes.errors[i].code) << i;
}

TEST(Status, KeepsTokenPricingAndConversation) {
  EXPECT_FALSE(status("biz-opaque-callback-data").opaque.empty());
  auto const sent = status("sent-cbp");
  EXPECT_EQ(sent.pricing.substr(0, 2), "{\"");
  EXPECT_EQ(sent.conversation.substr(0, 2), "{\"");
  EXPECT_EQ(status("sent-v24-no-conversation").conversation, "");
  auto const inside = only<StatusChanged>(parsed(messages_body(
      R"("statuses":[{"id":"s","status":"sent","conversation":{"id":"c","pricing":{"a":1}}}])")));
  EXPECT_EQ(inside.pricing, R"({"a":1})");
}

TEST(Status, OfAGroupNamesItsParticipant) {
  auto const all = parsed(fixture("webhooks/statuses/group-aggregated.json"));
  ASSERT_EQ(all.events.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    auto const& one = *std::get_if<StatusChanged>(&all.events[i]);
    EXPECT_EQ(one.recipient_type, "group");
    EXPECT_EQ(one.participant, "1555010000" + std::to_string(i + 1));
  }
}

TEST(Status, KnowsItsRecipientByEveryIdentity) {
  auto const user = status("bsuid-delivered-with-contacts");
  EXPECT_EQ(user.recipient.phone, "");
  EXPECT_EQ(user.recipient.user_id, "US.10000000000000000001");
  EXPECT_EQ(user.recipient.name, "Ana Ferris");
  auto const nobody =
      only<StatusChanged>(parsed(messages_body(R"("statuses":[{"id":"s","status":"failed"}])")));
  EXPECT_FALSE(nobody.recipient.named());
}

TEST(Field, SaysWhatItIsAboutAndWhereThatStands) {
  auto const approved = field("template-status/approved");
  EXPECT_EQ(approved.detail, "APPROVED");
  EXPECT_EQ(approved.subject, "order_update");
  EXPECT_TRUE(approved.at);
  EXPECT_EQ(field("template-status/paused").state, "FIRST_PAUSE");
  EXPECT_EQ(field("template-quality/yellow").state, "YELLOW");
  EXPECT_EQ(field("template-quality/sent-under-status-field").state, "RED");
  EXPECT_EQ(field("account/disabled").state, "DISABLE");
  EXPECT_EQ(field("account/reinstated").state, "REINSTATE");
  EXPECT_EQ(field("phone-number/name-rejected").subject, "15550100100");
  auto const settings = field("phone-number/account-settings-update");
  EXPECT_EQ(settings.place.phone_number_id.value, "800000000000001");
  EXPECT_TRUE(settings.at);
}

TEST(Field, KeepsWholeNumbersWhole) {
  auto const value = R"({"message_template_id":123456789012345678,"n":18446744073709551615})";
  EXPECT_EQ(only<FieldChanged>(parsed(change_body("x", value))).value, value);
}

TEST(Field, EchoesAreReadWithTheirRecipient) {
  auto const echo = field("smb/echo-text");
  ASSERT_EQ(echo.echoes.size(), 1U);
  EXPECT_EQ(echo.echoes[0].from.phone, "15550100100");
  EXPECT_EQ(echo.echoes[0].to.phone, "15550100001");
  EXPECT_EQ(echo.echoes[0].text, "typed by staff on the phone");
  EXPECT_EQ(echo.echoes[0].place.pointer, "/entry/0/changes/0/value/message_echoes/0");
  EXPECT_EQ(echo.echoes[0].place.phone_number_id.value, "800000000000001");
  EXPECT_EQ(field("smb/echo-revoke").echoes.at(0).kind, MessageKind::revoke);
  EXPECT_EQ(field("smb/echo-revoke").echoes.at(0).to.user_id, "US.10000000000000000001");
  EXPECT_TRUE(field("smb/history-threads").echoes.empty());
  EXPECT_TRUE(field("standby/observed-message").echoes.empty());
  auto const all = parsed(change_body(
      "smb_message_echoes",
      R"({"message_echoes":[{"id":"a","from":"1"},7,{"id":"b","from":"1","to":"2"}]})"));
  EXPECT_EQ(only<FieldChanged>(all).echoes.size(), 1U);
  ASSERT_EQ(all.refused.size(), 2U);
  EXPECT_EQ(all.refused[0].where, "/entry/0/changes/0/value/message_echoes/0/to");
  EXPECT_EQ(all.refused[1].where, "/entry/0/changes/0/value/message_echoes/1");
}

TEST(Field, PreferencesNameAPersonAndAWord) {
  auto const stop = field("user-preferences/stop");
  ASSERT_EQ(stop.preferences.size(), 1U);
  EXPECT_EQ(stop.preferences[0].who.wa_id, "15550100001");
  EXPECT_EQ(stop.preferences[0].category, "marketing_messages");
  EXPECT_EQ(stop.preferences[0].value, "stop");
  EXPECT_EQ(stop.preferences[0].at, kFixtureTime) << "an integer";
  EXPECT_EQ(field("user-preferences/signup").preferences.at(0).value, "signup");
  auto const all = parsed(change_body(
      "user_preferences",
      R"({"user_preferences":[{"value":"stop"},{"user_id":"U","value":"stop"},{"wa_id":"1"}]})"));
  EXPECT_EQ(only<FieldChanged>(all).preferences.size(), 1U);
  ASSERT_EQ(all.refused.size(), 2U);
  EXPECT_EQ(all.refused[1].where, "/entry/0/changes/0/value/user_preferences/2");
}

TEST(Field, UserIdUpdatesNameBothSides) {
  auto const update = field("user-preferences/user-id-update");
  ASSERT_EQ(update.identities.size(), 1U);
  EXPECT_EQ(update.identities[0].before.user_id, "US.10000000000000000001");
  EXPECT_EQ(update.identities[0].after.user_id, "US.10000000000000000021");
  EXPECT_EQ(update.identities[0].after.wa_id, "15550100001");
  auto const all = parsed(change_body(
      "user_id_update", R"({"user_id_update":[{"wa_id":"1","user_id":{"current":"U"}}]})"));
  EXPECT_TRUE(only<FieldChanged>(all).identities.empty());
  EXPECT_EQ(all.refused.at(0).where, "/entry/0/changes/0/value/user_id_update/0/user_id");
}

}  // namespace
}  // namespace waypost::webhook
