"""TDECQ on public captures of IEEE 802.3bs, and as its users meet it."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

import lightlane
from lightlane import _core
from lightlane._command import main

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "Tests/Golden/tdecq_captures.csv").read_text(encoding="utf-8").splitlines()
CAPTURES = list(csv.DictReader(line for line in LINES if not line.startswith("#")))
SAMPLES_PER_SYMBOL = 20
# The receiver of draft 2.2, 38.68 GHz at 53.125 GBd: it shapes the added noise. Its main taps are 2 to 4.
DRAFT_2_2 = {
    "config": "400GBASE-DR4",
    "receiver": "captured",
    "receiver_bandwidth": 0.728,
    "first_main_tap": 2,
    "last_main_tap": 4,
}


@pytest.fixture(scope="session")
def captures(tmp_path_factory):
    """Waveform and symbols of each capture, from the wheel that setup downloads."""
    kept = sorted((ROOT / ".venv/captures").glob("serdes_optical_lab-*.whl"))
    if not kept:
        folder = tmp_path_factory.mktemp("captures")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--python-version", "3.12", "--only-binary=:all:", "--dest", str(folder)]
        subprocess.run([*command, "serdes-optical-lab==0.2.0"], check=True)
        kept = sorted(folder.glob("*.whl"))
    found = {}
    with zipfile.ZipFile(kept[0]) as wheel:
        for row in CAPTURES:
            place = f"serdes_sim/data/golden/ieee_802_3bs_smf_2017/{row['name']}G.npz"
            with np.load(io.BytesIO(wheel.read(place))) as file:
                found[row["name"]] = (file["waveform_w"].astype(float), file["symbols"])
    return found


def measure(captures, row, **changes):
    waveform, symbols = captures[row["name"]]
    return lightlane.tdecq(
        waveform,
        samples_per_symbol=SAMPLES_PER_SYMBOL,
        symbols=symbols,
        **{**DRAFT_2_2, "scope_noise_w": float(row["scope_noise_w"]), **changes},
    )


@pytest.mark.parametrize("row", CAPTURES, ids=lambda row: f"{row['name']} GHz")
def test_captures_are_near_the_instrument(captures, row):
    instrument = min(float(row[f"main_{k}_db"]) for k in (2, 3, 4))
    answer = measure(captures, row)
    assert answer["tdecq_db"] == pytest.approx(instrument, abs=float(row["tolerance_db"]))
    assert answer["symbol_count"] == 2047 and answer["pattern_rotation"] == 0
    assert sum(answer["taps"].values()) == pytest.approx(1, abs=1e-12)
    # The worse window is at the target exactly.
    worse = max(answer["left_error_ratio"], answer["right_error_ratio"])
    assert worse == pytest.approx(4.8e-4, rel=1e-6)


def test_less_bandwidth_is_worse_by_every_measure(captures):
    answers = [measure(captures, row) for row in CAPTURES]
    for name in ("tdecq_db", "ceq_db", "transition_time_ps"):
        values = [answer[name] for answer in answers]
        assert values == sorted(values), name
    filtered = [measure(captures, row, receiver="applied") for row in CAPTURES]
    for direct, behind in zip(answers, filtered, strict=True):
        assert behind["tdecq_db"] > direct["tdecq_db"] + 0.3


def test_freedom_never_costs(captures):
    row = CAPTURES[3]
    plain = measure(captures, row)["tdecq_db"]
    assert measure(captures, row, threshold_reach=0.01)["tdecq_db"] < plain - 0.1
    assert measure(captures, row, ffe_taps=9)["tdecq_db"] < plain - 0.1
    assert measure(captures, row, phase="best")["tdecq_db"] < plain + 0.01
    assert measure(captures, row, last_main_tap=2)["tdecq_db"] >= plain - 0.01


def test_where_a_capture_begins_and_its_polarity_do_not_matter(captures):
    row = CAPTURES[1]
    waveform, symbols = captures[row["name"]]
    plain = measure(captures, row)
    moved = lightlane.tdecq(
        np.roll(waveform, -777 * SAMPLES_PER_SYMBOL - 7),
        samples_per_symbol=20,
        symbols=symbols,
        **{**DRAFT_2_2, "scope_noise_w": float(row["scope_noise_w"])},
    )
    assert moved["tdecq_db"] == pytest.approx(plain["tdecq_db"], abs=5e-3)
    assert moved["pattern_rotation"] == 777
    turned = lightlane.tdecq(
        0.01 - waveform, samples_per_symbol=20, symbols=symbols, config="400GBASE-DR4"
    )
    assert turned["inverted"] == 1
    assert any("inverted" in warning for warning in turned.warnings)


# ---------------------------------------------------------------- ideal waveforms


def ideal(symbols, samples_per_symbol=16):
    return np.repeat(0.5e-3 + 1e-3 * np.asarray(symbols) / 3, samples_per_symbol)


@pytest.fixture
def symbols():
    """A thousand symbols, each level as often, with runs of seven threes and six zeros."""
    runs = [1, *[3] * 7, 2, 1, *[0] * 6, 2]
    rest = np.repeat(np.arange(4), 250 - np.bincount(runs))
    return np.concatenate([runs, np.random.default_rng(5).permutation(rest)])


@pytest.mark.parametrize(
    ("config", "quantile"),
    [("400GBASE-DR4", 3.4141), ("lpo msa", 3.4634), ("800GBASE-DR4", 3.4280), ("800GBASE-FR4", 2.4893)],
)
def test_an_ideal_waveform_has_none(symbols, config, quantile):
    answer = lightlane.tdecq(
        ideal(symbols), samples_per_symbol=16, symbols=symbols, config=config, receiver="captured",
        threshold_reach=0,
    )
    assert answer["tdecq_db"] == pytest.approx(0, abs=0.01)
    assert answer["quantile"] == pytest.approx(quantile, abs=5e-5)
    assert answer["oma_outer_dbm"] == pytest.approx(0, abs=1e-3)
    assert answer["extinction_ratio_db"] == pytest.approx(10 * np.log10(3), abs=1e-3)
    assert answer["level_mismatch"] == pytest.approx(1, abs=5e-3)
    assert answer.passes and answer.penalty_db == answer["tdecq_db"]


def test_the_answer_is_a_mapping_with_an_eye(symbols):
    answer = lightlane.tdecq(ideal(symbols), samples_per_symbol=16, symbols=symbols, quantity="secq")
    assert answer.penalty_db == answer["secq_db"] and "tdecq_db" not in answer
    assert set(answer.scalars) <= set(lightlane.groups["tdecq"].measures)
    assert answer.eye.shape == (96, 32)
    assert answer.eye.sum(axis=0) == pytest.approx(np.ones(32))
    assert answer["left_histogram"].sum() == pytest.approx(1)
    assert "Tdecq 100GBASE-FR1: passes" in repr(answer)
    assert "secq_db" in answer._repr_html_()
    plain = lightlane.tdecq(ideal(symbols), samples_per_symbol=16, symbols=symbols, eye=False)
    assert plain.eye.size == 0 and "eye_density" not in plain
    arbitrary = lightlane.tdecq(
        1e3 * ideal(symbols), samples_per_symbol=16, symbols=symbols, power_unit="arbitrary"
    )
    assert "oma_outer_dbm" not in arbitrary
    assert arbitrary["tdecq_db"] == pytest.approx(plain["tdecq_db"], abs=1e-9)


def test_a_closed_eye_and_a_square_wave_are_answers(symbols):
    mixed = ideal(0.55 * symbols + 0.45 * np.roll(symbols, 9))
    closed = lightlane.tdecq(mixed, samples_per_symbol=16, symbols=symbols)
    assert closed.penalty_db is None and not closed.passes
    assert any("closed" in warning for warning in closed.warnings)
    square = lightlane.tdecq(
        np.tile(ideal([3] * 8 + [0] * 8), 20), samples_per_symbol=16, pattern="square8"
    )
    assert square.penalty_db is None and square["oma_outer_w"] == pytest.approx(1e-3, rel=1e-3)


def test_refusals(symbols):
    power = ideal(symbols)
    with pytest.raises(lightlane.LightlaneError, match="do not follow SSPRQ"):
        lightlane.tdecq(power, samples_per_symbol=16)
    with pytest.raises(lightlane.LightlaneError, match="sample 3 = nan"):
        bad = power.copy()
        bad[3] = np.nan
        lightlane.tdecq(bad, samples_per_symbol=16, symbols=symbols)
    with pytest.raises(lightlane.ParameterError, match="symbol 1 = 4"):
        lightlane.tdecq(power, samples_per_symbol=16, symbols=[0, 1000, 2, 3])
    with pytest.raises(lightlane.LightlaneError, match="empty pattern"):
        lightlane.tdecq(power, samples_per_symbol=16, symbols=np.array([], dtype=int))
    with pytest.raises(lightlane.LightlaneError, match="carries one of the two"):
        lightlane.tdecq(power, samples_per_symbol=16, symbols=symbols, pattern="ssprq")
    with pytest.raises(lightlane.LightlaneError, match="symbols; 84 are needed"):
        lightlane.tdecq(power[:500], samples_per_symbol=16, symbols=symbols)
    with pytest.raises(lightlane.ParameterError, match="did you mean 'ffe_taps'"):
        lightlane.tdecq(power, samples_per_symbol=16, symbols=symbols, ffe_tabs=5)
    with pytest.raises(TypeError, match="power_w"):
        lightlane.tdecq(power.reshape(2, -1), samples_per_symbol=16, symbols=symbols)
    with pytest.raises(TypeError, match="symbols"):
        lightlane.tdecq(power, samples_per_symbol=16, symbols=symbols.astype(float))
    settings = lightlane.Settings("tdecq")
    with pytest.raises(TypeError):
        _core.tdecq_report(None, b"", 16.0, b"")
    with pytest.raises(lightlane.LightlaneError):
        _core.tdecq_report(settings.core, b"", 16.0, b"")


def test_command(symbols, capsys, tmp_path):
    power = ideal(symbols)
    np.savez(tmp_path / "both.npz", waveform_w=power, symbols=symbols)
    np.save(tmp_path / "power.npy", power)
    np.savetxt(tmp_path / "power.csv", np.stack([np.arange(power.size), power], 1), delimiter=",")
    np.savetxt(tmp_path / "symbols.txt", symbols, fmt="%d")
    flags = ["--samples-per-symbol", "16", "--set", "receiver=captured"]
    for file, more in (
        ("both.npz", []),
        ("power.npy", ["--symbols", str(tmp_path / "symbols.txt")]),
        ("power.csv", ["--symbols", str(tmp_path / "symbols.txt")]),
    ):
        arguments = ["tdecq", str(tmp_path / file), *flags, *more]
        assert main([*arguments, "--format", "json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["tdecq_db"] == pytest.approx(0, abs=0.05)
        assert found["verdict"] == "passes"
    assert main([*arguments, "--set", "limit_db=-1"]) == 1
    assert "fails" in capsys.readouterr().out
    assert main([*arguments, "--notes"]) == 0
    assert "symbol_rate_gbd = 53.125" in capsys.readouterr().out
    assert main(["tdecq", "--presets"]) == 0
    assert "400GBASE-DR4" in capsys.readouterr().out
    for wrong in (
        ["tdecq"],
        ["tdecq", str(tmp_path / "power.npy")],
        ["tdecq", str(tmp_path / "none.npy"), *flags],
        ["tdecq", str(tmp_path / "power.npy"), *flags],
        ["tdecq", str(tmp_path / "power.npy"), *flags, "--symbols", str(tmp_path / "power.csv")],
    ):
        assert main(wrong) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
    (tmp_path / "broken.npz").write_bytes(b"PK")
    assert main(["tdecq", str(tmp_path / "broken.npz"), *flags]) == 2
    assert "broken.npz" in capsys.readouterr().err


def test_text_files_name_what_is_wrong(symbols, capsys, tmp_path):
    file = tmp_path / "power.csv"
    np.savetxt(tmp_path / "symbols.txt", symbols, fmt="%d")
    flags = ["--samples-per-symbol", "16", "--set", "receiver=captured"]
    flags += ["--symbols", str(tmp_path / "symbols.txt")]
    rows = [f"{place},{power}" for place, power in enumerate(ideal(symbols))]
    file.write_text("\n".join(["time_s,power_w", *rows]), encoding="utf-8")
    assert main(["tdecq", str(file), *flags]) == 0
    capsys.readouterr()
    for place, line, told in (
        (3, "3;zero", "line 5, column 2: 'zero' is no number"),
        (2, "0.001", "line 4 has 1 column, the lines before it have 2"),
        (1, "a,b", "line 3, column 1: 'a' is no number"),
    ):
        broken = [*rows[:place], line, *rows[place + 1 :]]
        file.write_text("\n".join(["time_s,power_w", *broken]), encoding="utf-8")
        assert main(["tdecq", str(file), *flags]) == 2
        assert told in capsys.readouterr().err


def test_patterns_by_name():
    # IEEE 802.3 120.5.11.2: 2^n - 1 symbols, 65 535 of SSPRQ.
    assert lightlane.pattern("SSPRQ").size == 65535
    assert lightlane.pattern("prbs13q").size == 8191
    assert lightlane.pattern("square8").tolist() == [3] * 8 + [0] * 8
    with pytest.raises(lightlane.ParameterError, match="'ssprq', 'prbs7q'"):
        lightlane.pattern("prbs12q")
    for number in (-1, 9):
        with pytest.raises(lightlane.ParameterError):
            _core.tdecq_pattern(number)


def test_last_main_tap_follows_the_taps(symbols):
    power = ideal(symbols)
    answer = lightlane.tdecq(
        power, samples_per_symbol=16, symbols=symbols, receiver="captured", ffe_taps=2
    )
    assert len(answer["taps"]) == 2
    with pytest.raises(lightlane.ParameterError, match="ffe_taps"):
        lightlane.tdecq(power, samples_per_symbol=16, symbols=symbols, ffe_taps=2, last_main_tap=3)


def test_units_that_can_not_be_are_told(symbols):
    answer = lightlane.tdecq(1e3 * ideal(symbols), samples_per_symbol=16, symbols=symbols)
    assert any("not mW" in warning for warning in answer.warnings)
    answer = lightlane.tdecq(ideal(symbols) - 2e-3, samples_per_symbol=16, symbols=symbols)
    assert any("negative" in warning for warning in answer.warnings)
