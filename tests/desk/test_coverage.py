"""The weeks ahead, what-if, and the forward check, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.desk.absences.verbs import record_absence, record_return
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.context import Desk
from oncall_tui.desk.coverage.ahead import coverage, coverage_ahead
from oncall_tui.desk.coverage.findings import coverage_findings, new_findings
from oncall_tui.desk.coverage.supposing import candidates, suppose
from oncall_tui.desk.coverage.views import Coverage, CoverageFinding, Stint
from oncall_tui.desk.responsibility import who, who_all
from oncall_tui.errors import Refused
from oncall_tui.rules.precedence import Capacity
from oncall_tui.rules.rota import RotaTrouble
from oncall_tui.rules.tracks import Stand
from storage.models import Client, DutyShift, Holding, WorkPattern
from storage.vocabulary import AbsenceReason, CareRole
from tests.clock import FixedClock
from tests.house import EPOCH, HANA, JO, KIM, LEN, MAI, PER, RAE, SAM, desk_of

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Mon 23 Nov 2026 11:00 in Sydney."""
DAY = timedelta(days=1)


def send_away(
    desk: Desk, person: int, start: datetime, end: datetime | None, reason: AbsenceReason = AbsenceReason.SICK
) -> None:
    record_absence(desk, NewAbsence(person, reason, start, end))


def stints(found: Coverage, person: int) -> tuple[Stint, ...]:
    return next(each.stints for each in found.people if each.person.id == person)


def at_of(found: Coverage, person: int, at: datetime) -> Stint:
    return next(each for each in stints(found, person) if each.start <= at < each.end)


