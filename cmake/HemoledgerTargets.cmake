# hemoledger_options carries what all our own code is compiled with; generated code lacks it.
add_library(hemoledger_options INTERFACE)
target_compile_features(hemoledger_options INTERFACE cxx_std_20)
target_compile_options(hemoledger_options INTERFACE -Wall -Wextra -Werror)
target_include_directories(hemoledger_options INTERFACE ${PROJECT_SOURCE_DIR})
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

# Assertions stay on in every build type.
foreach(type RELEASE RELWITHDEBINFO MINSIZEREL)
  string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_${type} "${CMAKE_CXX_FLAGS_${type}}")
  string(REPLACE "-DNDEBUG" "" CMAKE_C_FLAGS_${type} "${CMAKE_C_FLAGS_${type}}")
endforeach()

set(HEMOLEDGER_SANITIZE "" CACHE STRING "address (with undefined) or thread; blank: none")
if(HEMOLEDGER_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
    # A quarter of the compile time: a null pointer is caught by the address sanitizer, and x86 and ARM64 read unaligned.
    -fno-sanitize=null,alignment)
  add_compile_definitions(GRPC_ASAN_SUPPRESSED)
  add_link_options(-fsanitize=address,undefined)
elseif(HEMOLEDGER_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_compile_definitions(GRPC_TSAN_SUPPRESSED)
  add_link_options(-fsanitize=thread)
endif()

# All presets but `debug` compile several files as one: most of the time goes into the headers of gRPC and protobuf, so that is a third of the
# time. `debug` compiles each file alone: there a missing include shows, and one changed file is built fastest. CMake's own unity builds name
# their files by absolute paths, so that ccache would find nothing of one checkout in another; ours name them from the project's root.
option(HEMOLEDGER_JOIN_SOURCES "Compile several source files as one" OFF)
set(HEMOLEDGER_JOINED_FILES 6)
if(HEMOLEDGER_JOIN_SOURCES)
  # A type of an anonymous namespace in a header-like place: meant for headers, and not true of a file put into another.
  add_compile_options(-Wno-subobject-linkage)
endif()

# hemoledger_join_sources(OUT NAME SOURCES...): the files that stand for the given ones of target NAME, each including several of them.
function(hemoledger_join_sources out name)
  if(NOT HEMOLEDGER_JOIN_SOURCES)
    set(${out} ${ARGN} PARENT_SCOPE)
    return()
  endif()
  set(joined "")
  set(includes "")
  set(count 0)
  set(number 0)
  foreach(source IN LISTS ARGN)
    get_filename_component(source ${source} ABSOLUTE BASE_DIR ${CMAKE_CURRENT_SOURCE_DIR})
    file(RELATIVE_PATH source ${PROJECT_SOURCE_DIR} ${source})
    string(APPEND includes "#include \"${source}\"\n")
    math(EXPR count "${count} + 1")
    if(count EQUAL HEMOLEDGER_JOINED_FILES)
      hemoledger_write_joined(joined ${name} ${number} "${includes}")
      math(EXPR number "${number} + 1")
      set(includes "")
      set(count 0)
    endif()
  endforeach()
  if(count GREATER 0)
    hemoledger_write_joined(joined ${name} ${number} "${includes}")
  endif()
  set(${out} ${joined} PARENT_SCOPE)
endfunction()

# hemoledger_write_joined(LIST NAME NUMBER TEXT): writes one joined file if it changed, and appends it to the list.
function(hemoledger_write_joined list name number text)
  set(file ${CMAKE_CURRENT_BINARY_DIR}/joined/${name}_${number}.cc)
  file(CONFIGURE OUTPUT ${file} CONTENT "${text}" @ONLY)
  set(${list} ${${list}} ${file} PARENT_SCOPE)
endfunction()

find_program(HEMOLEDGER_CCACHE ccache)
if(HEMOLEDGER_CCACHE)
  # The sloppiness is what ccache asks for with precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${HEMOLEDGER_CCACHE})
endif()
find_program(HEMOLEDGER_MOLD mold)
if(HEMOLEDGER_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# hemoledger_library(NAME [APART] LIBS...): the .cc files of the current folder as one static library. APART: each is compiled alone, since
# they have short names of their own for the same things.
function(hemoledger_library name)
  cmake_parse_arguments(arg "APART" "" "" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  if(NOT arg_APART)
    hemoledger_join_sources(sources ${name} ${sources})
  endif()
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC hemoledger_options ${arg_UNPARSED_ARGUMENTS})
endfunction()

add_custom_target(tests-asan)
add_custom_target(tests-tsan)

# hemoledger_test(NAME [APART] LABELS a;b TIMEOUT seconds LIBS ... [SOURCES ...] [SANITIZERS address;thread]): the *.cc files of the current
# folder as one GoogleTest binary, each case known to ctest under the given labels. SANITIZERS: under which of them a unit test is built and
# run; not given: both, but under the thread sanitizer nothing that is labelled grpc. APART: as for libraries.
function(hemoledger_test name)
  cmake_parse_arguments(arg "APART" "TIMEOUT" "LABELS;LIBS;SOURCES;SANITIZERS" ${ARGN})
  if(NOT arg_SOURCES)
    file(GLOB arg_SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  if(NOT DEFINED arg_SANITIZERS)
    set(arg_SANITIZERS address thread)
  endif()
  if(NOT arg_APART)
    hemoledger_join_sources(arg_SOURCES ${name} ${arg_SOURCES})
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE hemoledger_options ${arg_LIBS} GTest::gmock GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  if(HEMOLEDGER_SANITIZE)
    math(EXPR arg_TIMEOUT "${arg_TIMEOUT} * 5")
  elseif("unit" IN_LIST arg_LABELS)
    # GoogleTest's macros are slow to optimise; the code under test stays optimised.
    target_compile_options(${name} PRIVATE -O0)
  endif()
  if("unit" IN_LIST arg_LABELS AND "address" IN_LIST arg_SANITIZERS)
    add_dependencies(tests-asan ${name})
  endif()
  if("unit" IN_LIST arg_LABELS AND "thread" IN_LIST arg_SANITIZERS AND NOT "grpc" IN_LIST arg_LABELS)
    add_dependencies(tests-tsan ${name})
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()
