/// Who exists: apps, business numbers and the people on WhatsApp.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "simulator/options.h"

namespace waypost::simulator {

/// Where a send goes.
struct Person {
  Customer customer;
  /// What tells people apart: the wa_id, or the user id of somebody without a known number.
  std::string const& key() const {
    return customer.wa_id.empty() ? customer.user_id : customer.wa_id;
  }
};

/// Thread-safe; everything is returned by value.
class Directory {
 public:
  Directory(std::vector<App> apps, std::vector<Number> numbers, std::vector<Customer> customers);

  void put(App app);
  void put(Number number);
  void put(Customer customer);

  std::optional<App> app(std::string_view app_id) const;
  std::vector<App> apps() const;
  std::optional<Number> number(std::string_view phone_number_id) const;
  std::vector<Number> numbers() const;
  /// The first number of the account; template webhooks need its app.
  std::optional<Number> number_of_waba(std::string_view waba_id) const;
  /// Whether any number has this token.
  bool knows_token(std::string_view token) const;

  /// The person with this wa_id or user id; made up when unknown.
  Person person(std::string_view wa_id_or_user_id) const;

 private:
  mutable std::shared_mutex mutex_;
  std::map<std::string, App, std::less<>> apps_;
  std::vector<Number> numbers_;
  std::unordered_map<std::string, Customer> customers_;
  std::unordered_map<std::string, std::string> aliases_;
};

/// A phone number as Meta reads it: `+`, blanks, `-`, `(` and `)` are dropped, and a number
/// without `+` that is too short to be whole gets the country code. Nothing if it is no number.
std::optional<std::string> canonical_phone(std::string_view written, std::string_view country_code);

/// CC.alphanumerics or CC.ENT.alphanumerics.
bool is_user_id(std::string_view text);

}  // namespace waypost::simulator
