#include "simulator/messages.h"

#include <memory>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "simulator/schema.h"
#include "simulator/statuses.h"
#include "simulator/wire.h"

namespace waypost::simulator {
namespace {

using boost::json::object;

/// One request on its way through.
struct Call {
  World& world;
  HttpRequest const& request;
  Number const& number;
  std::uint64_t ordinal;
  Instant now;
};

Event event_of(Call const& call, Event::Kind kind, Send const& send) {
  Event event;
  event.kind = kind;
  event.at = call.now;
  event.phone_number_id = call.number.phone_number_id;
  event.customer = send.to.empty() ? send.recipient : send.to;
  event.word = send.type;
  event.body = call.request.body;
  return event;
}

void note_refused(Call const& call, Send const& send, int http_status, Refusal const& refusal) {
  call.world.ledger.add(RefusedSend{
      0, call.ordinal, call.now, call.number.phone_number_id,
      std::string(send.to.empty() ? send.recipient : send.to), std::string(send.type),
      std::string(send.biz_opaque_callback_data), http_status, refusal.code, refusal.details});
  if (!call.world.watch.anybody()) return;
  auto event = event_of(call, Event::Kind::refused, send);
  event.code = refusal.code;
  call.world.watch.tell(event);
}

HttpAnswer refuse_send(Call const& call, Send const& send, Refusal const& refusal) {
  note_refused(call, send, http_status_of(refusal), refusal);
  return refuse(call.world, refusal);
}

HttpAnswer answer_read(Call const& call, object const& body, Facts const& facts) {
  if (auto const refusal = judge_read(body, facts)) return refuse(call.world, *refusal);
  auto const typing =
      body.contains("typing_indicator") ? ReadCall::Typing::yes : ReadCall::Typing::no;
  std::string wamid(text_in(body, "message_id"));
  call.world.ledger.add(ReadCall{0, call.now, call.number.phone_number_id, wamid, typing});
  if (call.world.watch.anybody()) {
    Event event;
    event.kind = Event::Kind::read;
    event.at = call.now;
    event.phone_number_id = call.number.phone_number_id;
    event.wamid = std::move(wamid);
    event.word = typing == ReadCall::Typing::yes ? "typing" : "read";
    call.world.watch.tell(event);
  }
  return answer_json(object{{"success", true}});
}

Person person_of(Call const& call, Send const& send) {
  if (send.target == Send::Target::group) {
    Person group;
    group.customer.wa_id = send.address;
    return group;
  }
  return call.world.directory.person(send.address.empty() ? send.recipient
                                                          : std::string_view(send.address));
}

/// The answer that a fault puts in the place of the right one.
HttpAnswer spoil(Call const& call, Fault const& fault, HttpAnswer answer) {
  switch (fault.kind) {
    case FaultKind::error: {
      auto spoiled = refuse(call.world, Refusal{fault.code, "", fault.http_status});
      return spoiled;
    }
    case FaultKind::html:
      answer.status = fault.http_status == 0 ? 502 : fault.http_status;
      answer.content_type = "text/html";
      answer.body =
          "<html><head><title>Bad Gateway</title></head>"
          "<body><h1>Sorry, something went wrong.</h1></body></html>\n";
      return answer;
    case FaultKind::empty:
      answer.status = fault.http_status == 0 ? 503 : fault.http_status;
      answer.body.clear();
      return answer;
    case FaultKind::truncated: answer.cut = HttpAnswer::Cut::half; return answer;
    case FaultKind::reset: answer.cut = HttpAnswer::Cut::reset; return answer;
    case FaultKind::close: answer.cut = HttpAnswer::Cut::close; return answer;
    case FaultKind::slow: call.world.sleep(fault.delay); return answer;
    default: return answer;
  }
}

/// What the ledger says of a spoiled answer.
Reply reply_of(std::optional<Fault> const& fault) {
  if (!fault) return Reply::sent;
  switch (fault->kind) {
    case FaultKind::error: return Reply::error;
    case FaultKind::html: return Reply::html;
    case FaultKind::empty: return Reply::empty;
    case FaultKind::truncated: return Reply::truncated;
    case FaultKind::reset: return Reply::reset;
    case FaultKind::close: return Reply::lost;
    default: return Reply::sent;
  }
}

bool refuses(Fault const& fault) {
  return fault.accept == Fault::Accept::no && fault.kind != FaultKind::slow &&
         fault.kind != FaultKind::held;
}

HttpAnswer refuse_by_fault(Call const& call, Send const& send, Fault const& fault) {
  auto answer = spoil(call, fault, HttpAnswer{});
  auto const cut = answer.cut != HttpAnswer::Cut::none;
  auto const code = fault.kind == FaultKind::error ? fault.code : 0;
  note_refused(call, send, cut ? 0 : answer.status,
               {code, "fault: " + std::string(word_of(fault.kind))});
  return answer;
}

/// Whether a voice message: {"audio":{"voice":true}}.
Accepted::Voice voice_of(object const& body) {
  auto const* audio = object_in(body, "audio");
  auto const* voice = audio == nullptr ? nullptr : audio->if_contains("voice");
  auto const* flag = voice == nullptr ? nullptr : voice->if_bool();
  return flag != nullptr && *flag ? Accepted::Voice::yes : Accepted::Voice::no;
}

std::shared_ptr<Accepted> accepted_of(Call const& call,
                                      object const& body,
                                      Send const& send,
                                      Person const& person) {
  auto message = std::make_shared<Accepted>();
  message->wamid = call.world.ids.message(person.key());
  message->number = call.number;
  message->customer = person.customer;
  message->type = send.type;
  message->biz_opaque_callback_data = send.biz_opaque_callback_data;
  message->voice = voice_of(body);
  message->at = call.now;
  message->window = call.world.limits.window({call.number.phone_number_id, person.key()}, call.now);
  if (send.target == Send::Target::group) {
    message->group_id = send.address;
    message->customer = Customer{};
  } else if (send.address.empty()) {
    message->address = Accepted::Address::user_id;
  }
  if (send.type == "template") {
    message->category = send.definition == nullptr ? "UTILITY" : send.definition->category;
    message->template_name = send.template_name;
    if (send.definition != nullptr) message->template_language = send.definition->language;
  }
  return message;
}

void note_accepted(Call const& call, Send const& send, Accepted& message, Reply reply) {
  AcceptedSend record;
  record.request = call.ordinal;
  record.at = call.now;
  record.wamid = message.wamid;
  record.phone_number_id = call.number.phone_number_id;
  record.to = send.to.empty() ? send.recipient : send.to;
  record.wa_id = message.customer.wa_id;
  record.user_id = message.customer.user_id;
  record.group_id = message.group_id;
  record.type = message.type;
  record.template_name = message.template_name;
  record.biz_opaque_callback_data = message.biz_opaque_callback_data;
  record.body = call.request.body;
  record.reply = reply;
  call.world.messages.note(message.wamid, {call.now, Direction::outbound});
  message.ordinal = call.world.ledger.add(std::move(record));
  if (!call.world.watch.anybody()) return;
  auto event = event_of(call, Event::Kind::accepted, send);
  event.customer =
      message.customer.wa_id.empty() ? message.customer.user_id : message.customer.wa_id;
  event.wamid = message.wamid;
  call.world.watch.tell(event);
}

object receipt_of(Send const& send, Accepted const& message) {
  object contact{{"input", send.to.empty() ? send.recipient : send.to}};
  if (!message.group_id.empty()) {
    contact["wa_id"] = message.group_id;
  } else if (message.address == Accepted::Address::phone) {
    contact["wa_id"] = message.customer.wa_id;
  } else {
    contact["user_id"] = message.customer.user_id;
    auto const shown = message.customer.phone == Customer::Phone::shown;
    if (shown && !message.customer.wa_id.empty()) contact["wa_id"] = message.customer.wa_id;
  }
  object receipt{{"id", message.wamid}};
  if (!message.group_id.empty()) receipt["group_id"] = message.group_id;
  if (message.held.count() > 0) {
    receipt["message_status"] = "held_for_quality_assessment";
  } else if (message.type == "template") {
    receipt["message_status"] = "accepted";
  }
  return object{{"messaging_product", "whatsapp"},
                {"contacts", boost::json::array{std::move(contact)}},
                {"messages", boost::json::array{std::move(receipt)}}};
}

/// Outside the window, when the simulator is told to say so at once.
Check check_window(Call const& call, Send const& send, Person const& person) {
  if (call.world.options.window != WindowCheck::refused) return std::nullopt;
  if (send.type == "template" || send.target == Send::Target::group) return std::nullopt;
  auto const window =
      call.world.limits.window({call.number.phone_number_id, person.key()}, call.now);
  if (window.open) return std::nullopt;
  return Refusal{131047,
                 "Message failed to send because more than 24 hours have passed since the "
                 "customer last replied to this number."};
}

HttpAnswer send_message(Call const& call, object const& body, Verdict const& verdict) {
  auto& world = call.world;
  auto const& send = verdict.send;
  auto const person = person_of(call, send);
  auto const fault =
      world.faults.strike(FaultGroup::answer, {call.number.phone_number_id, person.customer.wa_id,
                                               person.customer.user_id, send.type, "messages"});
  if (fault && refuses(*fault)) return refuse_by_fault(call, send, *fault);
  if (auto const refusal = world.limits.take_send(call.number, person.key(), call.now)) {
    return refuse_send(call, send, *refusal);
  }
  if (auto const refusal = check_window(call, send, person)) {
    return refuse_send(call, send, *refusal);
  }
  auto message = accepted_of(call, body, send, person);
  if (fault && fault->kind == FaultKind::held) message->held = fault->delay;
  message->failure = failure_of(world, *message);
  note_accepted(call, send, *message, reply_of(fault));
  auto const receipt = receipt_of(send, *message);
  schedule_statuses(world, std::move(message));
  auto answer = answer_json(receipt);
  return fault ? spoil(call, *fault, std::move(answer)) : answer;
}

}  // namespace

HttpAnswer answer_send(World& world,
                       HttpRequest const& request,
                       Number const& number,
                       Endpoint endpoint) {
  Call const call{world, request, number, world.ledger.next_request(), world.clock.now()};
  if (request.content_type.rfind("application/json", 0) != 0) {
    return refuse_send(call, {}, {100, "The parameter messaging_product is required."});
  }
  boost::json::error_code error;
  auto const value = boost::json::parse(request.body, error);
  auto const* body = error ? nullptr : value.if_object();
  if (body == nullptr) return refuse_send(call, {}, {100, "The body is not a JSON object."});
  Facts const facts{number,         world.templates,           world.media,
                    world.messages, world.options.unknown_ids, call.now,
                    endpoint};
  if (body->contains("status")) return answer_read(call, *body, facts);
  auto const verdict = judge_send(*body, facts);
  if (verdict.refusal) return refuse_send(call, verdict.send, *verdict.refusal);
  return send_message(call, *body, verdict);
}

}  // namespace waypost::simulator
