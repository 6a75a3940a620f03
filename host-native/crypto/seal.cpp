#include "crypto/seal.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <utility>
#include <vector>

#include "crypto/aes_gcm.h"
#include "crypto/hmac.h"
#include "crypto/master_key.h"
#include "crypto/random.h"

namespace waypost::crypto {

namespace {

constexpr char kFormat = 1;
constexpr std::size_t kVersionBytes = 4;
constexpr std::size_t kFieldHead = 1 + kVersionBytes + kGcmNonceBytes;
constexpr std::size_t kWrapHead = 1 + sizeof(MasterKeyId) + kGcmNonceBytes;
constexpr std::size_t kWrapBytes = kWrapHead + kMasterKeyBytes + kGcmTagBytes;

template <class Number>
void append_number(std::string& to, Number number) {
  auto const bits = static_cast<std::uint64_t>(number);
  for (std::size_t i = sizeof(Number); i-- > 0;)
    to += static_cast<char>((bits >> (8U * i)) & 0xffU);
}

std::uint32_t version_at(std::string_view blob) noexcept {
  std::uint32_t version = 0;
  for (char const byte : blob.substr(1, kVersionBytes))
    version = (version << 8U) | static_cast<unsigned char>(byte);
  return version;
}

GcmNonce nonce_at(std::string_view blob, std::size_t from) noexcept {
  GcmNonce nonce;
  std::memcpy(nonce.data(), blob.data() + from, nonce.size());
  return nonce;
}

void append_owner(std::string& aad, KeyOwner owner, std::uint32_t version) {
  aad += static_cast<char>(owner.kind);
  append_number(aad, owner.id);
  append_number(aad, version);
}

std::string wrap_aad(KeyOwner owner, std::uint32_t version) {
  std::string aad = "waypost data key 1";
  append_owner(aad, owner, version);
  return aad;
}

/// The column's length needs no byte of its own: it is what is left.
std::string field_aad(KeyOwner owner, std::uint32_t version, FieldPlace const& place) {
  std::string aad;
  aad.reserve(48 + place.table.size() + place.column.size());
  aad = "waypost field 1";
  append_owner(aad, owner, version);
  append_number(aad, place.row);
  aad += static_cast<char>(static_cast<unsigned char>(place.table.size()));
  aad += place.table;
  aad += place.column;
  return aad;
}

std::string wrap(Secret const& master, KeyOwner owner, std::uint32_t version, Secret const& key) {
  auto const nonce = random_bytes<kGcmNonceBytes>();
  auto const id = master_key_id(master);
  std::string blob(kWrapBytes, '\0');
  blob[0] = kFormat;
  std::memcpy(blob.data() + 1, id.data(), id.size());
  std::memcpy(blob.data() + 1 + id.size(), nonce.data(), nonce.size());
  gcm_seal(master, nonce, wrap_aad(owner, version), key.text(), std::span{blob}.subspan(kWrapHead));
  return blob;
}

Result<Secret> unwrap(Secret const& master, WrappedKey const& wrapped) {
  std::string_view const blob = wrapped.bytes;
  if (blob.size() != kWrapBytes || blob[0] != kFormat || wrapped.version == 0)
    return refuse(Errc::wrong_shape, "", "not a wrapped data key of this format");
  auto const id = master_key_id(master);
  if (std::memcmp(blob.data() + 1, id.data(), id.size()) != 0)
    return refuse(Errc::bad_signature, "", "the data key was wrapped by another master key");
  std::array<char, kMasterKeyBytes> plain;
  auto const opened =
      gcm_open(master, nonce_at(blob, 1 + id.size()), wrap_aad(wrapped.owner, wrapped.version),
               blob.substr(kWrapHead), plain);
  if (opened == Opened::no)
    return refuse(Errc::bad_signature, "", "the data key was altered or belongs elsewhere");
  Secret key{std::string_view{plain.data(), plain.size()}};
  wipe(std::span<char>{plain});
  return key;
}

}  // namespace

MasterKeyId master_key_id(Secret const& master_key) {
  Secret const derived = hkdf_sha256(master_key, "", "master-key-id", sizeof(MasterKeyId));
  MasterKeyId id;
  std::copy_n(derived.bytes().begin(), id.size(), id.begin());
  return id;
}

struct Keyring::Keys {
  struct DataKey {
    std::uint32_t version = 0;
    Secret key;
    std::atomic<std::uint64_t> seals{0};
  };
  /// Sorted by version; the last one seals. Pointers, because an atomic cannot move.
  using Versions = std::vector<std::unique_ptr<DataKey>>;

  Secret master;
  std::shared_mutex mutable guard;
  std::map<KeyOwner, Versions> owners;

  [[nodiscard]] DataKey* newest(KeyOwner owner) const {
    auto const found = owners.find(owner);
    return found == owners.end() ? nullptr : found->second.back().get();
  }

  [[nodiscard]] DataKey* find(KeyOwner owner, std::uint32_t version) const {
    auto const found = owners.find(owner);
    if (found == owners.end()) return nullptr;
    for (auto const& key : found->second)
      if (key->version == version) return key.get();
    return nullptr;
  }

