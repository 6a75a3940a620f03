#include "simulator/directory.h"

#include <algorithm>
#include <utility>

#include "simulator/ids.h"
#include "simulator/text.h"

namespace waypost::simulator {
namespace {

constexpr std::size_t kLongestPhone = 15;  // E.164
constexpr std::size_t kShortestPhone = 7;
constexpr std::size_t kLongestNational = 10;
constexpr std::size_t kLongestUserId = 128;  // behind the country code

bool is_alphanumeric(char character) {
  return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
         (character >= 'a' && character <= 'z');
}

}  // namespace

std::optional<std::string> canonical_phone(std::string_view written,
                                           std::string_view country_code) {
  std::string digits;
  auto international = false;
  for (std::size_t index = 0; index < written.size(); ++index) {
    auto const character = written[index];
    if (character == '+' && index == 0) {
      international = true;
    } else if (character >= '0' && character <= '9') {
      digits += character;
    } else if (std::string_view(" -()").find(character) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  if (!international && digits.size() <= kLongestNational) digits.insert(0, country_code);
  if (digits.size() < kShortestPhone || digits.size() > kLongestPhone) return std::nullopt;
  return digits;
}

bool is_user_id(std::string_view text) {
  if (text.size() < 4 || text[2] != '.') return false;
  auto const upper = [](char character) { return character >= 'A' && character <= 'Z'; };
  if (!upper(text[0]) || !upper(text[1])) return false;
  auto rest = text.substr(3);
  if (rest.rfind("ENT.", 0) == 0) rest.remove_prefix(4);
  return !rest.empty() && rest.size() <= kLongestUserId &&
         std::all_of(rest.begin(), rest.end(), is_alphanumeric);
}

Directory::Directory(std::vector<App> apps,
                     std::vector<Number> numbers,
                     std::vector<Customer> customers) {
  for (auto& app : apps) put(std::move(app));
  for (auto& number : numbers) put(std::move(number));
  for (auto& customer : customers) put(std::move(customer));
}

void Directory::put(App app) {
  std::unique_lock const lock(mutex_);
  auto id = app.app_id;
  apps_.insert_or_assign(std::move(id), std::move(app));
}

void Directory::put(Number number) {
  std::unique_lock const lock(mutex_);
  auto const known = std::find_if(numbers_.begin(), numbers_.end(), [&](Number const& other) {
    return other.phone_number_id == number.phone_number_id;
  });
  if (known == numbers_.end()) {
    numbers_.push_back(std::move(number));
  } else {
    *known = std::move(number);
  }
}

void Directory::put(Customer customer) {
  std::unique_lock const lock(mutex_);
  if (customer.user_id.empty()) customer.user_id = user_id_of(customer.wa_id);
  auto key = customer.wa_id.empty() ? customer.user_id : customer.wa_id;
  aliases_[customer.user_id] = key;
  for (auto const& form : customer.other_forms) aliases_[form] = key;
  customers_.insert_or_assign(std::move(key), std::move(customer));
}

std::optional<App> Directory::app(std::string_view app_id) const {
  std::shared_lock const lock(mutex_);
  auto const found = apps_.find(app_id);
  if (found == apps_.end()) return std::nullopt;
  return found->second;
}

std::vector<App> Directory::apps() const {
  std::shared_lock const lock(mutex_);
  std::vector<App> out;
  for (auto const& [id, app] : apps_) out.push_back(app);
  return out;
}

std::optional<Number> Directory::number(std::string_view phone_number_id) const {
  std::shared_lock const lock(mutex_);
  for (auto const& number : numbers_) {
    if (number.phone_number_id == phone_number_id) return number;
  }
  return std::nullopt;
}

std::vector<Number> Directory::numbers() const {
  std::shared_lock const lock(mutex_);
  return numbers_;
}

std::optional<Number> Directory::number_of_waba(std::string_view waba_id) const {
  std::shared_lock const lock(mutex_);
  for (auto const& number : numbers_) {
    if (number.waba_id == waba_id) return number;
  }
  return std::nullopt;
}

bool Directory::knows_token(std::string_view token) const {
  std::shared_lock const lock(mutex_);
  return std::any_of(numbers_.begin(), numbers_.end(),
                     [&](Number const& number) { return number.access_token == token; });
}

Person Directory::person(std::string_view wa_id_or_user_id) const {
  std::shared_lock const lock(mutex_);
  std::string key(wa_id_or_user_id);
  if (auto const alias = aliases_.find(key); alias != aliases_.end()) key = alias->second;
  if (auto const known = customers_.find(key); known != customers_.end()) return {known->second};
  Customer unknown;
  if (is_digits(key)) {
    unknown.user_id = user_id_of(key);
    unknown.wa_id = std::move(key);
  } else {
    unknown.user_id = std::move(key);
  }
  return {std::move(unknown)};
}

}  // namespace waypost::simulator
