// A blob is the same everywhere, and damage to it is refused or harmless.

#include "waypost/playbook/blob.h"

#include <cstring>
#include <string>
#include <vector>

#include "waypost/base/sha256.h"
#include "waypost/playbook/checksum.h"
#include "waypost/playbook/explain.h"

#include "made.h"
#include "random_rules.h"

namespace waypost::playbook {
namespace {

constexpr char kSource[] =
    R"({"waypost": 1, "vars": {"a": 1}, "hours": {"week": {"mon": [["09:00","12:00"]]}, "holidays": ["2026-12-25"]},
  "rules": [{"id": "a", "kind": "contains", "triggers": "hello, hi there"}, {"id": "b", "kind": "is", "triggers": "hi", "fold": "strict"},
  {"id": "c", "kind": "keywords", "all": ["order"], "any": ["where", "status"], "none": ["no"]}, {"id": "c2", "kind": "keywords", "any": ["where"], "fold": "strict"},
  {"id": "d", "kind": "fuzzy", "triggers": "delivery, track order"}, {"id": "e", "kind": "regex", "triggers": ["o.der", "\\d+"]},
  {"id": "f", "kind": "payload", "triggers": "BUY"}, {"id": "g", "kind": "payload", "triggers": "B", "match": "prefix"}, {"id": "h", "kind": "welcome"},
  {"id": "i", "kind": "fallback", "contact": {"tags_all": ["x"], "fields": {"y": null}}, "set": {"tags_add": ["z"]}},
  {"id": "j", "kind": "contains_word", "triggers": "hello"}, {"id": "k", "kind": "starts_with", "triggers": "hello"}]})";

// Aligned bytes that a test may change.
struct Bytes {
  explicit Bytes(std::string_view from) : words((from.size() + 7) / 8), size(from.size()) {
    std::memcpy(words.data(), from.data(), from.size());
  }
  char* data() { return reinterpret_cast<char*>(words.data()); }
  std::string_view view() { return {data(), size}; }
  std::vector<std::uint64_t> words;
  std::size_t size;
};

std::string blob_of(std::string_view source) {
  return compile(source)->blob;
}

void mend_checksum(Bytes& bytes) {
  constexpr std::size_t kSummed = offsetof(blob::Header, checksum) + 8;
  std::uint64_t const sum = blob::checksum(bytes.view().substr(kSummed));
  std::memcpy(bytes.data() + offsetof(blob::Header, checksum), &sum, 8);
}

// Everything that reads the blob.
void use(Playbook const& playbook, MatchScratch& scratch) {
  for (char const* const text :
       {"hello hi there", "where is my order", "delivry trak order", "hi", "o1der 55", "...", ""}) {
    Query const query{text, "BUY", FirstContact::yes};
    Candidates candidates(playbook, query, scratch);
    static_cast<void>(candidates.opt_word());
    while (auto const index = candidates.next()) {
      Rule const rule = playbook.rule(*index);
      static_cast<void>(playbook.find(rule.id()));
      for (std::size_t i = 0; i < rule.replies().size(); ++i)
        static_cast<void>(rule.replies()[i].size());
      for (std::size_t i = 0; i < rule.tags_all().size(); ++i)
        static_cast<void>(rule.tags_all()[i].size());
      for (std::size_t i = 0; i < rule.fields_guard().size(); ++i)
        static_cast<void>(rule.fields_guard()[i].value);
    }
    static_cast<void>(explain(playbook, query, scratch));
  }
  Hours const hours = playbook.hours();
  for (auto const& day : hours.week) {
    for (Opening const& opening : day) static_cast<void>(opening.from);
  }
}

TEST(Blob, IsTheSameForTheSameSource) {
  EXPECT_EQ(blob_of(kSource), blob_of(kSource));
  Chance chance(7);
  for (int round = 0; round < 30; ++round) {
    std::vector<naive::Rule> rules;
    for (std::size_t i = 40; i > 0; --i)
      rules.push_back(rule_of(chance, chance.of(alphabets()), i));
    std::string const source = "{\"waypost\":1,\"rules\":" + json_of(rules) + "}";
    EXPECT_EQ(blob_of(source), blob_of(source));
  }
}

