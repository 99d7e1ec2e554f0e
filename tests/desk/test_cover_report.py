"""The cover report, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from oncall_tui.desk.absences.verbs import record_absence, record_return
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.reports.cover import cover_report
from oncall_tui.errors import Refused
from oncall_tui.rules.precedence import Capacity
from storage.models import Decision, Handover, Triage
from storage.vocabulary import (
    AbsenceReason,
    Category,
    DisturbReason,
    HandoverDepth,
    HandoverState,
    TriageResult,
)
from tests.clock import FixedClock
from tests.house import HANA, JO, KIM, MAI, PER, SAM, desk_of

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Mon 23 Nov 2026 11:00 in Sydney."""
DAY = timedelta(days=1)


def happen(desk: Desk, clock: FixedClock) -> None:
    """Let Jo be ill for a week, Mai be away on two days of it, and Jo be rung all the same."""
    clock.jump(MONDAY)
    record_absence(desk, NewAbsence(JO, AbsenceReason.SICK, MONDAY))
    record_absence(desk, NewAbsence(MAI, AbsenceReason.STUDY, MONDAY + DAY, MONDAY + 3 * DAY))
    item = log_call(desk, NewCall("k", Category.WELLBEING, client_id=HANA, said="Ring her.")).item_id
    with desk.store.writing("system", "test.happened", "report") as unit:
        for hours, withdrawn in ((1, None), (2, MONDAY + DAY), (24 * 9, None)):
            unit.session.add(
                Triage(
                    item_id=item,
                    decided_at=MONDAY + timedelta(hours=hours),
                    decided_by=KIM,
                    result=next(iter(TriageResult)),
                    reason="only she has the key",
                    disturbed_id=JO,
                    disturb_reason=DisturbReason.ONLY_THEY_CAN,
                    withdrawn_at=withdrawn,
                )
            )
        unit.session.add(
            Decision(
                client_id=PER,
                person_id=MAI,
                starts_at=MONDAY + 4 * DAY,
                ends_at=MONDAY + 5 * DAY,
                reason="knows him",
                decided_by=KIM,
            )
        )
        for client, state, answered in (
            (HANA, HandoverState.ACCEPTED, MONDAY + DAY / 2),
            (PER, HandoverState.OFFERED, None),
        ):
            unit.session.add(
                Handover(
                    client_id=client,
                    from_id=JO,
                    to_id=MAI,
                    starts_at=MONDAY,
                    depth=HandoverDepth.BRIEF,
                    state=state,
                    created_at=MONDAY,
                    created_by="Kim Webb",
                    answered_at=answered,
                )
            )
    clock.jump(MONDAY + 7 * DAY)
    record_return(desk, JO)
    clock.jump(MONDAY + 10 * DAY)


def test_who_covered_whom_when_and_why(desk: Desk, clock: FixedClock) -> None:
    happen(desk, clock)
    found = cover_report(desk, MONDAY - DAY)
    lines = [
        (each.covered.id, each.by and each.by.id, each.capacity, each.start, each.end, each.why, each.clients)
        for each in found.covers
    ]
    week = MONDAY + 7 * DAY
    assert lines == [
        (JO, MAI, Capacity.SECONDARY, MONDAY, MONDAY + DAY, "sick", 1),
        (JO, None, Capacity.LINE, MONDAY + DAY, MONDAY + 3 * DAY, "sick", 1),
        (MAI, SAM, Capacity.SECONDARY, MONDAY + DAY, MONDAY + 3 * DAY, "study leave", 1),
        (JO, MAI, Capacity.SECONDARY, MONDAY + 3 * DAY, week, "sick", 1),
        (SAM, MAI, Capacity.DECISION, MONDAY + 4 * DAY, MONDAY + 5 * DAY, "a director's decision", 1),
    ]
    assert [(each.number, each.start, each.end) for each in found.gaps] == [
        ("C-0412", MONDAY + DAY, MONDAY + 3 * DAY)
    ]
    assert [(each.number, each.taker, each.accepted_at) for each in found.late] == [
        ("C-0412", "Mai Tran", MONDAY + DAY / 2),
        ("C-0031", "Mai Tran", None),
    ]
    assert [(each.at, each.person.id, each.by, each.reason) for each in found.disturbances] == [
        (MONDAY + timedelta(hours=1), JO, "Kim Webb", "only she has the key"),
        (MONDAY + 9 * DAY, JO, "Kim Webb", "only she has the key"),
    ]
    assert [
        (each.month, each.covers, each.gaps, each.late, [(who.id, times) for who, times in each.disturbed])
        for each in found.months
    ] == [(date(2026, 11, 1), 4, 1, 2, [(JO, 1)]), (date(2026, 12, 1), 0, 0, 0, [(JO, 1)])]
    assert found.months[0].rota_gaps == 1


def test_why_somebody_was_ill_and_what_was_said_are_for_directors(desk: Desk, clock: FixedClock) -> None:
    happen(desk, clock)
    found = cover_report(desk_of(desk.store, clock, SAM), MONDAY - DAY)
    assert {each.why for each in found.covers} == {"away", "study leave", "a director's decision"}
    assert "sick" not in str(found)
    assert "key" not in "".join(each.reason for each in found.disturbances)


def test_without_a_span_it_is_this_month_so_far(lone_desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    found = cover_report(lone_desk)
    assert (found.start, found.end) == (datetime(2026, 10, 31, 13, 0, tzinfo=UTC), MONDAY)
    for start, end in ((0, -1), (-1, 1), (-2000, 0)):
        with pytest.raises(Refused):
            cover_report(lone_desk, MONDAY + start * DAY, MONDAY + end * DAY)
