"""Whom an alert goes to, worked out when it is told and never before (R-158)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.acting import Acting, passed_over
from oncall_tui.desk.rosters import load_roster
from oncall_tui.rules.continuity import responsible
from storage import reads
from storage.vocabulary import Rung

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk
    from oncall_tui.rules.roster import Roster

_MIDNIGHT = time(0)


class Whom:
    """Answers, at one instant, whom an alert goes to on each rung of the ladder."""

    def __init__(self, roster: Roster, acting: Acting, disturbed: Mapping[int, set[int]]) -> None:
        self.roster = roster
        self._acting = acting
        self._disturbed = disturbed
        """By item: people for whom somebody has passed the gate (R-036)."""
        self._moment = roster.index.moment(acting.at)

    @property
    def line(self) -> int:
        """Who has the escalation line."""
        return self._moment.line.person_id

    def line_of(self, item_id: int) -> int:
        """Return who has an item that is with the line."""
        return self._acting.line_of(item_id)

    def line_at(self, at: datetime) -> int:
        """Return who will have the escalation line at another instant."""
        return self.roster.index.moment(at).line.person_id

    def on(
        self, rung: Rung, item_id: int, client_id: int | None, assigned_id: int | None, *, lapsed: bool
    ) -> tuple[int, ...]:
        """Return the people on a rung, whoever is first told first; nobody who is off (R-164).

        A lapse always goes to the director on the line as well (R-158). Nobody is told of what is about them,
        and of what is about a client's manager only directors are (R-062).
        """
        line = self.line_of(item_id)
        match rung:
            case Rung.ACTING:
                acting = self._acting.of(item_id, client_id, assigned_id)[0].id
                if not self.at_work(acting) and acting not in self._disturbed.get(item_id, ()):
                    acting = line
                return tuple(dict.fromkeys((acting, line) if lapsed else (acting,)))
            case Rung.SECONDARY:
                second = None if client_id is None else self._second(item_id, client_id)
                return (second,) if second is not None and self.at_work(second) else ()
            case Rung.DUTY_DIRECTOR:
                return (line,)
            case Rung.ALL_DIRECTORS:
                subject = self._acting.subject(item_id)
                others = (key for key in self.roster.index.directors if key != subject)
                return tuple(dict.fromkeys((line, *filter(self._moment.available, others))))

    def at_work(self, person_id: int) -> bool:
        """Whether somebody may be told now: they have the line, or it is working time of theirs."""
        if person_id == self.line:
            return True
        if not (self._moment.open and self._moment.able(person_id)):
            return False
        pattern = self._moment.pattern(person_id)
        if pattern is None:
            return True
        local = self._moment.at.astimezone(ZoneInfo(pattern.zone))
        spans = pattern.weekdays.get(local.weekday(), ())
        return any(start <= local.time() and (local.time() < end or end == _MIDNIGHT) for start, end in spans)

    def _second(self, item_id: int, client_id: int) -> int | None:
        if self._acting.about_manager(item_id, client_id):
            return None
        second = responsible(self.roster, client_id, self._moment.at).secondary
        return None if second is None or second.id == self._acting.subject(item_id) else second.id


def known(client_ids: Iterable[int | None]) -> frozenset[int]:
    """Return the clients of some items, leaving out those whose client nobody knows yet."""
    return frozenset(each for each in client_ids if each is not None)


def whom(desk: Desk, connection: Connection, client_ids: Collection[int], at: datetime) -> Whom:
    """Read what decides whom alerts about some clients go to at an instant."""
    disturbed: dict[int, set[int]] = defaultdict(set)
    for item_id, person_id in reads.rows(connection, "disturbed"):
        disturbed[item_id].add(person_id)
    roster = load_roster(desk, client_ids, connection=connection)
    return Whom(roster, Acting(roster, at, passed_over(connection)), disturbed)
