#!/usr/bin/env bash
# Races Lightlane against PyChOpMarg in one run, the peer in an environment of its own: .build/peers.
# Where the peer can not be installed, says so and fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
peers=.build/peers
peer=$peers/bin/python

if ! "$peer" -c 'import pychopmarg' 2>/dev/null; then
  python3 -m venv "$peers" &&
    "$peer" -m pip install --quiet --disable-pip-version-check 'pychopmarg==3.4.0' || {
    echo 'PyChOpMarg 3.4.0 can not be installed here: no race' >&2
    exit 1
  }
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
.venv/bin/python Benchmarks/Python/com_peer.py ours "$folder"
"$peer" Benchmarks/Python/com_peer.py peer "$folder" >"$folder/log" 2>&1 || {
  tail -n 5 "$folder/log" >&2
  echo 'PyChOpMarg does not run here: no race' >&2
  exit 1
}
.venv/bin/python Benchmarks/Python/com_peer.py told "$folder"
