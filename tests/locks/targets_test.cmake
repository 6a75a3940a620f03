# The targets lock: public headers compile alone, and the core builds with nothing else of the
# tree on disk. cmake -DROOT= -DWORK= [-DCOMPILER=] -P targets_test.cmake
cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE "${WORK}")

function(headers_build name result)
  set(build "${WORK}/${name}")
  execute_process(COMMAND ${CMAKE_COMMAND} -G Ninja
    -S "${ROOT}/tests/locks/planted/header" -B "${build}"
    -DCMAKE_CXX_COMPILER=${COMPILER} -DWAYPOST_ROOT=${ROOT} -DPLANTED=${name}.h
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  execute_process(
    COMMAND ${CMAKE_COMMAND} --build "${build}" --target all_verify_interface_header_sets
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0 AND NOT output MATCHES "string")
    message(FATAL_ERROR "failed, but not for its header:\n${output}")
  endif()
  set(${result} ${status} PARENT_SCOPE)
endfunction()

headers_build(standing status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "a header that includes what it uses was refused")
endif()
headers_build(leaning status)
if(status EQUAL 0)
  message(FATAL_ERROR "a header that leans on its user's includes was let through")
endif()

file(COPY "${ROOT}/core" DESTINATION "${WORK}/alone")
execute_process(COMMAND ${CMAKE_COMMAND} -G Ninja -S "${WORK}/alone/core" -B "${WORK}/alone/build"
  -DCMAKE_CXX_COMPILER=${COMPILER} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
