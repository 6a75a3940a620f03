#include "waypost/playbook/known.h"

#include <algorithm>
#include <utility>

namespace waypost::playbook {
namespace {

// The keys of an exact set, if all of its members have any.
std::vector<std::string> keys_of(std::vector<std::string> const& exact) {
  bool const usable =
      std::none_of(exact.begin(), exact.end(), [](auto const& s) { return s.empty(); });
  return usable && exact.size() <= kKeysMax ? exact : std::vector<std::string>{};
}

// Longer keys stop more texts; among equals, fewer keys.
bool is_better(std::vector<std::string> const& a, std::vector<std::string> const& b) {
  auto const shortest = [](std::vector<std::string> const& keys) {
    std::size_t least = keys.empty() ? 0 : kKeyBytesMax;
    for (std::string const& key : keys) least = std::min(least, key.size());
    return least;
  };
  std::size_t const of_a = shortest(a);
  std::size_t const of_b = shortest(b);
  return of_a != of_b ? of_a > of_b : a.size() < b.size();
}

// a b, when both are few and short.
std::optional<std::vector<std::string>> product(std::vector<std::string> const& a,
                                                std::vector<std::string> const& b) {
  if (a.size() * b.size() > kKeysMax) return std::nullopt;
  std::vector<std::string> texts;
  for (std::string const& head : a) {
    for (std::string const& tail : b) {
      if (head.size() + tail.size() > kKeyBytesMax) return std::nullopt;
      texts.push_back(head + tail);
    }
  }
  sort_unique(texts);
  return texts;
}

}  // namespace

Known anything() {
  return {};
}
Known only(std::string text) {
  return {std::vector<std::string>{std::move(text)}, {}};
}
Known empty_text() {
  return only({});
}

void sort_unique(std::vector<std::string>& texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

std::vector<std::string> keys_of(Known const& known) {
  return known.exact ? keys_of(*known.exact) : known.some;
}

Known either(Known const& a, Known const& b) {
  if (a.exact && b.exact && a.exact->size() + b.exact->size() <= kKeysMax) {
    std::vector<std::string> texts = *a.exact;
    texts.insert(texts.end(), b.exact->begin(), b.exact->end());
    sort_unique(texts);
    return {texts, {}};
  }
  std::vector<std::string> keys = keys_of(a);
  std::vector<std::string> const others = keys_of(b);
  if (keys.empty() || others.empty() || keys.size() + others.size() > kKeysMax) return anything();
  keys.insert(keys.end(), others.begin(), others.end());
  sort_unique(keys);
  return {std::nullopt, keys};
}

void Sequence::append(Known const& part) {
  if (part.exact) {
    if (auto grown = product(run_, *part.exact)) {
      run_ = std::move(*grown);
      return;
    }
  }
  close();
  if (part.exact && part.exact->size() <= kKeysMax) {
    run_ = *part.exact;
  } else {
    offer(keys_of(part));
    whole_ = false;
  }
}

Known Sequence::finish() {
  if (whole_ && !closed_) return {run_, {}};
  close();
  return {std::nullopt, best_};
}

void Sequence::offer(std::vector<std::string> keys) {
  if (!keys.empty() && (best_.empty() || is_better(keys, best_))) best_ = std::move(keys);
}

void Sequence::close() {
  closed_ = true;
  offer(keys_of(run_));
  run_ = {std::string()};
}

}  // namespace waypost::playbook
