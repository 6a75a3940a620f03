// rules check, test, explain, fmt, load: what a playbook's writer does all day.

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "waypost/playbook/repeated.h"
#include "waypost/wire/encode_explanation.h"

#include "app/directory.h"
#include "app/service.h"
#include "app/zones.h"
#include "cli/commands.h"
#include "cli/explanation_text.h"
#include "cli/help.h"
#include "cli/pretty.h"
#include "cli/rehearsal.h"
#include "cli/source_text.h"

namespace waypost::cli {
namespace {

namespace json = boost::json;

struct Arguments {
  std::string file;
  std::string tenant;
  std::string zone = "UTC";
  std::string message;
  std::string payload;
  std::string at;
  bool first = false;
  bool check = false;
};

/// The file's text; a Failure with place and remedy when it is no JSON.
std::string read_source(std::string const& file) {
  std::string source = read_input(file);
  if (source.size() > playbook::kSourceBytesMax) {
    throw Failure{app::kExitFailed, file + " is over 16 MiB: split the playbook"};
  }
  if (auto const mistake = json_mistake(source)) {
    throw Failure{app::kExitFailed, sentence(file, *mistake)};
  }
  return source;
}

playbook::Compiled compile(Arguments const& args, std::string const& source) {
  if (!app::is_zone(args.zone)) {
    throw Failure{app::kExitUsage,
                  "--zone " + args.zone + " is no IANA name, such as Europe/Istanbul"};
  }
  auto compiled = app::compile_playbook(source, args.zone);
  if (!compiled) {
    throw Failure{app::kExitFailed, args.file + " is no playbook: " + compiled.error().detail};
  }
  return std::move(*compiled);
}

std::size_t errors_of(playbook::Compiled const& compiled) {
  auto const& all = compiled.diagnostics;
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(),
                    [](playbook::Diagnostic const& one) { return playbook::is_error(one.code); }));
}

/// What has errors works without the broken rules; a test of that proves nothing.
std::string has_errors(Arguments const& args, std::size_t errors) {
  return args.file + " has " + counted(errors, "error") + "; list with: waypost rules check " +
         args.file;
}

std::shared_ptr<app::LoadedPlaybook const> open(playbook::Compiled const& compiled) {
  auto opened = app::open_playbook(compiled.blob, 1);
  if (!opened) throw Failure{app::kExitFailed, "the compiled playbook does not open"};
  return *opened;
}

json::object remark(playbook::Diagnostic const& diagnostic) {
  json::object object{
      {"code", json::string(playbook::word(diagnostic.code))},
      {"rule", diagnostic.rule ? json::value(*diagnostic.rule) : json::value(nullptr)},
      {"where", diagnostic.where},
      {"text", diagnostic.text}};
  json::array shadows;
  for (auto const& shadow : diagnostic.shadows) {
    shadows.push_back(json::object{
        {"trigger", shadow.trigger}, {"rule", shadow.rule}, {"witness", shadow.witness}});
  }
  if (!shadows.empty()) object["shadows"] = std::move(shadows);
  return object;
}

int check(Session const& session, Arguments const& args) {
  playbook::Compiled const compiled = compile(args, read_source(args.file));
  std::size_t const errors = errors_of(compiled);
  json::array remarks;
  for (playbook::Diagnostic const& diagnostic : compiled.diagnostics) {
    remarks.push_back(remark(diagnostic));
    if (session.output == Output::json) continue;
    std::cout << playbook::word(diagnostic.code) << ' '
              << (diagnostic.rule ? *diagnostic.rule : "-") << ' ' << diagnostic.where << ": "
              << diagnostic.text << '\n';
    for (auto const& shadow : diagnostic.shadows) {
      std::cout << "    \"" << shadow.trigger << "\" is answered by " << shadow.rule
                << ", for example: \"" << shadow.witness << "\"\n";
    }
  }
  std::size_t const rules = open(compiled)->opened->rule_count();
  if (session.output == Output::json) {
    print_json({{"rules", rules}, {"errors", errors}, {"diagnostics", std::move(remarks)}});
  } else {
    std::cout << counted(rules, "rule") << ", " << counted(errors, "error") << ", "
              << counted(compiled.diagnostics.size() - errors, "warning") << '\n';
  }
  return errors == 0 ? app::kExitOk : app::kExitFailed;
}

