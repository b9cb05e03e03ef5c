#!/usr/bin/env bash
# Installs what `make build` made: install.sh VERSION ROOT puts headers, library, pkg-config,
# CMake and papers into ROOT.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=$1
root=$2

install -d "$root"/{include/lightlane,lib/pkgconfig,lib/cmake/lightlane,share/doc/lightlane}
install -m 644 include/lightlane/*.h include/lightlane/*.hpp "$root/include/lightlane/"
install -m 755 "build/lib/liblightlane.so.$version" "$root/lib/"
ln -sfn "liblightlane.so.$version" "$root/lib/liblightlane.so.0"
ln -sfn liblightlane.so.0 "$root/lib/liblightlane.so"
sed "s/@VERSION@/$version/" packaging/lightlane.pc.in >"$root/lib/pkgconfig/lightlane.pc"
install -m 644 packaging/lightlane-config.cmake "$root/lib/cmake/lightlane/"
sed "s/@VERSION@/$version/" packaging/lightlane-config-version.cmake.in \
  >"$root/lib/cmake/lightlane/lightlane-config-version.cmake"
install -m 644 LICENSE NOTICE "$root/share/doc/lightlane/"
echo "installed Lightlane $version into $root"
