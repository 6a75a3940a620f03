#pragma once
// Sealed fields: AES-256-GCM under a data key per tenant or app, wrapped by the master key.
//
//   master key ----wraps----> data key (owner, version) ----seals----> field (table, column, row)
//
// A wrapped data key, 69 bytes:
//   | 1 format = 1 | 8 master key id | 12 nonce | 32 sealed key | 16 tag |
//   AAD: "waypost data key 1" owner-kind(1) owner-id(8) version(4)
// A sealed field, 33 bytes longer than what it holds:
//   | 1 format = 1 | 4 key version | 12 nonce | n sealed bytes | 16 tag |
//   AAD: "waypost field 1" owner-kind(1) owner-id(8) version(4) row(8) table-length(1) table column
// Integers are big-endian. Because the AAD names the place, a blob copied into another tenant,
// table, column or row does not open, and neither does one that claims another key version.

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "waypost/base/result.h"

#include "crypto/secret.h"

namespace waypost::crypto {

enum class OwnerKind : std::uint8_t { tenant = 1, app = 2 };

/// Whose data key.
struct KeyOwner {
  OwnerKind kind = OwnerKind::tenant;
  std::int64_t id = 0;
  friend auto operator<=>(KeyOwner const&, KeyOwner const&) = default;
};

/// Where a field is stored. Names are SQL identifiers of at most 255 bytes.
struct FieldPlace {
  std::string_view table;
  std::string_view column;
  std::int64_t row = 0;
};

/// A data key as it is stored: versions of an owner count from 1.
struct WrappedKey {
  KeyOwner owner;
  std::uint32_t version = 0;
  std::string bytes;
};

/// Master keys are told apart by this id (derived, reveals nothing): a database made with
/// another one is refused with a reason instead of failing field by field.
using MasterKeyId = std::array<std::uint8_t, 8>;
[[nodiscard]] MasterKeyId master_key_id(Secret const& master_key);

/// Seals under one data key before a new version is due: NIST SP 800-38D 8.3 allows 2^32 random
/// nonces; half of it leaves time.
inline constexpr std::uint64_t kSealsPerKeyMax = std::uint64_t{1} << 31;

/// The data keys of this process. Thread-safe; sealing and opening run side by side. Not
/// copyable; every key is wiped when it dies.
///
/// Errors (Result): bad_argument: no key of that owner or version is loaded; wrong_shape: the
/// blob is not of this format; bad_signature: the tag does not match, so it was altered, moved,
/// or sealed by another key.
class Keyring {
 public:
  /// `master_key` is 32 bytes (crypto/master_key.h checks it); anything else throws
  /// std::invalid_argument.
  explicit Keyring(Secret master_key);
  Keyring(Keyring const&) = delete;
  Keyring& operator=(Keyring const&) = delete;
  ~Keyring();

  [[nodiscard]] MasterKeyId master_id() const;

  /// Unwraps a stored key. The highest version of an owner seals, every loaded one opens.
  /// `seals` is how often it was used before (a stored high-water mark; 0 if unknown).
  [[nodiscard]] Result<void> load(WrappedKey const& wrapped, std::uint64_t seals = 0);
  /// A new random key for the owner: version 1, or one above the highest loaded. Store what is
  /// returned before anything sealed with it. For a rotation call it again.
  [[nodiscard]] WrappedKey create(KeyOwner owner);
  /// The same data key under another master key, for a rotation of the master key.
  [[nodiscard]] Result<WrappedKey> rewrap(WrappedKey const& wrapped, Secret const& to) const;
  /// Forgets an owner's keys (a tenant was erased): what they sealed can no longer be opened.
  void forget(KeyOwner owner);

  /// The version that seals now; nothing when the owner has no key.
  [[nodiscard]] std::optional<std::uint32_t> version_of(KeyOwner owner) const;
  [[nodiscard]] std::uint64_t seals_of(KeyOwner owner) const;
  [[nodiscard]] bool rotation_due(KeyOwner owner) const {
    return seals_of(owner) >= kSealsPerKeyMax;
  }

  /// Cost: one allocation for the result, one cipher context.
  [[nodiscard]] Result<std::string> seal(KeyOwner owner,
                                         FieldPlace const& place,
                                         std::string_view plain) const;
  [[nodiscard]] Result<std::string> open(KeyOwner owner,
                                         FieldPlace const& place,
                                         std::string_view sealed) const;
  /// The same, into wiped memory: for tokens and secrets.
  [[nodiscard]] Result<Secret> open_secret(KeyOwner owner,
                                           FieldPlace const& place,
                                           std::string_view sealed) const;

 private:
  struct Keys;
  std::unique_ptr<Keys> keys_;
};

/// Key version that sealed a blob, for a rewrap job; nothing when it is not one.
[[nodiscard]] std::optional<std::uint32_t> sealed_version(std::string_view sealed) noexcept;

}  // namespace waypost::crypto
