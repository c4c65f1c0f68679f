# cmake -DOUTPUT=FILE.cpp -DHEADER=cli/skeleton.hpp -DFUNCTION=skeleton_files -DSOURCES=A.in;B.in
#   -DNAMESPACE=signalbox::cli -P EmbedFiles.cmake
# Writes a C++ file that holds the files' names, without .in, and their text, as an EmbeddedFile each.
set(rows "")
foreach(source IN LISTS SOURCES)
  get_filename_component(name ${source} NAME)
  string(REGEX REPLACE "\\.in$" "" name ${name})
  file(READ ${source} text)
  string(APPEND rows "    {\"${name}\", R\"file(${text})file\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Generated: the files of a folder, as they are.
#include \"${HEADER}\"

namespace ${NAMESPACE} {
namespace {

constexpr EmbeddedFile files[] = {
${rows}};

}  // namespace

std::span<const EmbeddedFile> ${FUNCTION}() { return files; }

}  // namespace ${NAMESPACE}
")
