#pragma once
// The compiled playbook's bytes: what stands where, and the view over them.
//
// A blob is one relocatable, little-endian byte string, 8-aligned, with no pointers and no
// clock, host or compiler in it: the same source and zones give the same bytes everywhere.
//
//   blob     = header section*
//   header   = magic version size checksum digest table        (Header, 320 bytes)
//   table    = (offset count) * kSectionCount                  offset in bytes, count in records
//   section  = record* zero-padding-to-8
//
//   +--------+-------+--------------------------------------------------------------+
//   | Header | texts | rules | hours | loose | strict | keys | keywords | fuzzy | ... |
//   +--------+-------+--------------------------------------------------------------+
//                |        |               |
//                |        |               +-- automaton: states, patterns, groups
//                |        +-- RuleRecord: id, kind, priority, lists into texts and fields
//                +-- pool of bytes; TextRef (offset, size) points into it
//
// An automaton (a trie over bytes as a double array, with Aho-Corasick's failure links) serves
// one text: state s steps with byte c to t = base[s] ^ c if label[t] == c, else to fail[s]. Each
// base belongs to one state only, so the byte is all there is to check. `out` is 1 + the longest
// pattern that ends here, PatternRecord::next 1 + the next shorter one. `starts` says where in a
// text the patterns below a state may begin (automaton.h); the filter is a hash table of what
// patterns begin with.
//
//   state --out--> pattern --next--> pattern ...          what ends at this byte
//                     | one use: (target, mode) in the record itself
//                     +--> group* (one per mode) --> lists: targets, ascending
//
// A target is a RuleIndex (is, starts_with, ends_with, contains, contains_word), a keyword's
// number (keyword) or a RegexRecord (key).
//
// open() checks once that every offset, index and count stays inside, so that no reader checks
// again; the checksum (FNV-like over 64-bit words, see checksum.h) covers all bytes behind it.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "waypost/base/result.h"
#include "waypost/playbook/hours.h"

namespace waypost::playbook::blob {

static_assert(sizeof(void*) >= 4, "blobs are read in place");
#if defined(__BYTE_ORDER__)
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "blobs are read in place");
#endif

inline constexpr std::uint64_t kMagic = 0x01'54'53'4F'50'59'41'57U;  // "WAYPOST" and a 1
inline constexpr std::uint32_t kVersion = 2;
inline constexpr std::uint32_t kNone = 0xFFFF'FFFFU;

/// A text: bytes of the pool. kNone as offset: no text at all.
struct TextRef {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
};

