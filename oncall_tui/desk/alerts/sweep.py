"""One look at the record: raise what is due, and let each open alert do what it does by itself.

Truth is rows. Whatever was due while nobody looked is found by the next look, and nothing is done twice:
the transaction that tells is the one that remembers it (R-159, R-160).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui.desk.alerts.agenda import Agenda, Running, ahead
from oncall_tui.desk.alerts.plan import Plan, make_plan
from oncall_tui.desk.alerts.telling import Teller
from oncall_tui.desk.alerts.views import Rang, Swept
from oncall_tui.desk.alerts.whom import known, whom
from oncall_tui.desk.rosters import load_roster
from oncall_tui.rules.warn import WarnPoint
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from storage.units import Unit

ACTION = "alerts.swept"
_CHANCES_FOR = timedelta(minutes=10)
"""For how long it is taken as known who is off when a clock is due, if nobody changes the record."""


class Sweeper:
    """Looks at the record again and again; it keeps nothing but what can be worked out anew."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._agenda = Agenda(desk)
        self._chances: tuple[tuple[Running, WarnPoint], ...] = ()
        self._chances_of: tuple[str, datetime] | None = None

    def sweep(self, hurry: frozenset[int] = frozenset()) -> Swept:
        """Raise and move everything that is due by now.

        Args:
            hurry: alerts of which no notice could be delivered: they climb at once.

        Raises:
            StoreError: nothing was changed; the next look finds the same again.
        """
        now = self._desk.now()
        token = self._desk.store.change_token()
        with self._desk.store.reading() as connection:
            plan = self._plan(connection, token, now, hurry)
        if not plan.work:
            return Swept(now, (), plan.next_at)
        with self._desk.store.writing("system", ACTION, "alerts") as unit:
            if not self._desk.store.unchanged_since(token, unit):
                # Looked at again where nobody else can write: another program was quicker.
                plan = self._plan(unit.session.connection(), "", now, hurry)
            rang = self._do(unit, plan, now)
            unit.note(words=f"{len(plan.due)} clocks with warnings due, {len(rang)} alerts rang.")
        return Swept(now, rang, now)

    def _plan(self, connection: Connection, token: str, now: datetime, hurry: frozenset[int]) -> Plan:
        clocks = self._agenda.read(connection)
        if not self._chances_of or token != self._chances_of[0] or self._chances_of[1] + _CHANCES_FOR <= now:
            clients = known(clock.client_id for clock in ahead(clocks, now))
            roster = load_roster(self._desk, clients, connection=connection)
            self._chances = tuple(self._agenda.last_chances(clocks, roster, now))
            self._chances_of = (token, now)
        return make_plan(self._desk, connection, clocks, self._chances, now, hurry)

    def _do(self, unit: Unit, plan: Plan, now: datetime) -> tuple[Rang, ...]:
        connection = unit.session.connection()
        clients = known(each.client_id for each in (*plan.due, *(row for _step, row in plan.steps)))
        teller = Teller(self._desk, unit.session, whom(self._desk, connection, clients, now), now)
        before = open_by_clock(connection)
        teller.read([row.id for _step, row in plan.steps])
        teller.read([alert_id for clock in plan.due for alert_id in before.get(clock.id, ())])
        with unit.session.no_autoflush:  # what is read from here on is read once, and before it is changed
            rang = teller.raise_due(plan.due, before)
            rang += [moved for step, row in plan.steps if (moved := teller.move(step, row.id))]
        return tuple(rang)


def open_by_clock(connection: Connection) -> Mapping[int, list[int]]:
    """Return the open alerts of each clock."""
    found: dict[int, list[int]] = defaultdict(list)
    for row in reads.rows(connection, "open_alerts"):
        found[row.clock_id].append(row.id)
    return found
