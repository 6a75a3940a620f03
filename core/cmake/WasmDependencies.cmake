# The core's dependencies for WASM: Boost.JSON from Debian's headers, RE2 and
# double-conversion from Debian's sources, which `script/test wasm` fetches.
set(WAYPOST_WASM_SOURCES "${CMAKE_CURRENT_LIST_DIR}/../../build/wasm-sources/current" CACHE PATH
  "Folder with re2/, double-conversion/ and include/boost")
if(NOT EXISTS "${WAYPOST_WASM_SOURCES}/re2/re2/unicode_groups.cc")
  message(FATAL_ERROR "No sources in ${WAYPOST_WASM_SOURCES}: script/test wasm fetches them")
endif()

# Nothing is loaded at run time: code that need not move is smaller and faster.
set(CMAKE_C_COMPILE_OPTIONS_PIC "")
set(CMAKE_CXX_COMPILE_OPTIONS_PIC "")

# Everything but Boost.JSON's own unit is compiled without exceptions; that unit keeps its try
# blocks, which clang drops, and throws into a trap.
add_library(wp_json_unit STATIC EXCLUDE_FROM_ALL "${CMAKE_CURRENT_LIST_DIR}/../json.cpp")
target_include_directories(wp_json_unit SYSTEM PUBLIC "${WAYPOST_WASM_SOURCES}/include")
target_compile_features(wp_json_unit PRIVATE cxx_std_20)
target_compile_definitions(wp_json_unit PRIVATE BOOST_NO_EXCEPTIONS)
add_library(wp_json INTERFACE)
target_link_libraries(wp_json INTERFACE wp_json_unit)
target_compile_options(wp_json INTERFACE -fno-exceptions)

# RE2 as C++17, for size: a regex is rare beside a keyword, and -O3 costs 20 kB (gzip).
set(re2 "${WAYPOST_WASM_SOURCES}/re2")
set(re2_sources
  bitstate compile dfa filtered_re2 mimics_pcre nfa onepass parse perl_groups prefilter
  prefilter_tree prog re2 regexp set simplify stringpiece tostring unicode_casefold unicode_groups)
list(TRANSFORM re2_sources PREPEND "${re2}/re2/")
list(APPEND re2_sources "${re2}/util/rune" "${re2}/util/strutil")
list(TRANSFORM re2_sources APPEND ".cc")
add_library(wp_re2 STATIC EXCLUDE_FROM_ALL ${re2_sources})
# First on the path: our silent util/logging.h.
target_include_directories(wp_re2 SYSTEM BEFORE
  PRIVATE "${CMAKE_CURRENT_LIST_DIR}/wasm" INTERFACE "${re2}")
target_include_directories(wp_re2 SYSTEM PRIVATE "${re2}")
target_compile_options(wp_re2 PRIVATE -std=c++17 -Os -fno-exceptions -w)

set(conversion "${WAYPOST_WASM_SOURCES}/double-conversion")
set(conversion_sources
  bignum bignum-dtoa cached-powers double-to-string fast-dtoa fixed-dtoa string-to-double strtod)
list(TRANSFORM conversion_sources PREPEND "${conversion}/double-conversion/")
list(TRANSFORM conversion_sources APPEND ".cc")
add_library(wp_double_conversion STATIC EXCLUDE_FROM_ALL ${conversion_sources})
target_include_directories(wp_double_conversion SYSTEM PUBLIC "${conversion}")
target_compile_options(wp_double_conversion PRIVATE -fno-exceptions)
