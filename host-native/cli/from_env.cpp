#include "cli/from_env.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "app/service.h"
#include "cli/console.h"
#include "crypto/master_key.h"

namespace waypost::cli {
namespace {

/// Where a name goes: a setting, a secret, or an id of the number.
enum class Goes : std::uint8_t { port, setting, secret, phone_number_id, waba_id };

struct Known {
  std::string_view name;
  Goes goes;
  std::string_view to;
};

// The names of the five replaced systems (the migration contract, docs/migrate.md).
constexpr std::array kTaken = {
    Known{"PORT", Goes::port, "WAYPOST_LISTEN"},
    Known{"LOG_LEVEL", Goes::setting, "WAYPOST_LOG_LEVEL"},
    Known{"META_APP_SECRET", Goes::secret, "app_secret"},
    Known{"WEBHOOK_VERIFY_TOKEN", Goes::secret, "tenant_verify_token"},
    Known{"WHATSAPP_WEBHOOK_VERIFY_TOKEN", Goes::secret, "app_verify_token"},
    Known{"META_VERIFY_TOKEN", Goes::secret, "app_verify_token"},
    Known{"WHATSAPP_ACCESS_TOKEN", Goes::secret, "access_token"},
    Known{"WHATSAPP_TOKEN", Goes::secret, "access_token"},
    Known{"WHATSAPP_PHONE_NUMBER_ID", Goes::phone_number_id, "phone_number_id"},
    Known{"WHATSAPP_BUSINESS_ACCOUNT_ID", Goes::waba_id, "waba_id"},
    Known{"WHATSAPP_API_VERSION", Goes::setting, "WAYPOST_GRAPH_VERSION"},
    Known{"META_GRAPH_VERSION", Goes::setting, "WAYPOST_GRAPH_VERSION"},
};

struct Gone {
  std::string_view name;
  std::string_view why;
};

constexpr std::array kGone = {
    Gone{"DB_HOST", "one database file, WAYPOST_DB"},
    Gone{"DB_PORT", "one database file, WAYPOST_DB"},
    Gone{"DB_USER", "one database file, WAYPOST_DB"},
    Gone{"DB_PASSWORD", "one database file, WAYPOST_DB"},
    Gone{"DB_DATABASE", "one database file, WAYPOST_DB"},
    Gone{"REDIS_HOST", "the queue is in the database"},
    Gone{"REDIS_PORT", "the queue is in the database"},
    Gone{"REDIS_PASSWORD", "the queue is in the database"},
    Gone{"NODE_ENV", "there is one way to run"},
    Gone{"VITE_SUPABASE_URL", "one database file, WAYPOST_DB"},
    Gone{"VITE_SUPABASE_ANON_KEY", "one database file, WAYPOST_DB"},
    Gone{"WHATSAPP_SESSION_SECRET", "linked devices are not taken over"},
    Gone{"RELANCE_MAX_CONCURRENT_SESSIONS", "linked devices are not taken over"},
    Gone{"RELANCE_MESSAGE_DELAY_MS", "belongs to the sequence, not to the service"},
    Gone{"RELANCE_MAX_MESSAGES_PER_DAY", "belongs to the sequence, not to the service"},
};

bool is_placeholder(std::string_view value) {
  std::string lower{value};
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return crypto::is_known_default(value) || lower.starts_with("your_") ||
         lower.starts_with("your-") || lower.starts_with("<") || lower == "xxx";
}

std::string value_of(Takeover const& takeover, Known const& known) {
  switch (known.goes) {
    case Goes::port: return {};
    case Goes::setting: return takeover.settings.at(std::string{known.to});
    case Goes::secret: return takeover.secrets.at(std::string{known.to});
    case Goes::phone_number_id: return takeover.phone_number_id;
    case Goes::waba_id: return takeover.waba_id;
  }
  return {};
}

/// A number needs its id, its account and its token; what is there of them alone makes none.
void miss_number_parts(Takeover& takeover) {
  bool const token = takeover.secrets.count("access_token") != 0;
  if (takeover.phone_number_id.empty() && takeover.waba_id.empty() && !token) return;
  auto const miss = [&](char const* name) {
    takeover.names.push_back({name, Verdict::missing,
                              "no number was made without it; add the number with: waypost numbers "
                              "add ID --tenant SLUG --waba ID --token-file FILE"});
  };
  if (takeover.phone_number_id.empty()) miss("WHATSAPP_PHONE_NUMBER_ID");
  if (takeover.waba_id.empty()) miss("WHATSAPP_BUSINESS_ACCOUNT_ID");
  if (!token) miss("WHATSAPP_ACCESS_TOKEN");
}

void take(Takeover& takeover, Known const& known, std::string const& value) {
  std::string const name{known.name};
  if (is_placeholder(value)) {
    throw Failure{app::kExitConfig, name + " is empty or a placeholder; nothing was written"};
  }
  // Two old names for one thing may both be set, with one value.
  auto const [other, first] = takeover.source.emplace(known.to, name);
  if (!first && value_of(takeover, known) != value) {
    throw Failure{app::kExitConfig,
                  other->second + " and " + name +
                      " differ and mean one thing: keep one; nothing was written"};
  }
  switch (known.goes) {
    case Goes::port: takeover.settings["WAYPOST_LISTEN"] = "127.0.0.1:" + value; break;
    case Goes::setting: takeover.settings[std::string{known.to}] = value; break;
    case Goes::secret: takeover.secrets[std::string{known.to}] = value; break;
    case Goes::phone_number_id: takeover.phone_number_id = value; break;
    case Goes::waba_id: takeover.waba_id = value; break;
  }
  takeover.names.push_back({name, Verdict::taken, "became " + std::string{known.to}});
}

}  // namespace

Takeover take_over(std::string_view dotenv) {
  auto const settings = app::parse_config_file(dotenv);
  if (!settings) {
    throw Failure{app::kExitConfig, settings.error().name + " " + settings.error().text};
  }
  Takeover takeover;
  for (auto const& [raw_name, value] : *settings) {
    std::string name = raw_name;
    if (name.starts_with("export ")) name.erase(0, 7);
    auto const known = std::find_if(kTaken.begin(), kTaken.end(),
                                    [&](Known const& one) { return one.name == name; });
    auto const gone =
        std::find_if(kGone.begin(), kGone.end(), [&](Gone const& one) { return one.name == name; });
    if (known != kTaken.end()) {
      take(takeover, *known, value);
    } else if (gone != kGone.end()) {
      takeover.names.push_back({name, Verdict::gone, std::string{gone->why}});
    } else {
      takeover.names.push_back(
          {name, Verdict::gone, "no replaced system's name that Waypost knows"});
    }
  }
  if (takeover.secrets.count("app_secret") == 0) {
    takeover.names.push_back(
        {"META_APP_SECRET", Verdict::missing,
         "fetch it from Meta's App Dashboard, Settings > Basic; nothing is accepted without it"});
  }
  miss_number_parts(takeover);
  return takeover;
}

}  // namespace waypost::cli
