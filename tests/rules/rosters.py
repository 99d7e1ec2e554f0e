"""A small made-up organisation, drawn rosters, and a slow second opinion on who is responsible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from oncall_tui.rules.calendars import BusinessCalendar
from oncall_tui.rules.roster import Away, Decision, Duty, Holding, PersonFacts, Roster, WorkSpan
from storage.vocabulary import AbsenceReason, CareRole, PersonRole

SYDNEY = ZoneInfo("Australia/Sydney")
JO, MINH, KIM, DANA, SAM, LEFT, BO = range(1, 8)
"""Two managers, the default director, another director, a supervisor, one who left, a third manager."""
CLIENT, OTHER = 100, 101
LINE = "1800 975 711"
CHRISTMAS = date(2026, 12, 25)
DAY = ((time(9), time(17)),)


def syd(text: str) -> datetime:
    """A Sydney wall time as an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=SYDNEY).astimezone(UTC)


def office(holidays: Mapping[date, str] | None = None) -> BusinessCalendar:
    """Monday to Friday, nine to five, in Sydney."""
    closed = {CHRISTMAS: "Christmas Day"} if holidays is None else holidays
    return BusinessCalendar("Australia/Sydney", dict.fromkeys(range(5), DAY), closed)


def pattern(days: Iterable[int], zone: str = "Australia/Sydney") -> WorkSpan:
    """A weekly pattern without beginning or end."""
    return WorkSpan(None, None, dict.fromkeys(days, DAY), zone)


def person(
    key: int, name: str, *roles: PersonRole, works: tuple[WorkSpan, ...] = (), active: bool = True
) -> PersonFacts:
    return PersonFacts(
        key, name, f"p{key}@care.example", f"02 5550 00{key:02d}", frozenset(roles), active, works
    )


def staff(*changed: PersonFacts) -> dict[int, PersonFacts]:
    """Everybody who works here, some of them changed."""
    manager, director = PersonRole.CARE_MANAGER, PersonRole.DIRECTOR
    everybody = (
        person(JO, "Jo Lee", manager),
        person(MINH, "Minh Tran", manager),
        person(KIM, "Kim Webb", director),
        person(DANA, "Dana Ruiz", director),
        person(SAM, "Sam Oduya", PersonRole.SUPERVISOR),
        person(LEFT, "Lou Hart", manager, active=False),
        person(BO, "Bo Falk", manager),
    )
    return {each.id: each for each in (*everybody, *changed)}


HELD = (
    Holding(JO, CareRole.PCM, syd("2026-01-01 00:00")),
    Holding(MINH, CareRole.SCM, syd("2026-01-01 00:00")),
)


def away(
    key: int,
    start: str,
    end: str | None = None,
    reason: AbsenceReason = AbsenceReason.ANNUAL,
    *,
    returned: str | None = None,
    recorded: str | None = None,
) -> Away:
    """An absence in Sydney wall times."""
    return Away(
        key,
        reason,
        syd(start),
        syd(end) if end else None,
        syd(returned) if returned else None,
        syd(recorded) if recorded else None,
    )


def decision(key: int, start: str, end: str | None) -> Decision:
    """A director's decision in Sydney wall times."""
    return Decision(key, syd(start), syd(end) if end else None, "known to the family")


def duty(key: int, start: str, end: str) -> Duty:
    """A shift on the line in Sydney wall times."""
    return Duty(key, syd(start), syd(end))


WHOLE_YEAR = (duty(DANA, "2026-01-01 00:00", "2027-01-01 00:00"),)


def roster(
    *absences: Away,
    people: dict[int, PersonFacts] | None = None,
    holdings: Mapping[int, tuple[Holding, ...]] | None = None,
    decisions: tuple[Decision, ...] = (),
    rota: tuple[Duty, ...] = WHOLE_YEAR,
    calendar: BusinessCalendar | None = None,
    now: str = "2026-11-13 12:00",
) -> Roster:
    """Jo has the client, Minh is the secondary, Dana has the line and Kim is the default director."""
    keyed: dict[int, tuple[Away, ...]] = {}
    for absence in absences:
        keyed[absence.person_id] = (*keyed.get(absence.person_id, ()), absence)
    return Roster(
        people=people or staff(),
        holdings={CLIENT: HELD} if holdings is None else holdings,
        decisions={CLIENT: decisions} if decisions else {},
        away=keyed,
        duty=rota,
        default_director=KIM,
        calendar=calendar or office(),
        line=LINE,
        now=syd(now),
    )


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
        return self.asked.default_director

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


# --- drawn rosters ---------------------------------------------------------------------------------------

