# The functions of Signalbox's own build and, installed, of find_package(Signalbox).
#
# signalbox_generate(TARGET block_generated NAME block SCHEMA qmp-schema.json [CLIENT])
#
# Makes a static library of what qmpc writes for a schema. Its headers are included as
# "block/qmp_events.h". With CLIENT it holds the typed client for libqmp ("block/libqmp_block.h"),
# else what a plugin needs, and what listens to that plugin ("block/qmp_listen.h"). Both kinds may
# be made of one schema.
function(signalbox_generate)
  cmake_parse_arguments(PARSE_ARGV 0 arg "CLIENT" "TARGET;NAME;SCHEMA" "")
  cmake_path(ABSOLUTE_PATH arg_SCHEMA OUTPUT_VARIABLE schema)
  set(root ${CMAKE_BINARY_DIR}/generated)
  string(REPLACE "-" "_" symbol ${arg_NAME})
  set(files ${SIGNALBOX_GENERATED} libqmp_${symbol}.h libqmp_${symbol}.c)
  list(TRANSFORM files PREPEND ${root}/${arg_NAME}/)

  # One rule a name, however many targets use it; they wait for each other.
  if(NOT TARGET generate_${arg_NAME})
    add_custom_command(OUTPUT ${files} COMMENT "qmpc ${arg_NAME}"
      COMMAND Signalbox::qmpc --name ${arg_NAME} --output ${root} --depfile ${root}/${arg_NAME}.d ${schema}
      DEPENDS $<TARGET_FILE:Signalbox::qmpc> ${schema} DEPFILE ${root}/${arg_NAME}.d VERBATIM)
    add_custom_target(generate_${arg_NAME} DEPENDS ${files})
  endif()
  set_source_files_properties(${files} PROPERTIES GENERATED TRUE)

  if(arg_CLIENT)
    set(sources qmp_types.c libqmp_${symbol}.c)
    set(runtime Signalbox::qmp)  # the codec is in there too
  else()
    set(sources qmp_types.c qmp_events.c qmp_register.c qmp_listen.c)
    set(runtime Signalbox::sdk Signalbox::wire_c)
  endif()
  list(TRANSFORM sources PREPEND ${root}/${arg_NAME}/)
  add_library(${arg_TARGET} STATIC ${sources})
  add_dependencies(${arg_TARGET} generate_${arg_NAME})
  target_include_directories(${arg_TARGET} PUBLIC ${root} PRIVATE ${PROJECT_SOURCE_DIR})
  # The text of a schema is one literal, longer than C promises. A source's options come last.
  set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
  set_target_properties(${arg_TARGET} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(${arg_TARGET} PUBLIC ${runtime}
    PRIVATE $<TARGET_NAME_IF_EXISTS:signalbox_warnings>)
endfunction()

set(SIGNALBOX_GENERATED qmp_types.h qmp_types.c qmp_tables.h qmp_events.h qmp_events.c
  qmp_events.hpp qmp_commands.h qmp_register.h qmp_register.c qmp_listen.h qmp_listen.c qmp_schema.md)

# signalbox_add_plugin(block SCHEMA qmp-schema.json SOURCES plugin.cpp device.cpp …)
#
# Makes the plugin plugins/block.so (target plugin_block) and, for others to link, the library
# block_generated.
function(signalbox_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "SCHEMA" "SOURCES")
  signalbox_generate(TARGET ${name}_generated NAME ${name} SCHEMA ${arg_SCHEMA})
  set(target plugin_${name})
  add_library(${target} MODULE ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES PREFIX "" OUTPUT_NAME ${name}
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/plugins
    LINK_DEPENDS ${SIGNALBOX_PLUGIN_MAP})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_features(${target} PRIVATE c_std_11 cxx_std_20)
  target_compile_options(${target} PRIVATE -fvisibility=hidden
    $<$<COMPILE_LANGUAGE:CXX>:-fvisibility-inlines-hidden>
    $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  target_link_options(${target} PRIVATE -Wl,--version-script=${SIGNALBOX_PLUGIN_MAP})
  if(NOT SIGNALBOX_SANITIZE)  # whose symbols are the program's
    target_link_options(${target} PRIVATE -Wl,-z,defs)
  endif()
  target_link_libraries(${target} PRIVATE ${name}_generated
    $<TARGET_NAME_IF_EXISTS:signalbox_warnings>)
endfunction()

set(SIGNALBOX_PLUGIN_MAP ${CMAKE_CURRENT_LIST_DIR}/plugin.map)
