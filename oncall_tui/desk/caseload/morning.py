"""The morning look at high-risk events: asked of each care manager, and ticked with the time (R-117).

On days when the office is closed the director on the line does it for everybody, because 72 hours run then
as well. No document names when a morning begins: it does when the office opens, or on a day when it is closed
at the hour at which it opens on the next day when it is not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from oncall_tui.desk import windows
from oncall_tui.desk.asks.asking import Ask, known, put
from oncall_tui.desk.changing import changing, clean, end
from oncall_tui.desk.overtaken import unchanged
from oncall_tui.desk.rosters import load_roster
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.continuity import Capacity, everyone
from oncall_tui.rules.events import Event
from storage import reads
from storage.models import Item
from storage.vocabulary import Category, ItemState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

ACTION = "asks.put"
_NAMED = 8


@dataclass(frozen=True, slots=True)
class RiskEvent:
    """A high-risk event that is open."""

    item_id: int
    client_id: int | None
    number: str
    name: str
    received_at: datetime
    said: str
    next_step: str
    attempts: int
    due_at: datetime | None
    """When the first outreach is due; None once somebody has tried (R-116)."""
    steps: int
    done: int
    """How many steps of its workflow there are, and how many are ticked; 0 of 0 while it was not begun."""


@dataclass(frozen=True, slots=True)
class MorningView:
    """What somebody looks through in the morning."""

    item_id: int | None
    """The item that asks for it; None where nothing is asked of them."""
    version: int
    due_at: datetime | None
    events: tuple[RiskEvent, ...]
    """Of own and of covered clients, the oldest first."""


def morning_of(desk: Desk, day: date) -> datetime:
    """Return when the morning of a day begins."""
    calendar = desk.house.calendar
    first = calendar.open_spans(next(calendar.business_days(day)))[0][0]
    return calendar.instant(day, calendar.local(first).time())


class MorningWatch:
    """Asks for the morning look, once a day."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asked: date | None = None

    def look(self) -> int:
        """Ask everybody who has something to look through; return how many those are.

        Raises:
            StoreError: nobody was asked; the next look finds the same again.
        """
        now = self._desk.now()
        today = self._desk.house.calendar.local(now).date()
        if self._asked == today or now < morning_of(self._desk, today):
            return 0
        count = ask_for_the_morning(self._desk, today)
        self._asked = today
        return count


def ask_for_the_morning(desk: Desk, day: date) -> int:
    """Put the morning look of a day to each care manager with open high-risk events (R-117)."""
    now, calendar = desk.now(), desk.house.calendar
    morning = morning_of(desk, day)
    with desk.store.reading() as connection:
        rows = [
            row
            for row in reads.rows(connection, "open_high_risk")
            if reads.instant(row.received_at) <= morning
        ]
        by_person = _whose(desk, connection, rows, now, open_day=calendar.is_business_day(day))
    asks = [_ask(desk, day, key, items) for key, items in by_person.items()]
    if not asks:
        return 0
    with desk.store.writing("system", ACTION, "morning") as unit:
        fresh = [ask for ask in asks if ask.key not in known(unit.session, [each.key for each in asks])]
        made = put(unit.session, desk, fresh, now)
        if not calendar.is_business_day(day):  # nobody looks at a worklist today: it is the line's
            for item_id in made.values():
                unit.session.get_one(Item, item_id).routine = False
        unit.note(words=f"The morning look at high-risk events is asked of {len(made)} people.")
    return len(made)


def _ask(desk: Desk, day: date, person_id: int, items: list[Any]) -> Ask:
    numbers = ", ".join(str(row.id) for row in items[:_NAMED])
    more = f" and {len(items) - _NAMED} more" if len(items) > _NAMED else ""
    many = "1 high-risk event is" if len(items) == 1 else f"{len(items)} high-risk events are"
    return Ask(
        f"morning:{day.isoformat()}:{person_id}",
        Category.MORNING_REVIEW,
        f"{many} open: {numbers}{more}. Look through them, then tick.",
        "high-risk events",
        person_id,
        counts_from=desk.house.calendar.day_start(day),
    )


