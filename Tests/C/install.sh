#!/usr/bin/env bash
# Tests what `make install` puts in place: files, DESTDIR, pkg-config and CMake, each still
# right after the prefix moved.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
work=$root/build/install-test
rm -rf "$work" && mkdir -p "$work"
passed=0
failed=0
check() { # check WHAT COMMAND...
  if "${@:2}" >"$work/said" 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "install: $1"
    tail -5 "$work/said"
  fi
}

MAKEFLAGS= make --no-print-directory install PREFIX=/opt/lightlane DESTDIR="$work/stage" >/dev/null
check 'DESTDIR holds the prefix' test -d "$work/stage/opt/lightlane/lib"
moved=$work/moved
mv "$work/stage/opt/lightlane" "$moved"

version=$(sed -n 's/^#define LIGHTLANE_VERSION "\(.*\)"/\1/p' include/lightlane/lightlane.h)
headers=$(ls include/lightlane/*)
expected="$headers
lib/cmake/lightlane/lightlane-config-version.cmake
lib/cmake/lightlane/lightlane-config.cmake
lib/liblightlane.so
lib/liblightlane.so.$version
lib/liblightlane.so.0
lib/pkgconfig/lightlane.pc
share/doc/lightlane/LICENSE
share/doc/lightlane/NOTICE"
(cd "$moved" && find . -not -type d -printf '%P\n' | LC_ALL=C sort) >"$work/found"
check 'the installed files are the expected ones' diff "$work/found" <(LC_ALL=C sort <<<"$expected")
check 'no file names the place it was built in' bash -c "! grep -rl '$root' '$moved'"

export PKG_CONFIG_PATH=$moved/lib/pkgconfig
check 'pkg-config tells the version' test "$(pkg-config --modversion lightlane)" = "$version"
# shellcheck disable=SC2046
check 'a C program builds by pkg-config' gcc examples/c/first_link.c $(pkg-config --cflags --libs lightlane) -o "$work/first_link"
check 'and runs' env -i LD_LIBRARY_PATH="$moved/lib" "$work/first_link"

mkdir "$work/consumer"
cat >"$work/consumer/CMakeLists.txt" <<CMAKE
cmake_minimum_required(VERSION 3.16...3.31)
project(consumer LANGUAGES C CXX)
find_package(Threads REQUIRED)
find_package(lightlane \${WANTED} CONFIG REQUIRED)
find_package(lightlane CONFIG REQUIRED)
add_executable(first_link $root/examples/c/first_link.c)
target_link_libraries(first_link PRIVATE lightlane::lightlane)
add_executable(sweep $root/examples/cpp/sweep.cpp)
target_link_libraries(sweep PRIVATE lightlane::cxx Threads::Threads)
CMAKE
cmake=$root/.venv/bin/cmake
configure() { "$cmake" -S "$work/consumer" -B "$work/cmake-$1" -DWANTED="$1" -DCMAKE_PREFIX_PATH="$moved"; }
check 'CMake finds this version' configure "$version"
check 'CMake builds C and C++' "$cmake" --build "$work/cmake-$version"
check 'and the C program runs' env -i "$work/cmake-$version/first_link"
check 'and the C++ program runs' env -i "$work/cmake-$version/sweep"
for other in 99.0 "${version%.*}.99"; do
  check "CMake refuses version $other" bash -c "! '$cmake' -S '$work/consumer' -B '$work/cmake-$other' -DWANTED=$other -DCMAKE_PREFIX_PATH='$moved'"
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
