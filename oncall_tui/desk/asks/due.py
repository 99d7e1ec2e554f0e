"""What the console has to ask by now, found anew each minute; whatever restarts, it is asked once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk.absences.following import Away, Following, begin, following, returned
from oncall_tui.desk.asks.asking import Ask, known, put, settle
from oncall_tui.desk.briefs.packs import due_packs
from oncall_tui.desk.duty.acceptance import unaccepted as lines_unaccepted
from oncall_tui.desk.handover.lists import unaccepted as handovers_unaccepted
from oncall_tui.desk.inbox.words import words_due
from oncall_tui.desk.plans.due import plan_asks
from oncall_tui.desk.words import say
from storage import reads
from storage.vocabulary import AbsenceReason, Category

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

ACTION = "asks.put"
_BACK = timedelta(days=3)
"""For how long after its time a question is still put, if nothing ran then."""


@dataclass(slots=True)
class Findings:
    """What is to be asked now, and what still stands of what was asked before."""

    asks: list[Ask] = field(default_factory=list)
    covers: list[Following] = field(default_factory=list)
    """Absences on record for longer whose cover begins now."""
    outdated: dict[str, frozenset[str]] = field(default_factory=dict)
    """By beginning of a key: what stands of the questions that begin so; the others answered themselves."""


def ask_due(desk: Desk) -> int:
    """Put every question that is due and was not put before; return how many that were.

    Raises:
        StoreError: nothing was put; the next round finds the same again.
    """
    now = desk.now()
    found = Findings()
    with desk.store.reading() as connection:
        standing = {row.key for row in reads.rows(connection, "open_asks")}
        for away, name, recorded_at in _absences(connection, now):
            _of_absence(desk, connection, away, name, recorded_at, found, now)
        found.asks += plan_asks(desk, connection)
        found.asks += words_due(desk, connection, now)
    _of_duty(desk, found, now)
    _of_handovers(desk, found, now)
    found.asks += [
        Ask(due.key, Category.PACK, due.words, "own clients", due.person_id, counts_from=due.opens_at)
        for due in due_packs(desk, now)
    ]
    return _write(desk, found, standing, now)


def _write(desk: Desk, found: Findings, standing: set[str], now: datetime) -> int:
    """Write what is new, in one transaction, if there is anything."""
    over = [
        prefix
        for prefix, stands in found.outdated.items()
        if any(key.startswith(prefix) and key not in stands for key in standing)
    ]
    asks = [*found.asks, *(ask for each in found.covers for ask in each.asks)]
    if not over and not _unknown(desk, [ask.key for ask in asks if ask.key not in standing]):
        return 0
    with desk.store.writing("system", ACTION, "asks") as unit:
        for prefix in over:
            but = found.outdated[prefix]
            settle(unit.session, desk, prefix, "It has settled itself.", now, but=but)
        made = put(unit.session, desk, found.asks, now)
        for each in found.covers:
            begin(unit.session, desk, each, now)
        unit.note(words=f"{len(made)} questions put.")
    return len(made)


def _unknown(desk: Desk, keys: list[str]) -> bool:
    """Say whether a question was never put."""
    from sqlmodel import Session

    if not keys:
        return False
    with desk.store.reading() as connection, Session(connection) as session:
        return bool(set(keys) - known(session, keys))


def _absences(connection: Connection, now: datetime) -> Iterator[tuple[Away, str, datetime]]:
    """Go through the absences that go on, or ended of late without anybody having said so."""
    for row in reads.rows(connection, "absences_asked", at=now, since=now - _BACK):
        end = reads.instant(row.ends_at) if row.ends_at else None
        away = Away(row.id, row.person_id, AbsenceReason(row.reason), reads.instant(row.starts_at), end)
        yield away, row.name, reads.instant(row.recorded_at)


def _of_absence(
    desk: Desk,
    connection: Connection,
    away: Away,
    name: str,
    recorded_at: datetime,
    found: Findings,
    now: datetime,
) -> None:
    """Find what an absence asks: cover that begins, somebody still away, somebody back."""
    over = away.end is not None and away.end <= now
    if away.reason.unplanned:
        _still_away(desk, away, name, found, now)
    elif over:
        found.asks.append(returned(desk, away, name, now))
        found.outdated[away.prefix] = frozenset()
    planned_began = recorded_at < away.start and now - away.start < _BACK and not over
    if planned_began or (over and away.reason.unplanned):  # an estimate that passed: the cover goes on
        found.covers.append(following(desk, connection, away, now))


def _still_away(desk: Desk, away: Away, name: str, found: Findings, now: datetime) -> None:
    """Ask each business day whether somebody is still away whose return nobody knows (R-024)."""
    calendar, zone = desk.house.calendar, desk.house.zone
    today = calendar.local(now).date()
    expected = away.end is not None and away.end <= now
    begun_before = calendar.local(away.start).date() < today
    opened = calendar.is_business_day(today) and calendar.open_spans(today)[0][0] <= now
    if not expected and not (away.end is None and begun_before and opened):
        return
    prefix = f"{away.prefix}still:"
    key = f"{prefix}{today}"
    since = f"away unplanned since {say(away.start, zone)}"
    asked = (
        f"{name}, {since}, was expected back {say(away.end, zone)}. Are they back? Their secondaries act "
        "until somebody says so."
        if expected and away.end is not None
        else f"Is {name} still away? They are {since}, and nobody knows until when."
    )
    found.asks.append(Ask(key, Category.STILL_AWAY, asked, name))
    found.outdated[prefix] = frozenset({key})


def _of_duty(desk: Desk, found: Findings, now: datetime) -> None:
    """Find shifts on the line that began without having been taken over (R-035)."""
    unaccepted = lines_unaccepted(desk, now)
    found.asks += [
        Ask(each.key, Category.DUTY, each.words, "the line", each.tell[0].id if each.tell else None, due=now)
        for each in unaccepted
    ]
    found.outdated["duty-unaccepted:"] = frozenset(each.key for each in unaccepted)


def _of_handovers(desk: Desk, found: Findings, now: datetime) -> None:
    """Find leave that began although handovers for it were not accepted (R-026): one question an absence."""
    by_absence: dict[int, list[str]] = defaultdict(list)
    for each in handovers_unaccepted(desk, now):
        by_absence[each.absence_id].append(each.number)
    keys = set()
    for absence_id, numbers in by_absence.items():
        key = f"handover-unaccepted:{absence_id}"
        keys.add(key)
        count = "1 handover was" if len(numbers) == 1 else f"{len(numbers):,} handovers were"
        words = f"A leave began and {count} not accepted: {', '.join(numbers[:8])}"
        words += ", and more." if len(numbers) > 8 else "."
        found.asks.append(Ask(key, Category.HANDOVER, words, "a leave", due=now))
    found.outdated["handover-unaccepted:"] = frozenset(keys)
