"""Scenario files: what they mean, and how each mistake in one is told."""

import re
import tomllib
from pathlib import Path

import pytest

import lightlane
from lightlane import _core
from lightlane._scenario_template import template

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples" / "scenarios").glob("*.toml"))
PAGE = ROOT / "bindings" / "python" / "SCENARIO.md"


def parse(text):
    return lightlane.Scenario.parse(text, source="s.toml")


def problems(text):
    with pytest.raises(lightlane.ScenarioError) as caught:
        parse(text)
    return caught.value.problems


WHOLE = """
title = "Both"
description = "All there is."
metrics = ["latency_ns", "ber"]
[parameters]
fiber_length_m = 150
laser_location = "external"
[[design]]
name = "near"
preset = "lpo"
[design.parameters]
fiber_length_m = 20
[[design]]
preset = "dsp"
"""


class TestMeaning:
    """What a scenario does to a comparison."""

    def test_everything_is_read(self):
        scenario = parse(WHOLE)
        assert (scenario.title, scenario.description) == ("Both", "All there is.")
        assert scenario.metrics == ("latency_ns", "ber")
        assert scenario.parameters == {"fiber_length_m": 150.0, "laser_location": "external"}
        assert [(d.name, d.preset) for d in scenario.designs] == [("near", "lpo"), ("dsp", "dsp")]
        assert scenario.source == "s.toml"

    def test_it_is_enough_for_a_comparison(self):
        table = lightlane.compare(scenario=parse(WHOLE))
        assert table.rows == ("near", "dsp")
        assert table.metrics == ("latency_ns", "ber")
        assert table.title == "Both"
        assert table.links["near"] == lightlane.Link(
            "lpo", fiber_length_m=20, laser_location="external"
        )
        assert table.links["dsp"].fiber_length_m == 150

    def test_keywords_win_over_designs_and_designs_over_the_rest(self):
        scenario = parse(WHOLE)
        table = lightlane.compare(None, ["ber"], scenario=scenario, fiber_length_m=7)
        assert {link.fiber_length_m for link in table.links.values()} == {7.0}
        assert table.metrics == ("ber",)

    def test_given_presets_and_links_take_the_common_settings(self):
        link = lightlane.Link("lpo", fiber_length_m=9)
        table = lightlane.compare(["cpo_a", "near", link], ["ber"], scenario=parse(WHOLE))
        lengths = {row: link.fiber_length_m for row, link in table.links.items()}
        assert lengths == {"cpo_a": 150.0, "near": 20.0, "lpo": 9.0}
        assert table.links["lpo"].laser_location == "external"
        named = lightlane.compare({"mine": "near"}, ["ber"], scenario=parse(WHOLE))
        assert named.links["mine"].fiber_length_m == 20

    def test_across_repeats_and_gives_way_to_keywords(self):
        scenario = parse("across = { fiber_length_m = [10, 20] }")
        assert len(lightlane.compare(["lpo"], ["ber"], scenario=scenario)) == 2
        set_by_hand = lightlane.compare(["lpo"], ["ber"], scenario=scenario, fiber_length_m=5)
        assert set_by_hand.rows == ("lpo",)
        other = lightlane.compare(["lpo"], ["ber"], scenario=scenario, across={"lanes": [1, 2, 4]})
        assert other.varied == ("lanes",)

    def test_an_empty_one_changes_nothing(self):
        assert repr(lightlane.compare(scenario=parse(""))) == repr(lightlane.compare())

    def test_choices_take_names_and_numbers_flags_take_both(self):
        parameters = lightlane.parameters
        flag = next(info.name for info in parameters.values() if info.kind == "flag")
        scenario = parse(f"[parameters]\nlaser_location = 1\n{flag} = 1\nlanes = 4.0")
        assert scenario.parameters == {"laser_location": "external", flag: True, "lanes": 4}

    def test_files(self, tmp_path):
        path = tmp_path / "with blanks.toml"
        path.write_bytes(b"\xef\xbb\xbfparameters.lanes = 4\r\n")
        assert lightlane.compare(["lpo"], ["ber"], scenario=path).links["lpo"].lanes == 4
        assert lightlane.compare(["lpo"], ["ber"], scenario=str(path)).links["lpo"].lanes == 4
        with pytest.raises(FileNotFoundError):
            lightlane.Scenario.load(tmp_path / "none.toml")

    def test_presets_answer_to_every_name(self, monkeypatch):
        identifier = lightlane.presets["lpo"].id
        find = lightlane.presets._find
        monkeypatch.setattr(
            lightlane.presets, "_find", lambda name: identifier if name == "other" else find(name)
        )
        table = lightlane.compare(scenario=parse('design = [{ preset = "other" }]'))
        assert table.rows == ("other",)
        assert table.links["other"] == lightlane.Link("lpo")


