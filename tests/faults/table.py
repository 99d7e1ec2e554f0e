"""The table of faults: what is promised, what was done, and what a run has seen of it.

`python -m tests.faults.table FILE` prints it of the lines that `promise` wrote, and exits with 1 where one
falls short or nothing was reported for a row.
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which

_WIDTH = 110
_KEPT = 4
"""Digits of a figure that is no whole number."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one test has reported."""

    row: str
    test: str
    seen: dict[str, float]


@dataclass(frozen=True, slots=True)
class Limit:
    """What a figure has to be; `total` and the others look at every test of the row that reports it."""

    figure: str
    at_most: float | None = None
    at_least: float | None = None
    below: float | None = None
    total: float | None = None
    """At least so much in all tests together: the dose."""
    same_as: str = ""
    """Another figure of the same test, to which it must be equal."""

    def shortfalls(self, lines: Sequence[Line]) -> Iterator[str]:
        """Say each way in which what was reported falls short."""
        found = [(line, line.seen[self.figure]) for line in lines if self.figure in line.seen]
        if not found:
            yield f"nothing was reported of {self.figure}"
        for line, value in found:
            if self.at_most is not None and value > self.at_most:
                yield f"{line.test}: {self.figure} {said(value)}, promised at most {said(self.at_most)}"
            if self.at_least is not None and value < self.at_least:
                yield f"{line.test}: {self.figure} {said(value)}, promised at least {said(self.at_least)}"
            if self.below is not None and value >= self.below:
                yield f"{line.test}: {self.figure} {said(value)}, promised below {said(self.below)}"
            if self.same_as and value != line.seen.get(self.same_as):
                yield f"{line.test}: {self.figure} {said(value)}, but {self.same_as} another number"
        whole = sum(value for _line, value in found)
        if self.total is not None and found and whole < self.total:
            yield f"{self.figure} {said(whole)} in all, the dose is {said(self.total)}"


@dataclass(frozen=True, slots=True)
class Row:
    """One promise."""

    name: str
    done: str
    """What is done to put it to the test."""
    limits: tuple[Limit, ...]
    needs: tuple[str, ...] = ()
    """Programs without which a part of it cannot be tried, by the names of their Debian packages."""

    def verdict(self, lines: Sequence[Line]) -> tuple[str, ...]:
        """Return every way in which it falls short; none where it is kept."""
        if not lines:
            return ("no test has reported anything",)
        return tuple(dict.fromkeys(words for limit in self.limits for words in limit.shortfalls(lines)))


