// apps, tenants, numbers: who is who, from the command line.

#include <algorithm>
#include <iostream>
#include <optional>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "waypost/outbox/budgets.h"
#include "waypost/wire/json.h"

#include "app/control.h"
#include "app/service.h"
#include "app/workshop.h"
#include "cli/commands.h"
#include "cli/help.h"

namespace waypost::cli {
namespace {

namespace json = boost::json;

constexpr char const* kNumberHelp = "Meta's id of the number, not its digits";

/// What the verbs of one noun take; lives as long as the parser.
struct Arguments {
  std::string slug;
  std::string tenant;
  std::string app;
  std::string phone_number_id;
  std::string waba_id;
  std::string portfolio;
  std::string display;
  std::string zone = "UTC";
  std::string secret_file;
  std::string token_file;
  std::string verify_token_file;
  std::string tier;     ///< a count or "unlimited"; "": not given
  std::string per_day;  ///< the same
  std::optional<std::int64_t> mps;
  std::int64_t overlap_s = 86'400;
  bool is_default = false;
};

std::string optional_secret(std::string const& file, std::string_view what) {
  return file.empty() ? std::string{} : read_secret(file, what);
}

std::string needed_secret(std::string const& file, std::string_view what) {
  return file.empty() ? ask_secret(what) : read_secret(file, what);
}

/// What the service reads as a limit; nothing was given: null.
json::value limit_of(std::string const& text) {
  if (text.empty()) return nullptr;
  if (text == "unlimited") return json::value(text);
  return std::stoll(text);
}

/// Refuses anything but a count or "unlimited", with a sentence.
std::string check_limit(std::string const& text) {
  bool const is_count =
      !text.empty() && text.size() <= 7 &&
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (is_count || text == "unlimited") return {};
  return "is a count from 1 to 1000000, or unlimited";
}

void add_mps(CLI::App& verb, std::shared_ptr<Arguments> const& args) {
  verb.add_option("--mps", args->mps,
                  "Messages per second: 80, 1000 after Meta's upgrade, 20 in coexistence")
      ->check(CLI::Range(1, 10'000));
  verb.add_option("--tier", args->tier,
                  "New people a day that Meta lets the portfolio begin with: 250, 2000, 10000, "
                  "100000 or unlimited")
      ->check(check_limit);
}

void add_per_day(CLI::App& verb, std::shared_ptr<Arguments> const& args) {
  verb.add_option("--per-day", args->per_day, "Messages a day of its zone, or unlimited")
      ->check(check_limit);
}

void print_value(json::value const& value) {
  if (auto const* text = value.if_string()) {
    std::cout << std::string_view{text->data(), text->size()};
  } else {
    std::cout << wire::to_json(value);
  }
}

/// A table of a list's rows, or "name: value" lines.
void print_result(json::object const& result) {
  for (auto const& member : result) {
    auto const* rows = member.value().if_array();
    if (rows == nullptr) {
      std::cout << member.key() << ": ";
      print_value(member.value());
      std::cout << '\n';
      continue;
    }
    if (rows->empty()) std::cout << "no " << member.key() << '\n';
    for (json::value const& row : *rows) {
      auto const* object = row.if_object();
      if (object == nullptr) continue;
      char const* gap = "";
      for (auto const& cell : *object) {
        std::cout << gap << cell.key() << '=';
        print_value(cell.value());
        gap = "  ";
      }
      std::cout << '\n';
    }
  }
}

void add_apps(CLI::App& parser, Session& session, std::shared_ptr<Arguments> const& args) {
  CLI::App* const apps =
      parser.add_subcommand("apps", "Meta apps: callback, secrets, verify token");
  apps->require_subcommand(1);
  describe_noun(*apps, "waypost apps");

  CLI::App* const list = apps->add_subcommand("list", "Show all apps");
  describe(*list, kDirectoryExits, "waypost apps list --config waypost/waypost.conf");
  list->callback([&session] {
    session.run = [&session] { return administer(session, {{"verb", "apps.list"}}); };
  });

  CLI::App* const add = apps->add_subcommand("add", "Add an app; prints its verify token once");
  describe(*add, kDirectoryExits,
           "waypost apps add shop --secret-file app-secret.txt --config waypost/waypost.conf");
  add->add_option("slug", args->slug, "Names the callback /webhooks/meta/{slug}")->required();
  add->add_option("--secret-file", args->secret_file,
                  "File with the app secret, - for standard input");
  add->add_option("--verify-token-file", args->verify_token_file,
                  "File with a verify token; made when absent");
  add->add_flag("--default", args->is_default, "Old callback paths without a name mean this app");
  add->callback([&session, args] {
    session.run = [&session, args] {
      return administer(session,
                        {{"verb", "apps.add"},
                         {"slug", args->slug},
                         {"secret", needed_secret(args->secret_file, "app secret")},
                         {"verify_token", optional_secret(args->verify_token_file, "verify token")},
                         {"default", args->is_default}});
    };
  });

  CLI::App* const rotate = apps->add_subcommand(
      "rotate-secret", "Add a new app secret; the old one stays valid for a while");
  describe(*rotate, kDirectoryExits,
           "waypost apps rotate-secret shop --secret-file new-secret.txt --config "
           "waypost/waypost.conf");
  rotate->add_option("slug", args->slug, "Slug of the app")->required();
  rotate->add_option("--secret-file", args->secret_file,
                     "File with the new app secret, - for standard input");
  rotate->add_option("--overlap", args->overlap_s, "Seconds the old secret stays valid")
      ->capture_default_str()
      ->check(CLI::Range(0, 30 * 86'400));
  rotate->callback([&session, args] {
    session.run = [&session, args] {
      return administer(session, {{"verb", "apps.rotate-secret"},
                                  {"slug", args->slug},
                                  {"secret", needed_secret(args->secret_file, "new app secret")},
                                  {"overlap_s", args->overlap_s}});
    };
  });

  CLI::App* const main =
      apps->add_subcommand("default", "Mark the app that old callback paths mean");
  describe(*main, kDirectoryExits, "waypost apps default shop --config waypost/waypost.conf");
  main->add_option("slug", args->slug, "Slug of the app")->required();
  main->callback([&session, args] {
    session.run = [&session, args] {
      return administer(session, {{"verb", "apps.default"}, {"slug", args->slug}});
    };
  });
}

void add_tenants(CLI::App& parser, Session& session, std::shared_ptr<Arguments> const& args) {
  CLI::App* const tenants =
      parser.add_subcommand("tenants", "Tenants: who owns numbers and playbooks");
  tenants->require_subcommand(1);
  describe_noun(*tenants, "waypost tenants");

  CLI::App* const list = tenants->add_subcommand("list", "Show all tenants");
  describe(*list, kDirectoryExits, "waypost tenants list --config waypost/waypost.conf");
  list->callback([&session] {
    session.run = [&session] { return administer(session, {{"verb", "tenants.list"}}); };
  });

  CLI::App* const add =
      tenants->add_subcommand("add", "Add a tenant; prints its verify token once");
  describe(*add, kDirectoryExits,
           "waypost tenants add lale --zone Europe/Istanbul --config waypost/waypost.conf");
  add->add_option("slug", args->slug,
                  "Names the callback /webhook/{slug}; may be an old identifier")
      ->required();
  add->add_option("--zone", args->zone, "IANA time zone")->capture_default_str();
  add_per_day(*add, args);
  add->add_option("--verify-token-file", args->verify_token_file,
                  "File with a verify token; made when absent");
  add->callback([&session, args] {
    session.run = [&session, args] {
      return administer(
          session, {{"verb", "tenants.add"},
                    {"slug", args->slug},
                    {"zone", args->zone},
                    {"per_day", limit_of(args->per_day)},
                    {"verify_token", optional_secret(args->verify_token_file, "verify token")}});
    };
  });

  CLI::App* const limits = tenants->add_subcommand("limits", "Change what a tenant may send");
  describe(*limits, kDirectoryExits,
           "waypost tenants limits lale --per-day 5000 --config waypost/waypost.conf");
  limits->add_option("slug", args->slug, "Slug of the tenant")->required();
  add_per_day(*limits, args);
  limits->get_option("--per-day")->required();
  limits->callback([&session, args] {
    session.run = [&session, args] {
      return administer(
          session,
          {{"verb", "tenants.limits"}, {"slug", args->slug}, {"per_day", limit_of(args->per_day)}});
    };
  });
}

void add_number_verb(CLI::App& numbers,
                     Session& session,
                     std::shared_ptr<Arguments> const& args,
                     std::string const& name,
                     std::string const& help) {
  CLI::App* const verb = numbers.add_subcommand(name, help);
  describe(*verb, kDirectoryExits,
           "waypost numbers " + name + " 800000000000001 --config waypost/waypost.conf");
  verb->add_option("phone_number_id", args->phone_number_id, kNumberHelp)->required();
  verb->callback([&session, args, name] {
    session.run = [&session, args, name] {
      return administer(session,
                        {{"verb", "numbers." + name}, {"phone_number_id", args->phone_number_id}});
    };
  });
}

void add_number(CLI::App& numbers, Session& session, std::shared_ptr<Arguments> const& args) {
  CLI::App* const add = numbers.add_subcommand("add", "Give a tenant a number");
  describe(*add, kDirectoryExits,
           "waypost numbers add 800000000000001 --tenant lale --waba 900000000000001 "
           "--token-file token.txt --config waypost/waypost.conf");
  add->add_option("phone_number_id", args->phone_number_id, kNumberHelp)->required();
  add->add_option("--tenant", args->tenant, "Slug of the tenant")->required();
  add->add_option("--waba", args->waba_id, "Id of the WhatsApp Business Account")->required();
  add->add_option("--app", args->app, "Slug of the app; the default one when absent");
  add->add_option("--portfolio", args->portfolio,
                  "Id of the business portfolio; the WABA's when absent");
  add->add_option("--display", args->display, "The number as people write it");
  add->add_option("--token-file", args->token_file,
                  "File with the access token, - for standard input");
  add_mps(*add, args);
  add->callback([&session, args] {
    session.run = [&session, args] {
      return administer(session,
                        {{"verb", "numbers.add"},
                         {"phone_number_id", args->phone_number_id},
                         {"tenant", args->tenant},
                         {"app", args->app},
                         {"waba_id", args->waba_id},
                         {"portfolio", args->portfolio},
                         {"display", args->display},
                         {"mps", args->mps.value_or(outbox::kStandardMps)},
                         {"tier", limit_of(args->tier)},
                         {"access_token", needed_secret(args->token_file, "access token")}});
    };
  });
}

void add_limits(CLI::App& numbers, Session& session, std::shared_ptr<Arguments> const& args) {
  CLI::App* const limits =
      numbers.add_subcommand("limits", "Change what Meta allows the number and its portfolio");
  describe(*limits, kDirectoryExits,
           "waypost numbers limits 800000000000001 --mps 1000 --tier 10000 --config "
           "waypost/waypost.conf");
  limits->add_option("phone_number_id", args->phone_number_id, kNumberHelp)->required();
  add_mps(*limits, args);
  limits->callback([&session, args] {
    if (!args->mps && args->tier.empty()) throw CLI::RequiredError("--mps or --tier");
    session.run = [&session, args] {
      json::object request{{"verb", "numbers.limits"},
                           {"phone_number_id", args->phone_number_id},
                           {"tier", limit_of(args->tier)}};
      if (args->mps) request["mps"] = *args->mps;
      return administer(session, request);
    };
  });
}

void add_numbers(CLI::App& parser, Session& session, std::shared_ptr<Arguments> const& args) {
  CLI::App* const numbers =
      parser.add_subcommand("numbers", "Business phone numbers and their access tokens");
  numbers->require_subcommand(1);
  describe_noun(*numbers, "waypost numbers");

  CLI::App* const list = numbers->add_subcommand("list", "Show all numbers");
  describe(*list, kDirectoryExits, "waypost numbers list --config waypost/waypost.conf");
  list->callback([&session] {
    session.run = [&session] { return administer(session, {{"verb", "numbers.list"}}); };
  });

  add_number(*numbers, session, args);
  CLI::App* const token =
      numbers->add_subcommand("token", "Replace the access token and lift the pause it caused");
  describe(*token, kDirectoryExits,
           "waypost numbers token 800000000000001 --token-file token.txt --config "
           "waypost/waypost.conf");
  token->add_option("phone_number_id", args->phone_number_id, kNumberHelp)->required();
  token->add_option("--token-file", args->token_file,
                    "File with the new access token, - for standard input");
  token->callback([&session, args] {
    session.run = [&session, args] {
      return administer(session,
                        {{"verb", "numbers.token"},
                         {"phone_number_id", args->phone_number_id},
                         {"access_token", needed_secret(args->token_file, "access token")}});
    };
  });
  add_limits(*numbers, session, args);
  add_number_verb(*numbers, session, args, "enable", "Let a number send");
  add_number_verb(*numbers, session, args, "disable",
                  "Stop a number from sending; webhooks still come");
  add_number_verb(*numbers, session, args, "resume",
                  "Lift the stops of a number, its tenant and its app");
}

}  // namespace

void add_directory(CLI::App& parser, Session& session) {
  auto const args = std::make_shared<Arguments>();
  add_apps(parser, session, args);
  add_tenants(parser, session, args);
  add_numbers(parser, session, args);
}

int administer(Session const& session, json::object const& request) {
  app::Config const config = load_config(session.flags, app::NeedsKey::yes);
  json::object answer;
  try {
    app::Workshop workshop(config);
    answer = app::execute(workshop.admin(), request);
  } catch (app::DatabaseLocked const&) {
    answer = app::ask_control(config.db + "-control", request);
  }
  if (session.output == Output::json) {
    print_json(answer);
  } else if (auto const* result = answer.if_contains("ok")) {
    print_result(*result->if_object());
  } else if (auto const* error = answer.if_contains("error")) {
    std::cerr << "waypost: " << std::string_view{error->at("text").get_string()} << '\n';
  }
  return answer.contains("ok") ? app::kExitOk : app::kExitFailed;
}

}  // namespace waypost::cli
