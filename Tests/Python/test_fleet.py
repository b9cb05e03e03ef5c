"""Fleets from Python and the command line: counts, sums, comparisons, refusals."""

import csv
import io
import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import lightlane
from lightlane._command import main
from lightlane._fleet import HEADLINE


def run(capsys, *words):
    code = main(["fleet", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


# ---------------------------------------------------------------- answers


def test_a_full_fat_tree_has_its_closed_form():
    k = 48
    net = lightlane.fleet("dsp", accelerators=k**3 // 4, switch_radix=k, topology="fat_tree_3")
    assert net["switches"] == 5 * k * k // 4
    assert net["links"] == 3 * k**3 // 4
    assert net["modules"] == 2 * net["links"]
    assert net["largest_fleet"] == k**3 // 4


def test_a_hundred_thousand_with_a_link_for_each_tier():
    net = lightlane.fleet(["dac", "lpo", "cpo_b"], accelerators=100_000, topology="fat_tree_3")
    assert [link.preset for link in net.tiers] == ["dac", "lpo", "cpo_b"]
    leaves = math.ceil(100_000 / 64)
    assert net.arrays["boxes"] == {
        "interfaces": 100_000,
        "leaves": leaves,
        "spines": 64 * math.ceil(leaves / 64),
        "cores": 64 * math.ceil((24 * 64 + leaves % 64) / 128),
    }
    assert net["copper_links"] == 77_776
    assert any("22224 links" in warning for warning in net.warnings)
    assert net.settings["accelerators"] == 100_000 and net.settings.own == (
        "topology",
        "accelerators",
    )
    assert any(note.startswith("switch_radix = 128: public") for note in net.notes)
    assert repr(net).startswith("<Fleet of 100,000 accelerators: dac, lpo, cpo_b>")


@pytest.mark.parametrize(
    ("array", "measure"),
    [
        ("links_by_tier", "links"),
        ("links_by_length", "links"),
        ("power_by_block_w", "io_power_w"),
        ("network_power_items_w", "network_power_w"),
        ("cluster_power_items_w", "cluster_power_w"),
        ("network_items_usd", "network_usd"),
        ("ownership_items_usd", "ownership_usd"),
        ("failure_items_per_day", "failures_per_day"),
        ("path_latency_items_ns", "path_latency_ns"),
    ],
)
@pytest.mark.parametrize("topology", ["fat_tree_2", "rail_optimised_3", "dragonfly_plus"])
def test_breakdowns_sum(topology, array, measure):
    net = lightlane.fleet(
        ["lro", "lpo"], rack="dac", interface="dsp", topology=topology, accelerators=5000
    )
    assert math.isclose(sum(net.arrays[array].values()), net[measure], rel_tol=1e-12)
    assert net.units[measure] == net.units[array]


def test_links_carry_their_parameters():
    plain = lightlane.fleet("lpo", accelerators=4096)
    hungry = lightlane.fleet(lightlane.Link("lpo", tia_power_mw=1000.0), accelerators=4096)
    assert hungry["optics_power_w"] > plain["optics_power_w"]
    assert hungry["links"] == plain["links"]


def test_the_interface_link_is_its_own():
    own = lightlane.fleet("cpo_b")
    mixed = lightlane.fleet("cpo_b", interface="dsp")
    assert any("lower: dsp" in label for label in mixed.arrays["modules_by_end"])
    assert mixed["optics_power_w"] > own["optics_power_w"]


def test_settings_come_from_presets_mappings_and_keywords():
    assert lightlane.fleet("lpo", config="quantum_x_144")["largest_fleet"] == 746_496
    given = {"accelerators": 2048, "topology": "fat_tree_2", "switch_radix": 64}
    net = lightlane.fleet("lpo", config=given, pue=1.0)
    assert net["network_facility_power_w"] == net["network_power_w"]
    assert net["switches"] == 96
    two = lightlane.fleet("lpo", config="two_tiers_of_64", accelerators=2048)
    assert two["switches"] == 96


def test_an_end_has_its_bill():
    end = lightlane.fleet_end("dsp")
    assert math.isclose(end["end_cost_usd"], 230)
    assert math.isclose(sum(end.arrays["end_cost_items_usd"].values()), 230)
    linear = lightlane.fleet_end(lightlane.Link("lpo"))
    assert linear["end_cost_usd"] < 230 and linear["end_fit"] < end["end_fit"]
    assert linear["link_latency_ns"] < end["link_latency_ns"]
    losing = lightlane.fleet_end("dsp", module_yields=[0.9, 0.8])
    assert math.isclose(losing["end_cost_usd"], 230 / 0.72)
    far = lightlane.fleet_end(lightlane.Link("lpo", fiber_length_m=30_000))
    assert far["end_margin_db"] < 0 and any("below minimum" in line for line in far.warnings)


# ---------------------------------------------------------------- comparisons


def test_designs_stand_side_by_side():
    table = lightlane.compare_fleets(
        {
            "retimed": "dsp",
            "linear": ["lpo", "lpo"],
            "copper": "dac",
            "small": {"tiers": "lpo", "accelerators": 1024, "rack": "dac"},
        },
        accelerators=50_000,
    )
    assert list(table) == ["retimed", "linear", "small"] and table.reference == "retimed"
    assert "cable_length_m" in table.reasons["copper"] or "margin" in table.reasons["copper"]
    freed = table["retimed"]["network_power_w"] - table["linear"]["network_power_w"]
    assert math.isclose(table["linear"]["freed_power_w"], freed)
    assert table["linear"]["accelerators_gained"] == freed // 1400
    assert "freed_power_w" not in table["retimed"]
    assert table["small"]["nics"] == 1024 and table["small"]["copper_links"] > 0
    rows = table.rows(["links", "freed_power_w"])
    assert rows["links"][0] == rows["links"][1] and math.isnan(rows["freed_power_w"][0])
    assert set(table.rows()) <= set(HEADLINE)
    assert "copper: " in repr(table) and "<table" in table._repr_html_()


def test_the_reference_may_be_given():
    table = lightlane.compare_fleets({"a": "lpo"}, reference_network_power_w=1e9)
    assert table["a"]["freed_power_w"] == 1e9 - table["a"]["network_power_w"]


def test_comparisons_become_dataframes():
    pandas = pytest.importorskip("pandas")
    frame = lightlane.compare_fleets({"a": "dsp", "b": "lpo"}, accelerators=4096).to_pandas()
    assert isinstance(frame, pandas.DataFrame) and list(frame.index) == ["a", "b"]
    assert (frame["links"] == 8192).all()


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("settings", "error", "parameter", "words"),
    [
        ({"attach_yield": 1.5}, lightlane.ParameterError, "attach_yield", "0 to 1"),
        ({"module_yields": [0.5, -1]}, lightlane.ParameterError, "module_yields", "0 to 1"),
        ({"switch_radix": 63}, lightlane.ParameterError, "switch_radix", "62 and 64"),
        ({"laser_group_needed": 9}, lightlane.ParameterError, "laser_group_needed", "size = 8"),
        ({"topology": "fat_tree_2"}, lightlane.NumericsError, "accelerators", "8192"),
        ({"minimum_margin_db": 60}, lightlane.NumericsError, "minimum_margin_db", "segment"),
        ({"topology": "torus"}, lightlane.ParameterError, "topology", "torus"),
        ({"accelerators": 2.5}, lightlane.ParameterError, "accelerators", "whole"),
        ({"module_temperature_c": -300}, lightlane.ParameterError, "module_temperature_c", "-100"),
    ],
)
def test_what_does_not_fit_is_refused(settings, error, parameter, words):
    with pytest.raises(error) as caught:
        lightlane.fleet("lpo", **settings)
    assert caught.value.parameter == parameter and words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unknown_names_have_hints():
    with pytest.raises(lightlane.ParameterError, match="did you mean 'accelerators'"):
        lightlane.fleet("lpo", accelerator=5)
    with pytest.raises(lightlane.ParameterError, match="did you mean 'lpo'"):
        lightlane.fleet(["lpoo"])
    with pytest.raises(TypeError):
        lightlane.fleet(5)
    with pytest.raises(lightlane.ParameterError):
        lightlane.fleet([5])
    with pytest.raises(lightlane.ArgumentError):
        lightlane.fleet([])
    with pytest.raises(lightlane.ArgumentError, match="1 to 3 are taken"):
        lightlane.fleet(["lpo"] * 4)
    with pytest.raises(lightlane.ArgumentError):
        lightlane.compare_fleets({})
    with pytest.raises(lightlane.ArgumentError, match="no tiers"):
        lightlane.compare_fleets({"a": {"accelerators": 5}})


# ---------------------------------------------------------------- the command


def test_the_command_shows_a_fleet(capsys):
    code, out, err = run(capsys, "dac", "lpo", "cpo_b", "--set", "accelerators=41472")
    assert (code, err) == (0, "")
    lines = {line.split()[0]: line.split()[1:] for line in out.splitlines()}
    links = lightlane.fleet(["dac", "lpo", "cpo_b"], accelerators=41_472)["links"]
    assert lines["links"] == [f"{links:.0f}"]
    code, out, _ = run(capsys, "lpo", "--measures", "links,network_power_w", "--format", "json")
    rows = json.loads(out)["rows"]
    assert [row["measure"] for row in rows] == ["links", "network_power_w"]
    assert rows[1]["value"] == lightlane.fleet("lpo")["network_power_w"]
    code, out, _ = run(capsys, "lpo", "--breakdowns", "--format", "csv")
    table = list(csv.DictReader(io.StringIO(out)))
    boxes = {row["item"]: float(row["value"]) for row in table if row["breakdown"] == "boxes"}
    assert boxes == dict(lightlane.fleet("lpo").arrays["boxes"])
    code, out, _ = run(capsys, "--notes")
    assert code == 0 and "accelerators = 100000" in out
    code, out, _ = run(capsys, "--settings")
    assert code == 0 and "switch_radix" in out
    code, out, _ = run(capsys, "--end", "dsp", "--breakdowns")
    assert code == 0 and "end_cost_items_usd" in out


def test_the_command_compares(capsys):
    words = ("--design", "retimed=dsp", "--design", "mixed=dac,lpo,cpo_b", "--rack", "dac")
    code, out, err = run(capsys, *words)
    assert (code, err) == (0, "") and "retimed" in out.splitlines()[0]
    code, out, _ = run(capsys, *words, "--design", "far=dac", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0 and rows[0]["measure"] == "no_answer" and rows[0]["far"]
    assert rows[1]["far"] == "" and float(rows[1]["mixed"]) > 0
    code, out, _ = run(capsys, "--design", "far=dac")
    assert code == 1 and "far: " in out
    code, out, _ = run(capsys, *words, "--measures", "links", "--format", "json")
    assert np.isfinite(json.loads(out)["rows"][0]["mixed"])


@pytest.mark.parametrize(
    "words",
    [
        ("lpo", "--set", "radix=5"),
        ("lpo", "--set", "switch_radix"),
        ("lpo", "--set", "pue=1.1", "--set", "pue=1.2"),
        ("lpo", "--measures", "nothing"),
        ("lpo", "--measures", ","),
        ("lpo", "--design", "a=dsp"),
        ("--design", "a"),
        ("--design", "a=dsp", "--design", "a=lpo"),
        ("--design", "a=dsp", "--notes"),
        ("lpo", "--end", "dsp"),
        ("lpo", "dsp", "lpo", "dsp"),
        ("near",),
        ("near", "--link", "near"),
        ("near", "--link", "near=lpo,lanes"),
        ("near", "--link", "near=lpoo"),
        ("near", "--link", "near=lpo,lane=4"),
        ("near", "--link", "near=lpo,lanes=0"),
        ("near", "--link", "near=lpo", "--link", "near=dsp"),
        ("dsp", "--link", "dsp=lpo"),
        ("dsp", "--scenario", "no such file.toml"),
        ("lpo", "--config", "nothing"),
        ("lpo", "--set", "switch_radix=63"),
    ],
)
def test_the_command_refuses(capsys, words):
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "") and err.count("\n") == 1 and err.startswith("lightlane: ")


def test_the_command_changes_links(capsys, tmp_path):
    def power(*words):
        code, out, err = run(capsys, *words, "--measures", "optics_power_w", "--format", "json")
        assert (code, err) == (0, "")
        return json.loads(out)["rows"][0]

    solved = {"temperature_mode": "solved", "laser_power_mode": "minimum_power"}
    cool = lightlane.Link("lpo", **solved)
    near = "near=lpo," + ",".join(f"{name}={value}" for name, value in solved.items())
    link = ("--link", near)
    expected = lightlane.fleet(["dsp", cool], rack="dac")["optics_power_w"]
    assert power("dsp", "near", "--rack", "dac", *link)["value"] == expected
    # A link may start from another, and stands in a design, an interface or an end as well.
    small = lightlane.fleet("dsp", interface=cool.replace(lanes=8, dsp_node="n3"))
    found = power("dsp", "--interface", "less", *link, "--link", "less=near,dsp_node=n3")
    assert found["value"] == small["optics_power_w"]
    table = power("--design", "a=dsp", "--design", "b=dsp,near", "--rack", "dac", *link)
    assert table["b"] == expected
    code, out, _ = run(capsys, "--end", "near", *link, "--measures", "end_optics_power_w")
    assert code == 0 and f"{lightlane.fleet_end(cool)['end_optics_power_w']:.3g}"[:4] in out
    # Names that a scenario gives; its common parameters are those of presets too.
    path = tmp_path / "row.toml"
    path.write_text(
        '[parameters]\ntia_power_mw = 300\n[[design]]\nname = "warm"\npreset = "lpo"\n'
        "[design.parameters]\ncase_temperature_c = 60\n"
    )
    common = {"tia_power_mw": 300.0}
    warm = lightlane.Link("lpo", case_temperature_c=60.0, **common)
    mixed = lightlane.fleet([lightlane.Link("dsp", **common), warm])
    row = power("dsp", "warm", "--scenario", str(path))
    assert row["value"] == mixed["optics_power_w"]
    row = power("--scenario", str(path))
    assert row["warm"] == lightlane.fleet(warm)["optics_power_w"]
    path.write_text("[across]\nlanes = [4, 8]\n")
    code, _, err = run(capsys, "dsp", "--scenario", str(path))
    assert code == 2 and "[across]" in err and err.count("\n") == 1
    code, _, err = run(capsys, "nera", *link)
    assert code == 2 and "did you mean 'near'" in err


def test_flags_have_words(capsys):
    one = run(capsys, "lpo", "--set", "whole_trunks=yes", "--measures", "switches")[1]
    other = run(capsys, "lpo", "--set", "whole_trunks=no", "--measures", "switches")[1]
    assert one != other


# ---------------------------------------------------------------- draws


def test_draws_tell_how_far_an_answer_may_be_off():
    net = lightlane.fleet("lpo", accelerators=8000, draws=2000)
    draws = net.arrays["network_power_draws_w"]
    assert abs(draws["mean"] / net["network_power_w"] - 1) < 0.02
    assert draws["5 %"] < draws["50 %"] < draws["95 %"]
    again = lightlane.fleet("lpo", accelerators=8000, draws=2000)
    other = lightlane.fleet("lpo", accelerators=8000, draws=2000, seed=2)
    assert again.arrays["network_power_draws_w"] == draws
    assert other.arrays["network_power_draws_w"] != draws
    assert "network_power_draws_w" not in lightlane.fleet("lpo").arrays


def test_the_example_runs():
    path = Path(__file__).parents[2] / "examples" / "python" / "hundred_thousand.py"
    command = [sys.executable, "-W", "error", str(path), "20000"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(name in done.stdout for name in ("retimed", "co-packaged", "million"))
