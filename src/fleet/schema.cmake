# schema.cmake — makes OUT, a C file, of the SQL files of FOLDER: NNN_*.sql, in the order of their
# numbers, which begin with 1 and lack none. As bytes: C has a limit on how long a string's text is.
file(GLOB files ${FOLDER}/[0-9][0-9][0-9]_*.sql)
list(SORT files)
set(texts "")
set(rows "")
set(number 0)
foreach(file IN LISTS files)
  math(EXPR number "${number} + 1")
  cmake_path(GET file FILENAME name)
  if(NOT name MATCHES "^0*${number}_")
    message(FATAL_ERROR "${file}: version ${number} of the schema is expected")
  endif()
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND texts "static const unsigned char version_${number}[] = {\n${bytes}0x00 };\n\n")
  string(APPEND rows "    { ${number}, (const char *)version_${number} },\n")
endforeach()
file(WRITE ${OUT} "/* From src/fleet/schema. */\n#include \"fleet/schema.h\"\n\n${texts}"
  "const struct sk_fleet_version sk_fleet_versions[] = {\n${rows}};\n\n"
  "const size_t sk_fleet_version_count = ${number};\n")
