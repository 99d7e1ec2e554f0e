"""What happened in a span, told from the audit record without reading more of it than that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.history import told_words
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SLACK = 200
"""Entries looked at beyond each end, because a clock may have been set back."""
_COVER = ("absence.", "duty.", "reassigned", "handover.")
"""Beginnings of the actions that change who answers."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that was done, and is not taken back."""

    at: datetime
    by: str
    action: str
    """Such as call.logged."""
    kind: str
    """What it was done to: item, client, person, shift …"""
    number: int
    """Which one; 0 where it has no number."""
    words: str

    @property
    def cover(self) -> bool:
        """Whether it changed who answers for clients or has the line."""
        return self.action.startswith(_COVER)


def deeds(connection: Connection, start: datetime, end: datetime) -> tuple[Deed, ...]:
    """Return what was done from one instant to another, oldest first, without what was taken back."""
    last = reads.scalar(connection, "audit_last") or 0
    first = _first_at(connection, start, last) - _SLACK
    final = _first_at(connection, end, last) + _SLACK
    names = {person.email: person.name for person in reads.rows(connection, "people")}
    found = list(reads.rows(connection, "audit_between", id=first, last=final))
    taken_back = {row.undoes for row in found if row.undoes is not None}
    return tuple(
        Deed(
            at,
            names.get(row.actor, row.actor),
            row.action,
            *_object(row.object),
            told_words(row.detail, row.action),
        )
        for row in found
        if row.undoes is None and row.seq not in taken_back and start <= (at := reads.instant(row.at)) < end
    )


def _first_at(connection: Connection, at: datetime, last: int) -> int:
    """Return the number of the first entry at or after an instant, by halving."""
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        row = reads.one(connection, "audit_from", id=middle)
        if row is None or reads.instant(row.at) >= at:
            high = middle
        else:
            low = row.seq + 1
    return low


def _object(name: str) -> tuple[str, int]:
    kind, _, number = name.partition(":")
    return kind, int(number) if number.isdecimal() else 0
