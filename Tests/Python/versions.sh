#!/bin/sh
# Runs the Python tests against one wheel under every CPython that is found:
# versions.sh [WHEEL [VERSION...]]. Without a wheel, it is the one that `make dist` makes.
set -eu
here=$(dirname "$(realpath "$0")")
root=$(realpath "$here/../..")

# The newest interpreter of version $1 that runs: on PATH, or kept by pyenv.
find_python() {
  for candidate in "$(command -v "python$1" || true)" \
    "$(pyenv root 2>/dev/null || true)/versions/$1".*/bin/python; do
    if [ -x "$candidate" ] && "$candidate" -c \
      'import sys, venv, ensurepip; sys.exit("%d.%d" % sys.version_info[:2] != sys.argv[1])' \
      "$1" 2>/dev/null; then
      found=$candidate
    fi
  done
  echo "${found:-}"
}

wheel=${1:-}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- 3.11 3.12 3.13
if [ -z "$wheel" ]; then
  MAKEFLAGS= make --no-print-directory -C "$root" dist
  wheel=$(echo "$root"/build/dist/*.whl)
fi

tested=0
for version in "$@"; do
  python=$(find_python "$version")
  if [ -z "$python" ]; then
    echo "== Python $version: not on this machine, skipped"
    continue
  fi
  echo "== Python $version: $python"
  environment=$root/.build/python-$version
  [ -x "$environment/bin/python" ] || "$python" -m venv "$environment"
  # Types do not depend on the interpreter: the first one checks them.
  [ $tested -gt 0 ] && more= || more='mypy>=1.11 pandas>=2'
  # shellcheck disable=SC2086
  "$environment/bin/python" -m pip install --disable-pip-version-check -q \
    'numpy>=2' 'pytest>=8' 'hatchling>=1.25' 'scikit-rf>=1.5' $more
  "$environment/bin/python" -m pip install --disable-pip-version-check -q \
    --force-reinstall --no-deps "$wheel"
  "$environment/bin/python" -B -m pytest -q --rootdir "$root" -c "$root/pyproject.toml" "$here"
  tested=$((tested + 1))
done
[ $tested -gt 0 ] || { echo "no CPython found for the tests" >&2; exit 1; }
