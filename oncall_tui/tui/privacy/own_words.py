"""The words of the console itself: whatever stands between quotes in the program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_PACKAGES = ("oncall_tui", "storage")
_LEFT_OUT = frozenset({"demo", "migrations", "__pycache__"})
"""The demo's clients are no words of the console."""
_DOCSTRING = re.compile(r'"""(?:[^"]|"(?!""))*"""')
_QUOTED = re.compile(r'"([^"\n]*)"')
_FILLED_IN = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BUILT_IN = "mon tue wed thu fri sat sun jan feb mar apr may jun jul aug sep oct nov dec"


@cache
def own_words() -> frozenset[str]:
    """Return them, folded; without the program's source there are hardly any, and more is masked."""
    quoted = (text for package in _PACKAGES for text in _texts(files(package)))
    return words_of((_BUILT_IN, *quoted))


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of some texts, folded."""
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


def _texts(folder: Traversable) -> Iterator[str]:
    """Yield what is quoted in a package's files, one file after the other."""
    for each in folder.iterdir():
        if each.is_dir():
            if each.name not in _LEFT_OUT:
                yield from _texts(each)
        elif each.name.endswith(".py"):
            source = _DOCSTRING.sub("", each.read_text(encoding="utf-8"))
            yield from (_FILLED_IN.sub(" ", quoted) for quoted in _QUOTED.findall(source))
