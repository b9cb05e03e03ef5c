# Lightlane for find_package: lightlane::lightlane is the library with its C header,
# lightlane::cxx adds C++11 for
# lightlane.hpp. The paths follow this file, so the whole prefix may be moved.
get_filename_component(_lightlane_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET lightlane::lightlane)
  add_library(lightlane::lightlane SHARED IMPORTED)
  set_target_properties(lightlane::lightlane PROPERTIES
    IMPORTED_LOCATION "${_lightlane_prefix}/lib/liblightlane.so.0"
    IMPORTED_SONAME "liblightlane.so.0"
    INTERFACE_INCLUDE_DIRECTORIES "${_lightlane_prefix}/include")
endif()

if(NOT TARGET lightlane::cxx)
  add_library(lightlane::cxx INTERFACE IMPORTED)
  set_target_properties(lightlane::cxx PROPERTIES
    INTERFACE_LINK_LIBRARIES lightlane::lightlane
    INTERFACE_COMPILE_FEATURES cxx_std_11)
endif()

unset(_lightlane_prefix)