ZONES = ("Australia/Sydney", "Australia/Perth", "Europe/London", "America/New_York")
BEGIN = datetime(2026, 9, 28, tzinfo=UTC)
"""A week before the clocks of Sydney go forward."""
WEEKS = 4
HOURS = st.integers(0, WEEKS * 7 * 24).map(lambda hours: BEGIN + timedelta(hours=hours))
MINUTES = st.integers(0, WEEKS * 7 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes))
MIDNIGHTS = st.builds(
    lambda day, zone: datetime(2026, 10, 1, tzinfo=ZoneInfo(zone)).replace(day=day).astimezone(UTC),
    st.integers(1, 25),
    st.sampled_from(ZONES),
)
OPENINGS = st.builds(
    lambda day, hour: datetime(2026, 10, day, hour, tzinfo=SYDNEY).astimezone(UTC),
    st.integers(1, 25),
    st.sampled_from((9, 12, 13, 17)),
)
INSTANTS = st.one_of(HOURS, MINUTES, MIDNIGHTS, OPENINGS)
DRAWN_PEOPLE = range(1, 9)
DRAWN_CLIENTS = (1, 2, 3, 4)


@st.composite
def spans(draw: st.DrawFn, *, endless: bool = True) -> tuple[datetime, datetime | None]:
    start = draw(INSTANTS)
    if endless and draw(st.integers(0, 3)) == 0:
        return start, None
    return start, start + draw(st.sampled_from((1, 8, 16, 24, 60, 72, 200, 500))) * timedelta(hours=1)


@st.composite
def _patterns(draw: st.DrawFn) -> tuple[WorkSpan, ...]:
    zone = st.sampled_from(ZONES)
    days = st.sets(st.integers(0, 6), max_size=5)
    kind = draw(st.integers(0, 4))
    if kind < 2:
        return ()
    if kind == 2:
        return (pattern(draw(days), draw(zone)),)
    turn = date(2026, 10, draw(st.integers(1, 24)))
    first = WorkSpan(None, turn, dict.fromkeys(draw(days), DAY), draw(zone))
    second = WorkSpan(turn, None, dict.fromkeys(draw(days), DAY), draw(zone))
    return (first, second) if kind == 3 else (second,)


@st.composite
def _absence(draw: st.DrawFn, key: int) -> Away:
    start, end = draw(spans())
    reason = draw(st.sampled_from(AbsenceReason))
    returned = start + timedelta(hours=draw(st.integers(1, 90))) if draw(st.integers(0, 3)) == 0 else None
    return Away(key, reason, start, end, returned, start)


@st.composite
def _holdings(draw: st.DrawFn) -> tuple[Holding, ...]:
    held = []
    for role in CareRole:
        turns = sorted(draw(st.sets(INSTANTS, max_size=2)))
        edges = [BEGIN - timedelta(days=90), *turns, None]
        for start, end in zip(edges, edges[1:], strict=False):
            if start is not None and draw(st.integers(0, 7)):
                held.append(Holding(draw(st.sampled_from(DRAWN_PEOPLE)), role, start, end))
    return tuple(held)


CALENDARS = st.sampled_from(
    (
        (dict.fromkeys(range(5), DAY), "Australia/Sydney"),
        (
            {**{day: ((time(9), time(12)), (time(13), time(17))) for day in range(4)}, 4: DAY},
            "Australia/Sydney",
        ),
        ({day: ((time(0), time(0)),) for day in range(7)}, "Australia/Sydney"),
        ({day: ((time(7), time(23, 30)),) for day in (0, 2, 5)}, "Australia/Perth"),
    )
)
_ROLE_SETS = st.sets(st.sampled_from((PersonRole.CARE_MANAGER, PersonRole.DIRECTOR, PersonRole.SUPERVISOR)))


@st.composite
def drawn_rosters(draw: st.DrawFn) -> Roster:
    """Rosters with every complication, around a clock change and a long weekend."""
    people = {
        key: PersonFacts(
            key,
            f"Person {key}",
            f"p{key}@care.example",
            "",
            frozenset(draw(_ROLE_SETS)),
            key == 1 or draw(st.integers(0, 5)) > 0,
            draw(_patterns()),
        )
        for key in DRAWN_PEOPLE
    }
    absences = {
        key: tuple(draw(st.lists(_absence(key), max_size=3 if key % 2 else 1))) for key in DRAWN_PEOPLE
    }
    choices = st.builds(
        lambda key, span: Decision(key, *span, "as agreed"), st.sampled_from(DRAWN_PEOPLE), spans()
    )
    shifts = st.lists(st.tuples(st.sampled_from(DRAWN_PEOPLE), spans(endless=False)), max_size=5)
    hours, zone = draw(CALENDARS)
    return Roster(
        people=people,
        holdings={client: draw(_holdings()) for client in DRAWN_CLIENTS[:3]},
        decisions={client: tuple(draw(st.lists(choices, max_size=2))) for client in DRAWN_CLIENTS[1:]},
        away=absences,
        duty=tuple(Duty(key, start, end) for key, (start, end) in draw(shifts) if end is not None),
        default_director=draw(st.sampled_from(DRAWN_PEOPLE)),
        calendar=BusinessCalendar(zone, hours, {date(2026, 10, 5): "Labour Day"}),
        line=LINE,
        now=draw(INSTANTS),
    )
