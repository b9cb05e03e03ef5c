"""W1 of `make bench` by Lightlane and by PyChOpMarg, each in its own environment, on the same files.

`com_peer.py ours FOLDER` makes the channels there, times Lightlane, and writes the settings beside
them; `com_peer.py peer FOLDER` times PyChOpMarg on those; `com_peer.py told FOLDER` prints both.
A time is from files to the margin, without starting Python and without imports.
"""

import json
import os
import runpy
import statistics
import sys
import time
import warnings
from pathlib import Path

for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_variable] = "1"

CHANNEL = "100g_20dB"
REPEATS = 9
SETTINGS = "settings.json"
# The value of IEEE's reference program, release 4.50 (Tests/Golden/com_variations.json, first row).
REFERENCE_DB = 6.839772066857752
TAPS = ("c_minus_4", "c_minus_3", "c_minus_2", "c_minus_1", "c_plus_1", "c_plus_2", "c_plus_3")


def files(folder):
    """Victim, far-end and near-end aggressor."""
    return [folder / f"{CHANNEL}_{kind}.s4p" for kind in ("thru", "fext1", "next1")]


def ours(folder):
    """Make the channels, time Lightlane, and write what the peer needs to know."""
    import lightlane

    here = Path(__file__).parent
    small = runpy.run_path(str(here / "com.py"))["SMALL"]
    sys.argv, told = ["com_channels.py", str(folder)], sys.stdout
    with open(os.devnull, "w") as sys.stdout:
        runpy.run_path(str(here.parents[1] / "Tests/Golden/com_channels.py"), run_name="__main__")
    sys.stdout = told
    thru, fext, near = files(folder)
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        answer = lightlane.com(thru, fext, near, "100GBASE-KR", **small)
        times.append(time.perf_counter() - start)
    values = {
        name: value.tolist() if hasattr(value, "tolist") else value
        for name, value in answer.settings.items()
    }
    (folder / SETTINGS).write_text(json.dumps(values), encoding="utf-8")
    write(folder, "ours", statistics.median(times), answer["com_db"])


def parameters(s):
    """The settings as the peer takes them; it has no receiver with feedback alone but this one."""
    import numpy as np
    from pychopmarg.config.template import COMParams

    def limits(side):
        rest = s[f"dfe_taps_{side}"]
        many = rest if len(rest) > 1 else rest * (s["dfe_taps"] - 1)
        return np.array([s[f"dfe_tap_1_{side}"], *many])

    taps = [s[name] for name in TAPS]
    segments = {
        f"zp_{end}": [row[0] for row in s[f"{end}_package_length_mm"]]
        for end in ("tx", "rx", "next", "fext")
    }
    gamma0, a1, a2 = s["package_line_gamma_per_mm"]
    return COMParams(
        fb=s["symbol_rate_gbd"],
        fstep=s["frequency_step_ghz"],
        L=s["levels"],
        M=s["samples_per_symbol"],
        DER_0=s["detector_error_ratio"],
        T_r=s["transition_time_ns"],
        RLM=s["level_mismatch"],
        A_v=s["amplitude_v"],
        A_fe=s["fext_amplitude_v"],
        A_ne=s["next_amplitude_v"],
        R_0=s["reference_ohm"],
        A_DD=s["dual_dirac_jitter_ui"],
        SNR_TX=s["transmitter_snr_db"],
        eta_0=s["noise_density_v2_per_ghz"],
        sigma_Rj=s["random_jitter_ui"],
        f_z=s["ctle_zero_ghz"],
        f_p1=s["ctle_pole_1_ghz"],
        f_p2=s["ctle_pole_2_ghz"],
        f_LF=s["ctle_hp_pole_zero_ghz"],
        g_DC=s["ctle_dc_gain_db"],
        g_DC2=s["ctle_hp_gain_db"],
        tx_taps_min=[min(tap) for tap in taps],
        tx_taps_max=[max(tap) for tap in taps],
        tx_taps_step=[(max(tap) - min(tap)) / max(1, len(tap) - 1) for tap in taps],
        c0_min=s["c_zero_minimum"],
        f_r=s["receiver_bandwidth"],
        dfe_min=limits("minimum"),
        dfe_max=limits("maximum"),
        rx_taps_min=np.array([1.0]),
        rx_taps_max=np.array([1.0]),
        dw=0,
        R_d=np.array(s["termination_ohm"]),
        C_d=s["die_capacitance_nf"],
        C_b=s["bump_capacitance_nf"],
        C_p=s["ball_capacitance_nf"],
        L_s=s["die_inductance_nh"],
        z_c=[row[0] for row in s["package_line_impedance_ohm"]],
        z_p=segments["zp_tx"],
        gamma0=max(gamma0, 1e-7),  # its lower bound
        a1=a1,
        a2=a2,
        tau=s["package_line_delay_ns_per_mm"],
        Nfix=1,
        **segments,
    )


def peer(folder):
    """Time PyChOpMarg on the same channels and settings: one thread, its whole grid."""
    warnings.simplefilter("ignore")
    from pychopmarg.com import COM
    from pychopmarg.common import OptMode

    settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    thru, fext, near = files(folder)
    channels = {"THRU": [thru], "FEXT": [fext], "NEXT": [near]}
    start = time.perf_counter()
    com = COM(parameters(settings), channels)
    com.n_procs = 1
    # Without a feed-forward equaliser its other mode fails; this one has a single fixed tap.
    margin_db = com(opt_mode=OptMode.MMSE)
    write(folder, "peer", time.perf_counter() - start, float(margin_db))


def write(folder, who, seconds, margin_db):
    """Keep a time and a margin for the last step."""
    (folder / f"{who}.json").write_text(json.dumps([seconds, margin_db]), encoding="utf-8")


def told(folder):
    """Print both, their ratio, and how far each is from the reference program."""
    rows = {who: json.loads((folder / f"{who}.json").read_text()) for who in ("ours", "peer")}
    print("COM, 1134 settings, three files of 3.9 MB to the margin, one thread (W1)")
    for name, who in (("lightlane", "ours"), ("PyChOpMarg", "peer")):
        seconds, margin_db = rows[who]
        print(
            f"  {name:<12}{seconds:10.3f} s   COM {margin_db:.4f} dB,"
            f" {abs(margin_db - REFERENCE_DB):.1e} dB from the reference program"
        )
    print(f"  PyChOpMarg takes {rows['peer'][0] / rows['ours'][0]:.0f} times as long")


if __name__ == "__main__":
    {"ours": ours, "peer": peer, "told": told}[sys.argv[1]](Path(sys.argv[2]))
