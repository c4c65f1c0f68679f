# cmake -DOUTPUT=FILE -DSOURCES=A.sql;B.sql -P EmbedMigrations.cmake
# Writes a C++ file that holds the ledger's migrations and their SHA-256.
set(steps "")
set(expected 1)
foreach(source IN LISTS SOURCES)
  get_filename_component(stem ${source} NAME_WE)
  if(NOT stem MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)$")
    message(FATAL_ERROR "${source}: a migration is named NNNN_name.sql")
  endif()
  set(name ${CMAKE_MATCH_2})
  math(EXPR number "1${CMAKE_MATCH_1} - 10000")
  if(NOT number EQUAL expected)
    message(FATAL_ERROR "${source}: migration ${expected} is missing")
  endif()
  math(EXPR expected "${expected} + 1")
  file(READ ${source} sql)
  file(SHA256 ${source} sha256)
  # A literal of more than 64 KiB need not be accepted; adjacent ones are joined.
  string(REPLACE ";\n\n" ";\n\n)sql\"\n     R\"sql(" sql "${sql}")
  string(APPEND steps "    {${number}, \"${name}\", R\"sql(${sql})sql\",\n     \"${sha256}\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Generated from migrations/*.sql.
#include \"migrations/migrations.hpp\"

namespace signalbox {
namespace {

constexpr Migration kMigrations[] = {
${steps}};

}  // namespace

std::span<const Migration> migrations() { return kMigrations; }

}  // namespace signalbox
")
