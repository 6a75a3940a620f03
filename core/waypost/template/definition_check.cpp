// What Meta would refuse in a template's definition.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "waypost/template/analyze.h"
#include "waypost/template/components_writer.h"
#include "waypost/template/definition.h"
#include "waypost/template/filters.h"
#include "waypost/template/limits.h"
#include "waypost/template/members.h"
#include "waypost/template/template.h"
#include "waypost/unicode/utf8.h"
#include "waypost/wire/json.h"

namespace waypost::templating {
namespace {

using boost::json::array;
using boost::json::object;

/// Which definition is looked at: a card has other limits than the message around it.
enum class Scope : std::uint8_t { message, card };

class DefinitionCheck {
 public:
  void read(array const& definition, Scope scope) {
    offer_ = component_of(definition, "LIMITED_TIME_OFFER") != nullptr;
    scope_ = scope;
    for (std::size_t i = 0; i < definition.size(); ++i) {
      auto const* const component = definition[i].if_object();
      auto const here = enter(i);
      if (component != nullptr) part(*component);
      where_ = here;
    }
    if (scope == Scope::message && component_of(definition, "BODY") == nullptr)
      report("E_EMPTY", "Write a body.");
  }

  std::vector<DefinitionIssue> found;

 private:
  template <class Step>
  std::string enter(Step step) {
    auto before = where_;
    wire::append_pointer(where_, step);
    return before;
  }

  void report(std::string_view code, std::string_view detail, std::size_t limit = 0) {
    found.push_back({std::string(code), where_, limit, std::string(detail)});
  }

  void expect_chars(std::string_view text, std::size_t max) {
    if (unicode::length(text) > max)
      report("E_TOO_LONG", "Shorten it to " + std::to_string(max) + " characters.", max);
  }

  void expect_text(std::string_view text, std::size_t max) {
    if (is_blank(text)) report("E_EMPTY", "Write a text that is not empty.");
    expect_chars(text, max);
  }

  void part(object const& component) {
    auto const type = text_in(component, "type");
    if (is_word(type, "HEADER")) header(component);
    if (is_word(type, "BODY")) body(component);
    if (is_word(type, "FOOTER")) footer(component);
    if (is_word(type, "LIMITED_TIME_OFFER")) offer(component);
    if (is_word(type, "BUTTONS")) buttons(array_member(component, "buttons"));
    if (is_word(type, "CAROUSEL") && scope_ == Scope::message)
      cards(array_member(component, "cards"));
  }

  /// Looks at a text with parameters; 0 when it does not parse.
  std::size_t parameters(std::string_view text) {
    auto const analysis = analyze(text);
    if (!analysis) {
      report(word_of(analysis.error().code), analysis.error().detail);
      return 0;
    }
    for (auto const issue : analysis->issues) report(word_of(issue), remedy_of(issue));
    return analysis->names.size();
  }

  void expect_examples(object const& component, std::string_view part, std::size_t wanted) {
    auto const* const example = object_member(component, "example");
    object const nothing;
    auto const& given = example == nullptr ? nothing : *example;
    auto const* const named = array_member(given, std::string(part) + "_text_named_params");
    auto const* list = array_member(given, std::string(part) + "_text");
    if (part == "body" && list != nullptr)
      list = list->empty() ? nullptr : (*list)[0].if_array();  // an array of arrays, only there
    if (std::max(size_of(named), size_of(list)) < wanted)
      report("E_EXAMPLE", "Give an example for each parameter.");
  }

  void header(object const& component) {
    auto const format = text_in(component, "format");
    if (!format.empty() && !is_word(format, "TEXT")) return;
    auto const text = text_in(component, "text");
    auto const here = enter("text");
    expect_text(text, kTemplateHeaderCharsMax);
    if (text.find_first_of("*_~`\n") != std::string_view::npos && !has_braces(text))
      report("E_MARKUP", "Write the header without marks and line breaks.");
    auto const names = text.empty() ? 0 : parameters(text);
    if (names > kTemplateHeaderParametersMax)
      report("E_COUNT", "Use one parameter at most.", kTemplateHeaderParametersMax);
    where_ = here;
    expect_examples(component, "header", names);
  }

  void body(object const& component) {
    if (!component.contains("text")) return;  // an authentication body is Meta's own
    auto const text = text_in(component, "text");
    auto const max = scope_ == Scope::card ? kTemplateCardBodyCharsMax
                     : offer_              ? kTemplateLimitedOfferBodyCharsMax
                                           : kTemplateBodyCharsMax;
    auto const here = enter("text");
    expect_text(text, max);
    auto const names = parameters(text);
    where_ = here;
    expect_examples(component, "body", names);
  }

  void footer(object const& component) {
    if (!component.contains("text")) return;  // as above
    auto const text = text_in(component, "text");
    auto const here = enter("text");
    expect_text(text, kTemplateFooterCharsMax);
    auto const made = parse(text);
    if (!made || !made->is_plain()) report("E_COUNT", "Use no parameter in a footer.");
    where_ = here;
  }

  void offer(object const& component) {
    auto const* const made = object_member(component, "limited_time_offer");
    auto const here = enter("limited_time_offer");
    if (made != nullptr) expect_text(text_in(*made, "text"), kTemplateLimitedOfferTextCharsMax);
    where_ = here;
  }

