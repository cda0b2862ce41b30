# table.cmake — data that is compiled in: a file of assets with TAB between its columns becomes an
# array in C. Blank lines and those that begin with # are left out. The folder says
#
#   sk_add_table(replies.tsv replies.cmake rows)
#
# and that script, which is run while building,
#
#   include(${TABLE})
#   macro(sk_table_row) # CMAKE_MATCH_1, …: what the pattern found
#     string(APPEND rows "    { … },\n")
#   endmacro()
#   sk_table(HEADER … TYPE … ARRAY … PATTERN … COLUMNS …)

set(SK_TABLE_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

# Where out is, is the path of the C file that the script makes of assets/file.
function(sk_add_table file script out)
  cmake_path(GET script STEM name)
  set(in ${CMAKE_SOURCE_DIR}/assets/${file})
  set(made ${CMAKE_CURRENT_BINARY_DIR}/${name}.c)
  add_custom_command(OUTPUT ${made}
    COMMAND ${CMAKE_COMMAND} -DTABLE=${SK_TABLE_SCRIPT} -DIN=${in} -DOUT=${made}
      -P ${CMAKE_CURRENT_SOURCE_DIR}/${script}
    DEPENDS ${in} ${script} ${SK_TABLE_SCRIPT} VERBATIM)
  set(${out} ${made} PARENT_SCOPE)
endfunction()

# From IN to OUT: const struct TYPE ARRAY[] and const size_t TYPE_count. COLUMNS says to whoever
# wrote a line that does not match PATTERN what it must look like.
function(sk_table)
  cmake_parse_arguments(PARSE_ARGV 0 table "" "HEADER;TYPE;ARRAY;PATTERN;COLUMNS" "")
  cmake_path(GET IN FILENAME file)
  set(rows "/* From assets/${file}. */\n#include \"${table_HEADER}\"\n\nconst struct ${table_TYPE} ${table_ARRAY}[] = {\n")
  file(STRINGS ${IN} lines ENCODING UTF-8)
  foreach(line IN LISTS lines)
    if(line STREQUAL "" OR line MATCHES "^#")
      continue()
    endif()
    if(NOT line MATCHES "${table_PATTERN}")
      message(FATAL_ERROR "${IN}: a line must be ${table_COLUMNS}, not '${line}'")
    endif()
    sk_table_row()
  endforeach()
  string(APPEND rows "};\n\nconst size_t ${table_TYPE}_count = sizeof(${table_ARRAY}) / sizeof(${table_ARRAY}[0]);\n")
  file(WRITE ${OUT} "${rows}")
endfunction()