/// A run of records in another section.
struct ListRef {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

struct FieldRecord {
  TextRef name;
  TextRef value;  ///< offset kNone: absent (guard) or remove (set)
};

struct RuleRecord {
  std::int64_t priority = 0;
  TextRef id;
  ListRef replies;  ///< into texts
  std::uint32_t place = 0;
  std::uint32_t cooldown_s = 0;
  std::uint32_t extra = kNone;  ///< into extras
  std::uint8_t kind = 0;
  std::uint8_t when = 0;
  std::uint8_t quote = 0;
  std::uint8_t fold = 0;
};

/// What few rules have.
struct ExtraRecord {
  ListRef tags_all;      ///< into texts
  ListRef tags_none;     ///< into texts
  ListRef fields_guard;  ///< into fields
  ListRef tags_add;      ///< into texts
  ListRef tags_remove;   ///< into texts
  ListRef fields_set;    ///< into fields
  std::int64_t takeover_s = 0;
  std::uint32_t has_takeover = 0;
  std::uint32_t reserved = 0;
};

struct OptRecord {
  ListRef words;  ///< into texts; folded, sorted by bytes
  TextRef reply;
  std::uint32_t scope = 0;
  std::uint32_t reserved = 0;
};

/// What a playbook says once. The section has exactly one.
struct SettingsRecord {
  std::int64_t late_after_s = 0;
  std::int64_t loop_replies = 0;
  std::int64_t loop_within_s = 0;
  TextRef late_reply;
  TextRef vars;
  TextRef zone;
  OptRecord opt_out;
  OptRecord opt_in;
  std::array<ListRef, 7> week{};  ///< into openings, Monday first
  std::uint32_t late_policy = 0;
  std::uint32_t hours_given = 0;
  std::uint32_t text_begin = 0;      ///< rules before it: payload stage
  std::uint32_t fallback_begin = 0;  ///< rules before it: text stage
  ListRef welcome;                   ///< into lists: rules
  ListRef regex_always;              ///< into lists: RegexRecords without a key
};

struct StateRecord {
  std::uint32_t base = 0;
  std::uint32_t fail = 0;
  std::uint32_t bits = 0;  ///< out << 12 | (a pattern ends here) << 11 | starts << 8 | label
};
inline constexpr std::uint32_t kLabelMask = 0xFF;
inline constexpr std::uint32_t kStartsShift = 8;
inline constexpr std::uint32_t kEndsHere = 1U << 11;
inline constexpr std::uint32_t kOutShift = 12;
inline constexpr std::size_t kPatternsMax = (1U << 20) - 1;

enum class Mode : std::uint8_t {
  is,
  starts_with,
  ends_with,
  contains,
  contains_word,
  keyword,
  key
};
inline constexpr std::uint32_t kModeBits = 3;
inline constexpr std::uint32_t kModeMask = 7;

struct PatternRecord {
  std::uint32_t next = 0;    ///< 1 + the next shorter pattern ending here; 0: none
  std::uint32_t use = 0;     ///< groups == 0: target << 3 | mode; else the first group
  std::uint16_t size = 0;    ///< bytes
  std::uint16_t groups = 0;  ///< 0: one use
};

struct GroupRecord {
  std::uint32_t head = 0;  ///< smallest target << 3 | mode
  ListRef targets;         ///< into lists, ascending
};

/// A `keywords` rule: `all`, `any` and `none`, one after another in lists, as keyword numbers.
struct KeywordRuleRecord {
  std::uint32_t rule = 0;
  std::uint32_t first = 0;
  std::uint16_t all = 0;
  std::uint16_t any = 0;
  std::uint16_t none = 0;
  std::uint16_t reserved = 0;
};

/// One word of a fuzzy trigger: code points of the points section.
struct FuzzyWordRecord {
  std::uint32_t first = 0;
  std::uint16_t size = 0;
  std::uint16_t allowance = 0;
};

struct FuzzyTriggerRecord {
  std::uint32_t rule = 0;
  std::uint32_t first = 0;  ///< into fuzzy_words
  std::uint16_t count = 0;
  std::uint16_t anchor = 0;  ///< which of its words it is looked up by
};

/// A distinct word by which fuzzy triggers are looked up, sorted by (fold, first code point,
/// size, code points, allowance).
struct FuzzyAnchorRecord {
  std::uint64_t signature = 0;  ///< fuzzy.h
  std::uint32_t word = 0;       ///< into fuzzy_words
  std::uint32_t lead = 0;       ///< first code point
  std::uint16_t size = 0;
  std::uint8_t allowance = 0;
  std::uint8_t fold = 0;
  std::uint32_t first = 0;    ///< into lists: triggers, each part ascending by rule
  std::uint32_t single = 0;   ///< of one word
  std::uint32_t several = 0;  ///< of several words
};

struct RegexRecord {
  TextRef pattern;
  std::uint32_t rule = 0;
  std::uint32_t case_sensitive = 0;
};

/// A distinct payload, sorted by bytes.
struct PayloadRecord {
  TextRef text;
  std::uint32_t parent = kNone;  ///< the longest other payload that is a prefix of this one
  std::uint32_t reserved = 0;
  ListRef exact;   ///< into lists: rules, ascending
  ListRef prefix;  ///< into lists: rules, ascending
};

enum class Section : std::uint8_t {
  pool,            // bytes
  texts,           // TextRef
  fields,          // FieldRecord
  rules,           // RuleRecord, in answering order
  extras,          // ExtraRecord
  by_id,           // u32 rules, sorted by id
  settings,        // SettingsRecord
  transitions,     // Transition
  openings,        // Opening
  holidays,        // i32
  loose_states,    // StateRecord
  loose_patterns,  // PatternRecord
  loose_groups,    // GroupRecord
  loose_filter,    // u8: what patterns begin with (automaton.h); a power of two, or empty
  strict_states,
  strict_patterns,
  strict_groups,
  strict_filter,
  key_states,
  key_patterns,
  key_groups,
  key_filter,
  lists,           // u32
  keyword_words,   // ListRef into lists: KeywordRuleRecords that this keyword calls
  keyword_rules,   // KeywordRuleRecord
  points,          // u32 code points
  fuzzy_words,     // FuzzyWordRecord
  fuzzy_triggers,  // FuzzyTriggerRecord, ascending by rule
  fuzzy_anchors,   // FuzzyAnchorRecord
  fuzzy_tails,     // u32: open hash table of 1 + anchor, by all but the first code point
  regexes,         // RegexRecord, ascending by rule
  payloads,        // PayloadRecord
};
inline constexpr std::size_t kSectionCount = 32;

struct SectionRecord {
  std::uint32_t offset = 0;
  std::uint32_t count = 0;
};

struct Header {
  std::uint64_t magic = kMagic;
  std::uint32_t version = kVersion;
  std::uint32_t sections = kSectionCount;
  std::uint64_t size = 0;
  std::uint64_t checksum = 0;  ///< over everything behind it
  std::array<char, 32> digest{};
  std::array<SectionRecord, kSectionCount> table{};
};

static_assert(sizeof(TextRef) == 8 && sizeof(ListRef) == 8 && sizeof(FieldRecord) == 16);
static_assert(sizeof(RuleRecord) == 40 && sizeof(ExtraRecord) == 64 && sizeof(OptRecord) == 24);
static_assert(sizeof(SettingsRecord) == 184);
static_assert(sizeof(StateRecord) == 12 && sizeof(PatternRecord) == 12);
static_assert(sizeof(GroupRecord) == 12 && sizeof(KeywordRuleRecord) == 16);
static_assert(sizeof(FuzzyWordRecord) == 8 && sizeof(FuzzyTriggerRecord) == 12);
static_assert(sizeof(FuzzyAnchorRecord) == 32 && sizeof(RegexRecord) == 16);
static_assert(sizeof(PayloadRecord) == 32 && sizeof(Transition) == 16 && sizeof(Opening) == 4);
static_assert(sizeof(Header) == 64 + 8 * kSectionCount);

/// One automaton of the blob.
struct Automaton {
  std::span<StateRecord const> states;
  std::span<PatternRecord const> patterns;
  std::span<GroupRecord const> groups;
  std::span<std::uint8_t const> filter;
  std::uint32_t begins = 0;  ///< the filter's entries in one
};

/// The sections of an opened blob. Every index in them was checked by open().
struct View {
  std::string_view digest;
  std::string_view pool;
  std::span<TextRef const> texts;
  std::span<FieldRecord const> fields;
  std::span<RuleRecord const> rules;
  std::span<ExtraRecord const> extras;
  std::span<std::uint32_t const> by_id;
  SettingsRecord const* settings = nullptr;
  std::span<Transition const> transitions;
  std::span<Opening const> openings;
  std::span<std::int32_t const> holidays;
  Automaton loose;
  Automaton strict;
  Automaton keys;
  std::span<std::uint32_t const> lists;
  std::span<ListRef const> keyword_words;
  std::span<KeywordRuleRecord const> keyword_rules;
  std::span<std::uint32_t const> points;
  std::span<FuzzyWordRecord const> fuzzy_words;
  std::span<FuzzyTriggerRecord const> fuzzy_triggers;
  std::span<FuzzyAnchorRecord const> fuzzy_anchors;
  std::span<std::uint32_t const> fuzzy_tails;
  std::span<RegexRecord const> regexes;
  std::span<PayloadRecord const> payloads;

  [[nodiscard]] std::string_view text(TextRef ref) const noexcept {
    return ref.offset == kNone ? std::string_view() : pool.substr(ref.offset, ref.size);
  }
  [[nodiscard]] std::span<std::uint32_t const> list(ListRef ref) const noexcept {
    return lists.subspan(ref.first, ref.count);
  }
};

/// Checks header, checksum and every index of `bytes`, and gives the view.
[[nodiscard]] Result<View> check(std::string_view bytes);

}  // namespace waypost::playbook::blob