def test_what_is_shown_of_an_instant_is_what_is_answered_for_it(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    send_away(desk, JO, MONDAY, MONDAY + 10 * DAY)
    send_away(desk, MAI, MONDAY + 2 * DAY, MONDAY + 4 * DAY, AbsenceReason.STUDY)
    found = coverage_ahead(desk)
    assert [each.person.id for each in found.people] == [JO, MAI, SAM]
    for hours in range(0, 27 * 24, 5):
        at = MONDAY + timedelta(hours=hours)
        for charge in who_all(desk, at):
            answer = charge.responsibility
            assert answer.pcm_of_record is not None
            stint = at_of(found, answer.pcm_of_record.id, at)
            covers = {each.person.id for each in stint.covers if each.person}
            holds = answer.role_holder != answer.pcm_of_record and not answer.gap
            assert (answer.role_holder.id in covers) is holds
            assert (stint.uncovered > 0) is answer.gap


def test_each_day_counts_the_clients_who_have_nobody(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    send_away(desk, JO, MONDAY, MONDAY + 10 * DAY)
    send_away(desk, MAI, MONDAY + 2 * DAY, MONDAY + 4 * DAY, AbsenceReason.STUDY)
    with desk.store.writing("system", "test.left", "client:50") as unit:
        unit.session.add(Client(id=50, number="C-0050", family_name="Gone", given_name="Gil", active=False))
        unit.session.flush()
        unit.session.add(Holding(client_id=50, person_id=JO, role=CareRole.PCM, starts_at=EPOCH))
    found = coverage_ahead(desk, weeks=1)
    assert [(each.day.day, each.uncovered, each.neither) for each in found.days[:6]] == [
        (23, 0, 0),
        (24, 0, 0),
        (25, 1, 1),
        (26, 1, 1),
        (27, 1, 1),
        (28, 0, 0),
    ]
    assert [each.business for each in found.days] == [True] * 5 + [False, False, True]
    assert [(each.number, each.start, each.end) for each in found.gaps] == [
        ("C-0412", MONDAY + 2 * DAY, MONDAY + 4 * DAY)
    ]
    assert found.gaps == coverage(desk, weeks=1)
    jo = at_of(found, JO, MONDAY + DAY)
    assert (jo.stand, jo.kind, jo.until, jo.clients) == (Stand.AWAY, "sick", MONDAY + 10 * DAY, 1)
    assert [(each.person and each.person.id, each.capacity, each.clients) for each in jo.covers] == [
        (MAI, Capacity.SECONDARY, 1)
    ]
    nobody = at_of(found, JO, MONDAY + 3 * DAY)
    assert [(each.person, each.capacity) for each in nobody.covers] == [(None, Capacity.LINE)]


def test_why_somebody_is_ill_is_for_directors(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    send_away(desk, JO, MONDAY, None)
    send_away(desk, MAI, MONDAY + DAY, MONDAY + 2 * DAY, AbsenceReason.STUDY)
    assert [gap.why.startswith("Jo Lee: sick since") for gap in coverage(desk)] == [True]
    sams = desk_of(desk.store, clock, SAM)
    found = coverage_ahead(sams)
    assert at_of(found, JO, MONDAY).kind == "away"
    assert at_of(found, MAI, MONDAY + DAY).kind == "study leave"
    assert [gap.why.startswith("Jo Lee: away since") for gap in found.gaps] == [True]
    assert "sick" not in str(found)


def test_the_rota_shows_who_is_missing_and_who_stands_in(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    nights = [
        DutyShift(director_id=KIM, starts_at=MONDAY + 6 * hour, ends_at=MONDAY + 22 * hour)
        for hour in (timedelta(hours=1),)
    ]
    twice = DutyShift(director_id=RAE, starts_at=nights[0].starts_at, ends_at=MONDAY + timedelta(hours=12))
    with desk.store.writing("system", "test.rota", "duty") as unit:
        unit.session.add_all([*nights, twice])
    overlap, gap = coverage_ahead(desk, weeks=1).rota
    assert (overlap.trouble, [each.id for each in overlap.people]) == (RotaTrouble.OVERLAP, [KIM, RAE])
    assert (gap.trouble, gap.start, gap.stand_in.id) == (
        RotaTrouble.GAP,
        MONDAY + timedelta(days=1, hours=6),
        RAE,
    )


def test_a_what_if_shows_everything_and_changes_nothing(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    send_away(desk, MAI, MONDAY + 2 * DAY, MONDAY + 4 * DAY, AbsenceReason.STUDY)
    entries = desk.store.verify_audit().rows
    found = suppose(desk, JO, MONDAY + DAY, MONDAY + 8 * DAY)
    assert [(each.client_id, each.onto.id) for each in found.plan.clients] == [(HANA, MAI)]
    assert not found.before.gaps
    (gap,) = found.after.gaps
    assert (gap.client_id, gap.start, gap.end, gap.new) == (HANA, MONDAY + 2 * DAY, MONDAY + 4 * DAY, True)
    assert at_of(found.after, JO, MONDAY + 3 * DAY).stand is Stand.AWAY
    assert at_of(found.before, JO, MONDAY + 3 * DAY).stand is Stand.AT_WORK
    assert [each.person.id for each in found.plan.gaps[0].candidates] == [MAI, SAM]
    assert who(desk, HANA, MONDAY + 3 * DAY).role_holder.id == JO
    assert desk.store.verify_audit().rows == entries
    assert coverage_ahead(desk).people == found.before.people


def test_a_what_if_marks_only_what_is_new(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY - 3 * DAY)
    send_away(desk, JO, MONDAY - 3 * DAY, MONDAY + 3 * DAY)
    send_away(desk, MAI, MONDAY, MONDAY + DAY, AbsenceReason.STUDY)
    found = suppose(desk, SAM, MONDAY + DAY, MONDAY + 2 * DAY)
    assert [(gap.client_id, gap.new) for gap in found.after.gaps] == [(HANA, False), (PER, True)]
    assert not any(hole.new for hole in found.after.rota)
    found = suppose(desk, KIM, clock.now(), MONDAY)
    hole = found.after.rota[0]
    assert (hole.new, [each.id for each in hole.people]) == (True, [KIM])
    assert found.plan.duty


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [(2, 1, "end"), (-3, -2, "end"), (0, 900, "end"), (0, 3, "person")],
)
def test_a_what_if_that_cannot_be_is_refused(
    lone_desk: Desk, clock: FixedClock, start: int, end: int, field: str
) -> None:
    clock.jump(MONDAY)
    person = LEN if field == "person" else JO
    with pytest.raises(Refused) as refusal:
        suppose(lone_desk, person, MONDAY + start * DAY, MONDAY + end * DAY)
    assert refusal.value.field == field


def test_who_could_cover_a_gap_with_the_secondary_first(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    send_away(desk, MAI, MONDAY, MONDAY + DAY, AbsenceReason.STUDY)
    found = candidates(desk, HANA, MONDAY, MONDAY + 4 * DAY)
    assert [(each.person.id, each.designated) for each in found] == [(MAI, True), (JO, False), (SAM, False)]
    supposed = NewAbsence(JO, AbsenceReason.OTHER_PLANNED, MONDAY, MONDAY + 4 * DAY)
    found = candidates(desk, HANA, MONDAY, MONDAY + 4 * DAY, supposed)
    assert [each.person.id for each in found] == [MAI, SAM]


def test_each_gap_is_found_once_however_often_it_is_looked_for(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    send_away(desk, JO, MONDAY - 2 * DAY, MONDAY + 40 * DAY, AbsenceReason.ANNUAL)
    known: set[str] = set()
    told = []
    for day in range(35):
        clock.jump(MONDAY + day * DAY)
        if day == 10:
            send_away(desk, MAI, clock.now(), None)
        if day == 20:
            record_return(desk, MAI)
        new = new_findings(coverage_findings(desk), known)
        known.update(each.key for each in new)
        told += [(day, each.kind, each.client_ids) for each in new if each.kind == "cover-gap"]
    assert told == [(10, "cover-gap", (HANA,))]
    assert len(known) <= 3, known


def test_what_directors_are_told_names_no_client_and_no_illness(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    send_away(desk, JO, MONDAY, None)
    send_away(desk, MAI, MONDAY + DAY, MONDAY + 2 * DAY, AbsenceReason.PERSONAL)
    with desk.store.writing("system", "test.unheld", "clients") as unit:
        unit.session.add(Client(id=90, number="C-1000", family_name="Adeyemi", given_name="Tolu"))
    found = {each.key: each for each in coverage_findings(desk)}
    gap = found[f"cover-gap:{JO}@20261123T0000,{MAI}@20261124T0000"]
    assert gap.words.startswith(
        "Cover gap: 1 client of Jo Lee, from Tue 24 Nov 11:00 AEDT until Wed 25 Nov 11:00 AEDT. Jo Lee: away"
    )
    assert "sick" not in gap.words
    unowned = found["cover-gap:standing:0:0"]
    assert unowned.client_ids == (90,)
    assert "unowned" in unowned.words
    assert not any("Okafor" in each.words or "Adeyemi" in each.words for each in found.values())
    rota = next(each for each in found.values() if each.kind == "rota-gap")
    assert rota.words == (
        "Rota gap: nobody has the line from Mon 23 Nov 17:00 AEDT for longer than the next 28 days. "
        "Rae Novak stands in."
    )


def test_a_gap_that_has_lasted_for_months_is_the_same_gap(lone_desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    send_away(lone_desk, JO, MONDAY, None)
    send_away(lone_desk, MAI, MONDAY, None)
    first = {each.key for each in coverage_findings(lone_desk)}
    assert f"cover-gap:{JO}@20261123T0000,{MAI}@20261123T0000" in first
    for days in (40, 200, 900):
        clock.jump(MONDAY + days * DAY)
        assert {each.key for each in coverage_findings(lone_desk)} == first


def test_days_off_that_come_again_are_told_once_and_another_absence_anew(
    lone_desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    with lone_desk.store.writing("system", "test.pattern", "person") as unit:
        unit.session.add(
            WorkPattern(
                person_id=SAM, hours="Mon-Thu 09:00-17:00", zone="Australia/Sydney", valid_from=EPOCH.date()
            )
        )

    def cover() -> dict[str, CoverageFinding]:
        found = coverage_findings(lone_desk)
        return {each.key: each for each in found if each.kind == "cover-gap" and each.client_ids == (PER,)}

    (fridays,) = cover().values()
    assert fridays.key == f"cover-gap:standing:{SAM}:0"
    assert "1 client of Sam Idris, 4 times in the next 28 days, first from Fri 27 Nov 09:00" in fridays.words
    send_away(lone_desk, SAM, MONDAY + DAY, MONDAY + 2 * DAY)
    assert [each for each in cover() if each != fridays.key] == [f"cover-gap:{SAM}@20261124T0000"]


def test_clients_who_come_to_managers_who_are_away_are_told_of(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    send_away(desk, JO, MONDAY + DAY, MONDAY + 5 * DAY, AbsenceReason.ANNUAL)
    send_away(desk, MAI, MONDAY + DAY, MONDAY + 5 * DAY, AbsenceReason.STUDY)
    known = {each.key for each in coverage_findings(desk)}
    clock.jump(MONDAY + DAY / 2)
    with desk.store.writing("system", "test.given", "client:60") as unit:
        unit.session.add(Client(id=60, number="C-0060", family_name="New", given_name="Nia"))
        unit.session.flush()
        for person, role in ((JO, CareRole.PCM), (MAI, CareRole.SCM)):
            unit.session.add(Holding(client_id=60, person_id=person, role=role, starts_at=clock.now()))
    (told,) = new_findings(coverage_findings(desk), known)
    assert told.client_ids == (60,)
