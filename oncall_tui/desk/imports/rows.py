"""One row of an import: each column read as what it should be, every fault noted with row and column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import TypeVar
from zoneinfo import ZoneInfo

from oncall_tui.desk.imports.findings import Findings, shown
from oncall_tui.desk.imports.tables import Cells
from oncall_tui.rules.walltime import WallTime, WhenError
from oncall_tui.text import storable

Word = TypeVar("Word", bound=StrEnum)

SHORT, LONG = 200, 4000
"""Characters that a name or a number, and a note, may have."""
_OLDEST, _NEWEST = 1900, 2200
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"})
_NO_OTHERS: Mapping[str, str] = MappingProxyType({})
_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})
_BRITISH = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?", re.ASCII
)


class FileRow:
    """A row whose cells are asked for by the name of their column.

    An answer of None means that the file has no such column, so what is kept already stays as it is.
    """

    __slots__ = ("_cells", "_findings", "_index", "number", "sound")

    def __init__(self, number: int, cells: Cells, index: Mapping[str, int], findings: Findings) -> None:
        self.number = number
        self.sound = True
        """False once anything in it was wrong."""
        self._cells = cells
        self._index = index
        self._findings = findings

    def wrong(self, column: str, words: str) -> None:
        """Note that a column is wrong; the row will not be kept."""
        self.sound = False
        self._findings.wrong(self.number, column, words)

    def doubtful(self, column: str, words: str) -> None:
        """Note something to look at; the row is kept."""
        self._findings.doubtful(self.number, column, words)

    def refuse_stray(self, width: int, nameless: Sequence[int]) -> None:
        """Note values that stand beneath no header, or beneath one without a name."""
        for place in nameless:
            if place < len(self._cells) and self._cells[place].strip():
                words = f"{shown(self._cells[place])} stands in a column without a name. Name it or empty it."
                self.wrong("", words)
        if len(self._cells) > width and any(cell.strip() for cell in self._cells[width:]):
            words = (
                f"has {len(self._cells)} values where the header has {width}. Put text with commas in quotes."
            )
            self.wrong("", words)

    def raw(self, column: str) -> str | None:
        """Return what stands in a column, as it stands."""
        place = self._index.get(column)
        if place is None:
            return None
        return self._cells[place] if place < len(self._cells) else ""

    def text(self, column: str, longest: int = SHORT) -> str | None:
        """Return one line of text without blanks at its ends."""
        raw = self.raw(column)
        if not raw:
            return raw
        if raw[0] == "#" and raw.strip() in _ERRORS:
            self.wrong(column, f"{shown(raw)} is an error of the spreadsheet. Mend the formula.")
        if raw.isascii() and raw.isprintable() and len(raw) <= longest:
            return " ".join(raw.split())
        return self._fit(column, " ".join(_clean(raw).split()), longest)

    def note(self, column: str) -> str | None:
        """Return text in which line breaks may stand."""
        raw = self.raw(column)
        if raw is None:
            return None
        lines = _clean(raw).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return self._fit(column, "\n".join(map(str.rstrip, lines)).strip(), LONG)

    def needed(self, column: str) -> str:
        """Return a text that must not be empty."""
        found = self.text(column) or ""
        if not found and self.raw(column) is not None:
            self.wrong(column, "is empty. Fill it in.")
        return found

    def texts(self, column: str) -> list[str] | None:
        """Return the texts between semicolons, each once."""
        found = self.text(column, LONG)
        if found is None:
            return None
        return list(dict.fromkeys(part.strip() for part in found.split(";") if part.strip()))

    def word(
        self, column: str, words: type[Word], *, ending: str = "", also: Mapping[str, str] = _NO_OTHERS
    ) -> Word | None:
        """Return one word of a vocabulary; None for an empty cell, or after noting what is allowed.

        Args:
            column: where it stands.
            words: the vocabulary.
            ending: what may follow each word.
            also: other names of some of them, in small letters.
        """
        found = self.text(column)
        if not found:
            return None
        other = also.get(found.casefold().removesuffix(ending))
        return words(other) if other else self.as_word(column, found, words, ending=ending)

    def as_word(self, column: str, value: str, words: type[Word], *, ending: str = "") -> Word | None:
        """Return the word that a value stands for, tolerant of case, blanks and a common ending."""
        found = _word(value, words, ending)
        if found is None:
            self.wrong(column, f"{shown(value)} is not known. Allowed: {', '.join(words)}.")
        return found

    def yes_or_no(self, column: str) -> bool | None:
        """Return a yes or a no; None for neither."""
        found = self.text(column)
        if not found:
            return None
        if found.casefold() in _YES or found.casefold() in _NO:
            return found.casefold() in _YES
        self.wrong(column, f"{shown(found)} is neither yes nor no.")
        return None

    def day(self, column: str, today: date) -> date | None:
        """Return a date of the past, written as ISO 8601 or day first; None for none."""
        found = self.text(column)
        if not found:
            return None
        day = _date(found)
        if day is None:
            self.wrong(column, f"{shown(found)} is no date. Write 1948-03-12 or 12/03/1948 (day first).")
        elif not date(_OLDEST - 20, 1, 1) <= day <= today:
            self.wrong(column, f"{shown(found)} lies in the future or too far back. Check the year.")
            return None
        return day

    def instant(self, column: str, zone: ZoneInfo) -> datetime | None:
        """Return an instant in UTC; without an offset it is wall time of `zone`; None for none.

        A date alone is its first moment. A wall time that the zone skips or has twice is not guessed at.
        """
        found = self.text(column)
        if not found:
            return None
        wall = _wall(found)
        if wall is None:
            example = "2026-11-23 09:00, or with an offset 2026-11-23T09:00+11:00"
            self.wrong(column, f"{shown(found)} is no date and time. Write {example}.")
        elif not _OLDEST <= wall.year <= _NEWEST:
            self.wrong(column, f"{shown(found)} is not of this time. Check the year.")
        elif wall.tzinfo is not None:
            return wall.astimezone(UTC)
        else:
            try:
                return WallTime(wall.time()).on(wall.date(), zone)
            except WhenError as doubt:
                self.wrong(column, doubt.words)
        return None

    def date_alone(self, column: str) -> bool:
        """Whether a column holds a date without a time of day."""
        found = self.text(column) or ""
        return bool(_DATE.fullmatch(found) or _BRITISH.fullmatch(found))

    def _fit(self, column: str, found: str, longest: int) -> str:
        """Return a text that is short enough, or note that it is not."""
        if len(found) <= longest:
            return found
        self.wrong(column, f"{shown(found)} has {len(found):,} characters; {longest:,} are allowed.")
        return found[:longest]


@lru_cache(maxsize=1024)
def _word(value: str, words: type[Word], ending: str) -> Word | None:
    """Return the word that a value stands for, if it does for one."""
    plain = value.casefold().removesuffix(ending).strip().replace("_", "-").replace(" ", "-")
    try:
        return words(plain)
    except ValueError:
        return None


def _clean(raw: str) -> str:
    """Return text without what no database keeps, its accents written in one way."""
    kept = storable(raw)
    return kept if kept.isascii() else unicodedata.normalize("NFC", kept).replace("\ufeff", "")


def _date(text: str) -> date | None:
    """Return a date from `1948-03-12` or `12/03/1948`; a workbook's midnight may follow it."""
    text = text.removesuffix(" 00:00:00")
    british = _BRITISH.fullmatch(text)
    try:
        if british:
            day, month, year = map(int, british.groups())
            return date(year, month, day)
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _wall(text: str) -> datetime | None:
    """Return an instant as it is written, aware only where an offset is."""
    day = _date(text)
    if day is not None:
        return datetime.combine(day, time())
    plain = text.strip().upper().replace("T", " ")
    if not _INSTANT.fullmatch(plain):
        return None
    clock = plain[11:].replace(" ", "")
    try:
        return datetime.fromisoformat(f"{plain[:10]} {clock if clock[1] != ':' else '0' + clock}")
    except ValueError:
        return None
