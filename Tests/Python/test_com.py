"""Channel Operating Margin against IEEE's reference program, and as its users meet it."""

import json
import pickle
import runpy
import signal
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import lightlane
from lightlane import _core
from lightlane._command import main

GOLDEN = Path(__file__).parents[1] / "Golden"
REFERENCE = json.loads((GOLDEN / "com_reference_450.json").read_text(encoding="utf-8"))
VARIATIONS = json.loads((GOLDEN / "com_variations.json").read_text(encoding="utf-8"))
WORKBOOKS = json.loads((GOLDEN / "com_workbooks.json").read_text(encoding="utf-8"))

# kr100s of the golden file: the KR workbook with a small grid, searched in full.
SMALL = {
    "g_DC": "[-12:2:0]",
    "g_DC_HP": "[-4:2:0]",
    "c(-1)": "[-0.2:0.04:0]",
    "c(-2)": "[0:0.04:0.08]",
    "c(1)": "[-0.08:0.04:0]",
    "c(-3)": 0,
    "N_bg": 0,
    "z_p select": 1,
    "Local Search": 0,
}
CONFIGS = {
    "kr100": ("100GBASE-KR", {}),
    "kr100s": ("100GBASE-KR", SMALL),
    "c2c100": ("100GAUI-1-C2C", {}),
    "cr100": ("100GBASE-CR", {}),
}
# Golden field → measure and factor.
FIELDS = {
    "available_signal_after_eq_mV": ("available_signal_after_eq_mv", 1),
    "peak_uneq_pulse_mV": ("peak_uneq_pulse_mv", 1),
    "Peak_ISI_XTK_and_Noise_interference_at_BER_mV": ("peak_interference_mv", 1),
    "sgm_TX": ("sigma_tx_mv", 1e3),
    "sgm_G": ("sigma_g_mv", 1e3),
    "sgm_N": ("sigma_n_mv", 1e3),
    "sgm_rjit": ("sigma_rj_mv", 1e3),
    "sgm_isi": ("sigma_isi_mv", 1e3),
    "sgm_xt": ("sigma_xt_mv", 1e3),
    "sgm_p_DD": ("sigma_dd_mv", 1e3),
    "sgm_Ani__isi_xt_noise": ("sigma_interference_mv", 1e3),
    "FOM": ("fom_db", 1),
    "VEC_dB": ("vec_db", 1),
    "VEO_mV": ("veo_mv", 1),
    "ICN_mV": ("icn_mv", 1),
    "MDNEXT_ICN_92_46_mV": ("icn_next_mv", 1),
    "MDFEXT_ICN_92_47_mV": ("icn_fext_mv", 1),
    "FOM_ILD": ("fom_ild_db", 1),
    "IL_dB_channel_only_at_Fnq": ("il_channel_db", 1),
    "IL_db_die_to_die_at_Fnq": ("il_die_to_die_db", 1),
    "VTF_loss_dB_at_Fnq": ("vtf_loss_db", 1),
    "fitted_IL_dB_at_Fnq": ("fitted_il_db", 1),
    "DER_thresh": ("der_threshold", 1),
    "SCMR_dB": ("scmr_db", 1),
    "BER": ("detector_error_ratio", 1),
    "steady_state_voltage_mV": ("steady_state_voltage_mv", 1),
    "itick": ("itick", 1),
}


@pytest.fixture(scope="session")
def channels(tmp_path_factory):
    """Folder of the channels that the golden values belong to."""
    folder = tmp_path_factory.mktemp("channels")
    argv, sys.argv = sys.argv, ["com_channels.py", str(folder)]
    try:
        runpy.run_path(str(GOLDEN / "com_channels.py"), run_name="__main__")
    finally:
        sys.argv = argv
    return folder


def files(folder, channel):
    return [folder / f"{channel}_{kind}.s4p" for kind in ("thru", "fext1", "next1")]


def golden_sets():
    found = [row for row in REFERENCE["results"] if row["config"] in CONFIGS]
    assert len(found) == 10
    return [pytest.param(row, id=f"{row['config']}-{row['channel']}-{row['case']}") for row in found]


