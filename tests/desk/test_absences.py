"""An absence: what it would change, what it changes, and how it ends, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.desk.absences.planning import preview
from oncall_tui.desk.absences.verbs import record_absence, record_return
from oncall_tui.desk.absences.views import Cover, NewAbsence
from oncall_tui.desk.alerts.loading import alert_steps, load_alerts
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.responsibility import who
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from storage.models import Client, Person
from storage.vocabulary import AbsenceReason, CareRole, Category
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, KIM, LEN, MAI, PER, RAE, SAM

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Mon 23 Nov 2026 11:00 in Sydney."""
DAY = timedelta(days=1)


def sick(person: int, start: datetime | None = None, end: datetime | None = None) -> NewAbsence:
    return NewAbsence(person, AbsenceReason.SICK, start, end)


def call(desk: Desk, client: int, key: str = "k") -> int:
    return log_call(desk, NewCall(key, Category.WELLBEING, client_id=client, said="Ring her.")).item_id


def test_every_client_and_every_clock_is_shown_with_whoever_has_it_then(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    item_id = call(desk, HANA)
    call(desk, PER, "other")
    plan = preview(desk, sick(JO))
    assert [(each.client_id, each.role, each.holder.id, each.onto.id) for each in plan.clients] == [
        (HANA, CareRole.PCM, JO, MAI)
    ]
    assert {(each.item_id, each.holder.id, each.onto.id) for each in plan.clocks} == {(item_id, JO, MAI)}
    assert not plan.gaps
    assert not plan.applied
    assert who(desk, HANA).role_holder.id == JO, "a preview changes nothing"


def test_recording_it_does_what_the_preview_showed(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    call(desk, HANA)
    shown = preview(desk, sick(JO))
    done = record_absence(desk, sick(JO))
    assert done.applied
    assert (done.clients, done.clocks, done.gaps) == (shown.clients, shown.clocks, shown.gaps)
    assert who(desk, HANA).role_holder.id == MAI
    assert [row.acting.id for row in load_queue(desk).rows if not row.category.asked] == [MAI]
    assert desk.store.verify_audit().ok


def test_with_the_secondary_away_too_the_gap_is_shown_with_who_could_cover(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    with desk.store.writing("system", "test.skills", "person") as unit:
        sam = unit.session.get_one(Person, SAM)
        sam.expertise, sam.area = ["wound care"], "Newtown"
        unit.session.get_one(Client, HANA).conditions = ["Wound care"]
    record_absence(desk, sick(MAI, end=MONDAY + 3 * DAY))
    plan = preview(desk, sick(JO, end=MONDAY + 10 * DAY))
    (moved,) = [each for each in plan.clients if each.client_id == HANA]
    assert moved.gap
    assert moved.onto.id == RAE, "the line has it: nobody is on the rota, Rae stands in"
    gap = next(each for each in plan.gaps if each.client_id == HANA)
    assert "Mai Tran" in gap.why
    assert [each.person.id for each in gap.candidates] == [MAI, SAM]
    designated, other = gap.candidates
    assert (designated.designated, designated.relationship[:9]) == (True, "secondary")
    assert (other.available, other.relationship) == ("the whole time", "no contact yet")
    assert (other.expertise, other.location, other.load) == ("wound care", "Newtown", 1)


def test_a_client_of_whom_the_absent_person_is_the_acting_secondary_moves_too(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    record_absence(desk, sick(JO))
    plan = preview(desk, sick(MAI))
    assert {(each.client_id, each.role) for each in plan.clients} == {
        (BEN, CareRole.PCM),
        (HANA, CareRole.SCM),
    }


def test_it_may_lie_back_and_routing_changes_from_now_on(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    start = MONDAY - timedelta(hours=2)
    plan = record_absence(desk, sick(JO, start=start))
    assert (plan.start, plan.counts_from) == (start, MONDAY)


def test_a_second_absence_at_the_same_time_is_refused_and_the_other_is_shown(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    record_absence(desk, NewAbsence(JO, AbsenceReason.ANNUAL, MONDAY + DAY, MONDAY + 5 * DAY))
    later = MONDAY + 4 * DAY
    for start, end in ((later, None), (later, later + 5 * DAY), (MONDAY, MONDAY + 2 * DAY)):
        with pytest.raises(Refused, match="annual from Tue 24 Nov 11:00 AEDT") as refusal:
            record_absence(desk, sick(JO, start, end))
        assert refusal.value.field == "start"
    record_absence(desk, sick(JO, MONDAY, MONDAY + DAY))
    record_absence(desk, sick(JO, MONDAY + 5 * DAY, MONDAY + 6 * DAY))


@pytest.mark.parametrize(
    ("new", "field"),
    [(sick(LEN), "person"), (sick(99), "person"), (sick(JO, MONDAY, MONDAY), "end")],
)
def test_what_cannot_be_is_refused_at_its_field(desk: Desk, new: NewAbsence, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        preview(desk, new)
    assert refusal.value.field == field
    with pytest.raises(Refused):
        record_absence(desk, new)


def test_sickness_of_no_known_end_may_run_into_leave_that_was_planned(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    record_absence(desk, NewAbsence(JO, AbsenceReason.ANNUAL, MONDAY + DAY, MONDAY + 5 * DAY))
    assert record_absence(desk, sick(JO)).applied
    clock.advance(7 * DAY)
    assert who(desk, HANA).role_holder.id == MAI, "nobody has said that she is back"
    record_return(desk, JO)
    assert who(desk, HANA).role_holder.id == JO


def test_sick_leave_never_ends_by_itself_and_ends_when_somebody_says_so(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    record_absence(desk, sick(JO, end=MONDAY + DAY))
    clock.advance(2 * DAY)
    assert who(desk, HANA).role_holder.id == MAI
    record_return(desk, JO)
    assert who(desk, HANA).role_holder.id == JO
    with pytest.raises(Refused, match="not away"):
        record_return(desk, JO)


def test_undo_takes_the_whole_absence_back(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    record_absence(desk, sick(JO))
    saved = undo(desk)
    assert "Jo Lee" in saved.words
    assert who(desk, HANA).role_holder.id == JO
    record_absence(desk, sick(JO))
    clock.advance(timedelta(minutes=11))
    with pytest.raises(Refused):
        undo(desk)


def test_undo_of_a_return_makes_them_away_again(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    record_absence(desk, sick(JO))
    record_return(desk, JO)
    undo(desk)
    assert who(desk, HANA).role_holder.id == MAI


def test_an_alert_that_went_to_them_rings_again_for_who_has_it(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    log_call(desk, NewCall("k", Category.HIGH_RISK_EVENT, client_id=HANA, said="Fell."))
    clock.advance(2 * DAY)
    Sweeper(desk).sweep()
    (row,) = load_alerts(desk).rows
    assert row.recipient.id == JO
    record_absence(desk, sick(JO))
    (row,) = load_alerts(desk).rows
    assert row.recipient.id == MAI
    assert alert_steps(desk, row.id)[-1].words == "was told to somebody who is away"


def test_who_was_chosen_for_a_gap_has_the_client_until_either_manager_is_back(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    record_absence(desk, NewAbsence(MAI, AbsenceReason.ANNUAL, MONDAY, MONDAY + 20 * DAY))
    gap = next(each for each in preview(desk, sick(JO)).gaps if each.client_id == HANA)
    record_absence(desk, replace(sick(JO), covers=(Cover(HANA, SAM, gap.start, gap.end),)))
    clock.advance(DAY)
    assert who(desk, HANA).role_holder.id == SAM
    record_return(desk, JO)
    assert who(desk, HANA).role_holder.id == JO
    assert who(desk, HANA, MONDAY + timedelta(hours=1)).role_holder.id == SAM, "the past stays as it was"
    undo(desk)
    assert who(desk, HANA).role_holder.id == SAM
    record_return(desk, MAI)
    assert who(desk, HANA).role_holder.id == MAI


@pytest.mark.parametrize(("begins", "ends"), [(3, 5), (-3, -1)])
def test_leave_that_is_not_now_rings_nobody_again(
    lone_desk: Desk, clock: FixedClock, begins: int, ends: int
) -> None:
    clock.jump(MONDAY)
    log_call(lone_desk, NewCall("k", Category.HIGH_RISK_EVENT, client_id=HANA, said="Fell."))
    clock.advance(2 * DAY)
    Sweeper(lone_desk).sweep()
    (row,) = load_alerts(lone_desk).rows
    before = alert_steps(lone_desk, row.id)
    now = clock.now()
    record_absence(lone_desk, NewAbsence(JO, AbsenceReason.ANNUAL, now + begins * DAY, now + ends * DAY))
    assert alert_steps(lone_desk, row.id) == before


def test_shifts_on_the_line_are_shown(desk: Desk) -> None:
    plan = preview(desk, sick(KIM))
    assert [start < end for start, end in plan.duty] == [True]


def test_gaps_are_filled_in_the_same_step_by_whoever_is_chosen(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    record_absence(desk, sick(MAI, end=MONDAY + 3 * DAY))
    new = sick(JO, end=MONDAY + 2 * DAY)
    plan = preview(desk, new)
    assert plan.gaps
    covers = tuple(Cover(gap.client_id, SAM, gap.start, gap.end) for gap in plan.gaps)
    filled = preview(desk, replace(new, covers=covers))
    assert not filled.gaps
    assert {each.onto.id for each in filled.clients if each.client_id == HANA} == {SAM}
    record_absence(desk, replace(new, covers=covers))
    assert who(desk, HANA).role_holder.id == SAM
    assert [row.acting.id for row in load_queue(desk).rows if row.category is Category.COVER][-1:] == [SAM]
    undo(desk)
    assert who(desk, HANA).role_holder.id == JO


@pytest.mark.parametrize(("person", "words"), [(JO, "the one who is away"), (KIM, "Only a care manager")])
def test_nobody_covers_who_cannot(desk: Desk, person: int, words: str) -> None:
    cover = Cover(HANA, person, desk.now(), desk.now() + DAY)
    with pytest.raises(Refused, match=words):
        record_absence(desk, replace(sick(JO), covers=(cover,)))


def test_a_planned_leave_waits_until_each_client_has_a_secondary_or_a_cover(
    desk: Desk, clock: FixedClock
) -> None:
    clock.jump(MONDAY)
    new = NewAbsence(SAM, AbsenceReason.ANNUAL, MONDAY + DAY, MONDAY + 3 * DAY)
    plan = preview(desk, new)
    assert plan.refused.startswith("C-0031 has no secondary care manager.")
    with pytest.raises(Refused, match="C-0031 has no secondary"):
        record_absence(desk, new)
    covers = tuple(Cover(gap.client_id, MAI, gap.start, gap.end) for gap in plan.gaps)
    assert record_absence(desk, replace(new, covers=covers)).applied
    assert not record_absence(desk, sick(JO)).refused, "an illness waits for nothing"
