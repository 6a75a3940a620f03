# What the core stands on: Boost.JSON, RE2 (behind playbook/regex.cpp), double-conversion
# (behind wire/number.cpp). Debian's libraries natively; built from Debian's sources for WASM.
include_guard(GLOBAL)

if(EMSCRIPTEN)
  include(${CMAKE_CURRENT_LIST_DIR}/WasmDependencies.cmake)
else()
  find_package(Boost 1.81 REQUIRED COMPONENTS json)
  find_package(double-conversion REQUIRED)
  find_library(WAYPOST_RE2_LIBRARY re2 REQUIRED)
  find_path(WAYPOST_RE2_INCLUDE re2/re2.h REQUIRED)
  find_package(Threads REQUIRED)

  add_library(wp_json INTERFACE)
  target_link_libraries(wp_json INTERFACE Boost::json)
  add_library(wp_re2 INTERFACE)
  target_link_libraries(wp_re2 INTERFACE "${WAYPOST_RE2_LIBRARY}" Threads::Threads)
  target_include_directories(wp_re2 SYSTEM INTERFACE "${WAYPOST_RE2_INCLUDE}")
  add_library(wp_double_conversion INTERFACE)
  target_link_libraries(wp_double_conversion INTERFACE double-conversion::double-conversion)
endif()
