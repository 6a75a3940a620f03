#include "sink_tls.h"

#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace waypost::bench {
namespace {

constexpr long kDay = 86'400;

template <class T, void (*release)(T*)>
struct Releaser {
  void operator()(T* object) const { release(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Releaser<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Releaser<X509, X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Releaser<X509_EXTENSION, X509_EXTENSION_free>>;
using Bio = std::unique_ptr<BIO, Releaser<BIO, BIO_free_all>>;

void demand(bool done) {
  if (!done) throw std::runtime_error("OpenSSL cannot make the sink's certificate");
}

Certificate sign_itself(EVP_PKEY* key) {
  Certificate made{X509_new()};
  X509* const x = made.get();
  demand(x != nullptr && X509_set_version(x, X509_VERSION_3) == 1);
  ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
  X509_gmtime_adj(X509_getm_notBefore(x), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(x), kDay);
  X509_set_pubkey(x, key);
  X509_NAME* const name = X509_get_subject_name(x);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<unsigned char const*>("Graph of the benchmark"), -1,
                             -1, 0);
  X509_set_issuer_name(x, name);
  Extension const names{
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1")};
  demand(names != nullptr && X509_add_ext(x, names.get(), -1) == 1);
  demand(X509_sign(x, key, EVP_sha256()) > 0);
  return made;
}

std::string taken(BIO* bio) {
  std::string bytes(BIO_ctrl_pending(bio), '\0');
  std::size_t size = 0;
  if (!bytes.empty()) BIO_read_ex(bio, bytes.data(), bytes.size(), &size);
  bytes.resize(size);
  return bytes;
}

}  // namespace

SinkTls::SinkTls() : context_(SSL_CTX_new(TLS_server_method())) {
  // As Graph's is: an elliptic key, whose signature costs the shared cores least.
  Key const key{EVP_EC_gen("P-256")};
  demand(context_ != nullptr && key != nullptr);
  Certificate const certificate = sign_itself(key.get());
  SSL_CTX* const context = context_.get();
  demand(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
         SSL_CTX_use_certificate(context, certificate.get()) == 1 &&
         SSL_CTX_use_PrivateKey(context, key.get()) == 1);
  Bio const pem{BIO_new(BIO_s_mem())};
  demand(pem != nullptr && PEM_write_bio_X509(pem.get(), certificate.get()) == 1);
  certificate_ = taken(pem.get());
}

TlsConnection::TlsConnection(SinkTls const& tls) : ssl_(SSL_new(tls.context_.get())) {
  Bio in{BIO_new(BIO_s_mem())};
  Bio out{BIO_new(BIO_s_mem())};
  if (ssl_ == nullptr || in == nullptr || out == nullptr) {
    throw std::runtime_error("no TLS connection");
  }
  SSL_set_bio(ssl_.get(), in.release(), out.release());
  SSL_set_accept_state(ssl_.get());
}

std::string TlsConnection::open(std::string_view records) {
  // Else an earlier connection's error would be taken for this one's.
  ERR_clear_error();
  std::size_t size = 0;
  if (!records.empty()) {
    BIO_write_ex(SSL_get_rbio(ssl_.get()), records.data(), records.size(), &size);
  }
  std::string text;
  char buffer[16 * 1024];
  while (SSL_read_ex(ssl_.get(), buffer, sizeof buffer, &size) == 1) text.append(buffer, size);
  return text;
}

void TlsConnection::seal(std::string_view text) {
  ERR_clear_error();
  std::size_t size = 0;
  SSL_write_ex(ssl_.get(), text.data(), text.size(), &size);
}

std::string TlsConnection::take() {
  return taken(SSL_get_wbio(ssl_.get()));
}

bool TlsConnection::is_shaken() const {
  return SSL_is_init_finished(ssl_.get()) == 1;
}

}  // namespace waypost::bench
