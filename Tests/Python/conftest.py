"""What the tests of the Python package share."""

import numpy as np
import pytest

import lightlane


@pytest.fixture
def link() -> lightlane.Link:
    """A linear link."""
    return lightlane.Link("lpo")


@pytest.fixture
def reach() -> np.ndarray:
    """Lengths inside the bounds, float64 and contiguous."""
    return np.linspace(10.0, 5000.0, 24)


@pytest.fixture
def contradiction() -> dict[str, float]:
    """A swing that drives any modulator past its peak."""
    parameters = lightlane.parameters
    return {
        "mzm_swing_v": parameters["mzm_swing_v"].maximum,
        "mzm_vpi_v": parameters["mzm_vpi_v"].minimum,
    }
