#include "simulator/errors.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace waypost::simulator {
namespace {

enum class Transient { no, yes };

struct Row {
  int code;
  int http_status;
  std::string_view title;
  Transient transient = Transient::no;
};

// Meta's table of codes. A code that Meta documents for webhooks only has 400 here, for the day
// a fault asks for it in an answer.
constexpr std::array kRows = std::to_array<Row>({
    {0, 401, "AuthException"},
    {1, 400, "API Unknown"},
    {2, 503, "API Service", Transient::yes},
    {3, 500, "API Method"},
    {4, 400, "Application request limit reached"},
    {10, 403, "Permission Denied"},
    {33, 400, "Parameter value is not valid"},
    {100, 400, "Invalid parameter"},
    {104, 400, "appsecret_proof is missing or wrong"},
    {190, 401, "Error validating access token"},
    {192, 400, "Invalid phone number"},
    {200, 403, "Permissions error"},
    {368, 403, "Temporarily blocked for policies violations"},
    {2500, 400, "Unknown path components"},
    {80007, 400, "Rate limit issues"},
    {80008, 400, "There have been too many calls to this WhatsApp Business account"},
    {130429, 400, "Rate limit hit"},
    {130472, 400, "User's number is part of an experiment"},
    {130497, 403, "Business account is restricted from messaging users in this country"},
    {131000, 500, "Something went wrong"},
    {131005, 403, "Access denied"},
    {131008, 400, "Required parameter is missing"},
    {131009, 400, "Parameter value is not valid"},
    {131016, 500, "Service unavailable", Transient::yes},
    {131020, 400, "Group has a single member"},
    {131021, 400, "Recipient cannot be sender"},
    {131026, 400, "Message undeliverable"},
    {131030, 400, "Recipient phone number not in allowed list"},
    {131031, 403, "Account has been locked"},
    {131037, 400, "WhatsApp provided number needs display name approval"},
    {131041, 400, "Group unknown"},
    {131042, 400, "Business eligibility payment issue"},
    {131045, 500, "Incorrect certificate"},
    {131047, 400, "Re-engagement message"},
    {131048, 400, "Spam rate limit hit"},
    {131049, 400, "This message was not delivered to maintain healthy ecosystem engagement."},
    {131050, 400, "User has stopped marketing messages from this business"},
    {131051, 400, "Unsupported message type"},
    {131052, 400, "Media download error"},
    {131053, 400, "Media upload error"},
    {131055, 400, "Method not allowed"},
    {131056, 400, "(Business Account, Consumer Account) pair rate limit hit"},
    {131057, 500, "Account in maintenance mode", Transient::yes},
    {131059, 400, "Paging cursor expired"},
    {131062, 400, "This message cannot be sent to a business-scoped user ID"},
    {131063, 400, "Marketing templates are disabled on Cloud API for this account"},
    {131064, 400, "Messaging limit reached because of template classification violations"},
    {131208, 429, "Group operations are too frequent"},
    {132000, 400, "Number of parameters does not match the expected number of params"},
    {132001, 404, "Template name does not exist in the translation"},
    {132005, 400, "Translated text too long"},
    {132007, 400, "Template format character policy violated"},
    {132008, 400, "Parameter value is malformed"},
    {132012, 400, "Parameter format does not match format in the created template"},
    {132015, 400, "Template is paused"},
    {132016, 400, "Template is disabled"},
    {132018, 400, "There is an issue with the parameters in the template"},
    {132068, 400, "Flow is in blocked state"},
    {132069, 400, "Flow is in throttled state"},
    {133004, 503, "Server temporarily unavailable", Transient::yes},
    {133010, 400, "Phone number not registered"},
    {134100, 400, "Only marketing messages supported"},
    {135000, 400, "Generic user error"},
    {137000, 400, "Recipient identity key hash mismatch"},
    {138009, 400, "Call permission request limit reached"},
    {2494100, 400, "Phone number in maintenance", Transient::yes},
});

Row const* find(int code) {
  auto const row = std::find_if(kRows.begin(), kRows.end(),
                                [code](Row const& candidate) { return candidate.code == code; });
  return row == kRows.end() ? nullptr : row;
}

}  // namespace

int http_status_of(int code) {
  auto const* row = find(code);
  return row == nullptr ? 400 : row->http_status;
}

std::string title_of(int code) {
  auto const* row = find(code);
  return std::string(row == nullptr ? "Unknown error" : row->title);
}

boost::json::object error_body(Refusal const& refusal, std::string trace) {
  auto const* row = find(refusal.code);
  auto const title = title_of(refusal.code);
  boost::json::object error;
  error["message"] = "(#" + std::to_string(refusal.code) + ") " + title;
  error["type"] = "OAuthException";
  error["code"] = refusal.code;
  if (refusal.subcode != 0) error["error_subcode"] = refusal.subcode;
  error["is_transient"] = row != nullptr && row->transient == Transient::yes;
  if (!refusal.details.empty()) {
    error["error_data"] =
        boost::json::object{{"messaging_product", "whatsapp"}, {"details", refusal.details}};
  }
  error["fbtrace_id"] = std::move(trace);
  return boost::json::object{{"error", std::move(error)}};
}

boost::json::object error_item(int code) {
  auto const title = title_of(code);
  return boost::json::object{
      {"code", code},
      {"title", title},
      {"message", title},
      {"error_data", boost::json::object{{"details", title}}},
      {"href", "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"}};
}

}  // namespace waypost::simulator
