# What `cmake --install` puts where. Everything is found relative to the prefix, so that a tree may
# be moved: pkg-config files and the CMake package know no absolute path.
#
# Components, each a package: host (what is run), libqmp (the library that clients load), sdk (what
# plugins and clients are built with).
include(CMakePackageConfigHelpers)

set(cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Signalbox)
set(schema_dir ${CMAKE_INSTALL_DATADIR}/signalbox/schemas)

# host; signalboxd itself stands in host/, and looks for plugins in ../lib/signalbox/plugins.
set(plugins block legacy qemu replay)
foreach(name IN LISTS plugins)
  if(TARGET plugin_${name})
    install(TARGETS plugin_${name} LIBRARY DESTINATION lib/signalbox/plugins COMPONENT host)
    install(FILES plugins/${name}/qmp-schema.json DESTINATION ${schema_dir}/${name} COMPONENT sdk)
  endif()
endforeach()
install(TARGETS signalbox COMPONENT host)
install(FILES packaging/signalbox.service packaging/signalbox.socket
  DESTINATION lib/systemd/system COMPONENT host)
install(FILES packaging/signalbox.info
  DESTINATION ${CMAKE_INSTALL_SYSCONFDIR}/signalbox COMPONENT host)
install(DIRECTORY DESTINATION ${CMAKE_INSTALL_LOCALSTATEDIR}/lib/signalbox/plugins COMPONENT host)
install(FILES examples/signalbox.info docs/configuration.md docs/ledger.md CHANGELOG.md
  DESTINATION share/doc/signalbox COMPONENT host)
install(FILES LICENSE DESTINATION share/doc/signalbox RENAME copyright COMPONENT host)
install(FILES LICENSE DESTINATION share/doc/libqmp0 RENAME copyright COMPONENT libqmp)
install(FILES LICENSE DESTINATION share/doc/signalbox-dev RENAME copyright COMPONENT sdk)
install(FILES packaging/completion/signalbox.bash
  DESTINATION share/bash-completion/completions RENAME signalbox COMPONENT host)
install(FILES packaging/completion/_signalbox DESTINATION share/zsh/site-functions COMPONENT host)
install(FILES packaging/completion/signalbox.fish
  DESTINATION share/fish/vendor_completions.d COMPONENT host)
install(FILES packaging/man/signalbox.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT host)
install(FILES packaging/man/signalboxd.8 DESTINATION ${CMAKE_INSTALL_MANDIR}/man8 COMPONENT host)

# libqmp
install(TARGETS qmp EXPORT Signalbox
  LIBRARY COMPONENT libqmp NAMELINK_COMPONENT sdk
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/signalbox)

# sdk
set_target_properties(signalbox_sdk PROPERTIES EXPORT_NAME sdk)
set_target_properties(signalbox_wire_c PROPERTIES EXPORT_NAME wire_c)
install(TARGETS signalbox_sdk EXPORT Signalbox COMPONENT sdk
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS signalbox_wire_c EXPORT Signalbox COMPONENT sdk
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/signalbox)
install(TARGETS qmpc EXPORT Signalbox COMPONENT sdk)
install(FILES packaging/man/qmpc.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT sdk)
install(DIRECTORY sdk/signalbox DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT sdk)
install(FILES wire/codec.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/signalbox/wire COMPONENT sdk)
install(FILES client/libqmp.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/signalbox/client COMPONENT sdk)

set(SIGNALBOX_SCHEMA_DIR ${schema_dir})
configure_package_config_file(cmake/SignalboxConfig.cmake.in SignalboxConfig.cmake
  INSTALL_DESTINATION ${cmake_dir} PATH_VARS SIGNALBOX_SCHEMA_DIR CMAKE_INSTALL_BINDIR)
write_basic_package_version_file(SignalboxConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(EXPORT Signalbox FILE SignalboxTargets.cmake NAMESPACE Signalbox::
  DESTINATION ${cmake_dir} COMPONENT sdk)
install(FILES cmake/SignalboxPlugin.cmake cmake/plugin.map
  ${CMAKE_CURRENT_BINARY_DIR}/SignalboxConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/SignalboxConfigVersion.cmake
  DESTINATION ${cmake_dir} COMPONENT sdk)
file(RELATIVE_PATH to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" to_prefix ${to_prefix})
foreach(name IN ITEMS libqmp signalbox-sdk)
  configure_file(cmake/${name}.pc.in ${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT sdk)
endforeach()
