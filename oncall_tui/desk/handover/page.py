"""A brief as lines under headings: what Markdown, HTML and the console all draw from (R-043)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Tone(StrEnum):
    """How a line is to be read."""

    PLAIN = "plain"
    STRONG = "strong"
    ALARM = "alarm"
    """Grave, lapsed or missing; its words or its sign say so too, never its colour alone."""
    FAINT = "faint"


@dataclass(frozen=True, slots=True)
class Line:
    """One line; where its text has several, those behind the first hang under it."""

    label: str
    text: str
    tone: Tone = Tone.PLAIN
    new: bool = False
    """Whether it came after the last brief."""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A whole brief in words."""

    title: str
    stand: str
    """Where it stands, in a few words."""
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
    glance: tuple[Line, ...] = ()
    """The same in a screenful: each line may be cut, for all of it follows."""


NOTHING = "nothing on record"
"""What stands where the record is silent, so that a reader knows that nothing was left out."""


def section(title: str, lines: Iterable[Line]) -> Section:
    """Return a section; one without a line says that there is nothing on record."""
    return Section(title, tuple(lines) or (Line("", NOTHING, Tone.FAINT),))


def known(label: str, text: str, *, none: str = NOTHING) -> Line:
    """Return a line, or what stands for it where there is nothing."""
    return Line(label, text) if text else Line(label, none, Tone.FAINT)


def listed(label: str, texts: Iterable[str]) -> Line:
    """Return texts as one line with the others under it; none of them is said in words."""
    return known(label, "\n".join(texts))


def after(at: datetime | None, since: datetime | None) -> bool:
    """Say whether something came after the last brief."""
    return at is not None and since is not None and at > since
