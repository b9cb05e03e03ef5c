"""Versions: of the core, and of what a bug report should name."""

from __future__ import annotations

import platform
import sys

import numpy as np

from . import _core


def build_info() -> str:
    """Compiler, target and numeric build of the core, one line.

    >>> import lightlane
    >>> len(lightlane.build_info().splitlines())
    1
    """
    return _core.build_info()


def show_versions() -> None:
    """Print what a bug report should name.

    >>> import lightlane
    >>> lightlane.show_versions()  # doctest: +ELLIPSIS
    lightlane  ...
    core       ...
    python     ...
    numpy      ...
    system     ...
    """
    print(f"lightlane  {_core.version()}")
    print(f"core       {_core.build_info()}")
    print(f"python     {sys.version.split()[0]} ({sys.implementation.name})")
    print(f"numpy      {np.__version__}")
    print(f"system     {platform.platform()}")
