# Makers' barcodes in C (table.cmake).
include(${TABLE})
macro(sk_table_row)
  set(family "${CMAKE_MATCH_1}")
  string(TOUPPER "${CMAKE_MATCH_2}" what)
  string(REPLACE "-" "_" what "${what}")
  set(text "${CMAKE_MATCH_3}")
  set(source "${CMAKE_MATCH_4}")
  if(NOT what STREQUAL "SEE" AND source STREQUAL "-")
    message(FATAL_ERROR "${IN}: '${text}' has no source")
  endif()
  string(APPEND rows "    { \"${family}\", SK_PROGRAM_${what}, \"${text}\" },\n")
endmacro()
sk_table(HEADER app/model/program_codes.h TYPE sk_program_code ARRAY sk_program_codes
  PATTERN "^([^\t\"\\]+)\t(defaults|hid-pos|serial|cr|see)\t([^\t\"\\]+)\t([^\t]+)$"
  COLUMNS "family TAB what TAB text TAB source")
