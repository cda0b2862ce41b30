# The run-time linker finds a library in its own folders by a cache, which does not know yet what was
# installed just now. Other prefixes are none of its business, and neither is a package that is built.
set(folder ${CMAKE_INSTALL_PREFIX}/${SK_LIBRARY_FOLDER})
find_program(SK_LDCONFIG ldconfig PATHS /sbin /usr/sbin)
if(SK_LDCONFIG AND "$ENV{DESTDIR}" STREQUAL "")
  execute_process(COMMAND ${SK_LDCONFIG} -v -N -X OUTPUT_VARIABLE searched ERROR_QUIET)
  string(FIND "\n${searched}" "\n${folder}:" at)
  if(NOT at EQUAL -1)
    execute_process(COMMAND ${SK_LDCONFIG} RESULT_VARIABLE status ERROR_QUIET)
    if(NOT status EQUAL 0)
      message(WARNING "Run ldconfig as root: the linker does not know libsagclient in ${folder} yet.")
    endif()
  endif()
endif()
