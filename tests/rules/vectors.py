"""Who is responsible at one instant, a vector for every branch of the rule (R-010 … R-012)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import NamedTuple

from oncall_tui.rules.calendars import BusinessCalendar
from oncall_tui.rules.roster import Away, Holding, PersonFacts, Roster, WorkSpan
from storage.vocabulary import AbsenceReason, CareRole
from tests.rules.rosters import (
    BO,
    CLIENT,
    DANA,
    DAY,
    HELD,
    JO,
    KIM,
    LEFT,
    MINH,
    OTHER,
    SAM,
    away,
    decision,
    duty,
    office,
    pattern,
    roster,
    staff,
    syd,
)


class Vector(NamedTuple):
    """An instant, what is known, and who holds the role, answers and backs up, in what capacity."""

    name: str
    at: str
    expected: str
    """Role holder, who answers, backup, capacity; then `unowned` and `rota-gap` where they are so."""
    asked: Roster


def works(key: int, *days: int, zone: str = "Australia/Sydney") -> PersonFacts:
    """Somebody who works on some weekdays only."""
    return replace(staff()[key], works=(pattern(days, zone),))


def gone(*people: int) -> tuple[Away, ...]:
    """People on leave since the beginning of November, without an end."""
    return tuple(away(key, "2026-11-01 00:00") for key in people)


def given(*people: PersonFacts) -> Roster:
    """The usual roster, with some people changed."""
    return roster(people=staff(*people))


def held(*holdings: Holding) -> Roster:
    """The usual roster, with other managers."""
    return roster(holdings={CLIENT: holdings})


SICK = AbsenceReason.SICK
JO_IS_PCM, MINH_IS_SCM = HELD
TURN = syd("2026-11-14 00:00")
MOVED = (
    replace(JO_IS_PCM, end=TURN),
    Holding(MINH, CareRole.PCM, TURN),
    Holding(BO, CareRole.SCM, TURN),
)
CROSSED = (Holding(MINH, CareRole.PCM, JO_IS_PCM.start), Holding(JO, CareRole.SCM, JO_IS_PCM.start))
CYCLE = replace(roster(*gone(JO, MINH)), holdings={CLIENT: HELD, OTHER: CROSSED})

USUAL = roster()
NO_JO, NO_MINH, NEITHER = roster(*gone(JO)), roster(*gone(MINH)), roster(*gone(JO, MINH))
MON_TO_WED = given(works(JO, 0, 1, 2))
PERTH = given(works(JO, 2, zone="Australia/Perth"))
LONDON = given(works(JO, 0, 1, 2, 3, 4, zone="Europe/London"))
OLD_FRIDAYS = WorkSpan(None, date(2026, 11, 1), {4: DAY}, "Australia/Sydney")
NO_THURSDAYS = WorkSpan(date(2026, 11, 1), None, dict.fromkeys((0, 1, 2, 4), DAY), "Australia/Sydney")
CHANGED = given(replace(staff()[JO], works=(NO_THURSDAYS, OLD_FRIDAYS)))
MONDAYS_LATER = given(replace(staff()[JO], works=(replace(NO_THURSDAYS, valid_from=date(2026, 12, 1)),)))
MIDNIGHTS = BusinessCalendar("Australia/Sydney", dict.fromkeys(range(7), ((time(0), time(0)),)), {})
ROUND_THE_CLOCK = replace(MON_TO_WED, calendar=MIDNIGHTS)

WEEK_OFF = away(JO, "2026-11-09 00:00", "2026-11-14 00:00")
ON_LEAVE = roster(WEEK_OFF)
BACK_EARLY = roster(replace(WEEK_OFF, returned_at=syd("2026-11-12 10:00")))
SATURDAY_OUT = roster(away(JO, "2026-11-14 10:00", "2026-11-14 18:00"))
LEAVES_AT_NIGHT = roster(away(JO, "2026-11-14 00:00", "2026-11-20 00:00"))
FROM_CLOSE = roster(away(JO, "2026-11-13 17:00", "2026-11-14 09:00"))
BOTH_THEN_JO = roster(WEEK_OFF, *gone(MINH))

ILL = away(JO, "2026-11-11 08:00", "2026-11-16 09:00", SICK)
OPEN_ENDED = roster(replace(ILL, end=None))
EXPECTED = roster(ILL)
PASSED = roster(ILL, now="2026-11-16 09:00")
CARER = roster(replace(ILL, reason=AbsenceReason.PERSONAL), now="2026-11-16 11:00")
CONFIRMED = roster(replace(ILL, returned_at=syd("2026-11-16 08:00")), now="2026-11-16 09:00")
LONGER = roster(replace(ILL, returned_at=syd("2026-11-17 08:00")), now="2026-11-18 09:00")
DAY_OFF = roster(replace(ILL, reason=AbsenceReason.NON_WORK_DAY), now="2026-11-16 09:00")

TO_BO = decision(BO, "2026-11-12 09:00", "2026-11-13 22:00")
DECIDED = roster(decisions=(TO_BO,))
DECIDED_AWAY = roster(*gone(JO), decisions=(TO_BO,))
DECIDED_BACK = roster(WEEK_OFF, decisions=(TO_BO,))
DECIDED_GONE = roster(*gone(BO), decisions=(TO_BO,))
DECIDED_TWICE = roster(decisions=(decision(MINH, "2026-11-13 09:00", None), TO_BO))
DECIDED_AT_NIGHT = roster(decisions=(decision(BO, "2026-11-14 02:00", None),))
DECIDED_FOR_DUTY = roster(decisions=(decision(DANA, "2026-11-13 09:00", None),))
DECIDED_FOR_LEFT = roster(decisions=(decision(LEFT, "2026-11-13 09:00", None),))

SHIFTS = (
    duty(DANA, "2026-11-13 00:00", "2026-11-20 00:00"),
    duty(KIM, "2026-11-14 09:00", "2026-11-15 09:00"),
)
OVERLAP, OVERLAP_GONE = roster(rota=SHIFTS), roster(*gone(KIM), rota=SHIFTS)
NO_ROTA, NO_ROTA_NO_KIM = roster(rota=()), roster(*gone(KIM), rota=())
SPRING = roster(rota=(duty(DANA, "2026-10-04 00:00", "2026-10-04 03:00"),))
NO_HOLIDAYS = roster(calendar=office({}))
JO_LEFT = given(replace(staff()[JO], active=False))

FRIDAY, SATURDAY, MONDAY = "2026-11-13 10:00", "2026-11-14 12:00", "2026-11-16 09:00"

VECTORS = (
    Vector("an ordinary Friday", FRIDAY, "Jo Jo Minh primary", USUAL),
    Vector("first instant of business hours", "2026-11-13 09:00", "Jo Jo Minh primary", USUAL),
    Vector("instant of closing", "2026-11-13 17:00", "Jo Dana Minh primary", USUAL),
    Vector("weekday night", "2026-11-12 02:40", "Jo Dana Minh primary", USUAL),
    Vector("Sunday night", "2026-11-15 02:40", "Jo Dana Minh primary", USUAL),
    Vector("public holiday", "2026-12-25 10:00", "Jo Dana Minh primary", USUAL),
    Vector("primary on leave", FRIDAY, "Minh Minh Dana secondary", NO_JO),
    Vector("primary on leave, at night", "2026-11-13 20:00", "Minh Dana Dana secondary", NO_JO),
    Vector("secondary on leave", FRIDAY, "Jo Jo Dana primary", NO_MINH),
    Vector("both on leave", FRIDAY, "Dana Dana Kim line", NEITHER),
    Vector("both on leave, Saturday", SATURDAY, "Dana Dana Kim line", NEITHER),
    Vector("each covers the other, both away", FRIDAY, "Dana Dana Kim line", CYCLE),
    Vector("part-time, day off", FRIDAY, "Minh Minh Dana secondary", MON_TO_WED),
    Vector("part-time, work day", "2026-11-11 10:00", "Jo Jo Minh primary", MON_TO_WED),
    Vector("evening before the day off", "2026-11-11 20:00", "Jo Dana Minh primary", MON_TO_WED),
    Vector("early on the day off", "2026-11-12 08:59", "Jo Dana Minh primary", MON_TO_WED),
    Vector("weekend after the day off", SATURDAY, "Minh Dana Dana secondary", MON_TO_WED),
    Vector("secondary's day off", FRIDAY, "Jo Jo Dana primary", given(works(MINH, 0))),
    Vector("day off of both", FRIDAY, "Dana Dana Kim line", given(works(JO, 0), works(MINH, 1))),
    Vector("works by the date in Perth", "2026-11-11 10:00", "Jo Jo Minh primary", PERTH),
    Vector("Sunday in London", "2026-11-16 10:30", "Minh Minh Dana secondary", LONDON),
    Vector("Monday in London", "2026-11-16 11:00", "Jo Jo Minh primary", LONDON),
    Vector("newer pattern", "2026-11-12 10:00", "Minh Minh Dana secondary", CHANGED),
    Vector("older pattern", "2026-10-30 10:00", "Jo Jo Minh primary", CHANGED),
    Vector("before the first pattern", "2026-11-12 10:00", "Jo Jo Minh primary", MONDAYS_LATER),
    Vector("day off at midnight when open", "2026-11-12 00:00", "Minh Minh Dana secondary", ROUND_THE_CLOCK),
    Vector("leave ends on a Saturday", SATURDAY, "Minh Dana Dana secondary", ON_LEAVE),
    Vector("and Monday opens", MONDAY, "Jo Jo Minh primary", ON_LEAVE),
    Vector("back early", "2026-11-12 10:00", "Jo Jo Minh primary", BACK_EARLY),
    Vector("away within a weekend", SATURDAY, "Minh Dana Dana secondary", SATURDAY_OUT),
    Vector("and back within it", "2026-11-14 18:00", "Jo Dana Minh primary", SATURDAY_OUT),
    Vector("leave begins at closing, ends at night", SATURDAY, "Jo Dana Minh primary", FROM_CLOSE),
    Vector("leave begins at night", "2026-11-14 01:00", "Minh Dana Dana secondary", LEAVES_AT_NIGHT),
    Vector("gap at close, primary back at night", SATURDAY, "Jo Dana Dana primary", BOTH_THEN_JO),
    Vector("sick without an end", "2026-11-20 10:00", "Minh Minh Dana secondary", OPEN_ENDED),
    Vector("sick, before the estimate", FRIDAY, "Minh Minh Dana secondary", EXPECTED),
    Vector("sick, estimate taken as given", MONDAY, "Jo Jo Minh primary", EXPECTED),
    Vector("sick, estimate passed unconfirmed", MONDAY, "Minh Minh Dana secondary", PASSED),
    Vector("carer's leave passed unconfirmed", "2026-11-16 12:00", "Minh Minh Dana secondary", CARER),
    Vector("sick, return confirmed", MONDAY, "Jo Jo Minh primary", CONFIRMED),
    Vector("sick for longer than estimated", "2026-11-16 12:00", "Minh Minh Dana secondary", LONGER),
    Vector("recorded day off ends by itself", MONDAY, "Jo Jo Minh primary", DAY_OFF),
    Vector("decision", FRIDAY, "Bo Bo Dana decision", DECIDED),
    Vector("decision at night", "2026-11-13 20:00", "Bo Dana Dana decision", DECIDED),
    Vector("decision ends at night", "2026-11-13 22:00", "Jo Dana Minh primary", DECIDED),
    Vector("decision ends, primary away", "2026-11-13 22:00", "Minh Dana Dana secondary", DECIDED_AWAY),
    Vector("decision ends, primary back since", SATURDAY, "Jo Dana Minh primary", DECIDED_BACK),
    Vector("decision names somebody away", FRIDAY, "Jo Jo Minh primary", DECIDED_GONE),
    Vector("decision begins at night", "2026-11-14 03:00", "Bo Dana Dana decision", DECIDED_AT_NIGHT),
    Vector("later of two decisions", FRIDAY, "Minh Minh Dana decision", DECIDED_TWICE),
    Vector("decision for whoever has the line", FRIDAY, "Dana Dana Kim decision", DECIDED_FOR_DUTY),
    Vector("decision for somebody who left", FRIDAY, "Jo Jo Minh primary", DECIDED_FOR_LEFT),
    Vector("primary has left", FRIDAY, "Minh Minh Dana secondary", JO_LEFT),
    Vector("roles move on a Saturday", SATURDAY, "Minh Dana Bo primary", held(*MOVED)),
    Vector("no secondary", FRIDAY, "Jo Jo Dana primary", held(JO_IS_PCM)),
    Vector("one person in both roles", FRIDAY, "Jo Jo Dana primary", held(JO_IS_PCM, CROSSED[1])),
    Vector("unowned, with a secondary", FRIDAY, "Minh Minh Dana secondary unowned", held(MINH_IS_SCM)),
    Vector("unowned, with nobody", FRIDAY, "Dana Dana Kim line unowned", held()),
    Vector("unknown client", FRIDAY, "Dana Dana Kim line unowned", roster(holdings={})),
    Vector("later of two shifts", SATURDAY, "Jo Kim Minh primary", OVERLAP),
    Vector("later of two shifts is away", SATURDAY, "Jo Dana Minh primary", OVERLAP_GONE),
    Vector("earlier shift lasts longer", "2026-11-15 09:00", "Jo Dana Minh primary", OVERLAP),
    Vector("nobody on the rota", SATURDAY, "Jo Kim Minh primary rota-gap", NO_ROTA),
    Vector("duty director away", SATURDAY, "Jo Kim Minh primary rota-gap", roster(*gone(DANA))),
    Vector("default director away", SATURDAY, "Jo Dana Minh primary rota-gap", NO_ROTA_NO_KIM),
    Vector("directors away", SATURDAY, "Jo Sam Minh primary rota-gap", roster(*gone(KIM, DANA))),
    Vector("supervisors away", SATURDAY, "Jo Jo Minh primary rota-gap", roster(*gone(KIM, DANA, SAM))),
    Vector("one left", FRIDAY, "Bo Bo - line rota-gap", roster(*gone(JO, MINH, KIM, DANA, SAM))),
    Vector("nobody left", SATURDAY, "Kim Kim - line rota-gap", roster(*gone(JO, MINH, KIM, DANA, SAM, BO))),
    Vector("one director left", FRIDAY, "Kim Kim - line rota-gap", roster(*gone(JO, MINH, DANA))),
    Vector("clocks about to go forward", "2026-10-04 01:59", "Jo Dana Minh primary", SPRING),
    Vector("clocks gone forward", "2026-10-04 03:00", "Jo Kim Minh primary rota-gap", SPRING),
    Vector("Monday after clocks went back", "2026-04-06 09:00", "Jo Jo Minh primary", NO_HOLIDAYS),
)