  void expect_most(array const* buttons, std::string_view type, std::size_t max) {
    std::size_t count = 0;
    each(buttons, [&](std::size_t, object const& button) {
      if (is_word(text_in(button, "type"), type)) ++count;
    });
    if (count > max)
      report("E_COUNT", "Use " + std::to_string(max) + " of this type at most.", max);
  }

  /// Quick replies stand together: a change of kind twice is one too many.
  static bool is_grouped(array const* buttons) {
    std::size_t changes = 0;
    bool before = false;
    each(buttons, [&](std::size_t i, object const& button) {
      bool const quick = is_word(text_in(button, "type"), "QUICK_REPLY");
      if (i != 0 && quick != before) ++changes;
      before = quick;
    });
    return changes < 2;
  }

  void buttons(array const* buttons) {
    auto const here = enter("buttons");
    auto const max = scope_ == Scope::card ? kTemplateCardButtonsMax : kTemplateButtonsMax;
    if (size_of(buttons) == 0 || size_of(buttons) > max)
      report("E_COUNT", "Give 1 to " + std::to_string(max) + " buttons.", max);
    expect_most(buttons, "URL", kTemplateUrlButtonsMax);
    expect_most(buttons, "PHONE_NUMBER", kTemplatePhoneButtonsMax);
    expect_most(buttons, "COPY_CODE", kTemplateCopyCodeButtonsMax);
    if (!is_grouped(buttons)) report("E_ORDER", "Put the quick replies side by side.");
    each(buttons, [&](std::size_t i, object const& made) {
      auto const above = enter(i);
      button(made);
      where_ = above;
    });
    where_ = here;
  }

  void button(object const& made) {
    auto const type = text_in(made, "type");
    expect_chars(text_in(made, "text"), kTemplateButtonLabelCharsMax);
    bool const labelled =
        is_word(type, "QUICK_REPLY") || is_word(type, "URL") || is_word(type, "PHONE_NUMBER");
    if (labelled && is_blank(text_in(made, "text"))) report("E_EMPTY", "Give the button a label.");
    if (is_word(type, "URL")) url(made);
    if (is_word(type, "PHONE_NUMBER"))
      expect_text(text_in(made, "phone_number"), kTemplatePhoneCharsMax);
    if (is_word(type, "COPY_CODE")) expect_text(code_of(made), kCouponCodeCharsMax);
  }

  /// A coupon's example is a text, or a list of one.
  static std::string_view code_of(object const& made) {
    auto const* const list = array_member(made, "example");
    auto const* const first = size_of(list) == 0 ? nullptr : (*list)[0].if_string();
    return first == nullptr ? text_in(made, "example") : std::string_view(*first);
  }

  void url(object const& made) {
    auto const source = text_in(made, "url");
    expect_text(source, kTemplateUrlCharsMax);
    auto const parsed = parse(source);
    if (!parsed) return report(word_of(parsed.error().code), parsed.error().detail);
    if (parsed->is_plain()) return;
    auto const pieces = parsed->pieces();
    auto const count = std::count_if(pieces.begin(), pieces.end(),
                                     [](Piece const& piece) { return piece.is_placeholder(); });
    if (count > 1) report("E_COUNT", "Use one parameter in the address.", 1);
    if (!pieces.back().is_placeholder()) report("E_ORDER", "End the address with its parameter.");
    if (size_of(array_member(made, "example")) == 0)
      report("E_EXAMPLE", "Give an example of the whole address.");
  }

  void cards(array const* cards) {
    auto const here = enter("cards");
    if (size_of(cards) < kCardsMin || size_of(cards) > kCardsMax)
      report("E_COUNT", "Give 2 to 10 cards.", kCardsMax);
    std::string first;
    each(cards, [&](std::size_t i, object const& card) {
      auto const* const parts = array_member(card, "components");
      if (parts == nullptr) return;
      auto const above = enter(i);
      if (auto const shape = shape_of(*parts); i == 0)
        first = shape;
      else if (shape != first)
        report("E_ORDER", "Build all cards of the same parts.");
      (void)enter("components");
      auto const offer = std::exchange(offer_, false);
      read(*parts, Scope::card);
      offer_ = offer;
      scope_ = Scope::message;
      where_ = above;
    });
    where_ = here;
  }

  /// The parts of a card by type, headers by format and buttons by type.
  static std::string shape_of(array const& parts) {
    std::string shape;
    each(&parts, [&](std::size_t, object const& part) {
      shape.append(text_in(part, "type")).append("/").append(text_in(part, "format"));
      each(array_member(part, "buttons"), [&](std::size_t, object const& button) {
        shape.append("+").append(text_in(button, "type"));
      });
      shape += ';';
    });
    return shape;
  }

  std::string where_;
  bool offer_ = false;
  Scope scope_ = Scope::message;
};

}  // namespace

std::vector<DefinitionIssue> check_definition(array const& definition) {
  DefinitionCheck check;
  check.read(definition, Scope::message);
  return std::move(check.found);
}

bool is_template_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= kTemplateNameCharsMax &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

}  // namespace waypost::templating
