/// Uploaded files: what Meta takes, for how long it keeps it, and for whom.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "simulator/errors.h"
#include "simulator/options.h"

namespace waypost::simulator {

struct Media {
  std::string id;
  std::string phone_number_id;
  std::string mime_type;
  std::string sha256;
  Instant stored;
  std::string bytes;
};

/// Which message types take this MIME type: audio, image, video, document or sticker; empty when
/// Meta takes it for none. Parameters (`; codecs=opus`) are ignored.
std::string_view media_kind(std::string_view mime_type);

/// The message type an uploaded file may go with; webp is a sticker only.
Check check_upload(std::string_view mime_type, std::size_t size);

/// Thread-safe. Files are kept 30 days of the simulator's clock.
class MediaStore {
 public:
  void put(Media media);
  /// nullptr if unknown or older than 30 days.
  std::shared_ptr<Media const> find(std::string_view id, Instant now) const;
  enum class Found { no, yes };
  Found erase(std::string_view id);

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<Media const>> files_;
};

}  // namespace waypost::simulator
