"""A small made-up organisation in which somebody is always responsible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

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
