// init: a master key, a database, a configuration file, and what to do next.

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/control.h"
#include "app/service.h"
#include "app/workshop.h"
#include "cli/commands.h"
#include "cli/from_env.h"
#include "crypto/master_key.h"

namespace waypost::cli {
namespace {

namespace json = boost::json;

struct Arguments {
  std::string folder = ".";
  std::string from_env;
  std::string slug = "main";
  std::string zone = "UTC";
  std::string secret_file;
};

/// Never over an existing file: a second init must not throw a key away.
void write_new(std::string const& path, std::string_view text, mode_t mode) {
  int const fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (fd < 0) {
    throw Failure{app::kExitFailed, "cannot create " + path + ": " + std::strerror(errno)};
  }
  bool const written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::fsync(fd) == 0;
  ::close(fd);
  if (!written) throw Failure{app::kExitFailed, "cannot write " + path};
}

char const* word(Verdict verdict) {
  switch (verdict) {
    case Verdict::taken: return "taken";
    case Verdict::gone: return "gone";
    case Verdict::missing: return "missing";
  }
  return "";
}

std::string secret_of(Takeover const& takeover, std::string const& name) {
  auto const found = takeover.secrets.find(name);
  return found == takeover.secrets.end() ? std::string{} : found->second;
}

json::object must(json::object const& answer) {
  if (auto const* error = answer.if_contains("error")) {
    throw Failure{app::kExitFailed, std::string{error->at("text").get_string()}};
  }
  return *answer.at("ok").if_object();
}

/// Makes the app, tenant and number that the old file knew. Returns what to show once.
json::object fill(app::Admin& admin, Takeover const& takeover, Arguments const& args) {
  json::object shown;
  std::string app_secret = secret_of(takeover, "app_secret");
  if (app_secret.empty()) {
    app_secret = args.secret_file.empty() ? ask_secret("app secret")
                                          : read_secret(args.secret_file, "app secret");
  }
  shown["app"] =
      must(app::execute(admin, {{"verb", "apps.add"},
                                {"slug", args.slug},
                                {"secret", app_secret},
                                {"verify_token", secret_of(takeover, "app_verify_token")},
                                {"default", true}}));
  shown["tenant"] =
      must(app::execute(admin, {{"verb", "tenants.add"},
                                {"slug", args.slug},
                                {"zone", args.zone},
                                {"verify_token", secret_of(takeover, "tenant_verify_token")}}));
  if (!takeover.phone_number_id.empty() && takeover.secrets.count("access_token") != 0) {
    shown["number"] =
        must(app::execute(admin, {{"verb", "numbers.add"},
                                  {"phone_number_id", takeover.phone_number_id},
                                  {"tenant", args.slug},
                                  {"app", args.slug},
                                  {"waba_id", takeover.waba_id},
                                  {"access_token", secret_of(takeover, "access_token")}}));
  }
  return shown;
}

std::string config_text(app::Settings const& settings) {
  std::string text = "# Waypost: NAME=VALUE, overridden by the environment and by flags.\n";
  for (auto const& [name, value] : settings) text += name + "=" + value + "\n";
  return text;
}

int init(Session const& session, Arguments const& args) {
  Takeover takeover;
  if (!args.from_env.empty()) takeover = take_over(read_input(args.from_env));
  std::filesystem::path const folder = std::filesystem::absolute(args.folder);
  std::filesystem::create_directories(folder);
  std::string const key = (folder / "waypost.key").string();
  std::string const conf = (folder / "waypost.conf").string();
  if (std::filesystem::exists(conf) || std::filesystem::exists(key)) {
    throw Failure{app::kExitFailed,
                  "there is a Waypost in " + folder.string() + " already; nothing was changed"};
  }
  takeover.settings["WAYPOST_MASTER_KEY_FILE"] = key;
  takeover.settings["WAYPOST_DB"] = (folder / "waypost.db").string();
  crypto::Secret const fresh = crypto::generate_master_key_text();
  write_new(key, std::string{fresh.text()} + "\n", 0600);
  json::object shown;
  try {
    auto config = app::read_config(takeover.settings, app::NeedsKey::yes);
    if (!config) throw Failure{app::kExitConfig, config.error().name + " " + config.error().text};
    app::Workshop workshop(*config);
    if (!args.from_env.empty()) shown = fill(workshop.admin(), takeover, args);
    write_new(conf, config_text(takeover.settings), 0600);
  } catch (...) {
    // A refused value leaves nothing behind: the next try starts clean.
    for (char const* name :
         {"waypost.key", "waypost.db", "waypost.db-wal", "waypost.db-shm", "waypost.db-lock"}) {
      std::filesystem::remove(folder / name);
    }
    throw;
  }
  json::array names;
  for (NameReport const& name : takeover.names) {
    names.push_back(
        json::object{{"name", name.name}, {"verdict", word(name.verdict)}, {"text", name.text}});
    if (session.output == Output::text)
      std::cout << name.name << ": " << word(name.verdict) << ", " << name.text << '\n';
  }
  if (session.output == Output::json) {
    print_json(
        {{"config", conf}, {"key", key}, {"names", std::move(names)}, {"made", std::move(shown)}});
    return app::kExitOk;
  }
  for (auto const& made : shown) {
    for (auto const& member : *made.value().if_object()) {
      std::cout << made.key() << ' ' << member.key() << ": "
                << std::string_view{member.value().get_string()} << '\n';
    }
  }
  std::cout << "master key: " << key << " (back it up apart from the database)\n"
            << "configuration: " << conf << "\n";
  if (args.from_env.empty()) {
    std::cout << "next: waypost apps add SLUG --config " << conf << "\n";
  } else {
    std::cout << "next: waypost rules load FILE --tenant " << args.slug << " --config " << conf
              << "\n"
              << "then: waypost serve --config " << conf << "\n";
  }
  return app::kExitOk;
}

}  // namespace

void add_init(CLI::App& parser, Session& session) {
  auto const args = std::make_shared<Arguments>();
  CLI::App* const verb =
      parser.add_subcommand("init", "Make a master key, a database and a configuration file");
  verb->footer("Example: waypost init --folder /srv/waypost --from-env old-service/.env");
  verb->add_option("--folder", args->folder, "Where they are made")->capture_default_str();
  verb->add_option("--from-env", args->from_env,
                   "A replaced system's .env file; nothing in it is executed");
  verb->add_option("--slug", args->slug, "Slug of the app and tenant made from it")
      ->capture_default_str();
  verb->add_option("--zone", args->zone, "Time zone of that tenant")->capture_default_str();
  verb->add_option("--secret-file", args->secret_file,
                   "File with the app secret, when the old file has none");
  verb->callback(
      [&session, args] { session.run = [&session, args] { return init(session, *args); }; });
}

}  // namespace waypost::cli
