#include "traffic.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace waypost::bench {
namespace {

constexpr std::array<std::string_view, 3> kWords{"sent", "delivered", "read"};
constexpr std::size_t kUntoldMax = 20'000;  ///< of one number

std::string text_message(std::int64_t customer, std::string const& wamid, std::string const& at) {
  return R"({"from":")" + std::to_string(customer) + R"(","id":")" + wamid + R"(","timestamp":")" +
         at +
         R"(","type":"text","text":{"body":"Could I see the menu for today please? Thank you!"}})";
}

void add(std::string& list, std::string const& one) {
  if (!list.empty()) list += ',';
  list += one;
}

}  // namespace

void Untold::add(Sent reply) {
  auto& told = told_[static_cast<std::size_t>(number_of(reply.customer))];
  if (told.size() == kUntoldMax) told.pop_front();
  told.push_back({std::move(reply), 0});
}

Traffic::Traffic(TrafficOptions const& options, Untold& untold)
    : options_(options), at_(std::to_string(now_s())), untold_(untold) {
  turns_.fill(options.first / kNumbers);
}

Said Traffic::said(std::size_t n) const {
  return {customer_of(options_.first + n, options_.customers, Order::mixed),
          wamid_of(options_.run, n, 0)};
}

Post Traffic::one(std::size_t n) const {
  WebhookText webhook;
  webhook.customer = said(n).customer;
  webhook.run = options_.run;
  webhook.number = n;
  webhook.at_s = now_s();
  return {webhook_body(webhook), {webhook.customer}, 0};
}

std::int64_t Traffic::next_customer(std::size_t number) {
  // kFirstCustomer writes to number 0, his neighbour to number 1, and so on.
  std::int64_t const turn =
      customer_of(++turns_[number], options_.customers / kNumbers, Order::mixed) - kFirstCustomer;
  return kFirstCustomer + turn * kNumbers + static_cast<std::int64_t>(number);
}

void Traffic::add_status(std::string& statuses, std::size_t number) {
  Untold::Told told = std::move(untold_.of(number).front());
  untold_.of(number).pop_front();
  std::string const to = std::to_string(told.reply.customer);
  add(statuses,
      R"({"id":")" + told.reply.wamid + R"(","status":")" + std::string{kWords[told.times]} +
          R"(","timestamp":")" + at_ + R"(","recipient_id":")" + to +
          R"(","biz_opaque_callback_data":")" + told.reply.opaque +
          R"(","pricing":{"billable":false,"pricing_model":"PMP","type":"free_customer_service",)"
          R"("category":"service"}})");
  if (++told.times < kWords.size()) untold_.of(number).push_back(std::move(told));
}

Post Traffic::post(std::size_t n) {
  if (options_.updates == 1 && options_.statuses <= 0) return one(n);
  std::size_t const number = n % kNumbers;
  auto const updates = static_cast<double>(options_.updates);
  messages_due_ += updates * (1 - options_.statuses);
  statuses_due_ = std::min(statuses_due_, updates) + updates * options_.statuses;
  Post post;
  std::string messages;
  std::string statuses;
  for (; statuses_due_ >= 1 && !untold_.of(number).empty(); statuses_due_ -= 1) {
    add_status(statuses, number);
    ++post.statuses;
  }
  // An empty POST says nothing: before anything was sent, there is nothing but messages.
  for (; messages_due_ >= 1 || (post.statuses == 0 && post.customers.empty()); messages_due_ -= 1) {
    std::int64_t const customer = next_customer(number);
    std::string const wamid = wamid_of(options_.run, n, post.customers.size());
    add(messages, text_message(customer, wamid, at_));
    post.customers.push_back(customer);
  }
  post.body = R"({"object":"whatsapp_business_account","entry":[{"id":")" + std::string{kWabaId} +
              R"(","changes":[{"value":{"messaging_product":"whatsapp",)"
              R"("metadata":{"display_phone_number":"15550100100","phone_number_id":")" +
              phone_number_id(static_cast<std::int64_t>(number)) + R"("})" +
              (messages.empty() ? "" : R"(,"messages":[)" + messages + "]") +
              (statuses.empty() ? "" : R"(,"statuses":[)" + statuses + "]") +
              R"(},"field":"messages"}]}]})";
  return post;
}

}  // namespace waypost::bench
