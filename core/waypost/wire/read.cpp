#include "waypost/wire/read.h"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/json/error.hpp>
#include <boost/json/parse_options.hpp>
#include <boost/json/parser.hpp>
#include <boost/system/error_code.hpp>

#include "waypost/unicode/utf8.h"

namespace waypost::wire {
namespace {

// Bytes from a resource, given back at the end: a monotonic one does not mind.
class Block {
 public:
  Block(boost::json::storage_ptr const& scratch, void* bytes, std::size_t size, std::size_t align)
      : scratch_(scratch), bytes_(bytes), size_(size), align_(align) {}
  Block(Block const&) = delete;
  Block& operator=(Block const&) = delete;
  ~Block() {
    if (bytes_ != nullptr) scratch_->deallocate(bytes_, size_, align_);
  }
  [[nodiscard]] unsigned char* data() const noexcept { return static_cast<unsigned char*>(bytes_); }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  boost::json::storage_ptr const& scratch_;
  void* bytes_;
  std::size_t size_;
  std::size_t align_;
};

// Text this short is parsed with a stack on the machine's own, which holds 500 open values;
// what is odder grows it in the scratch, and cannot grow it far.
constexpr std::size_t kSmallBytes = 16U * 1024;
constexpr std::size_t kSmallStackBytes = 8U * 1024;

// What the parser's stack can come to hold at once. With room for that it never grows, and
// growing is what would waste a monotonic resource. It holds the characters of one string, and of
// every open container the finished values, for objects with their keys: of those each but the
// first follows a comma, and takes two bytes of text with it.
std::size_t stack_bytes(std::string_view json, JsonLimits const& limits) noexcept {
  std::size_t entries = json.size() / 2;
  if (json.size() > limits.values) entries = std::min(entries, 2 * count_commas(json));
  return (entries + 2 * limits.depth + 2) * sizeof(boost::json::value) + json.size();
}

Error refusal_of(boost::system::error_code const& failed, std::string_view json) {
  if (failed == boost::json::error::too_deep) {
    return refuse(Errc::too_large, {}, "The JSON is nested too deeply.");
  }
  if (!unicode::is_utf8(json)) return refuse(Errc::not_utf8, {}, "The text is not UTF-8.");
  return refuse(Errc::not_json, {}, "The text is not exactly one JSON text.");
}

Result<boost::json::value> parse_with(unsigned char* stack,
                                      std::size_t stack_size,
                                      std::string_view json,
                                      boost::json::storage_ptr const& scratch,
                                      JsonLimits const& limits) {
  boost::json::parse_options options;
  options.max_depth = limits.depth;
  boost::json::parser parser(scratch, options, stack, stack_size);
  parser.reset(scratch);
  boost::system::error_code failed;
  parser.write(json.data(), json.size(), failed);
  if (failed) return refusal_of(failed, json);
  return parser.release();
}

}  // namespace

Result<boost::json::value> read_json(std::string_view json,
                                     boost::json::storage_ptr const& scratch,
                                     JsonLimits const& limits) {
  if (json.size() > limits.bytes) return refuse(Errc::too_large, {}, "The text is too long.");
  if (exceeds_values(json, limits.values)) {
    return refuse(Errc::too_large, {}, "The JSON has too many values.");
  }
  auto const mended = mend_surrogates(json, scratch);
  Block const copy(scratch, mended.copy, json.size(), 1);
  if (json.size() <= kSmallBytes) {
    alignas(boost::json::value) std::array<unsigned char, kSmallStackBytes> stack;
    return parse_with(stack.data(), stack.size(), mended.text, scratch, limits);
  }
  auto const size = stack_bytes(json, limits);
  auto const align = alignof(boost::json::value);
  Block const stack(scratch, scratch->allocate(size, align), size, align);
  return parse_with(stack.data(), stack.size(), mended.text, scratch, limits);
}

}  // namespace waypost::wire