// Every host must write these bytes: natively, as a WebAssembly module, today and later.
TEST(Blob, HasTheBytesItHasAlwaysHad) {
  std::string const blob = blob_of(kSource);
  EXPECT_EQ(blob.size() % 8, 0U);
  EXPECT_EQ(hex(sha256(blob)), "33cec2be3103a49ef66bd22f5b2354e4fa98d0cf1936867f0d2a921c21667db1")
      << blob.size() << " bytes; a new layout needs a new kVersion";
}

TEST(Blob, CarriesTheDigestOfItsSource) {
  Made const made = make_from(kSource);
  Digest const digest = sha256(kSource);
  std::string const wanted(digest.begin(), digest.end());
  EXPECT_EQ(made.playbook->source_digest(), wanted);
}

TEST(Blob, RefusesEveryFlippedByte) {
  std::string const good = blob_of(kSource);
  Bytes bytes(good);
  for (std::size_t at = 0; at < good.size(); ++at) {
    bytes.data()[at] = static_cast<char>(bytes.data()[at] ^ (1 << at % 8));
    auto const opened = open(bytes.view());
    ASSERT_FALSE(opened) << "byte " << at;
    EXPECT_EQ(opened.error().code, Errc::bad_blob);
    bytes.data()[at] = good[at];
  }
  EXPECT_TRUE(open(bytes.view()));
}

TEST(Blob, RefusesEveryCut) {
  std::string const good = blob_of(kSource);
  Bytes bytes(good);
  for (std::size_t size = 0; size < good.size(); ++size) {
    ASSERT_FALSE(open(bytes.view().substr(0, size))) << size;
  }
}

TEST(Blob, RefusesBytesThatAreNotAligned) {
  std::string const good = blob_of(kSource);
  std::vector<std::uint64_t> words(good.size() / 8 + 2);
  char* const data = reinterpret_cast<char*>(words.data()) + 4;
  std::memcpy(data, good.data(), good.size());
  auto const opened = open({data, good.size()});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::bad_argument);
}

TEST(Blob, RefusesOtherVersions) {
  Bytes bytes(blob_of(kSource));
  bytes.data()[offsetof(blob::Header, version)] ^= 1;
  mend_checksum(bytes);
  EXPECT_FALSE(open(bytes.view()));
}

// A blob with a right checksum but wrong insides is refused or does no harm: no read outside, no
// endless loop. (Run with the address sanitizer.)
TEST(Blob, ForgedInsidesDoNoHarm) {
  std::uint64_t const seed = seed_for(*this);
  Chance chance(seed);
  std::string const good = blob_of(kSource);
  MatchScratch scratch;
  std::size_t opened = 0;
  for (int round = 0; round < 4'000; ++round) {
    Bytes bytes(good);
    for (std::size_t i = 1 + chance.upto(3); i > 0; --i) {
      std::size_t const at =
          sizeof(blob::Header) + chance.upto(good.size() - sizeof(blob::Header) - 3);
      switch (chance.upto(3)) {
        case 0: bytes.data()[at] = static_cast<char>(chance.upto(256)); break;
        case 1: bytes.data()[at / 4 * 4] = static_cast<char>(chance.upto(64)); break;
        default: {
          auto const small = static_cast<std::uint32_t>(chance.upto(2000));
          std::memcpy(bytes.data() + at / 4 * 4, &small, 4);
        }
      }
    }
    if (chance.one_in(10)) {
      std::size_t const section = chance.upto(blob::kSectionCount);
      auto const number = static_cast<std::uint32_t>(chance.upto(1000) * 8);
      std::memcpy(bytes.data() + offsetof(blob::Header, table) + 8 * section + 4 * chance.upto(2),
                  &number, 4);
    }
    mend_checksum(bytes);
    auto const playbook = open(bytes.view());
    if (!playbook) continue;
    ++opened;
    use(*playbook, scratch);
  }
  EXPECT_GT(opened, 200U) << "many changes are not noticed, and none may hurt";
}

TEST(Blob, HandlesMove) {
  Made made = make_from(kSource);
  Playbook moved(std::move(*made.playbook));
  made.playbook.emplace(std::move(moved));
  EXPECT_EQ(made.answer("hello"), "a");
}

}  // namespace
}  // namespace waypost::playbook
