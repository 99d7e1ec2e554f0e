"""Start and stop the clocks of an item, by the rulebook and inside the transaction of what caused it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk.owing import Owing, primary_at, settle
from oncall_tui.desk.parties.numbers import NONE, Numbers, numbered
from oncall_tui.rules.rulebook import Event, Rule
from storage.models import Clock, Item
from storage.vocabulary import ClockState, Measure

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class Started:
    """A clock that an event starts."""

    rule: Rule
    started_at: datetime
    due_at: datetime
    steps: tuple[str, ...]


def windows(
    desk: Desk,
    events: Iterable[Event],
    started_at: datetime,
    event_at: datetime | None = None,
    numbers: Numbers = NONE,
) -> tuple[Started, ...]:
    """Return the clocks that some events start at an instant, the earliest due first (R-073).

    Where a client organisation sets a number of its own, that one counts (R-020).

    Args:
        desk: whose rulebook and calendar count.
        events: what happened.
        started_at: when.
        event_at: the hour that they lead up to, such as when a shift begins; a rule of that kind is due then,
            and one that gives way to an earlier date is due no later (R-122).
        numbers: the client organisation's own.
    """
    begun: dict[str, Started] = {}
    for event in events:
        for each in desk.rulebook.starting_on(event):
            rule = numbered(each, numbers)
            if rule.unit is Measure.COUNT or rule.id in begun:
                continue
            anchor = event_at if rule.unit is Measure.ON_DATE else started_at
            if anchor is not None:
                deadline = rule.deadline_before(event_at, anchor, desk.house.calendar)
                begun[rule.id] = Started(rule, started_at, deadline.at, deadline.steps)
    return tuple(sorted(begun.values(), key=lambda each: (each.due_at, each.rule.id)))


def start(session: Session, desk: Desk, item_id: int, begun: Iterable[Started]) -> None:
    """Start clocks for an item; one of the same rule and instant, running or ended, is left alone."""
    begun_before = {
        (clock.rule, clock.started_at)
        for clock in session.exec(select(Clock).where(Clock.item_id == item_id))
    }
    add(
        session,
        desk,
        item_id,
        (each for each in begun if (each.rule.id, each.started_at) not in begun_before),
    )


def add(session: Session, desk: Desk, item_id: int, begun: Iterable[Started]) -> None:
    """Start clocks for an item that has none yet."""
    for each in begun:
        session.add(
            Clock(
                item_id=item_id,
                rule=each.rule.id,
                rule_version=each.rule.version,
                amount=each.rule.amount,
                unit=each.rule.unit,
                zone=desk.house.zone,
                started_at=each.started_at,
                due_at=each.due_at,
            )
        )


def stop(
    session: Session,
    desk: Desk,
    item: Item,
    events: Iterable[Event],
    at: datetime,
    *,
    attempt_id: int | None = None,
) -> tuple[str, ...]:
    """Stop the running clocks of an item that some events stop (R-074).

    Returns:
        The titles of their rules, each with the word where it was kept only after it was due.
    """
    ends = {rule.id: event for event in events for rule in desk.rulebook.stopping_on(event)}
    owing, titles = Owing(session, desk, item), []
    for clock in running(session, item):
        # A clock may have been set to start later; then it counts that it came after it was set.
        if clock.rule in ends and min(clock.started_at, item.recorded_at) <= at:
            state = ClockState.MET if at <= clock.due_at else ClockState.MET_LATE
            settle(clock, state, at, ends[clock.rule].value, owing.at(min(at, clock.due_at)))
            clock.attempt_id = attempt_id
            rule = desk.rulebook.find(clock.rule)
            title = rule.title if rule else clock.rule
            titles.append(title if clock.state is ClockState.MET else f"{title} (late)")
    return tuple(titles)


def cancel(session: Session, item: Item, at: datetime, why: str) -> int:
    """Cancel what still runs of an item, with the reason; return how many clocks that were (R-077)."""
    left = running(session, item)
    for clock in left:
        settle(clock, ClockState.CANCELLED, at, why, primary_at(session, item, at))
    return len(left)


def running(session: Session, item: Item) -> list[Clock]:
    """Return the clocks of an item that run, the earliest due first."""
    of_item = select(Clock).where(Clock.item_id == item.id, col(Clock.state) == ClockState.RUNNING)
    return list(session.exec(of_item.order_by(col(Clock.due_at), col(Clock.id))))
