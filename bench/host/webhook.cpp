#include "webhook.h"

#include <chrono>

#include <openssl/hmac.h>

namespace waypost::bench {

std::int64_t number_of(std::int64_t customer) {
  return customer % kNumbers;
}

std::string phone_number_id(std::int64_t number) {
  return std::to_string(800'000'000'000'001 + number);
}

std::int64_t customer_of(std::size_t n, std::int64_t customers, Order order) {
  // Coprime to the powers of 2 and 5 that round numbers are made of, so it meets everyone.
  constexpr std::size_t kStride = 77'773;
  std::size_t const turn = order == Order::mixed ? n * kStride : n;
  return kFirstCustomer + static_cast<std::int64_t>(turn % static_cast<std::size_t>(customers));
}

std::string wamid_of(std::uint64_t run, std::size_t number, std::size_t index) {
  return "wamid.HBgLMTU1NTAxMDAwMDEVAgASGBQ" + std::to_string(run) + "x" + std::to_string(number) +
         "x" + std::to_string(index) + "=";
}

std::string webhook_body(WebhookText const& webhook) {
  std::string messages;
  std::string const at = std::to_string(webhook.at_s);
  for (std::size_t i = 0; i < webhook.updates; ++i) {
    if (i > 0) messages += ',';
    messages +=
        R"({"from":")" + std::to_string(webhook.customer + static_cast<std::int64_t>(i)) +
        R"(","id":")" + wamid_of(webhook.run, webhook.number, i) + R"(","timestamp":")" + at +
        R"(","type":"text","text":{"body":"Could I see the menu for today please? Thank you!"}})";
  }
  return R"({"object":"whatsapp_business_account","entry":[{"id":")" + std::string{kWabaId} +
         R"(","changes":[{"value":{"messaging_product":"whatsapp",)"
         R"("metadata":{"display_phone_number":"15550100100","phone_number_id":")" +
         phone_number_id(number_of(webhook.customer)) +
         R"("},"contacts":[{"profile":{"name":"Bench Customer"},"wa_id":")" +
         std::to_string(webhook.customer) + R"("}],"messages":[)" + messages +
         R"(]},"field":"messages"}]}]})";
}

std::string signature(std::string const& app_secret, std::string const& body) {
  static constexpr char kHex[] = "0123456789abcdef";
  unsigned char mac[32];
  unsigned size = 0;
  HMAC(EVP_sha256(), app_secret.data(), static_cast<int>(app_secret.size()),
       reinterpret_cast<unsigned char const*>(body.data()), body.size(), mac, &size);
  std::string text = "sha256=";
  for (unsigned char const byte : mac) {
    text += kHex[byte >> 4U];
    text += kHex[byte & 15U];
  }
  return text;
}

std::int64_t now_s() {
  auto const now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

}  // namespace waypost::bench
