"""TDECQ on the public captures and on a record of SSPRQ: `name value` lines.

R4: six captures of 2047 symbols at 20 samples, against the instrument. R5: 65 535 symbols at 16 samples.
"""

import csv
import io
import statistics
import time
import zipfile
from pathlib import Path

import numpy as np

import lightlane

ROOT = Path(__file__).parents[2]


def captures():
    """Row of the golden table, waveform and symbols of each capture that setup downloaded."""
    lines = (ROOT / "Tests/Golden/tdecq_captures.csv").read_text(encoding="utf-8").splitlines()
    (path,) = (ROOT / ".venv/captures").glob("serdes_optical_lab-*.whl")
    with zipfile.ZipFile(path) as wheel:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            place = f"serdes_sim/data/golden/ieee_802_3bs_smf_2017/{row['name']}G.npz"
            with np.load(io.BytesIO(wheel.read(place))) as file:
                yield row, file["waveform_w"].astype(float), file["symbols"]


def milliseconds(work, repeats):
    """Median of the processor's times that some repetitions take; they run on one thread."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1e3 * statistics.median(times)


def ssprq():
    """SSPRQ as held levels behind a filter of two symbols' length, with an echo."""
    bits = []
    for seed, count in ((0x2, 10924), (0x34013FF7, 10922), (0x0CCCCCCC, 10922)):
        register = seed
        for _ in range(count):
            bit = (register >> 30 ^ register >> 27) & 1
            register = (register << 1 | bit) & 0x7FFFFFFF
            bits.append(1 - bit)
    gray = np.array([[0, 1], [3, 2]])
    sent = np.array(bits)
    even = gray[sent[::2], sent[1::2]]
    odd = np.append(gray[sent[1:-1:2], sent[2::2]], 1)
    symbols = np.concatenate([even, 3 - even, odd, 3 - odd[:-1]])
    power = np.repeat(0.5e-3 + 1e-3 * symbols / 3, 16)
    return 0.9 * power + 0.1 * np.roll(power, 20)


def main():
    """Time both workloads, print what they took and how far the captures are off."""
    times, errors = [], []
    for row, waveform, symbols in captures():
        settings = {
            "config": "400GBASE-DR4",
            "receiver": "captured",
            "receiver_bandwidth": 0.728,
            "first_main_tap": 2,
            "last_main_tap": 4,
            "scope_noise_w": float(row["scope_noise_w"]),
        }

        def work(waveform=waveform, symbols=symbols, settings=settings):
            return lightlane.tdecq(waveform, samples_per_symbol=20, symbols=symbols, **settings)

        times.append(milliseconds(work, 9))
        instrument = min(float(row[f"main_{k}_db"]) for k in (2, 3, 4))
        errors.append(abs(work()["tdecq_db"] - instrument))
    power = ssprq()
    print("tdecq_capture_ms", max(times))
    print("tdecq_within_0_3_db", sum(error <= 0.3 for error in errors))
    print("tdecq_worst_db", max(errors))
    print("tdecq_ssprq_ms", milliseconds(lambda: lightlane.tdecq(power, samples_per_symbol=16), 9))


if __name__ == "__main__":
    main()
