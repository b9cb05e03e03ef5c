"""Exceptions: a class for every status family, carrying what went wrong."""

import pickle

import numpy as np
import pytest

import lightlane
from lightlane import _core, _errors, _from_core

FAMILIES = {
    1: (lightlane.ArgumentError, ValueError),
    2: (lightlane.ParameterError, ValueError),
    3: (lightlane.StateError, RuntimeError),
    4: (lightlane.NumericsError, ArithmeticError),
    5: (lightlane.ResourceError, OSError),
    6: (lightlane.CancelledError, lightlane.LightlaneError),
    9: (lightlane.InternalError, RuntimeError),
}

CODES = [code for code in range(1, 100) if _core.status_name(code) is not None]


def test_there_are_codes():
    assert {code // 10 for code in CODES} >= {1, 2, 4, 5, 6}
    assert _core.status_name(0) == "OK"
    assert _core.status_name(-1) is None
    assert _core.status_name(2**40) is None


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_the_class_of_its_family(code):
    error = _from_core.from_core(code, 0, -1, "what happened")
    own, standard = FAMILIES[code // 10]
    assert isinstance(error, own)
    assert isinstance(error, standard)
    assert isinstance(error, lightlane.LightlaneError)
    assert (error.status, error.status_name) == (code, _core.status_name(code))
    assert (error.parameter, error.row, str(error)) == (None, None, "what happened")


def test_an_unknown_code_is_internal():
    assert _errors.error_class(77) is lightlane.InternalError


def test_ids_become_names():
    identifier = lightlane.parameters["lanes"].id
    assert _from_core.from_core(_core.OUT_OF_BOUNDS, identifier, 3, "").parameter == "lanes"
    metric = lightlane.metrics["ber"].id
    assert _from_core.from_core(_core.NO_ANSWER, metric, 3, "").parameter == "ber"
    assert _from_core.from_core(_core.OUT_OF_BOUNDS, 10**6, 3, "").parameter is None


def test_exceptions_survive_pickling():
    with pytest.raises(lightlane.ParameterError) as caught:
        lightlane.evaluate("lpo", "ber", fiber_length_m=[1, np.nan], errors="raise")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert type(copy) is lightlane.ParameterError
    assert str(copy) == str(caught.value)
    assert (copy.status, copy.parameter, copy.row) == (caught.value.status, "fiber_length_m", 1)
