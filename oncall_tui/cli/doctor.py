"""The command that says on one page whether all is well, and what to do where it is not."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output, shapes
from oncall_tui.cli.diagnostics import REFUSED
from oncall_tui.cli.sitting import store_at
from oncall_tui.text import cell_fit, safe_text

if TYPE_CHECKING:
    from oncall_tui.desk.findings import Finding

_MARKS = {"ok": "ok", "look": "!", "wrong": "✗"}
_MARK = 4
_NARROWEST = 40


def doctor(json: opt.Json = False, db: opt.Db = "", as_: opt.As = "") -> None:
    """Check that all is well; say what to do where it is not.

    Looks at database, record, copies, keys, sign-in, rota and clock; exits 1 if one is wrong.
    """
    from oncall_tui.desk.findings import Grade
    from oncall_tui.desk.health import unopened
    from storage.errors import StoreError

    try:
        found = _examined(db, as_)
    except StoreError as fault:
        found = (unopened(fault.words),)
    if json:
        output.emit([shapes.finding(each) for each in found])
    else:
        output.lines(tuple(_page(found)))
    if any(each.grade is Grade.WRONG for each in found):
        raise typer.Exit(REFUSED)


def _examined(db: str, operator: str) -> tuple[Finding, ...]:
    from oncall_tui.bootstrap import desk_for, settings_for
    from oncall_tui.desk.health import examine

    with store_at(db) as store:
        return examine(store, partial(desk_for, store, settings_for(db), operator=operator))


def _page(found: Sequence[Finding]) -> Iterator[str]:
    """Yield a line for each thing, what to do about it beneath, and at the end how many want something."""
    named = max((len(each.name) for each in found), default=0) + 2
    room = shutil.get_terminal_size().columns - _MARK - named if sys.stdout.isatty() else 0
    for each in found:
        first, *more = _wrapped(each.words, room)
        yield f"{_MARKS[each.grade.value]:<{_MARK}}{cell_fit(each.name, named)}{first}"
        if each.remedy:
            step, *further = _wrapped(each.remedy, room - 2)
            more += [f"→ {step}", *(f"  {words}" for words in further)]
        yield from (" " * (_MARK + named) + words for words in more)
    counted = [(sum(each.grade.value == grade for each in found), words) for grade, words in _COUNTED.items()]
    yield ""
    yield ", ".join(f"{number} {words}" for number, words in counted if number) + "."


_COUNTED = {"wrong": "to mend", "look": "to look at", "ok": "in order"}


def _wrapped(text: str, room: int) -> list[str]:
    """Return text in lines of a width; whole where nobody sees it on a terminal."""
    plain = safe_text(text, max_len=4000)
    if room < _NARROWEST:
        return [plain]
    return textwrap.wrap(plain, room, break_long_words=False, break_on_hyphens=False) or [""]
