#include "waypost/playbook/repeated.h"

#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include "waypost/wire/json.h"
#include "waypost/wire/read.h"

namespace waypost::playbook {
namespace {

/// What is open: the way from the text's own value to where the walk is.
struct Step {
  Step const* outer;
  std::string_view name;  ///< of the member, quoted as it is written; "" in an array
  std::size_t index = 0;  ///< of the element
};

class Finder {
 public:
  Finder(std::string_view json, std::string_view pointer, std::string_view only, Remarks& remarks)
      : json_(json), pointer_(pointer), only_(only), remarks_(remarks) {}

  void find() {
    at_ = json_.find_first_not_of(" \t\r\n");
    if (at_ < json_.size() && (json_[at_] == '{' || json_[at_] == '[')) walk(nullptr);
  }

 private:
  // From the bracket of a container to behind its end.
  void walk(Step const* outer) {
    Step step{outer, {}};
    boost::json::object names;
    std::string_view text;
    for (++at_; at_ < json_.size(); ++at_) {
      switch (json_[at_]) {
        case '"': text = string(); break;
        case '{':
        case '[': walk(&step); break;
        case '}':
        case ']': return;
        case ',': ++step.index; break;
        case ':':
          step.name = text;
          note(names, step);
          break;
        default: break;
      }
    }
  }

  // With its quotes, to the closing one.
  std::string_view string() noexcept {
    std::size_t const quote = at_;
    for (++at_; at_ < json_.size() && json_[at_] != '"'; ++at_) {
      if (json_[at_] == '\\') ++at_;
    }
    return json_.substr(quote, at_ + 1 - quote);
  }

  void note(boost::json::object& names, Step const& step) {
    std::size_t const before = names.size();
    names[spelled(step.name)];
    if (names.size() != before) return;
    std::string where(pointer_);
    append(where, step);
    if (only_.empty() || where == only_) remark_repeated(std::move(where), remarks_);
  }

  // What a quoted name spells; good until the next one.
  std::string_view spelled(std::string_view name) {
    if (name.find('\\') != std::string_view::npos) {
      Result<boost::json::value> read = wire::read_json(name);
      if (read) escaped_ = std::move(*read);
      if (read && escaped_.is_string()) return *escaped_.if_string();
    }
    return name.size() < 2 ? name : name.substr(1, name.size() - 2);
  }

  void append(std::string& pointer, Step const& step) {
    if (step.outer != nullptr) append(pointer, *step.outer);
    if (step.name.empty()) {
      wire::append_pointer(pointer, step.index);
    } else {
      wire::append_pointer(pointer, spelled(step.name));
    }
  }

  std::string_view json_;
  std::string_view pointer_;
  std::string_view only_;
  Remarks& remarks_;
  std::size_t at_ = 0;
  boost::json::value escaped_;
};

}  // namespace

void remark_repeated(std::string_view json,
                     std::string_view pointer,
                     Remarks& remarks,
                     std::string_view only) {
  Finder(json, pointer, only, remarks).find();
}

void remark_repeated(std::string where, Remarks& remarks) {
  remarks.add(Code::E_FIELD, std::move(where),
              "Keep one member of this name; now the last one counts.");
}

}  // namespace waypost::playbook
