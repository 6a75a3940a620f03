// What proving Meta's signature costs, as the receiver does it: HMAC of the raw body with every
// accepted secret, then the header's check in constant time.

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "waypost/webhook/verify.h"

#include "crypto/hmac.h"
#include "crypto/secret.h"

namespace waypost::bench {
namespace {

// A text webhook, and a batch of a thousand statuses.
constexpr std::int64_t kTextBytes = 656;
constexpr std::int64_t kBatchBytes = 315'000;
constexpr std::string_view kSecret = "bench-app-secret-0123456789abcdef";

std::string body_of(benchmark::State const& state) {
  return std::string(static_cast<std::size_t>(state.range(0)), 'b');
}

void count(benchmark::State& state) {
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void verify(benchmark::State& state) {
  std::string const body = body_of(state);
  std::vector<crypto::Hmac> secrets;
  for (std::int64_t i = 1; i < state.range(1); ++i) {
    secrets.emplace_back(crypto::Secret{"retired-" + std::to_string(i)});
  }
  secrets.emplace_back(crypto::Secret{kSecret});
  std::string const header = "sha256=" + hex(secrets.back().sign(body));
  std::size_t accepted = 0;
  for (auto _ : state) {
    std::vector<Digest> digests;
    for (crypto::Hmac const& secret : secrets) digests.push_back(secret.sign(body));
    auto const signer = webhook::verify(header, digests);
    accepted += signer && *signer + 1 == secrets.size() ? 1U : 0U;
  }
  if (accepted != static_cast<std::size_t>(state.iterations())) state.SkipWithError("refused");
  count(state);
}
BENCHMARK(verify)
    ->Name("verify")
    ->ArgNames({"bytes", "secrets"})
    ->Args({kTextBytes, 1})
    ->Args({kTextBytes, 2})
    ->Args({kBatchBytes, 1});

// The rival in the same run: the library's one call, which absorbs the key and fetches the
// digest each time.
void one_shot(benchmark::State& state) {
  std::string const body = body_of(state);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  for (auto _ : state) {
    HMAC(EVP_sha256(), kSecret.data(), static_cast<int>(kSecret.size()),
         reinterpret_cast<unsigned char const*>(body.data()), body.size(), mac, &size);
    benchmark::DoNotOptimize(mac);
  }
  count(state);
}
BENCHMARK(one_shot)->Name("openssl_HMAC")->ArgName("bytes")->Arg(kTextBytes)->Arg(kBatchBytes);

// The journal names a body by its digest.
void digest(benchmark::State& state) {
  std::string const body = body_of(state);
  for (auto _ : state) {
    auto const made = crypto::sha256(body);
    benchmark::DoNotOptimize(made);
  }
  count(state);
}
BENCHMARK(digest)->Name("sha256")->ArgName("bytes")->Arg(kTextBytes)->Arg(kBatchBytes);

}  // namespace
}  // namespace waypost::bench
