# What scanners are told, in C (table.cmake). A byte is written as \xNN in both; what follows it
# stands in a string of its own, so that it is no digit.
include(${TABLE})
macro(sk_table_row)
  set(family "${CMAKE_MATCH_1}")
  set(vendor "${CMAKE_MATCH_2}")
  string(TOUPPER "${CMAKE_MATCH_3}" verdict)
  set(bytes "${CMAKE_MATCH_4}")
  if(vendor STREQUAL "-")
    set(vendor "SK_REPLY_ANY_VENDOR")
  else()
    set(vendor "0x${vendor}")
  endif()
  string(REGEX REPLACE "\\\\x([0-9A-F][0-9A-F])" "\\\\x\\1\" \"" bytes "${bytes}")
  string(APPEND rows "    { \"${family}\", ${vendor}, SK_REPLY_${verdict}, \"${bytes}\", sizeof(\"${bytes}\") - 1 },\n")
endmacro()
sk_table(HEADER input/reply.h TYPE sk_reply_row ARRAY sk_reply_rows
  PATTERN "^([a-z-]+)\t([0-9a-f][0-9a-f][0-9a-f][0-9a-f]|-)\t(taken|working|good|bad|again)\t([^\t\"]+)\t([^\t]+)$"
  COLUMNS "family TAB vendor TAB verdict TAB bytes TAB source")
