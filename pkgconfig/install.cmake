# Install rules: library (shared, static), headers, command with man page and completion, pkg-config
# file, and the standards as data.
include(CMakePackageConfigHelpers)

install(TARGETS cjustice-shared cjustice-static
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS cjustice RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/cjustice DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.h")
install(DIRECTORY ${PROJECT_SOURCE_DIR}/standards/ DESTINATION ${CMAKE_INSTALL_DATADIR}/cjustice)

# The command writes its own man page and completion, from the table that it parses with.
add_custom_command(OUTPUT cjustice.1 cjustice.bash
  COMMAND cjustice help --man > cjustice.1
  COMMAND cjustice completion bash > cjustice.bash
  DEPENDS cjustice VERBATIM)
add_custom_target(cjustice-help ALL DEPENDS cjustice.1 cjustice.bash)
install(FILES ${PROJECT_BINARY_DIR}/cjustice.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_BINARY_DIR}/cjustice.bash RENAME cjustice
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)

# Relative to its own place, so that the installed tree can be moved.
file(RELATIVE_PATH to_prefix /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
string(REGEX REPLACE "/$" "" to_prefix "${to_prefix}")
configure_file(${PROJECT_SOURCE_DIR}/pkgconfig/cjustice.pc.in cjustice.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/cjustice.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
