#pragma once
// The standard webhook: 0.6 kB, one text of a customer, as every figure here is measured with.

#include <cstddef>
#include <cstdint>
#include <string>

namespace waypost::bench {

/// Numbers of one WABA: what comes in counts against a number's throughput too, so that one with
/// the most that Meta grants (10,000) would cap what is measured.
inline constexpr std::int64_t kNumbers = 8;
inline constexpr char const* kWabaId = "900000000000001";

/// Customers of a grown database and of the load: kFirstCustomer + 0 ... kCustomers - 1.
inline constexpr std::int64_t kFirstCustomer = 15'550'000'000;
inline constexpr std::int64_t kCustomers = 200'000;

/// The number that a customer writes to, 0 ... kNumbers - 1, and its phone_number_id.
[[nodiscard]] std::int64_t number_of(std::int64_t customer);
[[nodiscard]] std::string phone_number_id(std::int64_t number);

/// In which order customers write.
enum class Order : std::uint8_t {
  in_a_row,  ///< neighbours share pages: the least that a webhook can cost
  mixed,     ///< as in life: nearly every one has a page of his own
};

/// Who writes webhook `n` of a run, one of `customers`; each writes once before any writes again.
[[nodiscard]] std::int64_t customer_of(std::size_t n, std::int64_t customers, Order order);

struct WebhookText {
  std::int64_t customer = kFirstCustomer;  ///< telephone number of the first update's sender
  std::size_t updates = 1;                 ///< each from a customer of its own, counting up
  std::uint64_t run = 0;                   ///< together with `number`: makes the wamid unique
  std::size_t number = 0;
  std::int64_t at_s = 0;  ///< Meta's timestamp
};

/// The wamid of update `index` of webhook `number` of `run`.
[[nodiscard]] std::string wamid_of(std::uint64_t run, std::size_t number, std::size_t index);

/// The body of a POST. The text matches one rule of shop_rules().
[[nodiscard]] std::string webhook_body(WebhookText const& webhook);

/// `X-Hub-Signature-256`: "sha256=" and 64 hex digits.
[[nodiscard]] std::string signature(std::string const& app_secret, std::string const& body);

/// Seconds since 1970, for `at_s`.
[[nodiscard]] std::int64_t now_s();

}  // namespace waypost::bench
