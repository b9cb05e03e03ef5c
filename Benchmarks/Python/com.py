"""Channel Operating Margin on three synthetic channels, from files to the report: `name value` lines.

W1: 100GBASE-KR with a grid of 1134 settings, one package case, three files of 3.9 MB.
W2: 100GBASE-KR, all of its 624 750 settings in both package cases, nothing passed over.
"""

import runpy
import statistics
import sys
import tempfile
import time
from pathlib import Path

import lightlane

SMALL = {
    "g_DC": "[-12:2:0]",
    "g_DC_HP": "[-4:2:0]",
    "c(-1)": "[-0.2:0.04:0]",
    "c(-2)": "[0:0.04:0.08]",
    "c(1)": "[-0.08:0.04:0]",
    "c(-3)": 0,
    "N_bg": 0,
    "package_case": 1,
    "search": "exhaustive",
}
GOLDEN = Path(__file__).parents[2] / "Tests/Golden"


def seconds(work, repeats):
    """Median of the times that some repetitions take."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    """Make the channels, time both workloads, print what they took and answered."""
    with tempfile.TemporaryDirectory() as folder:
        sys.argv = ["com_channels.py", folder]
        # The generator tells what it makes, which is no value here.
        sys.stdout = sys.stderr
        runpy.run_path(str(GOLDEN / "com_channels.py"), run_name="__main__")
        sys.stdout = sys.__stdout__
        thru, fext, near = (f"{folder}/100g_20dB_{kind}.s4p" for kind in ("thru", "fext1", "next1"))

        def small():
            return lightlane.com(thru, fext, near, "100GBASE-KR", **SMALL)

        def whole():
            return lightlane.com(thru, fext, near, "100GBASE-KR", search="exhaustive")

        print("com_w1_s", seconds(small, 9))
        print("com_w1_db", small()["com_db"])
        print("com_w2_s", seconds(whole, 3))
        print("com_w2_settings", whole()["candidates_evaluated"])


if __name__ == "__main__":
    main()
