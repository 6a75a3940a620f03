#include "doors.h"

#include <cstring>

namespace waypost::vectors {
namespace {

using Door = void (*)(std::uint8_t const*, std::size_t, wp_result*);

std::map<std::string_view, Door> const kDoors{
    {"wp_handshake", wp_handshake}, {"wp_verify", wp_verify},   {"wp_fold", wp_fold},
    {"wp_render", wp_render},       {"wp_analyze", wp_analyze}, {"wp_limit", wp_limit},
    {"wp_classify", wp_classify},   {"wp_parse", wp_parse},     {"wp_components", wp_components},
    {"wp_body", wp_body},           {"wp_preview", wp_preview}, {"wp_plan", wp_plan},
    {"wp_settle", wp_settle},       {"wp_keys", wp_keys},
};

std::uint8_t const* bytes_of(std::string_view text) {
  return reinterpret_cast<std::uint8_t const*>(text.data());
}

std::string text_of(wp_result const& result) {
  return {reinterpret_cast<char const*>(result.data), result.size};
}

Answer answer_of(wp_result const& result) {
  return {result.status != WAYPOST_OK, text_of(result)};
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (char const c : bytes) {
    auto const byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

}  // namespace

bool Doors::has(std::string_view door) const {
  return kDoors.count(door) != 0;
}

void Doors::note(std::string_view door, std::string_view input, std::string_view output) {
  if (record_ == nullptr) return;
  *record_ << R"({"door":")" << door << R"(","input":")" << hex(input) << R"(","output":")"
           << hex(output) << "\"}\n";
}

Answer Doors::call(std::string const& door, std::string_view input) {
  wp_result result{};
  kDoors.at(door)(bytes_of(input), input.size(), &result);
  Answer answer = answer_of(result);
  note(door, input, answer.text);
  return answer;
}

Doors::Compiled Doors::compile(std::string_view source, std::string_view options) {
  wp_result blob{};
  wp_result report{};
  wp_compile(bytes_of(source), source.size(), bytes_of(options), options.size(), &blob, &report);
  Compiled compiled{answer_of(report), text_of(blob)};
  note("options", options, "");
  note("wp_compile", source, compiled.report.text);
  note("blob", "", compiled.blob);
  return compiled;
}

Doors::Playbook::Playbook(std::string const& blob)
    : bytes_(std::make_unique<std::uint64_t[]>(blob.size() / 8 + 1)), handle_(nullptr) {
  std::memcpy(bytes_.get(), blob.data(), blob.size());
  wp_result result{};
  handle_ = wp_open(reinterpret_cast<std::uint8_t const*>(bytes_.get()), blob.size(), &result);
}

std::unique_ptr<Doors::Playbook> Doors::open(std::string const& blob) {
  auto playbook = std::make_unique<Playbook>(blob);
  return playbook->handle() == nullptr ? nullptr : std::move(playbook);
}

Answer Doors::ask(Playbook& playbook, std::string const& door, std::string_view input) {
  wp_result result{};
  if (door == "wp_match") wp_match(playbook.handle(), bytes_of(input), input.size(), &result);
  if (door == "wp_explain") wp_explain(playbook.handle(), bytes_of(input), input.size(), &result);
  if (door == "wp_decide") wp_decide(playbook.handle(), bytes_of(input), input.size(), &result);
  Answer answer = answer_of(result);
  note(door, input, answer.text);
  return answer;
}

}  // namespace waypost::vectors
