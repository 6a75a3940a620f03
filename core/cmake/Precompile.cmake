# Half of a compilation is spent on the same headers. The sanitizer presets, which are built often
# and ship nothing, precompile them; everyone else sees each file with its own includes alone, so
# that a missing one is found.
include_guard(GLOBAL)

option(WAYPOST_PRECOMPILE "Precompile the headers that most sources include" OFF)
if(NOT WAYPOST_PRECOMPILE)
  return()
endif()

# A precompiled header fits only what is compiled alike.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
add_compile_definitions(BOOST_JSON_DYN_LINK BOOST_JSON_NO_LIB
  BOOST_CONTAINER_DYN_LINK BOOST_CONTAINER_NO_LIB GTEST_HAS_PTHREAD=1)

set(WAYPOST_PRECOMPILED
  <algorithm> <array> <chrono> <functional> <map> <memory> <optional> <set> <span> <string>
  <string_view> <unordered_map> <utility> <variant> <vector>
  <boost/json/parse.hpp> <boost/json/value.hpp> <boost/system/result.hpp>)

function(wp_targets_below folder result)
  get_property(targets DIRECTORY "${folder}" PROPERTY BUILDSYSTEM_TARGETS)
  get_property(children DIRECTORY "${folder}" PROPERTY SUBDIRECTORIES)
  foreach(child IN LISTS children)
    wp_targets_below("${child}" more)
    list(APPEND targets ${more})
  endforeach()
  set(${result} ${targets} PARENT_SCOPE)
endfunction()

# wp_precompiled(<name> <type> <header>...): for every target of that type.
function(wp_precompiled name type)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp")
  wp_targets_below("${CMAKE_SOURCE_DIR}" targets)
  if(type STREQUAL EXECUTABLE)
    file(GENERATE OUTPUT "${source}" CONTENT "int main() {}\n")
    add_executable(${name} EXCLUDE_FROM_ALL "${source}")
  else()
    file(GENERATE OUTPUT "${source}" CONTENT "")
    add_library(${name} STATIC EXCLUDE_FROM_ALL "${source}")
  endif()
  target_link_libraries(${name} PRIVATE wp_options)
  target_compile_features(${name} PRIVATE cxx_std_20)
  target_precompile_headers(${name} PRIVATE ${ARGN})
  foreach(target IN LISTS targets)
    get_target_property(is ${target} TYPE)
    get_target_property(sources ${target} SOURCES)
    if(is STREQUAL type AND sources MATCHES "\\.cpp" AND NOT target MATCHES "^planted")
      target_precompile_headers(${target} REUSE_FROM ${name})
    endif()
  endforeach()
endfunction()

function(wp_precompile)
  wp_precompiled(wp_precompiled_libraries STATIC_LIBRARY ${WAYPOST_PRECOMPILED})
  wp_precompiled(wp_precompiled_programs EXECUTABLE ${WAYPOST_PRECOMPILED}
    <filesystem> <fstream> <random> <thread> <gtest/gtest.h> <gmock/gmock.h>)
endfunction()
