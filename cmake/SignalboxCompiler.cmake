# How every target is compiled: language levels, warnings, sanitizers, ccache.

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

find_program(SIGNALBOX_CCACHE ccache)
if(SIGNALBOX_CCACHE)
  # Precompiled headers and paths below the checkout must not spoil the cache. No more is given up:
  # what is edited while it is compiled must not be cached as what it was. The system's env starts
  # ten times as fast as CMake's.
  set(launcher env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_DEPEND=1 CCACHE_SLOPPINESS=pch_defines,time_macros ${SIGNALBOX_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)

# A time in a precompiled header would make each of them a new one to ccache.
add_compile_options("$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>")
# POSIX and GNU calls (accept4, memfd_create, …) in C files too; C11 stays the language.
add_compile_definitions(_GNU_SOURCE)

add_library(signalbox_warnings INTERFACE)
set_property(TARGET signalbox_warnings PROPERTY INTERFACE_COMPILE_OPTIONS
  -Wall -Wextra -Wpedantic -Wshadow $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
  $<$<BOOL:${SIGNALBOX_WERROR}>:-Werror>)

if(SIGNALBOX_SANITIZE)
  add_compile_options(-fsanitize=${SIGNALBOX_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SIGNALBOX_SANITIZE})
  # A C program links libqmp, which is C++ inside: clang then leaves half of its runtime out.
  if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    add_link_options(-fsanitize-link-c++-runtime -Wl,--no-as-needed -lstdc++)
  endif()
  # Boost.Asio fences around its handlers; what is handed over goes through mutexes all the same.
  if(SIGNALBOX_SANITIZE STREQUAL thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_compile_options(-Wno-tsan)
  endif()
endif()
if(SIGNALBOX_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
