# From NAMES and FILES (as many, with ',' between them) to OUT: each file as an array in C.
string(REPLACE "," ";" NAMES "${NAMES}")
string(REPLACE "," ";" FILES "${FILES}")
set(text "#include \"office/files.h\"\n")
foreach(name file IN ZIP_LISTS NAMES FILES)
  file(READ "${file}" bytes HEX)
  string(REGEX REPLACE "(................)" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  # Above 0x7f a char may be negative, so that the cast is said.
  string(REGEX REPLACE "0x([89a-f][0-9a-f])" "(char)0x\\1" bytes "${bytes}")
  string(APPEND text "\nconst char ${name}[] = {\n${bytes}0 };\nconst size_t ${name}_length = sizeof(${name}) - 1;\n")
endforeach()
file(WRITE "${OUT}" "${text}")
