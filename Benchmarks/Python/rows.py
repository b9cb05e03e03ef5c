"""Speed of the library from Python: the C driver's workload through the package.

Prints lines of NAME VALUE for Benchmarks/run.sh to set beside their targets.
"""

import statistics
import time

import numpy as np

import lightlane

ROWS, FEW, REPEATS = 1_000_000, 4096, 9
VARYING = {
    "fiber_length_m": (2, 2000),
    "host_tx_channel_loss_db": (8, 18),
    "laser_rin_db_per_hz": (-155, -140),
    "laser_power_mw": (20, 60),
}
METRICS = ["ber", "margin_db", "power_io_w", "latency_ns"]


def seconds(call, repeats: int = REPEATS) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    plan = lightlane.Link("lpo").plan(list(VARYING), METRICS)
    step = np.arange(1, ROWS + 1) * 0.6180339887498949
    columns = [
        low + (high - low) * np.modf(step * (c + 1))[0]
        for c, (low, high) in enumerate(VARYING.values())
    ]
    out = {name: np.zeros(ROWS) for name in METRICS}
    print(f"rows_per_s_python {ROWS / seconds(lambda: plan.run(*columns, out=out)):.0f}")

    rows = [tuple(float(x) for x in row) for row in zip(*(c[:FEW] for c in columns), strict=True)]
    few = [np.ascontiguousarray(c[:FEW]) for c in columns]
    few_out = {name: np.zeros(FEW) for name in METRICS}

    def one_by_one() -> None:
        for row in rows:
            plan(*row)

    by_call = seconds(one_by_one, 40) / FEW
    by_run = seconds(lambda: plan.run(*few, out=few_out), 40) / FEW
    print(f"one_row_python_ns {by_call * 1e9:.1f}")
    print(f"one_row_overhead_python_ns {(by_call - by_run) * 1e9:.1f}")


if __name__ == "__main__":
    main()
