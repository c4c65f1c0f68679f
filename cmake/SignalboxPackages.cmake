# What cpack makes: three packages for Debian, one for each component of SignalboxInstall.cmake.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME signalbox)
set(CPACK_PACKAGE_VENDOR Signalbox)
set(CPACK_PACKAGE_CONTACT "Signalbox maintainers <maintainers@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Signals and slots for machines' events, over QMP")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_CURRENT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL host libqmp sdk)
# For /usr, whatever the prefix of the build; what belongs to the whole system is moved out of it.
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_SOURCE_DIR}/cmake/OutOfUsr.cmake)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_HOST_PACKAGE_NAME signalbox)
set(CPACK_DEBIAN_HOST_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_HOST_DESCRIPTION
"A host that speaks QEMU's monitor protocol and lets each client connect to the
signals that it wants, on the devices that it means. Devices are plugins, or
those of a QEMU that it stands in front of. A ledger records who still uses
what is to be removed.")
set(CPACK_DEBIAN_HOST_PACKAGE_CONTROL_EXTRA conffiles postinst prerm)
list(TRANSFORM CPACK_DEBIAN_HOST_PACKAGE_CONTROL_EXTRA
  PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/packaging/)

set(CPACK_DEBIAN_LIBQMP_PACKAGE_NAME libqmp0)
set(CPACK_DEBIAN_LIBQMP_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_LIBQMP_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_LIBQMP_DESCRIPTION
"What programs load that talk to Signalbox, or to a QEMU, through libqmp, the
typed C client library for QMP with signals.")

set(CPACK_DEBIAN_SDK_PACKAGE_NAME signalbox-dev)
set(CPACK_DEBIAN_SDK_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_SDK_PACKAGE_DEPENDS "libqmp0 (= ${PROJECT_VERSION}), g++")
set(CPACK_DEBIAN_SDK_PACKAGE_RECOMMENDS
  "signalbox (= ${PROJECT_VERSION}), cmake (>= 3.25), pkg-config")
set(CPACK_DEBIAN_SDK_DESCRIPTION
"What plugins and clients of Signalbox are built with: the plugin SDK, the
schema compiler qmpc, the headers of libqmp, a CMake package and pkg-config
files.")
include(CPack)
