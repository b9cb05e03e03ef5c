"""Channels from formulas to Touchstone files, and from the files to their operating margins."""

import tempfile
from pathlib import Path

import numpy as np

import lightlane

f = np.arange(0, 60e9, 10e6)


def channel(length: float) -> lightlane.Network:
    """Two lines with skin effect and dielectric loss, the second a little longer."""
    loss = np.exp(-length * (2.2e-6 * np.sqrt(f) + 1.1e-11 * f))
    s = np.zeros((f.size, 4, 4), complex)
    for near, far, delay in ((0, 1, 2e-9), (2, 3, 2.0002e-9)):
        s[:, near, far] = s[:, far, near] = loss * np.exp(-2j * np.pi * f * delay * length)
    return lightlane.Network(f, s)


with tempfile.TemporaryDirectory() as folder:
    for length in (1, 3, 5):
        path = Path(folder, "channel.s4p")
        channel(length).write(path)
        answer = lightlane.com(path, config="100GBASE-KR", package_case=2)
        print(
            f"{answer['il_channel_db']:5.1f} dB at half the symbol rate: COM"
            f" {answer['com_db']:5.2f} dB, transmitter taps"
            f" {np.round(list(answer['transmitter_taps'].values()), 2)}"
        )
