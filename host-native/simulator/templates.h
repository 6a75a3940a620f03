/// Approved templates: their definitions, and the parameters each one needs.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

namespace waypost::simulator {

struct TemplateButton {
  /// Upper case: URL, QUICK_REPLY, COPY_CODE, OTP, FLOW, CATALOG, MPM, SPM, VOICE_CALL ...
  std::string type;
  enum class Variable { no, yes } variable = Variable::no;
};

/// What a template, or one card of its carousel, needs.
struct TemplateShape {
  /// Upper case: TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION, PRODUCT ...; empty without header.
  std::string header_format;
  std::string header_text;
  std::vector<std::string> header_variables;
  std::string body_text;
  /// Names or positions, each once, in order of appearance.
  std::vector<std::string> body_variables;
  std::vector<TemplateButton> buttons;
  enum class Offer { none, expires } offer = Offer::none;
};

struct Template {
  boost::json::object definition;
  std::string id;
  std::string name;
  std::string language;
  std::string status;
  std::string category;
  enum class Format { positional, named } format = Format::positional;
  TemplateShape shape;
  std::vector<TemplateShape> cards;
};

/// Reads a definition as GET .../message_templates shows it; missing members get Meta's defaults
/// (APPROVED, UTILITY, POSITIONAL, an id made from the name).
Template read_template(boost::json::object definition);

/// Thread-safe, keyed by (WABA, name, language).
class TemplateStore {
 public:
  /// Returns the status the template had before; empty for a new one.
  std::string put(std::string_view waba_id, Template definition);
  /// nullptr if there is none.
  std::shared_ptr<Template const> find(std::string_view waba_id,
                                       std::string_view name,
                                       std::string_view language) const;
  /// In order of name and language.
  std::vector<std::shared_ptr<Template const>> list(std::string_view waba_id) const;

 private:
  using Key = std::pair<std::string, std::string>;
  mutable std::mutex mutex_;
  std::map<std::string, std::map<Key, std::shared_ptr<Template const>>, std::less<>> accounts_;
};

}  // namespace waypost::simulator
