#pragma once
// Certificates made for one test run, as PEM files in a folder that disappears with them.

#include <filesystem>
#include <string>

namespace waypost::http::testing {

/// An authority, a certificate it gave to `localhost` and 127.0.0.1, one for another name, one
/// that has expired, and one that signed itself.
class Certificates {
 public:
  Certificates();
  ~Certificates();
  Certificates(Certificates const&) = delete;
  Certificates& operator=(Certificates const&) = delete;

  struct Pair {
    std::string certificate;
    std::string key;
  };
  std::string authority;  ///< PEM bundle
  Pair good;
  Pair other_name;
  Pair expired;
  Pair self_signed;

 private:
  std::filesystem::path folder_;
};

}  // namespace waypost::http::testing
