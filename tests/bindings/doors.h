#pragma once
// The C door from a test's side: JSON in, JSON out, and a record of every call.

#include <cstdint>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "waypost.h"

namespace waypost::vectors {

/// What a door answered, copied out of it.
struct Answer {
  bool refused = false;
  std::string text;
};

/// Calls doors by name. With a record, writes each call as a line {"door","input","output"} of
/// hex bytes, so that another host can repeat it and compare every byte.
class Doors {
 public:
  explicit Doors(std::ostream* record) : record_(record) {}

  /// A door of the shape (json, size, result). Unknown names are refused as a test's mistake.
  [[nodiscard]] bool has(std::string_view door) const;
  Answer call(std::string const& door, std::string_view input);

  struct Compiled {
    Answer report;
    std::string blob;
  };
  Compiled compile(std::string_view source, std::string_view options);

  /// An opened blob; null when it is refused. Closes itself.
  class Playbook;
  std::unique_ptr<Playbook> open(std::string const& blob);
  Answer ask(Playbook& playbook, std::string const& door, std::string_view input);

 private:
  void note(std::string_view door, std::string_view input, std::string_view output);

  std::ostream* record_;
};

/// A blob at an 8-aligned address and the handle over it.
class Doors::Playbook {
 public:
  explicit Playbook(std::string const& blob);
  ~Playbook() { wp_close(handle_); }
  Playbook(Playbook const&) = delete;
  Playbook& operator=(Playbook const&) = delete;
  [[nodiscard]] wp_playbook* handle() const noexcept { return handle_; }

 private:
  std::unique_ptr<std::uint64_t[]> bytes_;
  wp_playbook* handle_;
};

}  // namespace waypost::vectors
