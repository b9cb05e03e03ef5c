#!/usr/bin/env bash
# Holds C, C++, Swift and Python to the same digits: each example prints one table, and the
# tables must be equal.
# The C one is built by plain gcc against an installed prefix and run with an empty environment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
work=$root/build/digits
rm -rf "$work" && mkdir -p "$work"
MAKEFLAGS= make --no-print-directory install PREFIX="$work/prefix" DESTDIR= >/dev/null
flags=(-I"$work/prefix/include" -L"$work/prefix/lib" -llightlane -Wl,-rpath,"$work/prefix/lib")

gcc -std=c99 -Wall -Wextra -Wpedantic -Werror examples/c/first_link.c -o "$work/c" "${flags[@]}"
g++ -std=c++11 -Wall -Wextra -Wpedantic -Werror -pthread examples/cpp/sweep.cpp -o "$work/cpp" "${flags[@]}"
(cd examples/swift && swift build -c release --quiet --scratch-path "$root/.build/examples")

env -i "$work/c"
env -i "$work/cpp"
"$root/.build/examples/release/Reach"

env -i "$work/c" --digits >"$work/c.csv"
env -i "$work/cpp" --digits >"$work/cpp.csv"
"$root/.build/examples/release/Reach" --digits >"$work/swift.csv"
.venv/bin/python - >"$work/python.csv" <<'PYTHON'
import lightlane

metrics = [
    "ber", "margin_db", "power_optics_w", "power_io_w",
    "energy_optics_pj_per_bit", "energy_io_pj_per_bit", "latency_ns",
]
length_m = [10.0, 100.0, 500.0, 1000.0, 2000.0]
answers = lightlane.Link("lpo").evaluate(*metrics, fiber_length_m=length_m)
print("fiber_length_m", *metrics, sep=",")
for row, metres in enumerate(length_m):
    print(",".join(f"{number:.17g}" for number in [metres, *(answers[name][row] for name in metrics)]))
PYTHON

passed=0
failed=0
for face in cpp swift python; do
  if cmp -s "$work/c.csv" "$work/$face.csv" && [ "$(wc -l <"$work/c.csv")" = 6 ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "digits: C and $face differ"
    diff "$work/c.csv" "$work/$face.csv" || true
  fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