ROWS = (
    Row(
        "saved means saved",
        "kill -9 at random and before each call of a commit, plain and encrypted",
        (
            Limit("kills", total=600),
            Limit("at_calls", at_least=10),
            *(Limit(each, at_most=0) for each in ("lost", "torn", "broken")),
        ),
        needs=("strace",),
    ),
    Row(
        "two consoles",
        "4 programs, 300 read-modify-writes each, both databases; changes timed to the other's screen",
        (
            Limit("changes", total=2400),
            Limit("lost", at_most=0),
            Limit("errors", at_most=0),
            Limit("p99_ms", below=250),
            Limit("seen_after_s", at_most=2),
        ),
    ),
    Row(
        "any text",
        "40 hostile payloads in every widget in a terminal; fuzzed strings drawn and searched for",
        (
            Limit("payloads", at_least=40),
            Limit("drawn", total=20_000),
            Limit("searched", total=200_000),
            *(Limit(each, at_most=0) for each in ("crashes", "controls", "actions", "query_errors")),
        ),
    ),
    Row(
        "any input",
        "5 MB pasted, broken bytes, far mouse reports, bursts of keys, storms of sizes on each screen",
        (
            Limit("pasted_mb", at_least=5),
            Limit("notices", at_least=1),
            Limit("bursts", at_least=8),
            Limit("sizes", total=100),
            Limit("exceptions", at_most=0),
        ),
    ),
    Row(
        "any end",
        "signals, a killed pane, detached and attached again, orphaned with SIGHUP ignored",
        (
            Limit("ends", total=6),
            Limit("seconds", at_most=5),
            Limit("restored", at_least=1),
            Limit("unfinished", at_most=0),
        ),
        needs=("tmux",),
    ),
    Row(
        "disk full, I/O error, read-only, missing, damaged, newer, foreign file",
        "each error of SQLite at 40 statements, full and read-only disks, spoilt files",
        (
            Limit("tried", total=460),
            Limit("responsible_shown", total=5),
            *(Limit(each, at_most=0) for each in ("changed", "missed", "overwritten")),
            Limit("told", same_as="tried"),
            Limit("kept", at_least=1),
            Limit("calls_shown", same_as="calls_saved"),
        ),
    ),
    Row(
        "restore",
        "the last 5 backups put back row by row; kills at each step of a restore and of each migration",
        (
            Limit("tried", total=5),
            Limit("equal", same_as="tried"),
            Limit("neither", at_most=0),
            Limit("between", at_most=0),
            Limit("finished", same_as="kills"),
        ),
    ),
    Row(
        "audit",
        "edits behind the record's back, both databases",
        (Limit("tried", total=1000), Limit("found", same_as="tried")),
    ),
    Row("privacy", "telling words sent through all that may go wrong", (Limit("found", at_most=0),)),
    Row(
        "imports and exports",
        "200 malformed files; text that begins like a formula in every export",
        (
            Limit("files", total=200),
            Limit("half_taken", at_most=0),
            Limit("unforeseen", at_most=0),
            Limit("memory_mb", below=200),
            Limit("leaders", at_least=6),
            Limit("raw", at_most=0),
        ),
    ),
    Row(
        "long weekend",
        "72 hours of pulses, calls and alerts; growth of the second half",
        (
            Limit("hours", at_least=72),
            Limit("memory_growth_percent", below=10),
            *(Limit(f"more_{each}", at_most=0) for each in ("descriptors", "threads", "widgets")),
        ),
    ),
    Row(
        "load",
        "20,000 clients, 200,000 calls, 4 consoles at work",
        (
            Limit("clients", at_least=20_000),
            Limit("calls", at_least=200_000),
            Limit("consoles", at_least=4),
            Limit("search_p99_ms", below=100),
            Limit("commit_p99_ms", below=50),
            Limit("gap_p99_ms", below=100),
        ),
    ),
)


def read(file: Path) -> tuple[Line, ...]:
    """Return what was reported; nothing where no test has."""
    if not file.exists():
        return ()
    lines = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return tuple(Line(each["row"], each["test"], each["seen"]) for each in lines)


def judged(lines: Sequence[Line], rows: Sequence[Row] = ROWS) -> tuple[str, bool]:
    """Return the table as text, and whether everything that is promised was kept."""
    text, kept = [], True
    for row in rows:
        mine = [line for line in lines if line.row == row.name]
        wrong = row.verdict(mine)
        kept = kept and not wrong
        text += ["", f"{'SHORT' if wrong else 'ok':<7}{row.name}", *_indented(row.done)]
        text += [each for line in mine for each in _indented(f"{line.test}: {_figures(line.seen)}", "  ")]
        missing = tuple(
            f"{tool} is not installed here (a Debian package)" for tool in row.needs if not which(tool)
        )
        text += [each for words in (*wrong, *missing) for each in _indented(words, "! ")]
    for name in sorted({line.row for line in lines} - {row.name for row in rows}):
        kept = False
        text += ["", f"{'SHORT':<7}{name}", *_indented("no row of the table promises that", "! ")]
    return "\n".join(text).lstrip("\n") + "\n", kept


def said(value: float) -> str:
    """Return a figure as it is printed."""
    return f"{value:,}" if float(value).is_integer() and abs(value) >= 1 else f"{value:,.{_KEPT}g}"


def _figures(seen: dict[str, float]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {said(value)}" for name, value in seen.items())


def _indented(text: str, mark: str = "") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=" " * 7 + mark, subsequent_indent=" " * (7 + len(mark)))


def main(arguments: Sequence[str]) -> int:
    """Print the table of a file of figures; 1 where something falls short."""
    text, kept = judged(read(Path(arguments[0])))
    sys.stdout.write(text)
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
