"""How far each architecture reaches: a million rows, and where the margin ends."""

import sys

import numpy as np

import lightlane


def show_progress(done: int, total: int) -> None:
    """Say on a terminal how far the run is."""
    if sys.stderr.isatty():
        print(f"\r{100 * done // total} %", end="", file=sys.stderr)


def main(rows: int = 1_000_000) -> None:
    """Sweep reach and host loss for every preset and print where the margin ends."""
    reach_m = np.linspace(2, 10_000, max(rows // 10, 2))
    loss_db = np.linspace(4, 22, 10)
    print("longest reach with margin, m, by loss of the host channel, dB")
    print("loss  ", *(f"{loss:8.0f}" for loss in loss_db))
    for preset in ("dsp", "lro", "lpo", "npo", "cpo_a", "cpo_b", "cpo_c", "xpo"):
        margin_db = lightlane.evaluate(
            preset,
            "margin_db",
            fiber_length_m=reach_m[:, None],
            host_tx_channel_loss_db=loss_db,
            threads=2,
            progress=show_progress,
        )["margin_db"]
        longest = np.where(margin_db > 0, reach_m[:, None], 0).max(axis=0)
        print(f"{preset:6}", *(f"{length:8.0f}" for length in longest))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
