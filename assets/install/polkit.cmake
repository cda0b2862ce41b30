# Where polkitd looks. Debian 12's (122) reads /etc and /usr/share and nothing below /usr/local, as 124
# and later do. So what is installed below /usr/local goes where the machine's own rules are.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr/local")
  set(folder /etc/polkit-1/rules.d)
else()
  set(folder ${CMAKE_INSTALL_PREFIX}/share/polkit-1/rules.d)
endif()
file(INSTALL DESTINATION "${folder}" TYPE FILE FILES "${SK_POLKIT_RULES}")