BOUNDS = lightlane.parameters["fiber_length_m"].takes


class TestMistakes:
    """Every message says file, line, key, value, what is taken and the nearest name."""

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                "\n[parameters]\nfibre_length_m = 5",
                "s.toml:3: parameters.fibre_length_m = 5: no parameter has this name; "
                "did you mean 'fiber_length_m'?",
            ),
            (
                "[parameters]\n\nfiber_length_m = -5",
                f"s.toml:3: parameters.fiber_length_m = -5: is out of bounds; it takes {BOUNDS}",
            ),
            (
                'parameters.fiber_length_m = "far"',
                f's.toml:1: parameters.fiber_length_m = "far": a number is needed, {BOUNDS}',
            ),
            (
                "parameters = { fiber_length_m = [1, 2] }",
                f"s.toml:1: parameters.fiber_length_m = [1, 2]: one value is needed, {BOUNDS}; "
                "lists stand under [across]",
            ),
            ("parameters.lanes = 2.5", "lanes = 2.5: is not a whole number; it takes 1 to "),
            ("parameters.lanes = true", "lanes = true: a whole number is needed, 1 to "),
            ("parameters.lanes = 1979-05-27", "lanes = 1979-05-27: a whole number is needed"),
            ("parameters.fiber_length_m = nan", "fiber_length_m = nan: a finite number is needed"),
            ("parameters.fiber_length_m = inf", "fiber_length_m = inf: a finite number is needed"),
            (
                'parameters.laser_location = "Modul"',
                "laser_location = \"Modul\": is none of its choices: 'module', 'external'; "
                "did you mean 'module'?",
            ),
            ("parameters.laser_location = 9", "laser_location = 9: is out of bounds; it takes 'mo"),
            (
                "parameters.zzz = 1",
                "parameters.zzz = 1: no parameter has this name; the nearest is",
            ),
            ("parameters = 3", "s.toml:1: parameters = 3: a table is needed: [parameters]"),
            ('parameters."a b"."c" = 1', 'parameters."a b" = { c = 1 }: no parameter'),
            ("titel = 1", "titel = 1: no such key; there are title, description, "),
            ("designs = []", "did you mean 'design'?"),
            (
                "lanes = 4",
                "s.toml:1: lanes = 4: is a parameter; parameters stand under [parameters",
            ),
            ("title = 4", "s.toml:1: title = 4: a text in quotes is needed"),
            ("metrics = 4", "metrics = 4: a list of one or more metrics is needed"),
            ("metrics = []", "metrics = []: a list of one or more metrics is needed"),
            ("metrics = [4]", "metrics = 4: a name in quotes is needed"),
            (
                'metrics = [\n"ber",\n"margin"]',
                's.toml:3: metrics = "margin": no metric has this name; did you mean '
                "'margin_db'?",
            ),
            ('metrics = ["ber",\n"ber"]', 's.toml:2: metrics = "ber": stands twice in the list'),
            ("across.lanes = 4", "across.lanes = 4: a list of one or more values is needed"),
            ("across.lanes = []", "across.lanes = []: a list of one or more values is needed"),
            ("across.lanes = [1, 0]", "across.lanes = 0: is out of bounds"),
            ("across.lanes = [4,\n4]", "s.toml:2: across.lanes = 4: twice in the list"),
            ("across.lane = [4]", "across.lane = [4]: no parameter has this name; did you mean"),
            (
                "parameters.lanes = 2\nacross.lanes = [4]",
                "s.toml:1: parameters.lanes = 2: [across] varies it, at line 2",
            ),
            (
                "across.lanes = [4]\n[[design]]\npreset = 'lpo'\nparameters.lanes = 2",
                "s.toml:4: design.parameters.lanes = 2: [across] varies it, at line 1",
            ),
            ("design = 4", "design = 4: designs are tables, each under a [[design]]"),
            ("[design]\npreset = 'lpo'", "each under a [[design]]"),
            ("[[design]]\nname = 'a'", "s.toml:1: design.preset: a design needs a preset: dsp"),
            (
                "[[design]]\npreset = 'lpoo'",
                "s.toml:2: design.preset = \"lpoo\": no preset has this name; did you mean 'lpo'?",
            ),
            ("[[design]]\npreset = 4", "design.preset = 4: a name in quotes is needed"),
            ("[[design]]\nname = ''\npreset = 'lpo'", 'design.name = "": a name is not empty'),
            ("[[design]]\nname = 3\npreset = 'lpo'", "design.name = 3: a text in quotes is needed"),
            (
                "[[design]]\npreset = 'lpo'\nlanes = 4",
                "design.lanes = 4: is a parameter; parameters stand under [design.parameters]",
            ),
            ("[[design]]\npreset = 'lpo'\npresett = 1", "did you mean 'preset'?"),
            (
                "[[design]]\npreset = 'lpo'\n[[design]]\nname = 'lpo'\npreset = 'dsp'",
                's.toml:4: design.name = "lpo": another design has this name, at line 1',
            ),
            ("a = 1\nb = = 2", 's.toml:2: not TOML: Invalid value, in "b = = 2"'),
            ("a = 1\na = 2", "s.toml:2: not TOML: Cannot overwrite a value"),
            ("x = [1,\n", "s.toml:1: not TOML: "),
            ("title = 'a\nb'", "s.toml:1: not TOML: "),
            ("a = 1\n[x\n", "s.toml:2: not TOML: "),
        ],
    )
    def test_one(self, text, message):
        (problem,) = problems(text)
        assert message in problem
        assert problem.startswith("s.toml:")

    def test_a_text_that_is_not_utf8(self):
        (problem,) = problems(b"a = 1\nb = '\xff'")
        assert problem == "s.toml:2: not UTF-8: byte 0xff"

    def test_nesting_without_end(self):
        (problem,) = problems("a = " + "[" * 10_000)
        assert problem.startswith("s.toml:1: not TOML: ")

    def test_values_stay_on_one_line(self):
        (problem,) = problems('parameters.lanes = """\n' + "long\n" * 99 + '"""')
        assert "\n" not in problem
        assert len(problem) < 200

    def test_all_of_them_in_the_order_of_the_file(self):
        text = "[[design]]\npreset = 'x'\n[parameters]\nlane = 1\nlanes = 0\n[across]\nlane = 1"
        with pytest.raises(lightlane.ScenarioError) as caught:
            parse(text)
        error = caught.value
        assert [problem.split(":")[1] for problem in error.problems] == ["2", "4", "5", "7"]
        assert str(error) == "\n".join(error.problems)
        assert isinstance(error, lightlane.ParameterError)
        assert error.status == _core.UNKNOWN_PRESET

    def test_the_first_ones_fault(self):
        with pytest.raises(lightlane.ParameterError) as caught:
            parse("parameters.lanes = 0")
        assert (caught.value.status_name, caught.value.parameter) == ("OUT_OF_BOUNDS", "lanes")

    def test_ten_lines_at_most(self):
        text = "[parameters]\n" + "".join(f"wrong{number} = 1\n" for number in range(30))
        with pytest.raises(lightlane.ScenarioError) as caught:
            parse(text)
        lines = str(caught.value).split("\n")
        assert len(lines) == 10
        assert lines[-1] == "s.toml: and 21 more problems"
        assert len(caught.value.problems) == 30

    def test_every_parameter_refuses_what_is_outside(self):
        for name, info in lightlane.parameters.items():
            for value in (info.minimum - 1, info.maximum * 2 + 1):
                (problem,) = problems(f"[parameters]\n{name} = {value!r}")
                assert problem.startswith(f"s.toml:2: parameters.{name} = ")
                assert info.takes in problem


