# signalbox_embed(files_source HEADER cli/skeleton.hpp FUNCTION skeleton_files NAMESPACE signalbox::cli
#   FILES skeleton/plugin.c.in …)
#
# Sets a variable to the C++ file, made at build time, that defines the function which the header
# declares: it gives the files' names, without .in, and their text.
function(signalbox_embed variable)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "HEADER;FUNCTION;NAMESPACE" "FILES")
  list(TRANSFORM arg_FILES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${arg_FUNCTION}.cpp)
  set(script ${PROJECT_SOURCE_DIR}/cmake/EmbedFiles.cmake)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} "-DSOURCES=${arg_FILES}" -DOUTPUT=${output} -DHEADER=${arg_HEADER}
      -DFUNCTION=${arg_FUNCTION} -DNAMESPACE=${arg_NAMESPACE} -P ${script}
    DEPENDS ${arg_FILES} ${script} VERBATIM)
  set(${variable} ${output} PARENT_SCOPE)
endfunction()
