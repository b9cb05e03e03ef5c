"""`Link`: a value that does not change."""

import copy
import pickle

import numpy as np
import pytest

import lightlane


def test_parameters_are_attributes_of_their_kind(link):
    changed = link.replace(fiber_length_m=2000, lanes=4, laser_location="external")
    assert (changed.fiber_length_m, changed.lanes, changed.laser_location) == (
        2000.0,
        4,
        "external",
    )
    assert type(changed.fiber_length_m) is float
    assert type(changed.lanes) is int
    assert type(changed.modulator_predistortion) is bool
    assert link.fiber_length_m == lightlane.presets["lpo"].values["fiber_length_m"]


def test_the_default_preset_is_linear_pluggable():
    assert lightlane.Link() == lightlane.Link("lpo")


def test_choices_take_name_or_number():
    by_name = lightlane.Link("lpo", laser_location="external")
    assert by_name == lightlane.Link("lpo", laser_location=1)
    assert by_name == lightlane.Link("lpo", laser_location=np.int64(1))


def test_numbers_of_any_real_type():
    values = [500, 500.0, np.float32(500), np.uint16(500), np.array(500)]
    assert len({lightlane.Link("lpo", fiber_length_m=value) for value in values}) == 1


def test_repr_shows_what_differs_and_evaluates_back(link):
    default = link.fiber_length_m
    assert repr(link) == "Link('lpo')"
    assert repr(link.replace(fiber_length_m=default)) == "Link('lpo')"
    changed = link.replace(laser_location="external", lanes=4)
    assert repr(changed) == "Link('lpo', lanes=4, laser_location='external')"
    assert eval(repr(changed), {"Link": lightlane.Link}) == changed
    assert "laser_location" in changed._repr_html_()


def test_equality_is_by_value(link):
    assert link == lightlane.Link("lpo", fiber_length_m=link.fiber_length_m)
    assert hash(link) == hash(lightlane.Link("lpo", fiber_length_m=link.fiber_length_m))
    assert link != lightlane.Link("dsp")
    assert link != link.replace(lanes=4)
    assert link != "lpo"


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickle_and_copy(link, protocol):
    changed = link.replace(fiber_length_m=1234.5, laser_location="external")
    assert pickle.loads(pickle.dumps(changed, protocol)) == changed
    assert copy.copy(changed) == copy.deepcopy(changed) == changed


def test_it_does_not_change(link):
    with pytest.raises(AttributeError, match=r"link\.replace\(lanes="):
        link.lanes = 4
    with pytest.raises(AttributeError):
        del link.lanes
    with pytest.raises(TypeError):
        link._given["lanes"] = 4.0


def test_dir_lists_the_parameters(link):
    assert set(lightlane.parameters) | {"evaluate", "plan", "report"} <= set(dir(link))


def test_unknown_attribute_gives_a_hint(link):
    with pytest.raises(AttributeError, match="did you mean 'fiber_length_m'"):
        _ = link.fibre_length_m
    assert not hasattr(link, "__array__")


class TestBadInput:
    """What a link refuses, and how it says so."""

    def refused(self, **changes) -> lightlane.ParameterError:
        link = lightlane.Link("lpo")
        before = {name: getattr(link, name) for name in lightlane.parameters}
        with pytest.raises(lightlane.ParameterError) as caught:
            link.replace(**changes)
        assert {name: getattr(link, name) for name in lightlane.parameters} == before
        assert len(str(caught.value).splitlines()) == 1
        assert caught.value.row is None
        return caught.value

    def test_unknown_names(self):
        error = self.refused(fibre_length_m=3)
        assert error.status_name == "UNKNOWN_PARAMETER"
        assert "did you mean 'fiber_length_m'" in str(error)
        with pytest.raises(lightlane.ParameterError, match="did you mean 'lpo'") as caught:
            lightlane.Link("lpoo")
        assert caught.value.status_name == "UNKNOWN_PRESET"
        for name in (None, 3, ["lpo"]):
            with pytest.raises(lightlane.ParameterError):
                lightlane.Link(name)

    @pytest.mark.parametrize("value", [-1, 1e300, -np.inf, np.inf, np.nan])
    def test_out_of_bounds_and_not_finite(self, value):
        error = self.refused(fiber_length_m=value)
        assert error.status_name == ("OUT_OF_BOUNDS" if np.isfinite(value) else "NOT_FINITE")
        assert error.parameter == "fiber_length_m"
        assert f"{lightlane.parameters['fiber_length_m'].maximum:.0f} m" in str(error)

    def test_fractions_of_what_is_whole(self):
        assert self.refused(lanes=2.5).status_name == "NOT_AN_INTEGER"
        assert self.refused(laser_location=0.5).status_name == "NOT_AN_INTEGER"
        assert self.refused(modulator_predistortion=0.5).status_name == "NOT_AN_INTEGER"

    def test_choices(self):
        error = self.refused(laser_location="nowhere")
        assert error.parameter == "laser_location"
        assert "'external'" in str(error)
        assert self.refused(laser_location=7).status_name == "OUT_OF_BOUNDS"
        assert self.refused(laser_location=-1).status_name == "OUT_OF_BOUNDS"

    @pytest.mark.parametrize(
        "value", ["500", None, 1j, True, [1.0, 2.0], np.zeros(3), object(), b"5", {}, [[1], [2, 3]]]
    )
    def test_what_is_no_number(self, value):
        with pytest.raises(TypeError, match="fiber_length_m: "):
            lightlane.Link("lpo", fiber_length_m=value)

    def test_huge_integers(self):
        with pytest.raises(TypeError, match="fiber_length_m"):
            lightlane.Link("lpo", fiber_length_m=10**400)

    def test_contradiction_names_both(self, contradiction):
        link = lightlane.Link("lpo", **contradiction)
        with pytest.raises(lightlane.ParameterError, match="mzm_vpi_v") as caught:
            link.plan()
        assert caught.value.status_name == "CONTRADICTION"
        assert "mzm_swing_v" in str(caught.value)
