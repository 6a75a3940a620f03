// Every vector file under a folder through the C door: `vectors [--record FILE] DIR`.
// Says what failed, and ends with `N passed, N failed`.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "waypost/wire/read.h"

#include "cases.h"

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

struct Tally {
  std::size_t passed = 0;
  std::size_t failed = 0;
};

void fail(Tally& tally, std::string const& where, std::string const& why) {
  ++tally.failed;
  std::cerr << where << ": " << why << '\n';
}

std::vector<fs::path> vector_files(fs::path const& folder) {
  std::vector<fs::path> files;
  for (auto const& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".json")
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string read(fs::path const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string text_of(json::object const& object, std::string_view name) {
  json::value const* const value = object.if_contains(name);
  json::string const* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string{} : std::string(text->data(), text->size());
}

void run_file(waypost::vectors::Doors& doors, fs::path const& path, Tally& tally) {
  waypost::wire::JsonLimits limits;
  limits.bytes = std::size_t{256} << 20U;
  limits.values = std::size_t{16} << 20U;
  limits.depth = 64;
  std::string const text = read(path);
  auto const read = waypost::wire::read_json(text, {}, limits);
  json::object const* const file = read ? read->if_object() : nullptr;
  if (file == nullptr) return fail(tally, path.string(), "not a JSON object");
  json::value const* const format = file->if_contains("format");
  json::value const* const cases = file->if_contains("cases");
  if (format == nullptr || format->if_object() == nullptr || cases == nullptr ||
      cases->if_array() == nullptr) {
    return fail(tally, path.string(), "not {format, cases}");
  }
  std::string const name = text_of(format->get_object(), "file");
  for (json::value const& value : cases->get_array()) {
    json::object const* const one = value.if_object();
    std::string const why =
        one == nullptr ? "no object" : waypost::vectors::run_case(doors, name, *one);
    if (why.empty()) {
      ++tally.passed;
    } else {
      fail(tally, path.filename().string() + " " + (one == nullptr ? "" : text_of(*one, "id")),
           why);
    }
  }
}

}  // namespace

int main(int count, char** words) {
  std::vector<std::string> arguments(words + 1, words + count);
  std::ofstream record;
  if (arguments.size() == 3 && arguments[0] == "--record") {
    record.open(arguments[1], std::ios::binary);
    arguments.erase(arguments.begin(), arguments.begin() + 2);
  }
  if (arguments.size() != 1 || !fs::is_directory(arguments[0])) {
    std::cerr << "usage: vectors [--record FILE] DIR\n";
    return 2;
  }
  waypost::vectors::Doors doors(record.is_open() ? &record : nullptr);
  Tally tally;
  for (fs::path const& path : vector_files(arguments[0])) run_file(doors, path, tally);
  std::cout << tally.passed << " passed, " << tally.failed << " failed\n";
  return tally.failed == 0 && tally.passed > 0 ? 0 : 1;
}
