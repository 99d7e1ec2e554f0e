"""The queue: every open item, with who must act, in the order in which it lapses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.acting import Acting, passed_over
from oncall_tui.desk.parties.numbers import AttemptCounts
from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.sought import counts
from oncall_tui.desk.views import ClockView, Counts, Queue, QueueRow
from storage import reads
from storage.vocabulary import CallerType, Category, ClockState, ItemState, Party, Purpose, Urgency

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

_RANK = {urgency: rank for rank, urgency in enumerate(Urgency)}
_CLOCK_STATES = {state.value: state for state in ClockState}
_ITEM_STATES = {state.value: state for state in ItemState}
_URGENCIES = {urgency.value: urgency for urgency in Urgency}
_CATEGORIES = {category.value: category for category in Category}
_CALLERS = {caller.value: caller for caller in CallerType}
_PURPOSES = {purpose.value: purpose for purpose in Purpose}
_RUNNING = ClockState.RUNNING.value
_FAR = float("inf")
NOBODY_TO_REACH = frozenset(
    {
        Category.INFORMATION,
        Category.WRONG_NUMBER,
        Category.ROSTER_SICKNESS,
        Category.ROSTER_ACCIDENT,
        Category.ROSTER_MISHAP,
        Category.CONFLICT,
        Category.CONSULTATION,
    }
)
"""Categories in which nobody is being reached out to, unless a call back is owed all the same."""


def load_queue(desk: Desk, at: datetime | None = None) -> Queue:
    """Return every open item in the queue's order, as it stands now, judged at an instant (R-056)."""
    at = at or desk.now()
    with desk.store.reading() as connection:
        found = list(reads.rows(connection, "open_items"))
        rows = rows_of(desk, connection, found, acting_for(desk, connection, found, at), at)
    return Queue(tuple(sorted(rows, key=lambda row: order(row, at))), at)


def rows_of(
    desk: Desk, connection: Connection, found: Sequence[Any], acting: Acting, at: datetime
) -> list[QueueRow]:
    """Make rows of open items, judged at an instant, with whoever must act at that of `acting`."""
    clocks = _clocks(desk, reads.rows(connection, "open_clocks"), at)
    attempts = {row[0]: row[1] for row in reads.rows(connection, "open_attempts")}
    counts = AttemptCounts(desk.rulebook, connection)
    return [_row(item, clocks[item[0]], attempts.get(item[0], 0), acting, counts) for item in found]


def ended_rows(
    desk: Desk, connection: Connection, ids: Sequence[int], acting: Acting, at: datetime
) -> list[QueueRow]:
    """Make rows of those of some items that have ended."""
    found = [item for item in reads.rows(connection, "items_of", ids=ids) if not ItemState(item.state).open]
    ended = [item.id for item in found]
    clocks = _clocks(desk, reads.rows(connection, "item_clocks_of", ids=ended), at)
    attempts = {row[0]: row[1] for row in reads.rows(connection, "item_attempts_of", ids=ended)}
    counts = AttemptCounts(desk.rulebook, connection)
    return [_row(item, clocks[item[0]], attempts.get(item[0], 0), acting, counts) for item in found]


def load_row(desk: Desk, connection: Connection, item_id: int, at: datetime) -> QueueRow | None:
    """Return one item as the queue shows it, open or ended; None where there is none of that number."""
    item = reads.one(connection, "item", id=item_id)
    if item is None:
        return None
    clocks = _clocks(desk, reads.rows(connection, "item_clocks", id=item_id), at)
    about = Category(item.category), CallerType(item.caller_type)
    made = reads.rows(connection, "item_attempts", id=item_id)
    tried = sum(row.withdrawn_at is None and counts(*about, Party(row.party)) for row in made)
    acting = acting_for(desk, connection, [item], at)
    return _row(item, clocks[item_id], tried, acting, AttemptCounts(desk.rulebook, connection))


def acting_for(desk: Desk, connection: Connection, items: Sequence[Any], at: datetime) -> Acting:
    """Return what answers, for some items, who must act on each."""
    clients = {item.client_id for item in items} - {None}
    return Acting(load_roster(desk, clients, connection=connection), at, passed_over(connection))


def order(row: QueueRow, now: datetime) -> tuple[bool, float, int, datetime, int]:
    """Return what the queue sorts by: lapsed first, then due soonest, then urgency, then oldest (R-056)."""
    due = row.due_at.timestamp() if row.due_at else _FAR
    return (not row.lapsed(now), due, _RANK[row.urgency], row.received_at, row.id)


def count(rows: Iterable[QueueRow], now: datetime, lapsing: timedelta) -> Counts:
    """Count the items that are open, that lapse within a span, and that have lapsed."""
    dues = [row.due_at for row in rows]
    lapsed = sum(1 for due in dues if due is not None and due <= now)
    soon = sum(1 for due in dues if due is not None and now < due <= now + lapsing)
    return Counts(len(dues), soon, lapsed)


def _clocks(desk: Desk, found: Iterable[Any], at: datetime) -> dict[int, tuple[ClockView, ...]]:
    """Make the clocks of each item; they come, and stay, in the order in which they are due."""
    by_item: dict[int, list[ClockView]] = defaultdict(list)
    find = desk.rulebook.find
    for clock_id, item_id, rule_id, started, due_text, state, ended, ended_by in found:
        rule = find(rule_id)
        due = reads.instant(due_text)
        by_item[item_id].append(
            ClockView(
                clock_id,
                rule_id,
                rule.title if rule else rule_id,
                rule.requirement if rule else "",
                reads.instant(started),
                due,
                _CLOCK_STATES[state],
                None if ended is None else reads.instant(ended),
                ended_by,
                state == _RUNNING and due <= at,
            )
        )
    return defaultdict(tuple, {item_id: tuple(views) for item_id, views in by_item.items()})


def _row(
    item: Sequence[Any],
    clocks: tuple[ClockView, ...],
    tried: int,
    acting: Acting,
    counts: AttemptCounts,
) -> QueueRow:
    """Make a row; columns are taken by place, for to ask for each by name costs more than all the rest."""
    item_id, version, state_word, urgency, category_word, client_id, caller, caller_type, phone = item[:9]
    received, recorded, assigned_id, next_step, held_until, risk, purpose, _shift, owed = item[9:18]
    said, number, family, given = item[18:]
    headline = next((clock for clock in clocks if clock.state is ClockState.RUNNING), None)
    state, category = _ITEM_STATES[state_word], _CATEGORIES[category_word]
    person, handed = acting.of(item_id, client_id, assigned_id)
    nobody = not owed and (category.asked or category in NOBODY_TO_REACH)
    return QueueRow(
        id=item_id,
        version=version,
        state=state,
        urgency=_URGENCIES[urgency],
        category=category,
        client_id=client_id,
        client_number=number or "",
        client_name=f"{family}, {given}" if number else "",
        caller=caller,
        caller_type=_CALLERS[caller_type],
        phone=phone,
        received_at=reads.instant(received),
        recorded_at=reads.instant(recorded),
        due_at=headline.due_at if headline else None,
        rule=headline.rule if headline else "",
        acting=person,
        handed=handed,
        attempts=tried,
        attempts_allowed=0
        if nobody
        else counts.cap(
            client_id, _PURPOSES[purpose], risk=bool(risk), complaint=category is Category.COMPLAINT
        ),
        next_step=next_step,
        held_until=reads.maybe_instant(held_until) if state is ItemState.ON_HOLD else None,
        risk=bool(risk),
        said=said,
        clocks=clocks,
    )
