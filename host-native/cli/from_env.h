#pragma once
// What a replaced system's .env file becomes here, name by name.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "app/config.h"

namespace waypost::cli {

enum class Verdict : std::uint8_t { taken, gone, missing };

struct NameReport {
  std::string name;
  Verdict verdict{};
  std::string text;  ///< what it became, or why it is gone, or what to do; never a value
};

/// What the file gives. Secrets are in `secrets`, for sealing; the rest goes into the
/// configuration file.
struct Takeover {
  std::vector<NameReport> names;
  app::Settings settings;
  std::map<std::string, std::string> source;  ///< the old name of a setting or secret of ours
  std::map<std::string, std::string>
      secrets;  ///< app_secret, app_verify_token, tenant_verify_token, access_token
  std::string phone_number_id;
  std::string waba_id;
};

/// Reads dotenv lines; executes and expands nothing. Throws Failure for a placeholder where a
/// value is needed, so that nothing half-made is written.
[[nodiscard]] Takeover take_over(std::string_view dotenv);

}  // namespace waypost::cli