def _whose(
    desk: Desk, connection: Connection, rows: list[Any], at: datetime, *, open_day: bool
) -> dict[int, list[Any]]:
    """Return the events by who looks through them: whoever holds the role, or the line on a closed day."""
    ids = {row.client_id for row in rows} - {None}
    roster = load_roster(desk, ids, connection=connection)
    line = roster.index.moment(at).line.person_id
    charges = everyone(roster, at)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        charge = charges.get(row.client_id) if open_day else None
        held = charge is not None and charge.capacity is not Capacity.LINE
        found[charge.role_holder if charge is not None and held else line].append(row)
    return found


def morning_view(desk: Desk, person_id: int, at: datetime | None = None) -> MorningView:
    """Return what somebody looks through, and the item that asks for it."""
    at = at or desk.now()
    day = desk.house.calendar.local(at).date()
    with desk.store.reading() as connection:
        asked = reads.one(connection, "morning_items", id=person_id)
        rows = list(reads.rows(connection, "open_high_risk"))
        open_day = desk.house.calendar.is_business_day(day)
        mine = _whose(desk, connection, rows, at, open_day=open_day).get(person_id, [])
        events = _events(connection, mine)
    return MorningView(
        asked.id if asked else None,
        asked.version if asked else 0,
        reads.maybe_instant(asked.due_at) if asked else None,
        events,
    )


def _events(connection: Connection, rows: list[Any]) -> tuple[RiskEvent, ...]:
    ids = [row.id for row in rows]
    if not ids:
        return ()
    attempts = {row[0]: row[1] for row in reads.rows(connection, "item_attempts_of", ids=ids)}
    courses = {row.item_id: (row.steps, row.done) for row in reads.rows(connection, "runs_of_items", ids=ids)}
    due: dict[int, datetime] = {}
    for row in reads.rows(connection, "item_clocks_of", ids=ids):
        if row.rule == "hre-outreach" and row.state == "running":
            due[row.item_id] = reads.instant(row.due_at)
    return tuple(
        RiskEvent(
            row.id,
            row.client_id,
            row.number or "",
            f"{row.family_name}, {row.given_name}" if row.number else "",
            reads.instant(row.received_at),
            row.said,
            row.next_step,
            attempts.get(row.id, 0),
            due.get(row.id),
            *courses.get(row.id, (0, 0)),
        )
        for row in rows
    )


def tick_morning(desk: Desk, item_id: int, note: str = "", *, version: int | None = None) -> Saved:
    """Say that the high-risk events were looked through; it counts for mornings before as well (R-117).

    Raises:
        Refused: It was ticked before, or somebody has changed it since.
    """
    now = desk.now()
    with changing(desk, "caseload.morning-ticked", f"item:{item_id}") as unit:
        item = unit.session.get(Item, item_id)
        if item is None or item.category is not Category.MORNING_REVIEW:
            raise Refused(f"{item_id} asks for no morning look.")
        if not item.state.open:
            raise Refused(f"{item_id}: that was ticked before.")
        unchanged(unit.session, item, version, str(item_id))
        said = clean(note, "note")
        ended = [state for state in ItemState if not state.open]
        wanted = select(Item).where(
            Item.category == Category.MORNING_REVIEW,
            Item.assigned_id == item.assigned_id,
            col(Item.state).not_in(ended),
        )
        met: list[str] = []
        for each in unit.session.exec(wanted).all():
            met += windows.stop(unit.session, desk, each, (Event.REVIEW_TICKED,), now)
            each.state = ItemState.RESOLVED
            end(each, now, said or "Looked through.")
        kept = f" Kept: {', '.join(dict.fromkeys(met))}." if met else ""
        unit.note(words=f"High-risk events looked through.{kept} {said}".strip())
    return Saved(item_id, f"{item_id}: looked through.{kept}")
