"""The rows behind who holds which role when, brought into line for many clients at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlmodel import SQLModel, col, select

from oncall_tui.rules.stretches import FAR
from storage.models import Decision, Holding

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.reassigning.judging import Move
    from oncall_tui.rules.tenure import Tenure
    from storage.vocabulary import CareRole

R = TypeVar("R", Holding, Decision)
AT_ONCE = 5000
"""How many rows are asked for by number in one statement."""


def rows_of(session: Session, model: type[R], client_ids: Collection[int]) -> Mapping[int, Sequence[R]]:
    """Return the rows of some clients by client, by the thousand at a time."""
    found: dict[int, list[R]] = defaultdict(list)
    ids = sorted(client_ids)
    for place in range(0, len(ids), AT_ONCE):
        part = ids[place : place + AT_ONCE]
        for row in session.exec(select(model).where(col(model.client_id).in_(part)).order_by(col(model.id))):
            found[row.client_id].append(row)
    return found


class Writing:
    """Changes that are written in an order in which no two holders ever stand open at once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._gone: list[SQLModel] = []
        self._ends: list[tuple[Holding | Decision, datetime | None]] = []
        self._new: list[SQLModel] = []

    def remove(self, row: SQLModel) -> None:
        """Take a row out; the record of what was done keeps it."""
        self._gone.append(row)

    def end(self, row: Holding | Decision, at: datetime | None) -> None:
        """Let a row end at an instant, or go on."""
        if row.ends_at != at:
            self._ends.append((row, at))

    def add(self, row: SQLModel) -> None:
        """Put a row in."""
        self._new.append(row)

    def run(self) -> None:
        """Write everything: what goes, what ends, what goes on, and then what is new."""
        for row in self._gone:
            self._session.delete(row)
        self._flush(self._gone)
        for open_ones in (False, True):
            part = [(row, at) for row, at in self._ends if (at is None) is open_ones]
            for row, at in part:
                row.ends_at = at
            self._flush(part)
        self._session.add_all(self._new)
        self._flush(self._new)

    def _flush(self, part: Sequence[Any]) -> None:
        if part:
            self._session.flush()


def write_holdings(session: Session, moves: Mapping[int, Move]) -> None:
    """Bring who holds which role into line; rows that stay as they are are left alone."""
    writing = Writing(session)
    held = rows_of(session, Holding, moves.keys())
    for client_id, move in moves.items():
        for role, after in move.roles.items():
            mine = [row for row in held.get(client_id, ()) if row.role is role]
            _align(writing, client_id, role, mine, after)
    writing.run()


def _align(
    writing: Writing, client_id: int, role: CareRole, before: Iterable[Holding], after: Iterable[Tenure]
) -> None:
    wanted = {(each.start, each.person_id): each for each in after}
    for row in before:
        match = wanted.pop((row.starts_at, row.person_id), None)
        if match is None:
            writing.remove(row)
        else:
            writing.end(row, match.end)
    for each in wanted.values():
        writing.add(
            Holding(
                client_id=client_id,
                person_id=each.person_id,
                role=role,
                starts_at=each.start,
                ends_at=each.end,
            )
        )


def write_decisions(session: Session, client_ids: Collection[int], new: Decision) -> None:
    """Let one decision count for some clients; of earlier ones what lies before and after it stays."""
    writing = Writing(session)
    start, end = new.starts_at, new.ends_at
    made = rows_of(session, Decision, client_ids)
    for client_id in client_ids:
        for row in made.get(client_id, ()):
            over = row.ends_at
            if (over or FAR) <= start or (end is not None and row.starts_at >= end):
                continue
            if end is not None and (over or FAR) > end:
                writing.add(_copy(row, starts_at=end, ends_at=over))
            if row.starts_at < start:
                writing.end(row, start)
            else:
                writing.remove(row)
        writing.add(_copy(new, client_id=client_id))
    writing.run()


def _copy(decision: Decision, **other: Any) -> Decision:
    values = decision.model_dump(exclude={"id", "version"})
    return Decision(**{**values, **other})
