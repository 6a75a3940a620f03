# One function makes every library of the house alike.
include_guard(GLOBAL)

option(WAYPOST_WERROR "Warnings are errors" OFF)
set(WAYPOST_SANITIZE "" CACHE STRING "Sanitizers for every target: address,undefined or thread")

add_library(wp_options INTERFACE)
target_compile_options(wp_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow
  $<$<BOOL:${WAYPOST_WERROR}>:-Werror>)
if(WAYPOST_SANITIZE)
  target_compile_options(wp_options INTERFACE -fsanitize=${WAYPOST_SANITIZE}
    -fno-sanitize-recover=all -fno-omit-frame-pointer -g1
    # g++ says itself that a sanitizer makes it see ghosts here.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(wp_options INTERFACE -fsanitize=${WAYPOST_SANITIZE})
endif()

# wp_library(<name> HEADERS <h>... [SOURCES <cpp>...] [LINKS <target>...])
# HEADERS are the library's whole public face: each must compile alone
# (target all_verify_interface_header_sets). Without SOURCES it is header-only.
function(wp_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;SOURCES;LINKS")
  if(arg_SOURCES)
    set(scope PUBLIC)
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE $<BUILD_INTERFACE:wp_options>)
    set_target_properties(${name} PROPERTIES
      CXX_EXTENSIONS OFF CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
      POSITION_INDEPENDENT_CODE ON)
  else()
    set(scope INTERFACE)
    add_library(${name} INTERFACE)
  endif()
  target_sources(${name} ${scope} FILE_SET HEADERS BASE_DIRS "${WAYPOST_HEADER_BASE}"
    FILES ${arg_HEADERS})
  # Not PRIVATE: headers are checked with it too.
  target_compile_features(${name} ${scope} cxx_std_20)
  target_link_libraries(${name} ${scope} ${arg_LINKS})
  set_target_properties(${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
endfunction()
