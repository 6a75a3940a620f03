// The load's Graph over TLS: who trusts its certificate gets the text, nobody else gets any.

#include "sink_tls.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>

namespace waypost::bench {
namespace {

template <class T, void (*release)(T*)>
struct Releaser {
  void operator()(T* object) const { release(object); }
};

constexpr std::size_t kManyRecords = 64 * 1024;
constexpr std::size_t kPartOfARecord = 777;

/// A client at 127.0.0.1's that trusts the certificate `trusted` and verifies as the product does.
class Client {
 public:
  explicit Client(std::string const& trusted, int newest = TLS1_3_VERSION) {
    // Else this OpenSSL would not even offer what is too old.
    SSL_CTX_set_cipher_list(context_.get(), "DEFAULT:@SECLEVEL=0");
    SSL_CTX_set_max_proto_version(context_.get(), newest);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    std::unique_ptr<BIO, Releaser<BIO, BIO_free_all>> const pem{
        BIO_new_mem_buf(trusted.data(), static_cast<int>(trusted.size()))};
    std::unique_ptr<X509, Releaser<X509, X509_free>> const certificate{
        PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr)};
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), certificate.get());
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), "127.0.0.1");
    SSL_set_connect_state(ssl_.get());
  }

  /// Passes bytes to and fro, so many at once, until both are silent. @return what the server reads
  std::string talk(TlsConnection& server, std::size_t at_once = kManyRecords) {
    std::string heard;
    bool is_silent = false;
    while (!is_silent) {
      char buffer[kManyRecords];
      std::size_t size = 0;
      while (SSL_read_ex(ssl_.get(), buffer, sizeof buffer, &size) == 1) text_.append(buffer, size);
      is_silent = BIO_read_ex(SSL_get_wbio(ssl_.get()), buffer, at_once, &size) != 1;
      if (!is_silent) heard += server.open({buffer, size});
      std::string const answer = server.take();
      if (answer.empty()) continue;
      is_silent = false;
      BIO_write_ex(SSL_get_rbio(ssl_.get()), answer.data(), answer.size(), &size);
    }
    return heard;
  }

  void say(std::string_view text) {
    std::size_t size = 0;
    EXPECT_EQ(SSL_write_ex(ssl_.get(), text.data(), text.size(), &size), 1);
  }
  [[nodiscard]] std::string const& text() const { return text_; }
  [[nodiscard]] long verdict() const { return SSL_get_verify_result(ssl_.get()); }
  [[nodiscard]] bool is_shaken() const { return SSL_is_init_finished(ssl_.get()) == 1; }

 private:
  std::unique_ptr<SSL_CTX, Releaser<SSL_CTX, SSL_CTX_free>> context_{
      SSL_CTX_new(TLS_client_method())};
  std::unique_ptr<SSL, Releaser<SSL, SSL_free>> ssl_;
  std::string text_;
};

/// Longer than two records.
std::string long_text() {
  std::string text;
  for (int i = 0; text.size() < 40'000; ++i) text += std::to_string(i) + " ";
  return text;
}

TEST(SinkTls, CarriesTextBothWaysForThoseWhoTrustIt) {
  for (auto const& [version, at_once] :
       {std::pair{TLS1_2_VERSION, kPartOfARecord}, std::pair{TLS1_2_VERSION, kManyRecords},
        std::pair{TLS1_3_VERSION, kPartOfARecord}, std::pair{TLS1_3_VERSION, kManyRecords}}) {
    SinkTls const tls;
    TlsConnection server(tls);
    Client client(tls.certificate(), version);
    EXPECT_EQ(client.talk(server, at_once), "");
    ASSERT_TRUE(client.is_shaken());
    EXPECT_TRUE(server.is_shaken());
    EXPECT_EQ(client.verdict(), X509_V_OK);
    client.say(long_text());
    EXPECT_EQ(client.talk(server, at_once), long_text());
    server.seal(long_text());
    EXPECT_EQ(client.talk(server, at_once), "");
    EXPECT_EQ(client.text(), long_text());
  }
}

TEST(SinkTls, IsRefusedByWhoTrustsAnother) {
  SinkTls const tls;
  SinkTls const other;
  TlsConnection server(tls);
  Client client(other.certificate());
  EXPECT_EQ(client.talk(server), "");
  EXPECT_NE(client.verdict(), X509_V_OK);
  EXPECT_FALSE(client.is_shaken());
  EXPECT_FALSE(server.is_shaken());
}

TEST(SinkTls, SpeaksNothingOlderThan12) {
  SinkTls const tls;
  TlsConnection server(tls);
  Client client(tls.certificate(), TLS1_1_VERSION);
  EXPECT_EQ(client.talk(server), "");
  EXPECT_FALSE(server.is_shaken());
}

TEST(SinkTls, MakesNothingOfWhatIsNotTls) {
  SinkTls const tls;
  TlsConnection server(tls);
  EXPECT_EQ(server.open("POST /v1/messages HTTP/1.1\r\n\r\n"), "");
  EXPECT_FALSE(server.is_shaken());
}

}  // namespace
}  // namespace waypost::bench
