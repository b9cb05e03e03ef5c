"""Exceptions: one class for each family of the core's status codes."""

from __future__ import annotations

from . import _core


class LightlaneError(Exception):
    """Base of everything the core refuses or cannot answer.

    >>> import lightlane
    >>> try:
    ...     lightlane.Link("lpo", fiber_length_m=-1)
    ... except lightlane.LightlaneError as error:
    ...     print(error.status_name, error.parameter)
    OUT_OF_BOUNDS fiber_length_m
    """

    status: int = 0
    """Status code of the core."""
    parameter: str | None = None
    """Name of the parameter or metric at fault, None when none is."""
    row: int | tuple[int, ...] | None = None
    """Index of the row, column or item at fault, None when none is."""

    @property
    def status_name(self) -> str:
        """Name of the status code, such as `OUT_OF_BOUNDS`."""
        return _core.status_name(self.status) or "UNKNOWN"


class ArgumentError(LightlaneError, ValueError):
    """An argument has the wrong shape, count or memory."""


class ParameterError(LightlaneError, ValueError):
    """A parameter, metric or preset is unknown, out of bounds or contradicts another."""


class ScenarioError(ParameterError):
    """A scenario file says what there is not: a line for each problem, at most ten."""

    problems: tuple[str, ...] = ()
    """Every problem of the file, one line each."""


class StateError(LightlaneError, RuntimeError):
    """A call came at the wrong time."""


class NumericsError(LightlaneError, ArithmeticError):
    """The model has no answer here."""


class ResourceError(LightlaneError, OSError):
    """Threads or files could not be had."""


class CancelledError(LightlaneError):
    """The progress callable stopped the run; rows already reported as done are complete."""


class InternalError(LightlaneError, RuntimeError):
    """A fault of the library itself."""


_FAMILIES: dict[int, type[LightlaneError]] = {
    1: ArgumentError,
    2: ParameterError,
    3: StateError,
    4: NumericsError,
    5: ResourceError,
    6: CancelledError,
    9: InternalError,
}

NOT_APPLICABLE = "NOT_APPLICABLE"
"""Name of the status of a metric that has no meaning for a link."""


def error_class(status: int) -> type[LightlaneError]:
    """The class that a status code raises."""
    return _FAMILIES.get(status // 10, InternalError)


def make_error(
    status: int,
    message: str,
    *,
    parameter: str | None = None,
    row: int | tuple[int, ...] | None = None,
) -> LightlaneError:
    """An exception of the status code's class."""
    error = error_class(status)(message)
    error.status = status
    error.parameter = parameter
    error.row = row
    return error


def inapplicable(error: LightlaneError) -> str | None:
    """The metric that has no meaning for a link, when that is what the error says."""
    return error.parameter if error.status_name == NOT_APPLICABLE else None