class TestTemplate:
    """What `lightlane scenario` prints."""

    def test_it_loads_as_it_is(self):
        scenario = parse(template())
        assert not scenario.parameters and not scenario.designs and not scenario.across
        assert scenario.metrics is None

    def test_it_loads_with_everything_taken_in(self):
        text = re.sub(r"(?m)^# (\w+ = |\[+design)", r"\1", template())
        text = re.sub(r"(?m)^\[across\]\n.*\n", "", text)
        content = tomllib.loads(text)
        assert list(content["parameters"]) == list(lightlane.parameters)
        scenario = parse(text)
        defaults = {name: info.default for name, info in lightlane.parameters.items()}
        assert scenario.parameters == defaults
        assert len(scenario.designs) == 1 and scenario.metrics

    def test_it_tells_of_every_name(self):
        for table in (lightlane.parameters, lightlane.metrics, lightlane.presets):
            assert all(name in template() for name in table)
        assert max(map(len, template().split("\n"))) <= 110


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_answered(path):
    table = lightlane.compare(scenario=path)
    assert table.title
    assert not table.reasons and not table.missing


def test_the_pages_scenarios_load():
    blocks = PAGE.read_text(encoding="utf-8").split("```toml\n")[1:]
    assert blocks
    for block in blocks:
        assert lightlane.compare(scenario=parse(block.split("```")[0]))


def test_the_readmes_scenario_is_answered():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = text.split("```toml\n")[1:]
    assert not lightlane.compare(scenario=parse(block.split("```")[0])).reasons
