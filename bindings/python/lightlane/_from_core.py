"""What the core says of a failure, as an exception; called by the extension module."""

from __future__ import annotations

from ._catalog import metrics, parameters
from ._errors import LightlaneError, make_error
from ._groups import row_name
from ._ten_gigabit import input_name


def from_core(status: int, identifier: int, row: int, message: str) -> LightlaneError:
    """The exception for a status, with the name of the row at fault."""
    name = None
    if identifier > 0:
        # Their ids are apart, so one of them at most knows it.
        name = (
            parameters.name_of(identifier)
            or metrics.name_of(identifier)
            or input_name(identifier)
            or row_name(identifier)
        )
    return make_error(status, message, parameter=name, row=row if row >= 0 else None)
