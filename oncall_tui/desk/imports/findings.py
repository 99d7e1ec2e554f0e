"""What an import finds: what is wrong with a file, what is worth a second look, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from oncall_tui.errors import Refused
from oncall_tui.text import safe_text

SHOWN = 200
"""How many problems, and how many warnings, are told one by one; the rest are counted."""
_SHOWN_VALUE = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a file that is wrong, or that somebody should look at."""

    row: int
    """As a spreadsheet numbers it, the header included; 0 for the file as a whole."""
    column: str
    """Name of the column; empty for the row or the file as a whole."""
    words: str
    """What is there, and what is allowed."""
    place: str = ""
    """What a person calls that row, where it is none of a spreadsheet."""

    def __str__(self) -> str:
        """Return where and what, on one line."""
        place = [self.place or f"row {self.row}"] if self.row else []
        place += [self.column] if self.column else []
        return f"{', '.join(place)}: {self.words}" if place else self.words


class ImportRefused(Refused):
    """A file with something wrong in it; nothing of it was kept."""

    def __init__(self, problems: tuple[Problem, ...], total: int, source: str) -> None:
        many = "1 problem" if total == 1 else f"{total:,} problems"
        lines = [f"{source}: {many}, so nothing was imported.", *map(str, problems)]
        if total > len(problems):
            lines.append(f"… and {total - len(problems):,} more.")
        super().__init__("\n".join(lines))
        self.problems = problems
        """The first of them, in the order of the file."""
        self.total = total
        """How many there are in all."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What a file changed, or would change."""

    kind: str
    rows: int
    """Rows beneath the header, blank ones left out."""
    added: int
    changed: int
    unchanged: int
    warnings: tuple[Problem, ...]
    """The first of what should be looked at."""
    warnings_total: int
    applied: bool
    """False for a preview."""


@dataclass(slots=True)
class Findings:
    """Collects what is wrong and what is doubtful while a file is read; its memory is bounded."""

    source: str
    """Name of the file, for people."""
    problems: list[Problem] = field(default_factory=list)
    problems_total: int = 0
    warnings: list[Problem] = field(default_factory=list)
    warnings_total: int = 0
    places: dict[int, str] = field(default_factory=dict)
    """What a person calls some rows, by number; the others are called row 1, row 2 …"""

    def place(self, row: int) -> str:
        """Return what a person calls a row."""
        return self.places.get(row) or f"row {row}"

    def wrong(self, row: int, column: str, words: str) -> None:
        """Note something that makes the whole file be refused."""
        self.problems_total += 1
        if len(self.problems) < SHOWN:
            self.problems.append(Problem(row, column, words, self.places.get(row, "")))

    def doubtful(self, row: int, column: str, words: str) -> None:
        """Note something that is taken, but that somebody should look at."""
        self.warnings_total += 1
        if len(self.warnings) < SHOWN:
            self.warnings.append(Problem(row, column, words, self.places.get(row, "")))

    def refuse_if_wrong(self) -> None:
        """End the import when anything was wrong.

        Raises:
            ImportRefused: with every problem that was kept, in the order of the file.
        """
        if self.problems_total:
            ordered = tuple(sorted(self.problems, key=lambda problem: problem.row))
            raise ImportRefused(ordered, self.problems_total, self.source)


def refused(source: str, words: str, *, row: int = 0, column: str = "") -> ImportRefused:
    """Return the refusal of a file for one reason, said of the row or of the whole file."""
    words = words if row or column else f"The file {words}"
    return ImportRefused((Problem(row, column, words),), 1, source)


def shown(value: str) -> str:
    """Return a value of the file, short, in quotes and safe to show."""
    return f"“{safe_text(value, max_len=_SHOWN_VALUE)}”"
