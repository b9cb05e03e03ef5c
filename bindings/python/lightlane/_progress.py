"""A progress bar for long runs on a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

PATIENCE_S = 0.5
"""A run shorter than this shows no bar."""
WIDTH = 30


@contextmanager
def progress_bar(stream: TextIO) -> Iterator[Callable[[int, int], None] | None]:
    """A progress callable that draws on the stream, or None when nobody watches it."""
    if not stream.isatty():
        yield None
        return
    shown = False
    start = time.monotonic()

    def draw(done: int, total: int) -> None:
        nonlocal shown
        if time.monotonic() - start < PATIENCE_S:
            return
        shown = True
        filled = WIDTH * done // total
        stream.write(f"\r[{'#' * filled}{'.' * (WIDTH - filled)}] {done:,} of {total:,} rows")
        stream.flush()

    try:
        yield draw
    finally:
        if shown:
            stream.write("\r\033[K")
            stream.flush()
