# The native side of Lwm2mNano.Dtls, for nf-interpreter: its build looks for this file in CMake/Modules when
# NF_INTEROP_ASSEMBLIES names the assembly, and for the sources in InteropAssemblies/Lwm2mNano.Dtls. See hal/native/README.md.

set(LWM2M_DTLS_FOLDER ${CMAKE_SOURCE_DIR}/InteropAssemblies/Lwm2mNano.Dtls)

set(Lwm2mNano.Dtls_INCLUDE_DIRS
    ${LWM2M_DTLS_FOLDER}
    ${CMAKE_SOURCE_DIR}/src/CLR/Core
    ${CMAKE_SOURCE_DIR}/src/CLR/Include
    ${CMAKE_SOURCE_DIR}/src/HAL/Include
    ${CMAKE_SOURCE_DIR}/src/PAL/Include)

set(Lwm2mNano.Dtls_SOURCES
    ${LWM2M_DTLS_FOLDER}/lwm2m_dtls_nanoclr.cpp
    ${LWM2M_DTLS_FOLDER}/lwm2m_dtls.c
    ${LWM2M_DTLS_FOLDER}/lwm2m_rtc.c)

foreach(SOURCE ${Lwm2mNano.Dtls_SOURCES} ${LWM2M_DTLS_FOLDER}/lwm2m_dtls.h ${LWM2M_DTLS_FOLDER}/lwm2m_rtc.h)
    if(NOT EXISTS ${SOURCE})
        message(FATAL_ERROR "Lwm2mNano.Dtls: ${SOURCE} is missing")
    endif()
endforeach()

# The interpreter's own libraries are built without the definition that ESP-IDF's mbedTLS carries. Without it the engine would
# see mbedTLS's default configuration, and with it other structures than the library has.
if(RTOS_ESP32_CHECK)
    set_property(SOURCE ${LWM2M_DTLS_FOLDER}/lwm2m_dtls.c APPEND PROPERTY
        COMPILE_DEFINITIONS "MBEDTLS_CONFIG_FILE=\"mbedtls/esp_config.h\"")
endif()

# mbedTLS's headers ask for macros that are not defined, which some of the interpreter's targets take for an error.
set_property(SOURCE ${LWM2M_DTLS_FOLDER}/lwm2m_dtls.c APPEND PROPERTY COMPILE_OPTIONS -Wno-undef)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(INTEROP-Lwm2mNano.Dtls DEFAULT_MSG Lwm2mNano.Dtls_INCLUDE_DIRS Lwm2mNano.Dtls_SOURCES)
