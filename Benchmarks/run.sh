#!/usr/bin/env bash
# Builds and runs the benchmarks, and prints each value beside its target. A miss is shown; it does
# not fail, as speed depends on what else the machine does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
library=$PWD/build/lib
work=build/bench
mkdir -p "$work"
gcc -std=c99 -D_POSIX_C_SOURCE=200809L -O2 -Iinclude Benchmarks/C/rows.c -o "$work/rows" \
  -L"$library" -llightlane -Wl,-rpath,"$library" -lm
gcc -std=c99 -D_POSIX_C_SOURCE=200809L -O2 -Iinclude Benchmarks/C/fleet.c -o "$work/fleet" \
  -L"$library" -llightlane -Wl,-rpath,"$library"
gcc -std=c99 -D_POSIX_C_SOURCE=200809L -O2 Benchmarks/C/load.c -o "$work/load" -ldl

{
  "$work/rows"
  "$work/fleet"
  .venv/bin/python Benchmarks/Python/rows.py
  .venv/bin/python Benchmarks/Python/com.py 2>/dev/null
  .venv/bin/python Benchmarks/Python/networks.py
  for _ in $(seq 21); do "$work/load" "$library/liblightlane.so.0"; done | sort -n |
    sed -n '11s/^/dlopen_warm_ms /p'
  echo "so_bytes $(stat -Lc %s "$library/liblightlane.so.0")"
} >"$work/values"

awk '
  { value[$1] = $2 }
  function line(what, number, format, target, met) {
    printf "%-46s %14s   target %-14s %s\n", what, sprintf(format, number), target, met ? "met" : "MISSED"
  }
  END {
    one = value["rows_per_s_1"]; two = value["rows_per_s_2"]; python = value["rows_per_s_python"]
    print "lpo, 4 varying parameters, 4 metrics, 1e6 rows"
    line("C, rows/s, 1 thread", one / 1e6, "%.2f M", ">= 2 M", one >= 2e6)
    line("C, rows/s/thread, 2 threads", two / 2e6, "%.2f M", ">= 2 M", two >= 4e6)
    line("1 and 2 threads bit-identical", value["threads_bit_identical"], "%d", "1", value["threads_bit_identical"] == 1)
    line("Python over C, rows/s, 1 thread", 100 * python / one, "%.1f %%", ">= 90 %", python >= 0.9 * one)
    slowest = value["rows_per_s_slowest"]
    line("slowest preset (" value["slowest_preset"] "), rows/s", slowest / 1e6, "%.2f M", ">= 1 M", slowest >= 1e6)
    coupled = value["rows_per_s_coupled"]
    line("least power, light and heat coupled, rows/s", coupled / 1e6, "%.2f M", ">= 0.3 M", coupled >= 3e5)
    overhead = value["one_row_overhead_ns"]
    line("C, one row, above its own cost", overhead, "%.0f ns", "<= 100 ns", overhead <= 100)
    overhead = value["one_row_overhead_python_ns"]
    line("Python, one row, above its own cost", overhead, "%.0f ns", "<= 1000 ns", overhead <= 1000)
    w1 = value["com_w1_s"]; w2 = value["com_w2_s"]
    line("COM, 1134 settings, files to report (W1)", 1e3 * w1, "%.0f ms", "< 150 ms", w1 < 0.15)
    line("COM, 2 x " value["com_w2_settings"] " settings, all (W2)", w2, "%.2f s", "< 2 s", w2 < 2)
    print "Touchstone and networks, four ports, 100 001 frequencies, beside scikit-rf in the same run"
    parse = value["touchstone_mb"] * 1e3 / value["touchstone_parse_ms"]
    line("parse, 1 core", parse, "%.0f MB/s", ">= 800 MB/s", parse >= 800)
    line("parse, times scikit-rf", value["touchstone_parse_ratio"], "%.1f", ">= 10", value["touchstone_parse_ratio"] >= 10)
    algebra = value["network_mixed_mode_ms"] + value["network_cascade_ms"] + value["network_renormalize_ms"]
    line("mixed mode + cascade + renormalise", algebra, "%.1f ms", "<= 40 ms", algebra <= 40)
    line("mixed mode, times scikit-rf", value["network_mixed_mode_ratio"], "%.1f", ">= 10", value["network_mixed_mode_ratio"] >= 10)
    line("cascade, times scikit-rf", value["network_cascade_ratio"], "%.1f", ">= 5", value["network_cascade_ratio"] >= 5)
    line("renormalise, times scikit-rf", value["network_renormalize_ratio"], "%.1f", ">= 10", value["network_renormalize_ratio"] >= 10)
    print "100 000 accelerators, three tiers (R10)"
    line("five optics classes and copper, a fleet each", value["fleet_each_ms"], "%.2f ms", "<= 5 ms", value["fleet_each_ms"] <= 5)
    line("a link for each tier, rack and interface", value["fleet_ms"], "%.2f ms", "<= 5 ms", value["fleet_ms"] <= 5)
    line("the same with 1000 draws", value["fleet_draws_ms"], "%.2f ms", "<= 5 ms", value["fleet_draws_ms"] <= 5)
    load = value["dlopen_warm_ms"]
    line("dlopen, warm", load, "%.2f ms", "<= 5 ms", load <= 5)
    line("liblightlane.so", value["so_bytes"] / 1e6, "%.2f MB", "<= 8 MB", value["so_bytes"] <= 8e6)
  }' "$work/values"
