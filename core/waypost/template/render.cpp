#include "waypost/template/render.h"

#include <utility>

#include "waypost/template/filters.h"
#include "waypost/unicode/utf8.h"

namespace waypost::templating {
namespace {

/// One rendering under way: where it writes and how much it may still do.
class Rendering {
 public:
  Rendering(std::string& text,
            Template const& made,
            Vars const& vars,
            RenderOptions const& options,
            RenderScratch& scratch) noexcept
      : text_(text),
        made_(made),
        vars_(vars),
        options_(options),
        scratch_(scratch),
        begin_(text.size()) {}

  std::optional<TemplateError> run() {
    for (auto const& piece : made_.pieces()) {
      if (!piece.is_placeholder())
        text_ += made_.text_of(piece);
      else if (auto const code = fill(piece))
        return refused(*code, piece);
      if (text_.size() - begin_ > kRenderBytesMax) return refused(TemplateErrc::too_long, piece);
    }
    mend();
    return checked_length();
  }

 private:
  std::optional<TemplateErrc> fill(Piece const& piece) {
    auto& value = scratch_.value;
    value.clear();
    auto fetched = append_value(value, vars_.find(made_.path_of(piece)));
    if (fetched == Fetched::not_text) return TemplateErrc::type;
    for (auto const& filter : made_.filters_of(piece)) {
      if (filter.name == FilterName::default_to) {
        if (fetched == Fetched::missing || value.empty()) value = filter.text;
        fetched = Fetched::text;
      } else if (fetched == Fetched::text) {
        filtered_ += value.size();
        if (filtered_ > kFilterBytesMax) return TemplateErrc::too_long;
        apply(filter, value, scratch_.spare);
      }
    }
    if (fetched == Fetched::text)
      text_ += value;
    else if (options_.on_missing == OnMissing::error)
      return TemplateErrc::missing;
    else if (options_.on_missing == OnMissing::keep)
      text_ += made_.text_of(piece);
    return std::nullopt;
  }

  void mend() {
    auto const made = std::string_view(text_).substr(begin_);
    if (unicode::is_utf8(made)) return;
    auto const whole = unicode::mend(made);
    text_.resize(begin_);
    text_ += whole;
  }

  std::optional<TemplateError> checked_length() {
    auto const made = std::string_view(text_).substr(begin_);
    if (made.size() <= options_.max_chars || unicode::length(made) <= options_.max_chars) return {};
    text_.resize(begin_);
    auto error = refuse_template(TemplateErrc::too_long);
    error.limit = options_.max_chars;
    return error;
  }

  TemplateError refused(TemplateErrc code, Piece const& piece) {
    text_.resize(begin_);
    auto error = refuse_template(code, unicode::length(made_.source().substr(0, piece.begin)));
    if (code == TemplateErrc::too_long) error.limit = kRenderBytesMax;
    return error;
  }

  std::string& text_;
  Template const& made_;
  Vars const& vars_;
  RenderOptions const& options_;
  RenderScratch& scratch_;
  std::size_t begin_;
  std::size_t filtered_ = 0;
};

}  // namespace

std::optional<TemplateError> append_rendered(std::string& text,
                                             Template const& made,
                                             Vars const& vars,
                                             RenderOptions const& options,
                                             RenderScratch& scratch) {
  return Rendering(text, made, vars, options, scratch).run();
}

TemplateResult<std::string> render(Template const& made,
                                   Vars const& vars,
                                   RenderOptions const& options) {
  std::string text;
  RenderScratch scratch;
  if (auto error = append_rendered(text, made, vars, options, scratch)) return *std::move(error);
  return text;
}

TemplateResult<std::string> render(std::string_view source,
                                   Vars const& vars,
                                   RenderOptions const& options) {
  auto const made = parse(source);
  if (!made) return made.error();
  return render(*made, vars, options);
}

}  // namespace waypost::templating
