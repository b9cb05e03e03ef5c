"""`compare`, reports and the HTML page."""

import copy
import pickle
from html import escape
from html.parser import HTMLParser

import numpy as np
import pytest

import lightlane
from lightlane._page import Scale, merged


def test_rows_are_presets_and_columns_metrics():
    headline = lightlane.compare().metrics
    assert {"margin_db", "ber", "latency_ns", "power_io_w"} < set(headline) < set(lightlane.metrics)
    table = lightlane.compare(metrics="all")
    assert table.rows == tuple(table) == ("dsp", "lpo", "cpo_a")
    assert table.metrics == tuple(lightlane.metrics)
    for name, row in table.items():
        assert dict(row) == dict(lightlane.evaluate(name))
    assert not table.reasons


def test_the_scenario_holds_for_every_row():
    table = lightlane.compare(["dsp", "lpo"], ["latency_ns"], fiber_length_m=1234)
    assert {link.fiber_length_m for link in table.links.values()} == {1234.0}
    assert (
        table["lpo"]["latency_ns"]
        == lightlane.evaluate("lpo", "latency_ns", fiber_length_m=1234)["latency_ns"]
    )


def test_links_and_names_of_ones_own(link):
    table = lightlane.compare([link, link.replace(lanes=4), "dsp"], ["ber"])
    assert table.rows == ("lpo", "lpo (2)", "dsp")
    assert lightlane.compare({"near": link, "far": "cpo_a"}, ["ber"]).rows == ("near", "far")
    assert lightlane.compare("lpo", ["ber"]).rows == ("lpo",)
    assert lightlane.compare(link, ["ber"]).rows == ("lpo",)


def test_a_refused_row_shows_its_reason(link, contradiction):
    table = lightlane.compare({"good": link, "bad": link.replace(**contradiction)}, ["ber"])
    assert list(table.reasons) == ["bad"]
    assert "mzm_swing_v" in table.reasons["bad"]
    assert np.isnan(table["bad"]["ber"])
    assert table["good"]["ber"] == link.evaluate("ber")["ber"]
    assert list(table.reports()) == ["good"]
    for shown in (repr(table), table._repr_html_()):
        assert "mzm_swing_v" in shown
        assert "nan" not in shown


def test_bad_input_is_not_a_reason():
    with pytest.raises(lightlane.ParameterError, match="did you mean 'lanes'"):
        lightlane.compare(lane=4)
    with pytest.raises(lightlane.ParameterError, match="fiber_length_m"):
        lightlane.compare(fiber_length_m=-1)
    with pytest.raises(lightlane.ParameterError, match="did you mean"):
        lightlane.compare(["lpo", "dspp"])
    with pytest.raises(lightlane.ParameterError, match="no metric"):
        lightlane.compare(["lpo"], ["bers"])
    with pytest.raises(TypeError, match="a list of names"):
        lightlane.compare(["lpo"], "ber")
    with pytest.raises(TypeError, match="one value"):
        lightlane.compare(fiber_length_m=[1, 2])
    with pytest.raises(KeyError, match="there are lpo"):
        lightlane.compare(["lpo"])["dsp"]


def test_to_pandas(link, contradiction):
    pytest.importorskip("pandas")
    frame = lightlane.compare(["dsp", "lpo"], ["ber", "power_io_w"]).to_pandas()
    assert frame.loc["lpo", "ber"] == link.evaluate("ber")["ber"]
    assert list(frame.columns) == ["ber", "power_io_w"]
    refused = lightlane.compare({"bad": link.replace(**contradiction)}, ["ber"]).to_pandas()
    assert "mzm_swing_v" in refused.loc["bad", "reason"]


