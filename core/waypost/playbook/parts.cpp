#include "waypost/playbook/parts.h"

#include <cstddef>
#include <cstring>

#include "waypost/playbook/checksum.h"

namespace waypost::playbook {
namespace {

using blob::Section;

class Writer {
 public:
  explicit Writer(blob::Header& header) : header_(header) { bytes_.resize(sizeof(blob::Header)); }

  template <class Records>
  void put(Section section, Records const& records) {
    using Record = typename Records::value_type;
    static_assert(std::is_trivially_copyable_v<Record>);
    header_.table[static_cast<std::size_t>(section)] = {static_cast<std::uint32_t>(bytes_.size()),
                                                        static_cast<std::uint32_t>(records.size())};
    if (records.empty()) return;
    bytes_.append(reinterpret_cast<char const*>(records.data()), records.size() * sizeof(Record));
    bytes_.resize((bytes_.size() + 7) / 8 * 8);
  }

  void put(Section first, AutomatonParts const& automaton) {
    auto const at = [first](std::uint8_t i) {
      return static_cast<Section>(static_cast<std::uint8_t>(first) + i);
    };
    put(at(0), automaton.states);
    put(at(1), automaton.patterns);
    put(at(2), automaton.groups);
    put(at(3), automaton.filter);
  }

  void reserve(std::size_t size) { bytes_.reserve(size); }
  std::string take() { return std::move(bytes_); }

 private:
  blob::Header& header_;
  std::string bytes_;
};

}  // namespace

blob::TextRef Parts::put(std::string_view text) {
  blob::TextRef const ref{static_cast<std::uint32_t>(pool.size()),
                          static_cast<std::uint32_t>(text.size())};
  pool += text;
  return ref;
}

blob::TextRef Parts::put_shared(std::string_view text) {
  auto const [known, added] = shared_.try_emplace(std::string(text));
  if (added) known->second = put(text);
  return known->second;
}

blob::ListRef Parts::put_texts(std::vector<std::string> const& list) {
  blob::ListRef const ref{static_cast<std::uint32_t>(texts.size()),
                          static_cast<std::uint32_t>(list.size())};
  for (std::string const& text : list) texts.push_back(put_shared(text));
  return ref;
}

blob::ListRef Parts::put_list(std::vector<std::uint32_t> const& numbers) {
  blob::ListRef const ref{static_cast<std::uint32_t>(lists.size()),
                          static_cast<std::uint32_t>(numbers.size())};
  lists.insert(lists.end(), numbers.begin(), numbers.end());
  return ref;
}

std::string write_blob(Parts const& parts, Digest const& digest) {
  blob::Header header;
  Writer writer(header);
  writer.reserve(parts.pool.size() + 12 * (parts.loose.states.size() + parts.strict.states.size()) +
                 48 * parts.rules.size() + (std::size_t{1} << 16));
  writer.put(Section::pool, parts.pool);
  writer.put(Section::texts, parts.texts);
  writer.put(Section::fields, parts.fields);
  writer.put(Section::rules, parts.rules);
  writer.put(Section::extras, parts.extras);
  writer.put(Section::by_id, parts.by_id);
  writer.put(Section::settings, parts.settings);
  writer.put(Section::transitions, parts.transitions);
  writer.put(Section::openings, parts.openings);
  writer.put(Section::holidays, parts.holidays);
  writer.put(Section::loose_states, parts.loose);
  writer.put(Section::strict_states, parts.strict);
  writer.put(Section::key_states, parts.keys);
  writer.put(Section::lists, parts.lists);
  writer.put(Section::keyword_words, parts.keyword_words);
  writer.put(Section::keyword_rules, parts.keyword_rules);
  writer.put(Section::points, parts.points);
  writer.put(Section::fuzzy_words, parts.fuzzy_words);
  writer.put(Section::fuzzy_triggers, parts.fuzzy_triggers);
  writer.put(Section::fuzzy_anchors, parts.fuzzy_anchors);
  writer.put(Section::fuzzy_tails, parts.fuzzy_tails);
  writer.put(Section::regexes, parts.regexes);
  writer.put(Section::payloads, parts.payloads);
  std::string bytes = writer.take();
  header.size = bytes.size();
  for (std::size_t i = 0; i < digest.size(); ++i) header.digest[i] = static_cast<char>(digest[i]);
  std::memcpy(bytes.data(), &header, sizeof(header));
  constexpr std::size_t kSummed = offsetof(blob::Header, checksum) + sizeof(header.checksum);
  header.checksum = blob::checksum(std::string_view(bytes).substr(kSummed));
  std::memcpy(bytes.data(), &header, sizeof(header));
  return bytes;
}

}  // namespace waypost::playbook