  void put(KeyOwner owner, std::uint32_t version, Secret key, std::uint64_t seals) {
    auto entry = std::make_unique<DataKey>();
    entry->version = version;
    entry->key = std::move(key);
    entry->seals = seals;
    auto& versions = owners[owner];
    auto const at = std::lower_bound(
        versions.begin(), versions.end(), version,
        [](auto const& have, std::uint32_t wanted) { return have->version < wanted; });
    if (at != versions.end() && (*at)->version == version) {
      *at = std::move(entry);
    } else {
      versions.insert(at, std::move(entry));
    }
  }
};

Keyring::Keyring(Secret master_key) : keys_(std::make_unique<Keys>()) {
  if (master_key.size() != kMasterKeyBytes) throw std::invalid_argument{"keyring: master key size"};
  keys_->master = std::move(master_key);
}

Keyring::~Keyring() = default;

MasterKeyId Keyring::master_id() const {
  return master_key_id(keys_->master);
}

Result<void> Keyring::load(WrappedKey const& wrapped, std::uint64_t seals) {
  auto key = unwrap(keys_->master, wrapped);
  if (!key) return key.error();
  std::unique_lock const lock{keys_->guard};
  keys_->put(wrapped.owner, wrapped.version, std::move(*key), seals);
  return {};
}

WrappedKey Keyring::create(KeyOwner owner) {
  Secret key = random_secret(kMasterKeyBytes);
  std::unique_lock const lock{keys_->guard};
  auto const* const newest = keys_->newest(owner);
  std::uint32_t const version = newest == nullptr ? 1 : newest->version + 1;
  WrappedKey wrapped{owner, version, wrap(keys_->master, owner, version, key)};
  keys_->put(owner, version, std::move(key), 0);
  return wrapped;
}

Result<WrappedKey> Keyring::rewrap(WrappedKey const& wrapped, Secret const& to) const {
  if (to.size() != kMasterKeyBytes)
    return refuse(Errc::bad_argument, "", "the new master key is not 32 bytes");
  auto const key = unwrap(keys_->master, wrapped);
  if (!key) return key.error();
  return WrappedKey{wrapped.owner, wrapped.version, wrap(to, wrapped.owner, wrapped.version, *key)};
}

void Keyring::forget(KeyOwner owner) {
  std::unique_lock const lock{keys_->guard};
  keys_->owners.erase(owner);
}

std::optional<std::uint32_t> Keyring::version_of(KeyOwner owner) const {
  std::shared_lock const lock{keys_->guard};
  auto const* const newest = keys_->newest(owner);
  if (newest == nullptr) return std::nullopt;
  return newest->version;
}

std::uint64_t Keyring::seals_of(KeyOwner owner) const {
  std::shared_lock const lock{keys_->guard};
  auto const* const newest = keys_->newest(owner);
  return newest == nullptr ? 0 : newest->seals.load(std::memory_order_relaxed);
}

Result<std::string> Keyring::seal(KeyOwner owner,
                                  FieldPlace const& place,
                                  std::string_view plain) const {
  if (place.table.size() > 255 || place.column.size() > 255)
    return refuse(Errc::bad_argument, "", "a table or column name is over 255 bytes");
  auto const nonce = random_bytes<kGcmNonceBytes>();
  std::shared_lock const lock{keys_->guard};
  auto* const key = keys_->newest(owner);
  if (key == nullptr) return refuse(Errc::bad_argument, "", "no data key of that owner");
  key->seals.fetch_add(1, std::memory_order_relaxed);
  std::string blob;
  blob.reserve(kFieldHead + plain.size() + kGcmTagBytes);
  blob += kFormat;
  append_number(blob, key->version);
  blob.append(reinterpret_cast<char const*>(nonce.data()), nonce.size());
  blob.resize(kFieldHead + plain.size() + kGcmTagBytes);
  gcm_seal(key->key, nonce, field_aad(owner, key->version, place), plain,
           std::span{blob}.subspan(kFieldHead));
  return blob;
}

Result<std::string> Keyring::open(KeyOwner owner,
                                  FieldPlace const& place,
                                  std::string_view sealed) const {
  auto const version = sealed_version(sealed);
  if (!version || place.table.size() > 255 || place.column.size() > 255)
    return refuse(Errc::wrong_shape, "", "not a sealed field of this format");
  std::shared_lock const lock{keys_->guard};
  auto const* const key = keys_->find(owner, *version);
  if (key == nullptr) return refuse(Errc::bad_argument, "", "no data key of that version");
  std::string plain(sealed.size() - kFieldHead - kGcmTagBytes, '\0');
  auto const opened =
      gcm_open(key->key, nonce_at(sealed, 1 + kVersionBytes), field_aad(owner, *version, place),
               sealed.substr(kFieldHead), std::span{plain});
  if (opened == Opened::no)
    return refuse(Errc::bad_signature, "", "the field was altered, moved, or sealed elsewhere");
  return plain;
}

Result<Secret> Keyring::open_secret(KeyOwner owner,
                                    FieldPlace const& place,
                                    std::string_view sealed) const {
  auto plain = open(owner, place, sealed);
  if (!plain) return plain.error();
  Secret secret{*plain};
  wipe(std::span<char>{*plain});
  return secret;
}

std::optional<std::uint32_t> sealed_version(std::string_view sealed) noexcept {
  if (sealed.size() < kFieldHead + kGcmTagBytes || sealed[0] != kFormat) return std::nullopt;
  return version_at(sealed);
}

}  // namespace waypost::crypto