std::string text_of(json::object const& object, std::string_view name) {
  auto const* member = object.if_contains(name);
  auto const* text = member != nullptr ? member->if_string() : nullptr;
  return text != nullptr ? std::string{text->data(), text->size()} : std::string{};
}

Instant instant_of(std::string const& text, std::string const& where) {
  if (text.empty()) {
    return std::chrono::time_point_cast<Span>(std::chrono::system_clock::now());
  }
  auto const at = parse_rfc3339(text);
  if (!at)
    throw Failure{app::kExitFailed, where + ": `at` is a time such as 2026-12-01T10:00:00+03:00"};
  return *at;
}

Trial trial_of(json::object const& test, std::string const& where) {
  Trial trial;
  if (auto const* message = test.if_contains("message");
      message != nullptr && message->is_string()) {
    trial.message = text_of(test, "message");
  }
  if (test.contains("payload")) trial.payload = text_of(test, "payload");
  if (auto const* contact = test.if_contains("contact");
      contact != nullptr && contact->is_object()) {
    trial.contact = contact->get_object();
  }
  if (auto const* first = test.if_contains("first_contact"))
    trial.first_contact = first->is_bool() && first->get_bool();
  trial.at = instant_of(text_of(test, "at"), where);
  return trial;
}

int test(Session const& session, Arguments const& args) {
  std::string const source = read_source(args.file);
  playbook::Compiled const compiled = compile(args, source);
  if (std::size_t const errors = errors_of(compiled); errors != 0) {
    throw Failure{app::kExitFailed, has_errors(args, errors)};
  }
  auto const loaded = open(compiled);
  json::error_code error;
  json::value const document = json::parse(without_mark(source), error);
  auto const* object = error ? nullptr : document.if_object();
  auto const* member = object != nullptr ? object->if_contains("tests") : nullptr;
  auto const* tests = member != nullptr ? member->if_array() : nullptr;
  std::size_t passed = 0;
  std::size_t failed = 0;
  json::array failures;
  for (std::size_t i = 0; tests != nullptr && i < tests->size(); ++i) {
    std::string const where = "/tests/" + std::to_string(i);
    auto const* one = (*tests)[i].if_object();
    if (one == nullptr) throw Failure{app::kExitFailed, where + " is not an object"};
    std::string const got = name_of(rehearse(*loaded->opened, trial_of(*one, where)).outcome);
    std::string const wanted = text_of(*one, "expect");
    if (got == wanted) {
      ++passed;
      continue;
    }
    ++failed;
    failures.push_back(json::object{{"where", where}, {"expect", wanted}, {"got", got}});
    if (session.output == Output::text) {
      std::cout << where << ": \"" << text_of(*one, "message") << "\" expects " << wanted
                << ", got " << got << '\n';
    }
  }
  if (session.output == Output::json) {
    print_json({{"passed", passed}, {"failed", failed}, {"failures", std::move(failures)}});
  } else {
    std::cout << passed << " passed, " << failed << " failed\n";
  }
  return failed == 0 ? app::kExitOk : app::kExitFailed;
}

int explain(Session const& session, Arguments const& args) {
  playbook::Compiled const compiled = compile(args, read_source(args.file));
  if (std::size_t const errors = errors_of(compiled); errors != 0) {
    std::cerr << "waypost: left out what is wrong: " << has_errors(args, errors) << '\n';
  }
  auto const loaded = open(compiled);
  Trial trial;
  trial.message = args.message;
  if (!args.payload.empty()) trial.payload = args.payload;
  trial.first_contact = args.first;
  trial.at = instant_of(args.at, "--at");
  engine::Explanation const told = rehearse(*loaded->opened, trial);
  if (session.output == Output::json) {
    std::string text;
    wire::append(text, told);
    std::cout << text << '\n';
  } else {
    std::cout << explanation_text(told, trial.at);
  }
  return app::kExitOk;
}

/// The new text beside the old file, then in its place: no moment without a whole playbook.
void replace_file(std::string const& name, std::string_view text) {
  std::string const path = std::filesystem::canonical(name).string();
  std::string beside = path + ".XXXXXX";
  int const fd = ::mkstemp(beside.data());
  struct stat about {};
  bool done = fd >= 0 && ::stat(path.c_str(), &about) == 0 && ::fchmod(fd, about.st_mode) == 0;
  while (done && !text.empty()) {
    ssize_t const written = ::write(fd, text.data(), text.size());
    done = written > 0;
    if (done) text.remove_prefix(static_cast<std::size_t>(written));
  }
  done = done && ::fsync(fd) == 0 && ::rename(beside.c_str(), path.c_str()) == 0;
  int const why = errno;
  if (fd >= 0) ::close(fd);
  if (done) return;
  if (fd >= 0) ::unlink(beside.c_str());
  throw Failure{app::kExitFailed, "cannot write " + name + ": " + std::strerror(why)};
}

