#include "setting.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/workshop.h"
#include "crypto/master_key.h"
#include "rules.h"
#include "webhook.h"

namespace waypost::bench {
namespace {

/// The most that Meta grants.
constexpr std::int64_t kMessagesPerSecond = 10'000;

crypto::Secret secret(std::string_view text) {
  return crypto::Secret{text};
}

template <class Result>
void demand(Result const& result) {
  if (!result) throw std::runtime_error(result.error().code + ": " + result.error().text);
}

void write_key(std::string const& path) {
  crypto::Secret const key = crypto::generate_master_key_text();
  int const fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool const written =
      fd >= 0 && ::write(fd, key.text().data(), key.size()) == static_cast<ssize_t>(key.size());
  ::close(fd);
  if (!written) throw std::runtime_error("cannot write " + path);
}

void open_shop(app::Admin& admin) {
  std::string const token = "bench-verify-token-0123456789";
  demand(admin.add_app({kAppSlug, secret(kAppSecret), secret(token), true}));
  demand(admin.add_tenant({kTenantSlug, "UTC", secret(token)}));
  for (std::int64_t number = 0; number < kNumbers; ++number) {
    demand(admin.add_number({kTenantSlug, kAppSlug, phone_number_id(number), kWabaId, "",
                             std::to_string(15'550'100'100 + number),
                             secret("bench-access-token-0123456789"), kMessagesPerSecond}));
  }
  demand(admin.load_playbook(kTenantSlug, playbook_of(shop_rules())));
}

/// A copy shares its blocks with the original where the file system can do that.
void copy(std::string const& from, std::string const& to) {
  std::string const command = "cp --reflink=auto '" + from + "' '" + to + "'";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("cannot copy " + from);
}

}  // namespace

Folder::Folder(std::string const& parent) {
  std::filesystem::create_directories(parent);
  path_ = parent + "/run-XXXXXX";
  if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("cannot write in " + parent);
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Setting::Setting(std::string const& parent, std::string const& pristine) : folder_(parent) {
  write_key(key_file());
  if (!pristine.empty()) copy(pristine, db());
  app::Workshop workshop(config());
  open_shop(workshop.admin());
}

app::Config Setting::config() const {
  auto config = app::read_config({{"WAYPOST_DB", db()}, {"WAYPOST_MASTER_KEY_FILE", key_file()}},
                                 app::NeedsKey::yes);
  if (!config) throw std::runtime_error(config.error().name + " " + config.error().text);
  return std::move(*config);
}

}  // namespace waypost::bench