@pytest.mark.parametrize("golden", golden_sets())
def test_equals_the_reference_program(channels, golden):
    config, changes = CONFIGS[golden["config"]]
    thru, fext, near = files(channels, golden["channel"])
    answer = lightlane.com(
        thru, [fext], [near], config, rules="reference 4.50", package_case=golden["case"], **changes
    )
    assert answer["com_db"] == pytest.approx(golden["channel_operating_margin_dB"], abs=1e-6)
    for field, (name, factor) in FIELDS.items():
        assert answer[name] == pytest.approx(factor * golden[field], rel=1e-6), field
    assert answer["ctle_dc_gain_db"] == golden["CTLE_DC_gain_dB"]
    assert answer["ctle_hp_gain_db"] == golden["g_DC_HP"]
    assert list(answer["transmitter_taps"].values()) == pytest.approx(golden["TXLE_taps"], abs=1e-12)
    assert list(answer["dfe_taps"].values()) == pytest.approx(golden["DFE_taps"], abs=1e-9)
    assert answer["floating_tap_positions"].tolist() == golden["floating_tap_locations"]
    # And by the reference program's own names and units.
    told = {"config", "channel", "case", "RxFFE", "TXLE_taps", "DFE_taps"}
    assert set(golden) - told <= set(answer.reference_fields)
    for field in set(golden) - told:
        assert answer[field] == pytest.approx(golden[field], rel=1e-6), field


SETS = ["100g_10dB", "100g_20dB", "100g_30dB", "200g_10dB", "200g_20dB", "200g_30dB"]


def variations():
    rows = [{**VARIATIONS["unless_told"], **row} for row in VARIATIONS["results"]]
    assert len(rows) == 87
    return [pytest.param(row, id=f"{n}-{row['changes']}") for n, row in enumerate(rows)]