/// Formatting keeps one of two members of a name: it would drop the other.
void refuse_repeated(Arguments const& args, std::string_view source) {
  std::vector<playbook::Diagnostic> found;
  playbook::Remarks remarks(found, std::nullopt);
  playbook::remark_repeated(without_mark(source), {}, remarks);
  if (found.empty()) return;
  playbook::Diagnostic const& first = found.front();
  throw Failure{app::kExitFailed, args.file + ", " + first.where + ": " + first.text};
}

int format(Session const& session, Arguments const& args) {
  std::string const source = read_source(args.file);
  refuse_repeated(args, source);
  std::string const text = pretty(json::parse(without_mark(source)));
  bool const changes = text != source;
  if (args.check && changes) {
    throw Failure{app::kExitFailed,
                  args.file + " is not in the usual form; run: waypost rules fmt " + args.file};
  }
  if (!args.check && changes && args.file != "-") replace_file(args.file, text);
  if (session.output == Output::json) {
    print_json({{"changed", changes}});
  } else if (args.file == "-" && !args.check) {
    std::cout << text;
  }
  return app::kExitOk;
}

}  // namespace

void add_rules(CLI::App& parser, Session& session) {
  auto const args = std::make_shared<Arguments>();
  CLI::App* const rules =
      parser.add_subcommand("rules", "Playbooks: check, test, explain, format, load");
  rules->require_subcommand(1);
  describe_noun(*rules, "waypost rules");
  auto const verb = [&](char const* name, char const* help, std::string_view exits,
                        std::string_view more = {}) {
    CLI::App* const made = rules->add_subcommand(name, help);
    std::string const example = "waypost rules " + std::string{name} + " playbook.json";
    describe(*made, exits, example + std::string{more});
    made->add_option("file", args->file, "Playbook, - for standard input")->required();
    return made;
  };
  auto const zone = [&](CLI::App* made) {
    made->add_option("--zone", args->zone, "Time zone when the playbook names none")
        ->capture_default_str();
    return made;
  };
  zone(verb("check", "List every mistake with its place and remedy",
            "0 no errors, 1 errors or no playbook, 64 wrong usage"))
      ->callback(
          [&session, args] { session.run = [&session, args] { return check(session, *args); }; });
  zone(verb("test", "Run the playbook's own tests",
            "0 all pass, 1 one fails or the playbook has errors, 64 wrong usage"))
      ->callback(
          [&session, args] { session.run = [&session, args] { return test(session, *args); }; });
  CLI::App* const explain_verb =
      zone(verb("explain", "Say which rule answers a message, and why",
                "0 said, 1 no playbook, 64 wrong usage", " --message MENU"));
  explain_verb->add_option("--message", args->message, "What the customer writes")->required();
  explain_verb->add_option("--payload", args->payload, "Id of the pressed button or row");
  explain_verb->add_option("--at", args->at, "When, such as 2026-12-01T10:00:00+03:00");
  explain_verb->add_flag("--first", args->first, "It is the contact's first message");
  explain_verb->callback(
      [&session, args] { session.run = [&session, args] { return explain(session, *args); }; });
  CLI::App* const fmt = verb("fmt", "Write the playbook in its usual form",
                             "0 done, 1 refused, or --check would change it, 64 wrong usage");
  fmt->add_flag("--check", args->check, "Change nothing; fail when it would");
  fmt->callback(
      [&session, args] { session.run = [&session, args] { return format(session, *args); }; });
  CLI::App* const load = verb("load", "Check it, compile it, and swap it in between two messages",
                              kDirectoryExits, " --tenant lale --config waypost/waypost.conf");
  load->add_option("--tenant", args->tenant, "Slug of the tenant")->required();
  load->callback([&session, args] {
    session.run = [&session, args] {
      return administer(
          session,
          {{"verb", "rules.load"}, {"tenant", args->tenant}, {"source", read_source(args->file)}});
    };
  });
}

}  // namespace waypost::cli
