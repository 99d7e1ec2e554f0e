"""The review report: first sessions, decisions, notes, complaints and check-ins over a span (R-182)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.rules.outcomes import median
from storage import reads
from storage.vocabulary import CaseKind, CaseOrigin, ItemState, Purpose, ReviewDecision

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class FirstSessions:
    """Cases of one kind whose first session was held in the span and wants a review."""

    kind: CaseKind
    due: int
    done: int
    decisions: Mapping[ReviewDecision, int]
    """By the decision that counts."""
    to_decision: float | None
    """Seconds from the session to the first decision, the middle one."""
    overrides: int
    """Sessions that went ahead without a decision, or beyond what it authorised."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case or note that waits."""

    case_id: int
    kind: CaseKind
    since: datetime


@dataclass(frozen=True, slots=True)
class Notes:
    """Completed notes."""

    recorded: int
    """In the span."""
    reviewed: int
    """Of those."""
    actions: int
    """Reviews of those that created actions."""
    to_review: float | None
    """Seconds from record to review, the middle one."""
    unreviewed: tuple[Waiting, ...]
    """All that wait now, whenever they were recorded, the oldest first."""
    outstanding: tuple[Waiting, ...]
    """Cases whose intervention is over and that have no notes yet."""


@dataclass(frozen=True, slots=True)
class Outreach:
    """People who were to be reached for one purpose."""

    purpose: Purpose
    number: int
    attempts: int
    by_phone: int
    by_email: int
    reached: int
    open: int
    """Not reached, and still open."""
    unreached: int
    """Ended without having been reached."""
    tries: Mapping[int, int]
    """How many took how many attempts."""
    overrides: int
    """Attempts that a director allowed beyond the rule."""


@dataclass(frozen=True, slots=True)
class Reviews:
    """The whole report."""

    start: datetime
    end: datetime
    first: tuple[FirstSessions, ...]
    waiting: tuple[Waiting, ...]
    """First sessions of the span without a decision, the oldest first."""
    notes: Notes
    complaints: Outreach
    check_ins: Outreach


def reviews(desk: Desk, start: datetime, end: datetime) -> Reviews:
    """Return what was reviewed, and what waits, in a span."""
    with desk.store.reading() as connection:
        first, waiting = _first(connection, start, end)
        asked = list(reads.rows(connection, "outreach_asked", since=start, before=end))
        return Reviews(
            start,
            end,
            first,
            waiting,
            _notes(connection, start, end),
            _outreach(Purpose.COMPLAINT, asked),
            _outreach(Purpose.CHECK_IN, asked),
        )


def _first(
    connection: Connection, start: datetime, end: datetime
) -> tuple[tuple[FirstSessions, ...], tuple[Waiting, ...]]:
    decided: dict[int, list[reads.Found]] = {}
    for row in reads.rows(connection, "review_decisions"):
        decided.setdefault(row.case_id, []).append(row)
    cases: dict[CaseKind, list[reads.Found]] = {kind: [] for kind in CaseKind if kind.reviewed}
    for row in reads.rows(connection, "first_sessions", since=start, before=end):
        kind = CaseKind(row.kind)
        covered = row.origin == CaseOrigin.SELF_REFERRAL or row.rules_at is not None
        if kind.reviewed and covered:
            cases[kind].append(row)
    made = tuple(_kind(kind, rows, decided) for kind, rows in cases.items())
    waiting = (
        Waiting(row.id, kind, reads.instant(row.held_at))
        for kind, rows in cases.items()
        for row in rows
        if row.id not in decided
    )
    return made, tuple(sorted(waiting, key=lambda each: (each.since, each.case_id)))


def _kind(
    kind: CaseKind, rows: Iterable[reads.Found], decided: Mapping[int, list[reads.Found]]
) -> FirstSessions:
    rows = list(rows)
    done = [row for row in rows if row.id in decided]
    mix = Counter(ReviewDecision(decided[row.id][-1].decision) for row in done)
    times = sorted(
        (reads.instant(decided[row.id][0].decided_at) - reads.instant(row.held_at)).total_seconds()
        for row in done
    )
    overrides = sum(row.overrides for row in rows)
    return FirstSessions(kind, len(rows), len(done), mix, median(times), overrides)


def _notes(connection: Connection, start: datetime, end: datetime) -> Notes:
    recorded = reviewed = actions = 0
    times: list[float] = []
    unreviewed = []
    for row in reads.rows(connection, "notes_recorded", since=start, before=end):
        at, seen = reads.instant(row.recorded_at), reads.maybe_instant(row.reviewed_at)
        if seen is None:
            unreviewed.append(Waiting(row.case_id, CaseKind(row.kind), at))
        if start <= at < end:
            recorded += 1
            if seen is not None:
                reviewed += 1
                actions += row.result == "actions"
                times.append((seen - at).total_seconds())
    outstanding = tuple(
        Waiting(row.id, CaseKind(row.kind), reads.instant(row.ended_at))
        for row in reads.rows(connection, "notes_outstanding", before=end)
    )
    return Notes(recorded, reviewed, actions, median(sorted(times)), tuple(unreviewed), outstanding)


def _outreach(purpose: Purpose, asked: Iterable[reads.Found]) -> Outreach:
    rows = [row for row in asked if row.purpose == purpose]
    missed = [row for row in rows if not row.reached]
    still = sum(1 for row in missed if ItemState(row.state).open)
    return Outreach(
        purpose,
        len(rows),
        sum(row.attempts for row in rows),
        sum(row.phone or 0 for row in rows),
        sum(row.email or 0 for row in rows),
        len(rows) - len(missed),
        still,
        len(missed) - still,
        dict(sorted(Counter(row.attempts for row in rows).items())),
        sum(row.overrides or 0 for row in rows),
    )
