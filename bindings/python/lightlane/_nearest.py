"""The name that someone probably meant, for messages about one that does not exist."""

from __future__ import annotations

from collections.abc import Iterable

SIMILAR = 0.6


def hint(name: object, names: Iterable[str], *, always: bool = False) -> str:
    """The end of a message: the most similar name, left out when none is unless `always`.

    >>> hint("lpoo", ["dsp", "lpo"]), hint("zzz", ["dsp", "lpo"])
    ("; did you mean 'lpo'?", '')
    >>> hint("Lpo", ["dsp", "lpo"]), hint("zzz", ["dsp"], always=True)
    ("; did you mean 'lpo'?", "; the nearest is 'dsp'")
    >>> hint("100gbase-kp", ["lpo", "100GBASE-KR"])
    "; did you mean '100GBASE-KR'?"
    """
    from difflib import get_close_matches

    word, known = str(name).casefold(), {known.casefold(): known for known in names}
    close = get_close_matches(word, known, n=1, cutoff=SIMILAR)
    if close:
        return f"; did you mean {known[close[0]]!r}?"
    if not always or not known:
        return ""
    return f"; the nearest is {known[get_close_matches(word, known, n=1, cutoff=0.0)[0]]!r}"
