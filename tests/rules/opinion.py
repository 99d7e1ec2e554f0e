"""A slow second opinion on who is responsible."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from oncall_tui.rules.roster import Roster
from storage.vocabulary import CareRole, PersonRole


class Answer(NamedTuple):
    """What the second opinion says."""

    pcm: int | None
    holder: int
    answering: int
    backup: int | None
    gap: bool


class Opinion:
    """Who is responsible, read off the rules one record at a time; slow, and shares no code with them."""

    def __init__(self, asked: Roster) -> None:
        self.asked = asked

    def gone(self, key: int, at: datetime) -> bool:
        """Away, or no longer here."""
        if not self.asked.people[key].active:
            return True
        for record in self.asked.away.get(key, ()):
            end = record.end
            if record.reason.unplanned:
                if record.returned_at is not None:
                    end = record.returned_at
                elif end is not None and end <= self.asked.now:
                    end = None
            elif record.returned_at is not None and (end is None or record.returned_at < end):
                end = record.returned_at
            if record.start <= at and (end is None or at < end):
                return True
        return False

    def on_work_day(self, key: int, at: datetime) -> bool:
        """Whether the date at `at`, in the zone of the pattern in force, is a work day."""
        in_force = []
        for span in self.asked.people[key].works:
            day = at.astimezone(ZoneInfo(span.zone)).date()
            if (span.valid_from or date.min) <= day < (span.valid_to or date.max):
                in_force.append((span.valid_from or date.min, bool(span.weekdays.get(day.weekday())), day))
        return max(in_force, key=lambda each: each[0])[1] if in_force else True

    def manager(self, client: int, role: CareRole, at: datetime) -> int | None:
        """Who is on record in a role."""
        found = [
            held
            for held in self.asked.holdings.get(client, ())
            if held.role is role and held.start <= at and (held.end is None or at < held.end)
        ]
        found.sort(key=lambda held: held.start)
        return found[-1].person_id if found else None

    def decided(self, client: int, at: datetime) -> int | None:
        """Whom the latest decision in force names who is there."""
        found = [
            each
            for each in self.asked.decisions.get(client, ())
            if each.start <= at and (each.end is None or at < each.end) and not self.gone(each.person_id, at)
        ]
        return max(found, key=lambda each: (each.start, each.person_id)).person_id if found else None

    def line(self, at: datetime) -> int:
        """Who has the line."""
        people = self.asked.people
        shifts = [each for each in self.asked.duty if each.start <= at < each.end]
        shifts.sort(key=lambda each: (each.start, each.person_id), reverse=True)
        ranked = [each.person_id for each in shifts] + [self.asked.default_director]
        ranked += sorted(key for key in people if PersonRole.DIRECTOR in people[key].roles)
        ranked += sorted(key for key in people if PersonRole.SUPERVISOR in people[key].roles)
        ranked += sorted(people)
        for key in ranked:
            if not self.gone(key, at):
                return key
        ranked.append(self.asked.default_director)
        return next((key for key in ranked[len(shifts) :] if people[key].active), ranked[-1])

    def answer(self, client: int, at: datetime) -> Answer:
        """The four facts and whether there is a gap."""
        calendar = self.asked.calendar
        is_open = calendar.is_open(at)
        ref = at if is_open else calendar.last_open_before(at) - timedelta(microseconds=1)
        pcm = self.manager(client, CareRole.PCM, at)
        scm = self.manager(client, CareRole.SCM, at)
        holder, kind = self._holder(client, at, ref, pcm, scm)
        answering = holder if is_open else self.line(at)
        backup = self._backup(at, ref, holder, scm if kind == "pcm" else None)
        return Answer(pcm, holder, answering, backup, kind == "line")

    def _holder(
        self, client: int, at: datetime, ref: datetime, pcm: int | None, scm: int | None
    ) -> tuple[int, str]:
        chosen = self.decided(client, at)
        if chosen is not None:
            return chosen, "decision"
        if ref != at and self.decided(client, ref) is None:
            for role, now in ((CareRole.PCM, pcm), (CareRole.SCM, scm)):
                before = self.manager(client, role, ref)
                if before is not None and not self.gone(before, ref) and self.on_work_day(before, ref):
                    if before == now and not self.gone(before, at):
                        return before, role.value
                    break
        for role, now in ((CareRole.PCM, pcm), (CareRole.SCM, scm)):
            if now is not None and not self.gone(now, at) and self.on_work_day(now, ref):
                return now, role.value
        return self.line(at), "line"

    def _backup(self, at: datetime, ref: datetime, holder: int, scm: int | None) -> int | None:
        people = self.asked.people
        if scm not in (None, holder) and not self.gone(scm, at) and self.on_work_day(scm, ref):
            return scm
        directors = sorted(key for key in people if PersonRole.DIRECTOR in people[key].roles)
        ranked = [self.line(at), self.asked.default_director, *directors]
        return next((key for key in ranked if key != holder and not self.gone(key, at)), None)