@pytest.mark.parametrize("row", variations())
def test_every_setting_moves_the_answer_as_the_reference_program_does(channels, row):
    thru = lightlane.Network.read(channels / f"{row['thru']}.s4p")
    if "points" in row:
        first, last, *step = (int(part) if part else None for part in row["points"].split(":"))
        kept = slice(first, last, *step)
        thru = lightlane.Network(thru.f[kept], thru.s[kept])

    def aggressors(kind, count):
        sets = [row["aggressors"]] if count == 1 else SETS * (count // len(SETS))
        return [channels / f"{name}_{kind}.s4p" for name in sets]

    fext, near = aggressors("fext1", row["fext"]), aggressors("next1", row["next"])
    answer = lightlane.com(thru, fext, near, "100GBASE-KR", **{**SMALL, **row["changes"]})
    golden = {name: row[name] for name in row if name in lightlane.groups["com"].measures}
    assert len(golden) >= 7
    for name, value in golden.items():
        if name.startswith("erl"):
            assert answer[name] == pytest.approx(value, abs=1e-4), name
        elif name.endswith("_db"):
            assert answer[name] == pytest.approx(value, abs=1e-6), name
        else:
            assert answer[name] == pytest.approx(value, rel=1e-6), name


def test_return_loss_equals_the_reference_program(channels):
    (golden,) = REFERENCE["erl"]
    assert golden["config"] == "kr100"
    answer = lightlane.com(channels / "100g_10dB_thru.s4p", config="100GBASE-KR", package_case=1)
    assert answer["erl11_db"] == pytest.approx(golden["ERL11_dB"], abs=1e-4)
    assert answer["erl22_db"] == pytest.approx(golden["ERL22_dB"], abs=1e-4)
    assert answer["erl_db"] == min(answer["erl11_db"], answer["erl22_db"])
    for field in set(golden) - {"config", "channel"}:
        assert answer[field] == pytest.approx(golden[field], rel=1e-6), field


def test_workbook_mappings_equal_presets(channels):
    thru, fext, near = files(channels, "100g_10dB")
    workbook = WORKBOOKS["presets"]["100GBASE-KR"]
    by_workbook = lightlane.com(thru, fext, near, {**workbook, **SMALL})
    by_preset = lightlane.com(thru, fext, near, "kr", **SMALL)
    assert by_workbook["com_db"] == by_preset["com_db"]


def test_a_workbook_for_return_loss_alone_says_so(channels):
    thru, fext, near = files(channels, "100g_10dB")
    sheet = {**WORKBOOKS["presets"]["100GBASE-KR"], **SMALL, "ERL_ONLY": 1, "RUNTAG": "x"}
    told = "ERL_ONLY = 1 asks for the effective return loss alone; the margin is calculated too"
    assert told in lightlane.com(thru, fext, near, sheet).warnings
    assert not lightlane.com(thru, fext, near, {**sheet, "ERL_ONLY": 0}).warnings


def test_unknown_presets_are_told_the_known():
    with pytest.raises(lightlane.ParameterError, match="there are 100GBASE-KR, 100GBASE-CR"):
        lightlane.com("x.s4p", config="zzzz")
    with pytest.raises(lightlane.ParameterError, match="did you mean '100GBASE-KR'"):
        lightlane.com("x.s4p", config="100GBASE-KP")


def test_the_defaults_of_the_table_go_together(channels):
    thru, fext, near = files(channels, "100g_10dB")
    bare = lightlane.com(thru, fext, near, None)
    assert bare["com_db"] == lightlane.com(thru, fext, near, {"f_b": 53.125})["com_db"]
    assert bare["candidates_evaluated"] == 21 and "package_case" in bare


def test_whole_grid_is_no_worse_than_the_local_search(channels):
    thru, fext, near = files(channels, "100g_30dB")
    local = lightlane.com(thru, fext, near, "c2c", package_case=2)
    whole = lightlane.com(thru, fext, near, "c2c", package_case=2, search="exhaustive")
    assert whole["fom_db"] >= local["fom_db"]
    assert whole["candidates_evaluated"] == whole["candidates_total"]
    assert local["candidates_evaluated"] < local["candidates_total"]


def test_more_aggressors_lower_the_margin(channels):
    thru, fext, near = files(channels, "100g_20dB")
    alone, one, many = (
        lightlane.com(thru, [fext] * n, [near] * n, "kr", **SMALL) for n in (0, 1, 5)
    )
    assert alone["com_db"] > one["com_db"] > many["com_db"]
    assert alone["icn_mv"] == 0
    assert many["icn_mv"] == pytest.approx(np.sqrt(5) * one["icn_mv"])


def test_the_text_of_the_annex_is_close_to_its_program(channels):
    thru, fext, near = files(channels, "100g_20dB")
    program = lightlane.com(thru, fext, near, "kr", **SMALL)
    text = lightlane.com(thru, fext, near, "kr", rules="annex_93a", **SMALL)
    assert text["fom_db"] != program["fom_db"]
    assert text["sigma_n_mv"] > program["sigma_n_mv"]
    assert text["com_db"] == pytest.approx(program["com_db"], abs=0.3)


def test_report_is_a_mapping_with_arrays_and_notes(channels):
    answer = lightlane.com(channels / "100g_10dB_thru.s4p", config="kr", **{**SMALL, "N_b": 12})
    assert set(answer.scalars) <= set(lightlane.groups["com"].measures)
    assert answer.units["com_db"] == "dB"
    assert answer["pulse_v"].size == answer["pulse_time_ui"].size
    cursor = int(np.argmin(np.abs(answer["pulse_time_ui"])))
    signal = 0.95 / 3 * answer["pulse_v"][cursor] * 1e3
    assert signal == pytest.approx(answer["available_signal_after_eq_mv"], rel=1e-9)
    density = answer["interference_probability"]
    assert density.sum() == pytest.approx(1)
    assert (np.diff(answer["interference_v"]) > 0).all()
    assert answer.passes
    assert "passes" in repr(answer)
    assert any(note.startswith("symbol_rate_gbd = 53.125") for note in answer.notes)


def test_networks_come_from_anywhere(channels):
    path = channels / "100g_10dB_thru.s4p"
    network = lightlane.Network.read(path)

    class Foreign:
        f = network.f
        s = network.s
        z0 = network.z0

    expected = lightlane.com(path, config="kr", **SMALL)["com_db"]
    for one in (str(path), network, Foreign()):
        assert lightlane.com(one, config="kr", **SMALL)["com_db"] == expected


def test_other_references_are_brought_to_that_of_com(channels):
    network = lightlane.Network.read(channels / "100g_10dB_thru.s4p")
    other = network.renormalize(42.5)
    assert lightlane.com(other, config="kr", **SMALL)["com_db"] == pytest.approx(
        lightlane.com(network, config="kr", **SMALL)["com_db"], abs=1e-6
    )


def test_refusals_name_what_is_wrong(channels):
    thru = channels / "100g_10dB_thru.s4p"
    with pytest.raises(lightlane.ParameterError, match="did you mean 'c_minus_1'"):
        lightlane.com(thru, c_minus1=0)
    with pytest.raises(lightlane.ParameterError, match="100GBASE-KR"):
        lightlane.com(thru, config="100GBASE-KX")
    with pytest.raises(lightlane.LightlaneError, match="no_such") as refused:
        lightlane.com(channels / "no_such.s4p")
    assert isinstance(refused.value, lightlane.LightlaneError)
    with pytest.raises(TypeError, match="fext"):
        lightlane.com(thru, 3)
    short = lightlane.Network.read(thru).crop(0, 2999.5 * 1e7)
    with pytest.raises(lightlane.LightlaneError, match="fext 1 has 3000 frequencies"):
        lightlane.com(thru, short)
    with pytest.raises(lightlane.LightlaneError, match="dfe_taps_maximum"):
        lightlane.com(thru, dfe_taps_maximum=[0.1, 0.2])


def one(channels, name="100g_10dB", **changes):
    """A channel alone, by a grid of one setting."""
    grid = {**SMALL, "g_DC": -6, "g_DC_HP": -2, "c(-1)": "[-0.1 0]", "c(-2)": 0, "c(1)": 0}
    return lightlane.com(channels / f"{name}_thru.s4p", config="kr", **{**grid, **changes})


def test_what_is_left_out_says_why(channels):
    silent = one(channels, A_v=0)
    for name in ("com_db", "channel_operating_margin_dB", "vec_db"):
        assert silent.get(name) is None and name not in silent
        with pytest.raises(KeyError, match="no signal reaches the receiver"):
            silent[name]
    assert silent.reference_fields["TXLE_taps"] == [] == silent["DFE_taps"]
    assert not silent.passes and "fails" in repr(silent)
    closed = one(channels, "100g_30dB", sigma_RJ=0.08)
    assert closed["com_db"] < 0
    for name in ("vec_db", "VEC_dB"):
        with pytest.raises(KeyError, match="the eye is closed"):
            closed[name]
    with pytest.raises(KeyError, match="return_loss is off"):
        one(channels, return_loss=0)["ERL11_dB"]
    with pytest.raises(KeyError, match="there are com_db"):
        closed["nothing"]


def test_answers_can_be_pickled(channels):
    answer = one(channels, N_bg=1)
    again = pickle.loads(pickle.dumps(answer))
    assert again.scalars == answer.scalars and again.notes == answer.notes
    assert (again["pulse_v"] == answer["pulse_v"]).all()
    assert again.settings.notes == answer.settings.notes
    assert again.settings.own == answer.settings.own
    assert all(isinstance(place, int) for place in again["floating_tap_locations"])
    assert len(again["floating_tap_locations"]) == 3


def test_long_searches_hear_the_interrupt(channels):
    thru, fext, near = files(channels, "100g_30dB")

    def interrupt(number, frame):
        raise InterruptedError

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    start = time.monotonic()
    try:
        # Minutes of work.
        with pytest.raises(InterruptedError):
            lightlane.com(
                thru,
                [fext] * 6,
                [near],
                "kr",
                rules="annex_93a",
                search="exhaustive",
                g_DC="[-20:0.1:0]",
            )
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - start < 20


def test_other_methods_are_refused_by_name(channels):
    sheet = {**WORKBOOKS["presets"]["100GBASE-KR"], "PMD_type": "C2C", "ts_anchor": 0, "CDR": "MM"}
    assert not lightlane.Settings("com", sheet).notes_of_workbook[0].startswith("warning")
    for name, value, ours in [
        ("PMD_type", "C2M", "C2C"),
        ("ffe_pre_tap_len", 5.0, "0"),
        ("sample_adjustment", "[-16 16]", "0 0"),
        ("cdr", "Mod-MM", "MM"),
        ("Bessel_Thomson", 1, "0"),
        ("G_Qual", "[-2 -9]", r"\[\]"),
    ]:
        told = rf"{name} = .*it takes \[?{ours}"
        for config in ({**sheet, name: value}, {"f_b": 53.125, name: value}):
            with pytest.raises(lightlane.ParameterError, match=told):
                lightlane.Settings("com", config)
        with pytest.raises(lightlane.ParameterError, match=told):
            one(channels, **{name: value})
    assert one(channels, Butterworth=True, T_k=0.6)["com_db"] == one(channels)["com_db"]


def test_boundary_of_the_main_tap(channels):
    # 4345 settings of the taps leave 0.54 to the main one, in integers; Octave's sums leave 4250.
    thru = channels / "100g_10dB_thru.s4p"
    options = {"package_case": 1, "g_DC": -6, "g_DC_HP": -2, "return_loss": 0}
    text = lightlane.com(thru, config="kr", rules="annex_93a", search="exhaustive", **options)
    assert text["candidates_total"] == text["candidates_evaluated"] == 4345
    program = lightlane.com(thru, config="kr", **options)
    assert program["candidates_total"] == 4250
    assert any(note.startswith("95 more equaliser settings") for note in program.notes)


def test_settings_are_given_once():
    with pytest.raises(lightlane.LightlaneError, match="dfe_taps stands twice: as 'N_b' and as"):
        lightlane.Settings("com", "kr", N_b=5, dfe_taps=6)
    assert lightlane.Settings("com", {"N_b": 5}, dfe_taps=6)["dfe_taps"] == 6
    with pytest.raises(lightlane.ParameterError, match="it takes 'reference_4_50', 'annex_93a'"):
        lightlane.Settings("com", "kr", rules="reference 4.17")


def test_errors_name_the_file(channels, tmp_path):
    thru = channels / "100g_10dB_thru.s4p"
    text = thru.read_text(encoding="ascii")
    bare = tmp_path / "bare.s4p"
    first, _, rest = text.partition("# ")
    bare.write_text(f"{first}#\n{rest.partition(chr(10))[2]}", encoding="ascii")
    with pytest.raises(lightlane.LightlaneError, match="bare.s4p: .*which was taken for GHz"):
        lightlane.com(bare)
    with pytest.raises(lightlane.LightlaneError, match="bare.s4p: next 1 has a frequency"):
        lightlane.com(thru, [], [bare])


def test_command(channels, capsys, tmp_path):
    thru, fext, near = map(str, files(channels, "100g_10dB"))
    sets = [item for k, v in SMALL.items() for item in ("--set", f"{k}={v}")]
    arguments = ["com", thru, "--fext", fext, "--next", near, "--config", "kr", *sets]
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert "com_db" in shown and "8.36" in shown
    assert main([*arguments, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["com_db"] == pytest.approx(8.36168878452833, abs=1e-6)
    assert main([*arguments, "--set", "com_threshold_db=9"]) == 1
    assert "fails" in capsys.readouterr().out
    assert main([*arguments, "--notes"]) == 0
    assert "symbol_rate_gbd = 53.125" in capsys.readouterr().out
    assert main(["com", "--presets"]) == 0
    assert "100GBASE-KR" in capsys.readouterr().out
    assert main(["com", "--list-settings"]) == 0
    assert "c_minus_1" in capsys.readouterr().out
    assert main(["com"]) == 2
    assert "THRU" in capsys.readouterr().err
    assert main(["com", "--fext", fext, thru]) == 2
    assert "it stands first" in capsys.readouterr().err
    assert main(["com", str(tmp_path / "none.s4p")]) == 2
    assert "none.s4p" in capsys.readouterr().err
    assert main([*arguments, "--set", "g_DC"]) == 2
    assert "NAME=VALUE" in capsys.readouterr().err


def test_the_core_takes_nothing_else():
    settings = lightlane.Settings("com", "kr")
    with pytest.raises(TypeError):
        _core.com_report(settings.core, None, (), ())
    with pytest.raises(TypeError):
        _core.com_report(None, None, (), ())