@pytest.mark.parametrize("preset", lightlane.presets)
class TestReport:
    """The answer that is more than a row."""

    def test_scalars_are_the_metrics(self, preset):
        report = lightlane.Link(preset).report()
        assert dict(report.scalars) == dict(lightlane.evaluate(preset))
        assert all(report[name] == value for name, value in report.scalars.items())

    def test_breakdowns_sum_to_their_totals(self, preset):
        report = lightlane.Link(preset).report()
        power, latency = report.arrays["power_items_w"], report.arrays["latency_items_ns"]
        assert sum(power.values()) == pytest.approx(report["power_io_w"], rel=1e-12)
        assert sum(latency.values()) == pytest.approx(report["latency_ns"], rel=1e-12)
        assert power.unit == report.units["power_items_w"] == "W"
        assert power.doc

    def test_every_value_has_a_note(self, preset):
        link = lightlane.Link(preset)
        notes = link.report().notes
        for name in lightlane.parameters:
            assert any(note.startswith(f"{name} = ") for note in notes)

    def test_it_shows_and_keeps_itself(self, preset):
        report = lightlane.Link(preset).report()
        for shown in (repr(report), report._repr_html_()):
            assert all(name in shown for name in report)
        same = pickle.loads(pickle.dumps(report))
        assert dict(same.scalars) == dict(report.scalars)
        power = report.arrays["power_items_w"]
        assert copy.deepcopy(power) == power
        assert set(report) == set(report.scalars) | set(report.arrays)
        assert len(report) == len(list(report))
        with pytest.raises(KeyError, match="not in this report"):
            report["nothing"]


def test_a_report_is_refused_like_a_row(link, contradiction):
    with pytest.raises(lightlane.ParameterError, match="mzm_swing_v"):
        link.replace(**contradiction).report()


def test_labels_that_come_twice_are_kept():
    items = lightlane.Breakdown("x", "W", "", ("a", "b", "a"), (1.0, 2.0, 3.0))
    assert items == {"a": 1.0, "b": 2.0, "a (2)": 3.0}
    assert "a (2)" in items._repr_html_()


class _Outline(HTMLParser):
    """Counts tags, checks that they close, collects what a page would load."""

    VOID = frozenset({"meta", "br", "link", "img", "input", "hr"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        self.loaded += [value for name, value in attrs if name in ("src", "href", "srcset")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


class TestPage:
    """The self-contained HTML report."""

    def write(self, path, *arguments, **options):
        lightlane.write_report(path, *arguments, **options)
        text = path.read_text(encoding="utf-8")
        outline = _Outline()
        outline.feed(text)
        outline.close()
        assert outline.open == []
        assert outline.loaded == []
        assert not {"script", "link", "img", "iframe"} & set(outline.seen)
        assert "url(" not in text and "@import" not in text
        return text

    def test_it_holds_the_answers(self, tmp_path):
        text = self.write(tmp_path / "report.html")
        report = lightlane.Link("lpo").report()
        for array in report.arrays.values():
            assert escape(array.doc) in text
            assert all(escape(label) in text for label in array)
        shown = lightlane.compare().metrics
        assert all(escape(lightlane.metrics[name].doc) in text for name in shown)
        assert text.count("<li>") == sum(
            len(lightlane.Link(preset).report().notes) for preset in ("dsp", "lpo", "cpo_a")
        )
        assert "prefers-color-scheme: dark" in text

    def test_it_is_the_same_every_time(self, tmp_path):
        table = lightlane.compare(["lpo"])
        first = self.write(tmp_path / "1.html", table)
        assert first == self.write(tmp_path / "2.html", table)

    def test_refusals_and_odd_names(self, tmp_path, link, contradiction):
        odd = {"<b>&": link, '"bad"': link.replace(**contradiction)}
        text = self.write(tmp_path / "odd.html", lightlane.compare(odd), title="a < b")
        assert "<title>a &lt; b</title>" in text
        assert "&lt;b&gt;&amp;" in text
        assert "No answer: mzm_swing_v" in text
        self.write(tmp_path / "none.html", lightlane.compare({"bad": odd['"bad"']}))

    def test_a_path_that_can_not_be_written(self, tmp_path):
        with pytest.raises(OSError):
            lightlane.write_report(tmp_path / "missing" / "report.html")

    def test_bars_stay_inside(self):
        for values, level in (
            ([0.0], False),
            ([-3.0, 5.0], False),
            ([2.0, 9.0], True),
            ([1.0], True),
        ):
            scale = Scale(values, is_level=level)
            for value in values:
                left, width = scale.bar(value)
                assert -1e-9 <= left <= left + width <= 100 + 1e-9

    def test_merging_keeps_every_item_once(self):
        assert merged([]) == []
        assert merged([["a", "c"], ["a", "b", "c"], ["z"]]) == ["z", "a", "b", "c"]
