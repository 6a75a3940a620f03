// init: a master key, a database, a configuration file, and what to do next.

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <memory>
#include <system_error>
#include <vector>

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
#include "cli/help.h"
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
  if (!takeover.phone_number_id.empty() && !takeover.waba_id.empty() &&
      takeover.secrets.count("access_token") != 0) {
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

/// The folder, made when it is missing. Its name becomes a part of lines in the configuration.
std::filesystem::path made_folder(std::string const& name) {
  std::filesystem::path const folder = std::filesystem::absolute(name).lexically_normal();
  for (char const c : folder.string()) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) continue;
    throw Failure{app::kExitUsage, "the folder's name has a control character; name another"};
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error && !std::filesystem::is_directory(folder)) {
    error = std::make_error_code(std::errc::not_a_directory);
  }
  if (error) {
    throw Failure{app::kExitFailed,
                  "cannot make the folder " + folder.string() + ": " + error.message()};
  }
  return folder;
}

/// What init makes, so that a refused value leaves nothing behind and nothing else is touched.
struct Places {
  std::string key;
  std::string conf;
  std::string db;
  [[nodiscard]] std::vector<std::string> all() const {
    return {key, conf, db, db + "-wal", db + "-shm", db + "-lock"};
  }
};

/// Another Waypost's files are never written over: its key opens its database and nothing else.
void demand_fresh(Places const& places) {
  for (std::string const& path : places.all()) {
    if (!std::filesystem::exists(std::filesystem::symlink_status(path))) continue;
    throw Failure{
        app::kExitFailed,
        path + " is there already; nothing was changed: name another folder with --folder"};
  }
}

/// Flags that say what to serve go into the configuration; those that name other files cannot.
void take_flags(Session const& session, app::Settings& settings) {
  for (auto const& [name, value] : session.flags) {
    if (name == "WAYPOST_CONFIG" || name == "WAYPOST_MASTER_KEY_FILE") {
      throw Failure{app::kExitUsage,
                    "init makes its own configuration and key: leave --config and "
                    "--master-key-file out, or name a --folder"};
    }
    settings[name] = value;
  }
}

/// A refused setting under the name that the operator knows.
Failure refused(app::ConfigError const& error, Takeover const& takeover) {
  auto const old = takeover.source.find(error.name);
  std::string const from = old == takeover.source.end() ? "" : old->second + ": ";
  return {app::kExitConfig, from + error.name + " " + error.text + "; nothing was written"};
}

std::string config_text(app::Settings const& settings) {
  std::string text = "# Waypost: NAME=VALUE, overridden by the environment and by flags.\n";
  for (auto const& [name, value] : settings) text += name + "=" + value + "\n";
  return text;
}

int init(Session const& session, Arguments const& args) {
  Takeover takeover;
  if (!args.from_env.empty()) takeover = take_over(read_input(args.from_env));
  take_flags(session, takeover.settings);
  std::filesystem::path const folder = made_folder(args.folder);
  std::string& named_db = takeover.settings["WAYPOST_DB"];
  named_db =
      (named_db.empty() ? folder / "waypost.db" : std::filesystem::absolute(named_db)).string();
  Places const places{(folder / "waypost.key").string(), (folder / "waypost.conf").string(),
                      named_db};
  std::string const& key = places.key;
  std::string const& conf = places.conf;
  demand_fresh(places);
  takeover.settings["WAYPOST_MASTER_KEY_FILE"] = key;
  crypto::Secret const fresh = crypto::generate_master_key_text();
  write_new(key, std::string{fresh.text()} + "\n", 0600);
  json::object shown;
  try {
    auto config = app::read_config(takeover.settings, app::NeedsKey::yes);
    if (!config) throw refused(config.error(), takeover);
    app::Workshop workshop(*config);
    if (!args.from_env.empty()) shown = fill(workshop.admin(), takeover, args);
    write_new(conf, config_text(takeover.settings), 0600);
  } catch (...) {
    // A refused value leaves nothing behind: the next try starts clean.
    for (std::string const& path : places.all()) std::filesystem::remove(path);
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
  describe(*verb, "0 done, 1 refused, 64 wrong usage, 78 a secret is refused",
           "waypost init --folder waypost");
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
