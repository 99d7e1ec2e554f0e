"""The only place that prints: data to stdout, narration to stderr."""

from __future__ import annotations

import functools
import getpass
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import TextIO

from oncall_tui.text import Align, cell_fit, cell_width, safe_text

Json = str | int | float | bool | None | Mapping[str, "Json"] | Sequence["Json"]
"""What one JSON document may hold."""

_OBEYED = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""Characters that are fine in JSON but that a terminal would obey rather than show."""
_NARROWEST = 8
_GAP = "  "


def prepare_streams() -> None:
    """Make sure that no letter can stop the output, whatever the terminal's encoding is."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def emit(document: Json) -> None:
    """Print one JSON document."""
    print(_dumps(document, indent=2))


def emit_list(documents: Iterable[Json]) -> None:
    """Print many as one JSON list, each as soon as it is known, so that any number of them fits in memory."""
    empty = True
    for document in documents:
        print("[" if empty else ",", _dumps(document), sep="\n", end="")
        empty = False
    print("[]" if empty else "\n]")


def lines(texts: Iterable[str]) -> None:
    """Print lines of text, made safe for a terminal."""
    for text in texts:
        print(safe_text(text))


def raw(text: str) -> None:
    """Print text that is meant to be kept in a file as it is."""
    print(text, end="" if text.endswith("\n") else "\n")


def pairs(facts: Mapping[str, str]) -> None:
    """Print facts under their names, aligned."""
    width = max(map(cell_width, facts), default=0)
    for name, value in facts.items():
        print(f"{cell_fit(name, width)}{_GAP}{safe_text(value)}")


def table(titles: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> None:
    """Print a table, aligned; on a terminal the widest column gives way so that a row fits on its line.

    Args:
        titles: of the columns.
        rows: one text a column; they are made safe here.
        right: numbers of the columns that are aligned to the right.
    """
    shown = [tuple(safe_text(cell) for cell in row) for row in rows]
    widths = [max(map(cell_width, column)) for column in zip(titles, *shown, strict=True)]
    if sys.stdout.isatty():
        _narrow(widths, shutil.get_terminal_size().columns)
    for row in chain([tuple(titles)], shown):
        cells = []
        for place, cell in enumerate(row):
            align: Align = "right" if place in right else "left"
            cells.append(cell_fit(cell, widths[place], align))
        print(_GAP.join(cells).rstrip())


def narrate(text: str) -> None:
    """Say something to the person, beside the data."""
    sys.stdout.flush()
    _say(sys.stderr, text)


def progress(done: int, total: int) -> None:
    """Show how far something is, on a terminal only."""
    if sys.stderr.isatty():
        share = 100 * done // total if total else 100
        print(f"\r{done:,} of {total:,} ({share} %)", end="\n" if done >= total else "", file=sys.stderr)
        sys.stderr.flush()


def ask(question: str, default: str = "") -> str:
    """Ask the person at the terminal; an empty answer takes the default.

    Raises:
        EOFError: nobody answers.
    """
    hint = f" [{safe_text(default)}]" if default else ""
    print(f"{question}{hint}: ", end="", file=sys.stderr)
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer:
        raise EOFError
    return answer.strip() or default


def secret_asker() -> Callable[[str], str] | None:
    """Return what asks for a secret without showing it, once for each question; None without a terminal."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    return functools.cache(ask_secret)


def ask_secret(question: str) -> str:
    """Ask for a secret at the terminal, and show nothing of it."""
    return getpass.getpass(f"{safe_text(question)}: ")


def _say(stream: TextIO, text: str) -> None:
    print(safe_text(text, multiline=True, max_len=100_000), file=stream)


def _narrow(widths: list[int], limit: int) -> None:
    """Take from the widest column until the table fits, or until nothing can give way."""
    over = sum(widths) + len(_GAP) * (len(widths) - 1) - limit
    while over > 0 and max(widths) > _NARROWEST:
        widest = widths.index(max(widths))
        second = max((width for place, width in enumerate(widths) if place != widest), default=0)
        step = min(over, max(1, widths[widest] - max(second, _NARROWEST)))
        widths[widest] -= step
        over -= step


def _dumps(document: Json, indent: int | None = None) -> str:
    """Return JSON that a terminal shows and never obeys."""
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
