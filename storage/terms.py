"""What somebody typed into the look-up, read as terms: words, numbers of any kind and dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storage.folding import LONGEST, chunks, fold, join_chunk, split_chunk

LONGEST_QUESTION = 512
"""Characters that are looked at; the rest of a paste is no name."""
MOST_TERMS = 12
LONGEST_NUMBER = 18
"""Digits that can still be one phone number, with an international prefix in front."""


class Column(StrEnum):
    """A part of what is known of a client, by the sign that its words carry in the index.

    The sign is part of the word, so that a beginning within one part is read without a look at the others.
    """

    ANY = ""
    """Words of names, suburb, managers and client number."""
    FAMILY = "§"
    NUMBER = "¶"
    PHONE = "†"
    TAIL = "‡"
    """Phone digits backwards, so that the end of a number can be looked for."""
    BORN = "•"
    JOINED = "¬"
    """Names and numbers of several words, written as one."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One word to look for in one part."""

    column: Column
    word: str
    open: bool = True
    """Whether words that go on after it count as well."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a client must have to be found."""

    word: str
    """The folded word; empty for a number or a date."""
    exact: Leaf
    """What a client has for whom this is the very family name, or client number."""
    near: Leaf
    """What a client has whose family name, or client number, begins so."""
    ways: tuple[tuple[Leaf, ...], ...]
    """Any of these is enough, each a set of leaves that must all be there."""


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<name>[a-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_DATES = (
    re.compile(r"(?<!\S)(?P<day>\d{1,2})(?P<sep>[/.-])(?P<month>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})(?!\S)"),
    re.compile(r"(?<!\S)(?P<day>\d{1,2}) (?P<month>\d{1,2}) (?P<year>\d{4})(?!\S)"),
    re.compile(r"(?<!\S)(?P<year>\d{4})[/.-](?P<month>\d{1,2})[/.-](?P<day>\d{1,2})(?!\S)"),
    re.compile(rf"(?<!\S){_DAY}[ ./-]?{_MONTH}[ ./-]?(?P<year>\d{{4}}|\d{{2}})(?!\S)"),
    re.compile(rf"(?<!\S){_MONTH} {_DAY} (?P<year>\d{{4}}|\d{{2}})(?!\S)"),
)
_ASIDE = re.compile(r"[^\w\s'+().\-/]")
_NO_DIGITS = re.compile(r"[^0-9]+")
_TRUNK = re.compile(r"\(0\)")


def digits_of(text: str) -> str:
    """Return the ten digits that stand in a text, and nothing else of it."""
    return _NO_DIGITS.sub("", text)


def parse(typed: str) -> tuple[Term, ...]:
    """Return the terms in a typed text; whatever stands there, nothing is an error (R-059)."""
    plain = " ".join(_ASIDE.sub(" ", fold(typed[:LONGEST_QUESTION])).split())
    found: list[Term] = []
    for pattern in _DATES:
        match = pattern.search(plain)
        days = _days(match) if match else ()
        if match and days:
            found.append(_born(days, match[0]))
            plain = plain[: match.start()] + " | " + plain[match.end() :]
            break
    found.extend(_read_pieces(plain.split()))
    return tuple(found[:MOST_TERMS])


def _read_pieces(pieces: list[str]) -> Iterator[Term]:
    """Read each word, and digits that stand beside each other as one number."""
    run: list[str] = []
    for piece in [*pieces, "|"]:
        if digits_of(piece) and not any(map(_is_letter, piece)):
            run.append(piece)
        elif piece == "|" or any(map(_is_letter, piece)):
            yield from _read_run(run)
            run = []
            yield from map(_read_word, filter(join_chunk, chunks(piece)))


def _read_run(run: list[str]) -> Iterator[Term]:
    """Read digits in groups: as one number, or one by one where together they are too many."""
    groups = [digits_of(_TRUNK.sub("", piece)) for piece in run]
    whole = "".join(groups)
    if len(whole) <= LONGEST_NUMBER:
        groups = [whole]
    return (_read_number(group[:LONGEST]) for group in groups if group)


def _read_word(chunk: str) -> Term:
    """Read a word; one with a hyphen is found joined, or by its parts."""
    word, parts = join_chunk(chunk), split_chunk(chunk)
    ways: tuple[tuple[Leaf, ...], ...] = ((Leaf(Column.ANY, word),), (Leaf(Column.JOINED, word),))
    if len(parts) > 1:
        ways += (tuple(Leaf(Column.ANY, part) for part in parts),)
    return Term(word, Leaf(Column.FAMILY, word, open=False), Leaf(Column.FAMILY, word), ways)


def _read_number(digits: str) -> Term:
    """Read digits as a client number, the start or the end of a phone number, or a year or day of birth."""
    leaves = [Leaf(Column.NUMBER, digits)]
    if len(digits) >= 2:
        leaves.append(Leaf(Column.PHONE, digits))
    for prefix in ("0011", "00"):
        if digits.startswith(prefix) and len(digits) > len(prefix):
            leaves.append(Leaf(Column.PHONE, digits[len(prefix) :]))
    if len(digits) >= 4:
        leaves.append(Leaf(Column.TAIL, digits[::-1]))
    if digits.startswith("0") and len(bare := digits.lstrip("0")) >= 7:
        leaves.append(Leaf(Column.TAIL, bare[::-1]))
    if len(digits) in (4, 6, 8):
        leaves.append(Leaf(Column.BORN, digits))
    ways = tuple((leaf,) for leaf in leaves)
    return Term("", Leaf(Column.NUMBER, digits, open=False), Leaf(Column.NUMBER, digits), ways)


def _born(days: tuple[str, ...], written: str) -> Term:
    """Read a date of birth; what looks like one may also be a client number."""
    leaves = [Leaf(Column.BORN, day, open=False) for day in days]
    digits = digits_of(written)
    leaves.append(Leaf(Column.NUMBER, digits))
    if len(digits) >= 8:
        leaves.append(Leaf(Column.PHONE, digits))
    return Term("", leaves[0], leaves[0], tuple((leaf,) for leaf in leaves))


def _days(match: re.Match[str]) -> tuple[str, ...]:
    """Return the days that a written date can mean, as yyyymmdd; a short year is in either century."""
    parts = match.groupdict()
    if "month" in parts:
        month = int(parts["month"])
    else:
        name = parts["name"]
        month = next((at for at, known in enumerate(_MONTHS, 1) if name.startswith(known)), 0)
    year = int(parts["year"])
    years = (year,) if len(parts["year"]) == 4 else (1900 + year, 2000 + year)
    found = []
    for each in years:
        try:
            found.append(date(each, month, int(parts["day"])).strftime("%Y%m%d"))
        except ValueError:
            continue
    return tuple(found)


def _is_letter(letter: str) -> bool:
    """Whether a sign makes a word of what it stands in."""
    return letter.isalnum() and not "0" <= letter <= "9"
