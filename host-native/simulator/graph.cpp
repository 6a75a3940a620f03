#include "simulator/graph.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

#include "simulator/messages.h"
#include "simulator/schema.h"
#include "simulator/text.h"
#include "simulator/wire.h"

namespace waypost::simulator {
namespace {

using boost::json::array;
using boost::json::object;

constexpr auto kUrlLife = std::chrono::minutes{5};
constexpr std::size_t kMostPage = 100;

Refusal unknown_object(std::string_view id) {
  return {100,
          "Unsupported request. Object with ID '" + std::string(id) +
              "' does not exist, cannot be loaded due to missing permissions, or does not support "
              "this operation",
          400, 33};
}

Refusal unknown_field(std::string_view name) {
  return {100, "Tried accessing nonexisting field (" + std::string(name) + ")"};
}

Check check_token(World const& world, std::string_view token) {
  if (!token.empty() && world.directory.knows_token(token)) return std::nullopt;
  return Refusal{190, "Invalid OAuth access token - Cannot parse access token"};
}

Check check_owner(std::string_view token, Number const& number) {
  if (token == number.access_token) return std::nullopt;
  return Refusal{200,
                 "You do not have the necessary permissions to send messages on behalf of this "
                 "WhatsApp Business Account"};
}

std::string_view tier_of(std::size_t limit) {
  if (limit == 0) return "TIER_UNLIMITED";
  if (limit <= 50) return "TIER_50";
  if (limit <= 250) return "TIER_250";
  if (limit <= 2'000) return "TIER_2K";
  if (limit <= 10'000) return "TIER_10K";
  return "TIER_100K";
}

/// The whole node; `select` cuts it down.
object number_node(Number const& number) {
  return {{"id", number.phone_number_id},
          {"display_phone_number", "+" + number.display_phone_number},
          {"verified_name", number.verified_name},
          {"quality_rating", "GREEN"},
          {"status", "CONNECTED"},
          {"name_status", "APPROVED"},
          {"throughput", object{{"level", number.messages_per_second > 80 ? "HIGH" : "STANDARD"}}},
          {"platform_type", "CLOUD_API"},
          {"code_verification_status", "VERIFIED"},
          {"whatsapp_business_manager_messaging_limit", tier_of(number.messaging_limit)},
          {"health_status", object{{"can_send_message", "AVAILABLE"}}}};
}

object account_node(Number const& number) {
  return {{"id", number.waba_id},
          {"name", number.verified_name},
          {"currency", "USD"},
          {"timezone_id", "1"},
          {"message_template_namespace", "00000000_0000_0000_0000_000000000000"},
          {"health_status", object{{"can_send_message", "AVAILABLE"}}}};
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    auto const end = std::min(text.find(separator), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

/// The members named by `fields` and `id`; all that `usual` names when there are no fields.
std::variant<object, Refusal> select(object const& node,
                                     std::string_view fields,
                                     std::string_view usual) {
  object out;
  for (auto const name : split(fields.empty() ? usual : fields, ',')) {
    auto const* value = node.if_contains(name);
    if (value == nullptr) return unknown_field(name);
    out[name] = *value;
  }
  out["id"] = node.at("id");
  return out;
}

HttpAnswer answer_node(World& world,
                       object const& node,
                       HttpRequest const& request,
                       std::string_view usual) {
  auto const selected = select(node, request.query_value("fields"), usual);
  if (auto const* refusal = std::get_if<Refusal>(&selected)) return refuse(world, *refusal);
  return answer_json(std::get<object>(selected));
}

constexpr std::string_view kNumberFields =
    "verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,"
    "throughput,id";
constexpr std::string_view kTemplateFields =
    "name,parameter_format,components,language,status,"
    "category,id";

/// Nine digits: twelve characters in all, so that base64 needs no padding and a query no escape.
std::string page_cursor(std::size_t position) {
  auto const digits = std::to_string(position);
  return base64("at:" + std::string(9 - std::min<std::size_t>(9, digits.size()), '0') + digits);
}

/// 131059 for a cursor that this simulator did not make.
std::variant<std::size_t, Refusal> read_cursor(std::string_view cursor) {
  if (cursor.empty()) return std::size_t{0};
  auto const text = from_base64(cursor);
  if (text.rfind("at:", 0) != 0 || !is_digits(std::string_view(text).substr(3))) {
    return Refusal{131059, "The paging cursor is not valid."};
  }
  return static_cast<std::size_t>(std::stoull(text.substr(3)));
}

/// A field that this template happens to lack (quality_score, rejected_reason) is left out.
object template_node(object const& definition, std::string_view fields) {
  object node;
  for (auto const name : split(fields.empty() ? kTemplateFields : fields, ',')) {
    if (auto const* value = definition.if_contains(name)) node[name] = *value;
  }
  node["id"] = definition.at("id");
  return node;
}

HttpAnswer list_templates(World& world, HttpRequest const& request, Number const& number) {
  auto const position = read_cursor(request.query_value("after"));
  if (auto const* refusal = std::get_if<Refusal>(&position)) return refuse(world, *refusal);
  auto const wanted_status = to_upper(request.query_value("status"));
  auto const wanted_name = request.query_value("name");
  auto const limit = request.query_value("limit");
  auto const most = is_digits(limit) && limit.size() < 4
                        ? std::clamp<std::size_t>(std::stoul(std::string(limit)), 1, kMostPage)
                        : std::size_t{25};
  std::vector<std::shared_ptr<Template const>> found;
  for (auto& one : world.templates.list(number.waba_id)) {
    if (!wanted_status.empty() && one->status != wanted_status) continue;
    if (!wanted_name.empty() && one->name != wanted_name) continue;
    found.push_back(std::move(one));
  }
  auto const from = std::min(std::get<std::size_t>(position), found.size());
  auto const to = std::min(from + most, found.size());
  array data;
  for (auto index = from; index < to; ++index) {
    data.push_back(template_node(found[index]->definition, request.query_value("fields")));
  }
  object paging{{"cursors", object{{"before", page_cursor(from)}, {"after", page_cursor(to)}}}};
  if (to < found.size()) {
    paging["next"] = world.origin + "/" + number.waba_id +
                     "/message_templates?limit=" + std::to_string(most) +
                     "&after=" + page_cursor(to);
  }
  return answer_json(object{{"data", std::move(data)}, {"paging", std::move(paging)}});
}

HttpAnswer list_numbers(World& world, HttpRequest const& request, Number const& account) {
  array data;
  for (auto const& number : world.directory.numbers()) {
    if (number.waba_id != account.waba_id) continue;
    auto selected = select(number_node(number), request.query_value("fields"), kNumberFields);
    if (auto const* refusal = std::get_if<Refusal>(&selected)) return refuse(world, *refusal);
    data.push_back(std::get<object>(std::move(selected)));
  }
  return answer_json(object{{"data", std::move(data)}});
}

HttpAnswer subscribed_apps(World& world, HttpRequest const& request, Number const& account) {
  auto app = world.directory.app(account.app_id);
  if (!app) return refuse(world, unknown_object(account.app_id));
  if (request.method == "GET") {
    object entry{
        {"whatsapp_business_api_data", object{{"id", app->app_id}, {"name", "Simulated app"}}}};
    if (!app->callback_url.empty()) entry["override_callback_uri"] = app->callback_url;
    return answer_json(object{{"data", array{std::move(entry)}}});
  }
  boost::json::error_code error;
  auto const value = boost::json::parse(request.body.empty() ? "{}" : request.body, error);
  auto const* body = error ? nullptr : value.if_object();
  auto const url = body == nullptr ? std::string_view{} : text_in(*body, "override_callback_uri");
  if (!url.empty()) {
    auto wished = *app;
    wished.callback_url = url;
    if (auto const token = text_in(*body, "verify_token"); !token.empty()) {
      wished.verify_token = token;
    }
    if (!world.sender.verify(wished)) {
      return refuse(world, {100, "The callback URL did not answer the verification request."});
    }
    world.directory.put(std::move(wished));
  }
  return answer_json(object{{"success", true}});
}

HttpAnswer upload(World& world, HttpRequest const& request, Number const& number) {
  auto const product = request.parts.find("messaging_product");
  if (product == request.parts.end() || product->second.content != "whatsapp") {
    return refuse(world, {100, "The parameter messaging_product is required."});
  }
  auto const file = request.parts.find("file");
  if (file == request.parts.end() || file->second.filename.empty()) {
    return refuse(world, {100, "The parameter file is required."});
  }
  auto const type = request.parts.find("type");
  auto const mime_type =
      type == request.parts.end() ? file->second.content_type : type->second.content;
  if (auto const refusal = check_upload(mime_type, file->second.content.size())) {
    return refuse(world, *refusal);
  }
  Media media;
  media.id = world.ids.media();
  media.phone_number_id = number.phone_number_id;
  media.mime_type = mime_type;
  media.sha256 = sha256_hex(file->second.content);
  media.stored = world.clock.now();
  media.bytes = file->second.content;
  auto const id = media.id;
  world.media.put(std::move(media));
  return answer_json(object{{"id", id}});
}

HttpAnswer media_node(World& world, HttpRequest const& request, Media const& media) {
  auto const asked = request.query_value("phone_number_id");
  if (!asked.empty() && asked != media.phone_number_id) {
    return refuse(world, unknown_object(media.id));
  }
  if (request.method == "DELETE") {
    world.media.erase(media.id);
    return answer_json(object{{"success", true}});
  }
  auto const until = world.clock.now() + kUrlLife;
  auto const expiry = std::to_string(until.time_since_epoch().count());
  return answer_json(object{{"messaging_product", "whatsapp"},
                            {"url", world.origin + "/_media/" + media.id + "?ext=" + expiry},
                            {"mime_type", media.mime_type},
                            {"sha256", media.sha256},
                            {"file_size", std::to_string(media.bytes.size())},
                            {"id", media.id}});
}

HttpAnswer html(int status, std::string_view words) {
  HttpAnswer answer;
  answer.status = status;
  answer.content_type = "text/html";
  answer.body = "<html><body>" + std::string(words) + "</body></html>\n";
  return answer;
}

/// The bytes behind a media url, as Meta's file host gives them.
HttpAnswer download(World& world, HttpRequest const& request, std::string_view id) {
  if (request.user_agent.empty()) return html(403, "A user agent is needed");
  if (!world.directory.knows_token(bearer_token(request))) return html(401, "No token");
  auto const media = world.media.find(id, world.clock.now());
  auto const expiry = request.query_value("ext");
  auto const now = std::to_string(world.clock.now().time_since_epoch().count());
  // Both are microseconds with the same number of digits for the next two centuries.
  if (media == nullptr || expiry.size() != now.size() || expiry < now) {
    return html(404, "This url has expired");
  }
  HttpAnswer answer;
  answer.content_type = media->mime_type;
  answer.body = media->bytes;
  return answer;
}

HttpAnswer answer_number(World& world,
                         HttpRequest const& request,
                         Number const& number,
                         std::string_view edge) {
  if (auto const refusal = check_owner(bearer_token(request), number)) {
    return refuse(world, *refusal);
  }
  auto const post = request.method == "POST";
  if (post && edge == "messages") {
    return answer_send(world, request, number, Endpoint::messages);
  }
  if (post && edge == "marketing_messages") {
    return answer_send(world, request, number, Endpoint::marketing_messages);
  }
  if (post && edge == "media") return upload(world, request, number);
  if (!edge.empty()) return refuse(world, unknown_field(edge));
  if (request.method != "GET") return refuse(world, unknown_object(number.phone_number_id));
  if (auto const refusal = world.limits.take_management_call(number.waba_id, world.clock.now())) {
    return refuse(world, *refusal);
  }
  return answer_node(world, number_node(number), request, kNumberFields);
}

HttpAnswer answer_account(World& world,
                          HttpRequest const& request,
                          Number const& account,
                          std::string_view edge) {
  auto const token = bearer_token(request);
  auto const numbers = world.directory.numbers();
  auto const owned = std::any_of(numbers.begin(), numbers.end(), [&](Number const& number) {
    return number.waba_id == account.waba_id && number.access_token == token;
  });
  if (!owned) return refuse(world, *check_owner("", account));
  if (auto const refusal = world.limits.take_management_call(account.waba_id, world.clock.now())) {
    return refuse(world, *refusal);
  }
  auto const get = request.method == "GET";
  if (get && edge == "message_templates") return list_templates(world, request, account);
  if (get && edge == "phone_numbers") return list_numbers(world, request, account);
  if (edge == "subscribed_apps") return subscribed_apps(world, request, account);
  if (get && edge.empty()) return answer_node(world, account_node(account), request, "id,name");
  return refuse(world, unknown_field(edge));
}

}  // namespace

std::string_view bearer_token(HttpRequest const& request) {
  std::string_view const header = request.authorization;
  constexpr std::string_view kScheme = "bearer ";
  if (to_lower(header.substr(0, kScheme.size())) != kScheme) return {};
  return header.substr(kScheme.size());
}

GraphPath read_path(std::string_view path) {
  GraphPath out{split(path, '/'), std::nullopt};
  if (out.segments.empty()) {
    out.refusal = Refusal{2500, "Unknown path components: " + std::string(path)};
    return out;
  }
  // A version is v, digits, a dot, digits; a call without one is served by the app's default.
  auto const first = out.segments.front();
  if (first.front() != 'v') return out;
  auto const dot = first.find('.');
  auto const whole = dot != std::string_view::npos && is_digits(first.substr(1, dot - 1)) &&
                     is_digits(first.substr(dot + 1));
  if (whole && out.segments.size() > 1) {
    out.segments.erase(out.segments.begin());
  } else {
    out.refusal = Refusal{2500, "Unknown path components: " + std::string(path)};
  }
  return out;
}

HttpAnswer refuse(World& world, Refusal const& refusal) {
  auto answer = answer_json(error_body(refusal, world.ids.trace()));
  answer.status = http_status_of(refusal);
  if (refusal.code == 190 || refusal.code == 0) {
    answer.headers.emplace_back("WWW-Authenticate",
                                "OAuth \"Facebook Platform\" \"invalid_token\"");
  }
  return answer;
}

HttpAnswer answer_json(boost::json::value const& value) {
  HttpAnswer answer;
  append_wire(answer.body, value);
  answer.headers.emplace_back("facebook-api-version", "v25.0");
  return answer;
}

HttpAnswer answer_graph(World& world, HttpRequest const& request) {
  auto const path = read_path(request.path);
  if (path.refusal) return refuse(world, *path.refusal);
  auto const& segments = path.segments;
  if (segments.size() > 2) {
    return refuse(world, {2500, "Unknown path components: " + request.path});
  }
  if (segments.size() == 2 && segments[0] == "_media") {
    return download(world, request, segments[1]);
  }
  auto const token = bearer_token(request);
  if (auto const refusal = check_token(world, token)) return refuse(world, *refusal);
  auto const id = segments[0];
  auto const edge = segments.size() == 2 ? segments[1] : std::string_view{};
  if (auto const number = world.directory.number(id)) {
    return answer_number(world, request, *number, edge);
  }
  if (auto const account = world.directory.number_of_waba(id)) {
    return answer_account(world, request, *account, edge);
  }
  auto const media = world.media.find(id, world.clock.now());
  if (media != nullptr && edge.empty() && request.method != "POST") {
    auto const owner = world.directory.number(media->phone_number_id);
    if (owner && owner->access_token == token) return media_node(world, request, *media);
  }
  return refuse(world, unknown_object(id));
}

}  // namespace waypost::simulator
