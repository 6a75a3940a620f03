#pragma once
// The demo's page: static files of demo/page, embedded when the binary is built.

#include <span>
#include <string_view>

namespace waypost::demo {

struct PageFile {
  std::string_view path;  ///< "/", "/demo/phone.js"
  std::string_view content_type;
  std::string_view bytes;
};

[[nodiscard]] std::span<PageFile const> page_files() noexcept;

}  // namespace waypost::demo
