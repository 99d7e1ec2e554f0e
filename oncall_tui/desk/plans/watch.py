"""Signs of deterioration that are looked for by a day, each with a clock of its own (R-110)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlmodel import col, select

from oncall_tui.desk import windows
from oncall_tui.desk.asks.asking import Ask, put, settle
from oncall_tui.desk.changing import clean
from oncall_tui.desk.plans.base import client_of, end_of, not_past, planning, row_for, today
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.calendars import shift
from oncall_tui.rules.events import Event
from oncall_tui.rules.wording import say_day
from storage.models import Item, SignCheck, WatchSign
from storage.vocabulary import Category, ItemState, SignFinding

if TYPE_CHECKING:
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

_PAST = "That day is over. Choose one from today on."
MOST_DAYS = 366
"""The most days between two checks of a sign."""


@dataclass(frozen=True, slots=True)
class NewSign:
    """A sign to watch, before it is saved."""

    client_id: int
    sign: str
    check_on: date
    every_days: int
    """After how many days it is looked for again."""
    act: str = ""
    """What is to be done if it is there."""


def watch(desk: Desk, new: NewSign) -> Saved:
    """Watch a sign from now on; its clock runs until it was looked for.

    Raises:
        Refused: it is not said what to look for, its day is over, or the days between checks cannot be.
    """
    _check_days(new.every_days)
    with planning(desk, "sign-watched", new.client_id) as (unit, client):
        not_past(desk, new.check_on, "check_on", _PAST)
        row = WatchSign(
            client_id=new.client_id,
            sign=clean(new.sign, "sign", needed="Say what to look for, so that anybody would see it."),
            act=clean(new.act, "act"),
            check_on=new.check_on,
            every_days=new.every_days,
            set_at=desk.now(),
            set_by=desk.operator.id,
        )
        unit.session.add(row)
        unit.session.flush()
        ask = Ask(
            watch_key(row.id or 0),
            Category.WATCH_SIGN,
            f"A sign of deterioration of {client.number} is to be looked for. It is noted on the plan (P).",
            "a sign to check",
            client_id=new.client_id,
            due=end_of(desk, new.check_on),
        )
        put(unit.session, desk, [ask], desk.now())
        unit.note(words=f"Watched from now on: {row.sign}")
    return Saved(0, f"Watched. Look for it by {say_day(new.check_on)}.")


def check_sign(
    desk: Desk,
    sign_id: int,
    finding: SignFinding,
    words: str = "",
    next_on: date | None = None,
    *,
    version: int | None = None,
) -> Saved:
    """Note that a sign was looked for; the clock to the next check starts, unless it is gone.

    Raises:
        Refused: it is worse and nobody says how, it is watched no more, or the next day is over.
    """
    said = clean(words, "words")
    if finding in (SignFinding.WORSE, SignFinding.GONE) and not said:
        raise Refused("Say what you saw.", field="words")
    with planning(desk, "sign-checked", client_of(desk, WatchSign, sign_id)) as (unit, _):
        row = row_for(unit.session, WatchSign, sign_id, version)
        if row.ended_at is not None:
            raise Refused("That sign is watched no more. Watch it anew.")
        now = desk.now()
        unit.session.add(
            SignCheck(sign_id=sign_id, at=now, by_id=desk.operator.id, finding=finding, words=said)
        )
        if finding is SignFinding.GONE:
            _end(desk, unit.session, row, said)
        else:
            row.check_on = next_on or shift(today(desk), row.every_days)
            not_past(desk, row.check_on, "next_on", _PAST)
            _next(desk, unit.session, row)
        unit.note(words=f"Looked for ({finding.value}): {row.sign}. {said}".strip())
    if finding is SignFinding.GONE:
        return Saved(0, "It is gone, and watched no more.")
    worse = " It is worse: log the change, and what it asks of the plan (c)." * (finding is SignFinding.WORSE)
    return Saved(0, f"Checked. Looked for again by {say_day(row.check_on)}.{worse}")


def stop_watching(desk: Desk, sign_id: int, because: str, *, version: int | None = None) -> Saved:
    """Watch a sign no more.

    Raises:
        Refused: nobody says why, or it is watched no more already.
    """
    why = clean(because, "because", needed="Say why it need not be watched any more.")
    with planning(desk, "sign-ended", client_of(desk, WatchSign, sign_id)) as (unit, _):
        row = row_for(unit.session, WatchSign, sign_id, version)
        if row.ended_at is not None:
            raise Refused("That sign is watched no more already.")
        _end(desk, unit.session, row, why)
        unit.note(words=f"Watched no more: {row.sign}. {why}")
    return Saved(0, "Watched no more.")


def watch_key(sign_id: int) -> str:
    """Return the key of the one item on which the clocks of a sign hang."""
    return f"watch-sign:{sign_id}:"


def _next(desk: Desk, session: Session, row: WatchSign) -> None:
    """Meet the clock that runs, and start the next on the same item."""
    now = desk.now()
    item = session.exec(select(Item).where(col(Item.key) == watch_key(row.id or 0))).one()
    if item.state not in {state for state in ItemState if state.open}:
        raise Refused("Its task was taken off the list. Watch it anew.")
    windows.stop(session, desk, item, (Event.SIGN_CHECKED,), now)
    due = end_of(desk, row.check_on)
    item.event_at = due
    assert item.id is not None
    windows.start(session, desk, item.id, windows.windows(desk, (Event.SIGN_WATCHED,), now, due))


def _end(desk: Desk, session: Session, row: WatchSign, because: str) -> None:
    row.ended_at, row.ended_because = desk.now(), because
    settle(session, desk, watch_key(row.id or 0), because, desk.now())


def _check_days(days: int) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise Refused(f"Choose from 1 to {MOST_DAYS} days between two checks.", field="every_days")
