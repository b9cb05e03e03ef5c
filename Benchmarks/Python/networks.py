"""Touchstone and network algebra raced against scikit-rf in the same run, one thread each.

A four-port of 100 001 frequencies in 58 MB of text is parsed and written; its mixed mode, its
cascade with itself and its renormalisation are computed. Prints lines of NAME VALUE for
Benchmarks/run.sh to set beside their targets.
"""

import os
import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_variable] = "1"

import numpy as np

import lightlane

POINTS, REPEATS, PEER_REPEATS = 100_001, 7, 3


def channel() -> tuple[np.ndarray, np.ndarray]:
    """Two coupled lossy lines of 93 ohm between 50 ohm ports, near ends 0 and 2."""
    f = np.linspace(0, 67e9, POINTS)
    modes = []
    for impedance, delay, loss in ((46.5, 3.0e-9, 1.0), (54.0, 2.96e-9, 1.1)):
        gamma = loss * (0.9 * np.sqrt(f / 1e9) * (1 + 1j) + 0.05 * f / 1e9) / 8.686
        through = np.exp(-gamma - 2j * np.pi * f * delay)
        rho = (impedance - 50) / (impedance + 50)
        bottom = 1 - rho**2 * through**2
        modes.append((rho * (1 - through**2) / bottom, (1 - rho**2) * through / bottom))
    (r_odd, t_odd), (r_even, t_even) = modes
    s = np.empty((POINTS, 4, 4), complex)
    for line in (0, 2):
        for other in (0, 2):
            sign = 1 if line == other else -1
            for near in (0, 1):
                s[:, line + near, other + near] = (r_even + sign * r_odd) / 2
                s[:, line + near, other + 1 - near] = (t_even + sign * t_odd) / 2
    return f, s


def seconds(call, repeats: int) -> float:
    """The median of processor time, as other work may share the machine."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return statistics.median(times)


def race(name: str, mine, theirs) -> None:
    own = seconds(mine, REPEATS)
    print(f"{name}_ms {own * 1e3:.2f}")
    if theirs is not None:
        print(f"{name}_ratio {seconds(theirs, PEER_REPEATS) / own:.1f}")


def main() -> None:
    warnings.simplefilter("ignore")
    try:
        import skrf
    except ImportError:
        skrf = None
        print("scikit-rf is not installed; no race", file=sys.stderr)
    f, s = channel()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "channel.s4p")
        lightlane.Network(f, s).write(path, digits=11)
        megabytes = path.stat().st_size / 1e6
        print(f"touchstone_mb {megabytes:.1f}")
        peer = (lambda: skrf.Network(str(path))) if skrf else None
        race("touchstone_parse", lambda: lightlane.Network.read(path), peer)
        network = lightlane.Network.read(path)
        copy = Path(folder, "copy.s4p")
        race("touchstone_write", lambda: network.write(copy), None)
    them = network.to_skrf() if skrf else None
    # In a chain the near ends come first.
    chain = network.subnetwork([0, 2, 1, 3])
    their_chain = chain.to_skrf() if skrf else None

    def theirs_mixed():
        them.copy().se2gmm(2)

    def theirs_renormalized():
        them.copy().renormalize(46.25)

    pairs = [(0, 2), (1, 3)]
    race("network_mixed_mode", lambda: network.mixed_mode(pairs), them and theirs_mixed)
    race("network_cascade", lambda: chain**chain, them and (lambda: their_chain**their_chain))
    race("network_renormalize", lambda: network.renormalize(46.25), them and theirs_renormalized)


if __name__ == "__main__":
    main()
