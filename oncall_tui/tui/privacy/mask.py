"""A line of the screen with everything masked that is not the console's own (R-176).

It masks by default. What stays is what the console itself could have written: its own words, the people who
work here, times, and the numbers by which clients and items are named. Whatever else stands on a line came
from the record about a client or a caller, on whichever screen; so a new screen needs no code of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

DOT = "•"

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_PHONE = re.compile(r"\+?\d(?:[ -]?\d){5,}(?![:\d])")
_BIRTH = re.compile(r"\b\d{1,2}/\d{1,2}/\d{4}\b|\b(?:18|19|20)\d\d-\d\d-\d\d\b(?!T)")
_TIME = re.compile(r"\b\d{1,2}:\d{2}\b")
_TOKEN = re.compile(r"\S+")
_EDGE = re.compile(r"\s{2,}|[·|,;:()\[\]“”\"…–—─│▸●○✓✗!?‖]+|[.](?=\s|$)")
"""What parts one clause from the next: a clause is shown whole or masked whole."""
_AROUND = ".,;:()[]“”\"'…!?"
_INITIALS_UP_TO = 3
"""Words of a clause up to which each keeps its first letter, as a name does; a note keeps none."""

_MARK_UP_TO = 2
"""Capitals that stand together as the marks of a state and of its alert do; a name of two is known as one."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Known:
    """What the console may show of the record while it is private."""

    own: frozenset[str] = frozenset()
    """The words of the program and of those who work here, folded."""
    names: frozenset[str] = frozenset()
    """Words of clients' and callers' names as written; masked though they be words of the program."""
    staff: frozenset[str] = frozenset()
    """Names of those who work here, shown whole even where a client shares a part of one."""
    tokens: frozenset[str] = frozenset()
    """Numbers of clients, and addresses of those who work here."""
    phones: frozenset[str] = frozenset()
    """Digits of the numbers of those who work here, and of the line."""
    phrases: frozenset[str] = frozenset()
    """Parts of notes and concerns, folded, that are made of the console's own words alone."""


NOTHING = Known()
"""What is known before the record was read: everything is masked but times."""


@dataclass(slots=True)
class Mask:
    """Masks lines; what it has masked before it remembers, for the same rows are drawn again and again."""

    known: Known = NOTHING
    _done: dict[str, str] = field(default_factory=dict)
    _staff: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort the names of those who work here by how they begin."""
        for name in self.known.staff:
            first = name.split(" ")[0]
            self._staff[first] = (*self._staff.get(first, ()), name)

    def line(self, text: str) -> str:
        """Return a line of as many characters in which nothing of a client or a caller can be read."""
        if text.isspace() or not text:
            return text
        done = self._done.get(text)
        if done is None:
            if len(self._done) > 5_000:
                self._done.clear()
            done = self._done[text] = self._masked(text)
        return done

    def _masked(self, text: str) -> str:
        kept = sorted(self._kept(text))
        out = list(text)
        for start, end in self._hidden(text, kept):
            _hide(out, start, end, kept, first=False)
        for start, end in _clauses(text, kept):
            words = [word for word in _WORD.finditer(text, start, end) if not _inside(word.span(), kept)]
            if text[start:end].strip().casefold() in self.known.phrases or any(
                self._foreign(word.group()) for word in words
            ):
                _hide(out, start, end, kept, first=len(words) <= _INITIALS_UP_TO)
        return "".join(out)

    def _foreign(self, word: str) -> bool:
        """Say whether a word is none of the console's own."""
        if word in self.known.names or (
            len(word) > 1 and word.isupper() and word.title() in self.known.names
        ):
            return True
        mark = len(word) == 1 or (len(word) <= _MARK_UP_TO and word.isupper())
        return not mark and word.casefold() not in self.known.own

    def _kept(self, text: str) -> Iterator[Span]:
        """Yield what stays whatever stands around it."""
        yield from (found.span() for found in _TIME.finditer(text))
        for found in _TOKEN.finditer(text):
            bare = found.group().strip(_AROUND)
            if bare in self.known.tokens:
                start = text.index(bare, found.start())
                yield start, start + len(bare)
        for found in _PHONE.finditer(text):
            if "".join(filter(str.isdigit, found.group())) in self.known.phones:
                yield found.span()
        for found in _WORD.finditer(text):
            for name in self._staff.get(found.group(), ()):
                end = found.start() + len(name)
                if text.startswith(name, found.start()) and not text[end : end + 1].isalnum():
                    yield found.start(), end

    def _hidden(self, text: str, kept: list[Span]) -> Iterator[Span]:
        """Yield numbers that are always masked: telephones and dates of birth."""
        for pattern in (_PHONE, _BIRTH):
            for found in pattern.finditer(text):
                if not _inside(found.span(), kept):
                    yield found.span()


def clauses(text: str) -> Iterator[str]:
    """Yield the parts of a text that are shown or masked as one."""
    yield from (text[start:end].strip() for start, end in _clauses(text, []))


def _clauses(text: str, kept: list[Span]) -> Iterator[Span]:
    start = 0
    for edge in _EDGE.finditer(text):
        if _inside(edge.span(), kept):
            continue
        yield start, edge.start()
        start = edge.end()
    yield start, len(text)


def _inside(span: Span, kept: list[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in kept)


def _hide(out: list[str], start: int, end: int, kept: list[Span], *, first: bool) -> None:
    """Put dots in place of letters and digits; `first` leaves the first letter of each word."""
    within = False
    for at in range(start, end):
        char = out[at]
        plain = _LETTER_OR_DIGIT.match(char) is not None
        mark = not plain and not char.isascii() and char.isprintable() and char not in "•’…·–—−"
        initial = first and not within and char.lower() != char.upper()  # a sign may be a whole name
        if (plain or mark) and not initial and not any(low <= at < high for low, high in kept):
            out[at] = DOT
        within = plain or (within and char in "'’")
