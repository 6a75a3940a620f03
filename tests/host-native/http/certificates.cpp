#include "certificates.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace waypost::http::testing {

namespace {

template <class T, void (*release)(T*)>
struct Releaser {
  void operator()(T* object) const { release(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Releaser<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Releaser<X509, X509_free>>;
using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

struct Issuer {
  X509* certificate;
  EVP_PKEY* key;
};

void add_extension(X509* to, X509* issuer, int kind, char const* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  auto* const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  X509_add_ext(to, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate make(
    EVP_PKEY* key, char const* common_name, char const* names, long days, Issuer const* issuer) {
  static long serial = 1;
  Certificate made{X509_new()};
  auto* const x = made.get();
  X509_set_version(x, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), serial++);
  X509_gmtime_adj(X509_getm_notBefore(x), -10L * 86'400);
  X509_gmtime_adj(X509_getm_notAfter(x), days * 86'400);
  X509_set_pubkey(x, key);
  auto* const subject = X509_get_subject_name(x);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<unsigned char const*>(common_name), -1, -1, 0);
  X509_set_issuer_name(x, issuer != nullptr ? X509_get_subject_name(issuer->certificate) : subject);
  add_extension(x, issuer != nullptr ? issuer->certificate : x, NID_basic_constraints,
                names == nullptr ? "critical,CA:TRUE" : "CA:FALSE");
  if (names != nullptr) add_extension(x, x, NID_subject_alt_name, names);
  X509_sign(x, issuer != nullptr ? issuer->key : key, EVP_sha256());
  return made;
}

File create(std::filesystem::path const& path) {
  File file{std::fopen(path.c_str(), "wb"), std::fclose};
  if (!file) throw std::runtime_error{"cannot write " + path.string()};
  return file;
}

}  // namespace

Certificates::Certificates() {
  std::string pattern = (std::filesystem::temp_directory_path() / "waypost-tls-XXXXXX").string();
  folder_ = ::mkdtemp(pattern.data());
  auto const save = [this](char const* name, X509* certificate, EVP_PKEY* key) {
    Pair const pair{folder_ / (std::string{name} + ".pem"), folder_ / (std::string{name} + ".key")};
    PEM_write_X509(create(pair.certificate).get(), certificate);
    PEM_write_PrivateKey(create(pair.key).get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return pair;
  };
  Key const ca_key{EVP_EC_gen("P-256")};
  Key const key{EVP_EC_gen("P-256")};
  auto const ca = make(ca_key.get(), "Test Authority", nullptr, 30, nullptr);
  Issuer const issuer{ca.get(), ca_key.get()};
  constexpr char const* kNames = "DNS:localhost,IP:127.0.0.1";
  authority = save("ca", ca.get(), ca_key.get()).certificate;
  good = save("good", make(key.get(), "localhost", kNames, 30, &issuer).get(), key.get());
  other_name = save("other", make(key.get(), "elsewhere", "DNS:elsewhere.test", 30, &issuer).get(),
                    key.get());
  expired = save("expired", make(key.get(), "localhost", kNames, -1, &issuer).get(), key.get());
  self_signed = save("self", make(key.get(), "localhost", kNames, 30, nullptr).get(), key.get());
}

Certificates::~Certificates() {
  std::filesystem::remove_all(folder_);
}

}  // namespace waypost::http::testing
