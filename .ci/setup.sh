#!/usr/bin/env bash
# Sees to what building and testing need: Debian packages when root, Python tools in .venv.
# Quick when all is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stamp=.venv/.setup-$(cat .ci/setup.sh .ci/requirements.txt | sha256sum | cut -c1-16)
[ -e "$stamp" ] && exit 0

swift_needed=6.3
if ! swift_found=$(swift --version 2>&1 | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -1) ||
  [ -z "$swift_found" ]; then
  echo "setup: Swift $swift_needed or newer is needed; there is no swift on PATH" >&2
  exit 1
fi
if [ "$(printf '%s\n' "$swift_needed" "$swift_found" | sort -V | head -1)" != "$swift_needed" ]; then
  echo "setup: Swift $swift_needed or newer is needed; this is $swift_found" >&2
  exit 1
fi

# A command, or a file under /usr/include, and the Debian package that brings it.
missing=()
while read -r wanted package; do
  case $wanted in
  *.h) compgen -G "/usr/include/$wanted" >/dev/null || missing+=("$package") ;;
  *) command -v "$wanted" >/dev/null || missing+=("$package") ;;
  esac
done <<'LIST'
gcc gcc
g++ g++
readelf binutils
pkg-config pkg-config
valgrind valgrind
python3*/Python.h libpython3-dev
LIST
python=
for candidate in python3 python3.13 python3.12 python3.11; do
  if command -v "$candidate" >/dev/null &&
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
[ -n "$python" ] || missing+=(python3)
"${python:-false}" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)

if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "setup: please install ${missing[*]} (names of Debian packages)" >&2
    exit 1
  fi
  echo "setup: installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 ||
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; }
  python=${python:-python3}
fi

echo "setup: Python tools into .venv"
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r .ci/requirements.txt
# Public captures that TDECQ is compared on; they are read, not installed.
.venv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --python-version 3.12 \
  --only-binary=:all: --dest .venv/captures serdes-optical-lab==0.2.0
rm -f .venv/.setup-*
touch "$stamp"
