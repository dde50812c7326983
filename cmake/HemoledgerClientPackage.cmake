# The client library for other projects: cmake --install BUILD --component client --prefix PREFIX, then find_package(HemoledgerClient CONFIG)
# gives Hemoledger::client. docs/client-library.md tells how to use it; tests/e2e/client_package does.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# Those that Hemoledger::client is made of, each after what it needs.
set(parts proto grpc base client_internal client)
list(TRANSFORM parts PREPEND hemoledger_ OUTPUT_VARIABLE targets)
install(TARGETS ${targets} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT client)

# Headers are included by the same names as here.
set(include_folder ${CMAKE_INSTALL_INCLUDEDIR}/hemoledger-client)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/clients/lib DESTINATION ${include_folder}/clients COMPONENT client
  FILES_MATCHING PATTERN "*.h" PATTERN internal EXCLUDE)
install(DIRECTORY ${PROJECT_BINARY_DIR}/proto/hemoledger DESTINATION ${include_folder} COMPONENT client
  FILES_MATCHING PATTERN "*.grpc.pb.h" EXCLUDE PATTERN "*.pb.h")
# What those headers include of proto/base, and Text's commitment for notes and names in receipts.
set(base_headers clock errors language mutex random text_commitment thread_annotations)
list(TRANSFORM base_headers PREPEND ${PROJECT_SOURCE_DIR}/proto/base/)
list(TRANSFORM base_headers APPEND .h)
install(FILES ${base_headers} DESTINATION ${include_folder}/proto/base COMPONENT client)
# The contract, for programs in other languages.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/proto/hemoledger DESTINATION ${CMAKE_INSTALL_DATADIR}/hemoledger/proto COMPONENT client
  FILES_MATCHING PATTERN "*.proto")

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/HemoledgerClient)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/HemoledgerClientConfig.cmake.in
  ${PROJECT_BINARY_DIR}/HemoledgerClientConfig.cmake INSTALL_DESTINATION ${package_folder}
  PATH_VARS include_folder CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/HemoledgerClientConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/HemoledgerClientConfig.cmake ${PROJECT_BINARY_DIR}/HemoledgerClientConfigVersion.cmake
  DESTINATION ${package_folder} COMPONENT client)
