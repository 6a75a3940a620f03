#include "simulator/media.h"

#include <array>
#include <utility>

namespace waypost::simulator {
namespace {

constexpr auto kKept = std::chrono::hours{24 * 30};
constexpr std::size_t kMegabyte = 1024 * 1024;

struct MediaType {
  std::string_view mime_type;
  std::string_view kind;
  std::size_t most_bytes;
};

constexpr std::array kTypes = std::to_array<MediaType>({
    {"audio/aac", "audio", 16 * kMegabyte},
    {"audio/amr", "audio", 16 * kMegabyte},
    {"audio/mpeg", "audio", 16 * kMegabyte},
    {"audio/mp4", "audio", 16 * kMegabyte},
    {"audio/ogg", "audio", 16 * kMegabyte},
    {"image/jpeg", "image", 5 * kMegabyte},
    {"image/png", "image", 5 * kMegabyte},
    {"video/mp4", "video", 16 * kMegabyte},
    {"video/3gpp", "video", 16 * kMegabyte},
    {"text/plain", "document", 100 * kMegabyte},
    {"application/pdf", "document", 100 * kMegabyte},
    {"application/msword", "document", 100 * kMegabyte},
    {"application/vnd.ms-excel", "document", 100 * kMegabyte},
    {"application/vnd.ms-powerpoint", "document", 100 * kMegabyte},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document",
     100 * kMegabyte},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "document",
     100 * kMegabyte},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "document",
     100 * kMegabyte},
    {"image/webp", "sticker", 500 * 1024},
});

MediaType const* find_type(std::string_view mime_type) {
  auto const bare = mime_type.substr(0, mime_type.find(';'));
  for (auto const& type : kTypes) {
    if (type.mime_type == bare) return &type;
  }
  return nullptr;
}

}  // namespace

std::string_view media_kind(std::string_view mime_type) {
  auto const* type = find_type(mime_type);
  return type == nullptr ? std::string_view{} : type->kind;
}

Check check_upload(std::string_view mime_type, std::size_t size) {
  auto const* type = find_type(mime_type);
  if (type == nullptr) {
    return Refusal{131053, "Files of type " + std::string(mime_type) + " are not supported."};
  }
  if (size == 0) return Refusal{131053, "The file is empty."};
  if (size > type->most_bytes) {
    return Refusal{131053, "A file of type " + std::string(type->kind) + " must have at most " +
                               std::to_string(type->most_bytes) + " bytes."};
  }
  return std::nullopt;
}

void MediaStore::put(Media media) {
  std::lock_guard const lock(mutex_);
  auto id = media.id;
  files_.insert_or_assign(std::move(id), std::make_shared<Media const>(std::move(media)));
}

std::shared_ptr<Media const> MediaStore::find(std::string_view id, Instant now) const {
  std::lock_guard const lock(mutex_);
  auto const found = files_.find(std::string(id));
  if (found == files_.end() || now - found->second->stored > kKept) return nullptr;
  return found->second;
}

MediaStore::Found MediaStore::erase(std::string_view id) {
  std::lock_guard const lock(mutex_);
  return files_.erase(std::string(id)) == 0 ? Found::no : Found::yes;
}

}  // namespace waypost::simulator
