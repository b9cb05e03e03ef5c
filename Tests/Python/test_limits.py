"""`lightlane.limits` and the commands `fec` and `limits`."""

import json

import lightlane
import pytest
from lightlane._command import main


def test_lines_tell_value_limit_and_margin() -> None:
    check = lightlane.limits("400GBASE-DR4", oma_dbm=-0.5, tdecq_db=2.0)
    assert not check.passed and [line.name for line in check.failed] == ["oma_dbm min"]
    line = check.failed[0]
    assert (line.value, line.unit, line.status) == (-0.5, "dBm", "found")
    assert line.limit == pytest.approx(-0.2) and line.margin == pytest.approx(-0.3)
    assert "channel_loss_db max" in check.open
    assert "1 of 3 missed" in repr(check) and "MISSED" in check._repr_html_()
    assert any("Edgecore" in note for note in check.notes)


def test_interfaces_go_by_their_other_names() -> None:
    assert lightlane.limits("lpo", tecq_db=3).interface == "100G-DR-LPO"
    assert lightlane.limits("1.6TBASE-DR8", tdecq_db=3).interface == "200GBASE-DR1"


def test_statuses_are_told() -> None:
    draft = lightlane.limits("200GBASE-DR1", tdecq_db=3.0)
    assert draft.lines[0].status == "draft" and any("draft" in text for text in draft.warnings)
    memory = lightlane.limits("100GBASE-LR1", tdecq_db=3.0)
    assert memory.lines[0].status == "memory" and any("memory" in text for text in memory.warnings)


def test_every_interface_answers() -> None:
    for interface in lightlane.groups["limits"].presets:
        check = lightlane.limits(interface, com_db=5.0)  # type: ignore[arg-type]
        assert check.lines or "nothing is checked" in check.warnings[0]


def test_what_is_missing_does_not_pass() -> None:
    assert not lightlane.limits("800GBASE-DR8", oma_dbm=-5).passed
    either = lightlane.limits("800GBASE-DR8", oma_dbm=-0.5, tdecq_db=1.5)
    assert not either.failed and not either.passed and not either.complete
    assert "extinction_ratio_db" in either.warnings[0]
    assert {line.verdict for line in either.undecided} == {"undecided"}
    open_line = either.open_lines[0]
    assert open_line.passes is None and open_line.status == "found" and open_line.source
    with pytest.raises(lightlane.ParameterError, match="oma_dbm less tdecq_db is -3"):
        lightlane.limits("400GBASE-FR4", oma_less_tdecq_dbm=-1.5, oma_dbm=0, tdecq_db=3)
    assert main(["limits", "400GBASE-DR4", "--set", "oma_dbm=-10"]) == 1
    assert main(["limits", "400GBASE-DR4", "--set", "oma_dbm=0"]) == 1
    assert main(["limits", "400GBASE-DR4"]) == 1


def test_bad_measurements_are_refused() -> None:
    with pytest.raises(lightlane.ParameterError, match="did you mean"):
        lightlane.limits("400GBASE-DR4", oma_db=1.0)  # type: ignore[call-arg]
    with pytest.raises(lightlane.ParameterError, match="did you mean"):
        lightlane.limits("400GBASE-DR5", oma_dbm=1.0)  # type: ignore[arg-type]
    with pytest.raises(lightlane.ParameterError):
        lightlane.limits("400GBASE-DR4", oma_dbm=float("nan"))


# ---------------------------------------------------------------- command


def test_fec_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fec", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["frame_loss_ratio"] == pytest.approx(9.22e-13, rel=1e-3)
    assert main(["fec", "--set", "ber=[1e-4:1e-4:3e-4]", "--format", "csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4 and lines[0].startswith("pre_fec_bit_error_ratios,codeword_error_ratios")
    assert main(["fec", "--config", "802.3dj", "--notes"]) == 0
    assert "174A-1" in capsys.readouterr().out
    assert main(["fec", "--presets"]) == 0
    assert "200G lanes" in capsys.readouterr().out
    assert main(["fec", "--set", "inner_code=hamming", "--set", "precoding=1"]) == 2
    assert "inner_code" in capsys.readouterr().err
    assert main(["fec", "--set", "inner_code=hamming", "--set", "ber=0.4"]) == 1
    assert "no answer" in capsys.readouterr().out


def test_limits_command(capsys: pytest.CaptureFixture[str]) -> None:
    good = ["limits", "400GBASE-DR4", "--set", "oma_dbm=0.5", "--set", "tdecq_db=2"]
    assert main(good) == 0
    assert "open" in capsys.readouterr().out
    assert main([*good[:-1], "tdecq_db=3.5"]) == 1
    assert "warning: tdecq_db = 3.5 dB is outside" in capsys.readouterr().out
    assert main([*good, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["passed"] is True and answer["lines"][0]["verdict"] == "met"
    assert main([*good, "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("limit,value,asked,margin,unit,verdict,status,source\n")
    assert main(["limits", "--presets"]) == 0
    assert "100G-DR-LPO" in capsys.readouterr().out
    assert main(["limits", "lpo", "--notes"]) == 0
    assert "LPO MSA 100G-DR-LPO Rev 1.0" in capsys.readouterr().out
    assert main(["limits"]) == 2
    assert "needs an interface" in capsys.readouterr().err


def test_wavelength_multiplexed_nrz() -> None:
    # The published table: TDEC to 3.4 dB, extinction 3.5 to 4.5 dB, OMA from max(-2.5, -3.9 + TDEC) dBm,
    # RIN to -138 dB/Hz.
    good = {"tdecq_db": 2.0, "oma_dbm": -1.0, "extinction_ratio_db": 4.0, "rin_oma_db_per_hz": -140.0}
    answer = lightlane.limits("OCI-NRZ-DWDM", **good)
    assert answer.passed
    least = next(line for line in answer.lines if line.name.startswith("oma_dbm min"))
    assert (least.limit, least.margin) == pytest.approx((-1.9, 0.9))
    assert not lightlane.limits("OCI-NRZ-DWDM", **good | {"oma_dbm": -2.0}).passed
    for name, value in {
        "tdecq_db": 3.5,
        "extinction_ratio_db": 4.6,
        "rin_oma_db_per_hz": -137.0,
    }.items():
        changed = lightlane.limits("OCI-NRZ-DWDM", **good | {name: value, "oma_dbm": 0.0})
        assert [line.name for line in changed.lines if not line.passes] == [f"{name} max"]


def test_interfaces_with_an_inner_code() -> None:
    assert lightlane.limits("200GBASE-DR1-2", symbol_rate_gbd=113.4375).passed
    assert not lightlane.limits("200GBASE-DR1-2", symbol_rate_gbd=106.25).passed
    assert lightlane.limits("800GBASE-LR1", symbol_rate_gbd=123.6364).passed
