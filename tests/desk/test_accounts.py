"""Who went into an absent person's accounts (R-039): directors alone, in an unplanned absence, for good."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from oncall_tui.desk.absences.verbs import record_absence, record_return
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.accounts import NewAccess, access_log, record_access
from oncall_tui.desk.context import Desk
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from storage.vocabulary import AbsenceReason, AccessStep
from tests.clock import NOON, FixedClock
from tests.house import JO, MAI, RAE, desk_of

HOUR = timedelta(hours=1)
WHY = {
    AccessStep.OPENED: "To tell the families who covers.",
    AccessStep.SENT: "To the staff teams: the secondary covers, ring the line.",
    AccessStep.ENDED: "Logged out, password set anew.",
}


def step(kind: AccessStep, system: str = "E-mail", at: datetime | None = None, person: int = JO) -> NewAccess:
    return NewAccess(person, system, kind, WHY[kind], at)


@pytest.fixture
def sick(desk: Desk) -> Desk:
    """Give the desk with Jo Lee away sick since an hour ago."""
    record_absence(desk, NewAbsence(JO, AbsenceReason.SICK, NOON - HOUR))
    return desk


def test_what_was_opened_stays_open_until_it_is_ended(sick: Desk, clock: FixedClock) -> None:
    said = record_access(sick, step(AccessStep.OPENED, at=NOON - HOUR / 2)).words
    assert said == "Jo Lee, E-mail: opened Sat 21 Nov 11:30 AEDT. This entry cannot be changed."
    rae = desk_of(sick.store, clock, RAE)
    record_access(rae, step(AccessStep.SENT, "e-MAIL "))
    record_access(sick, step(AccessStep.OPENED, "Message boards"))
    assert [each.system for each in access_log(sick).open] == ["E-mail", "Message boards"]
    clock.advance(HOUR)
    record_return(sick, JO)
    record_access(sick, step(AccessStep.ENDED))
    log = access_log(rae, JO)
    assert [(each.step, each.by, each.at) for each in log.lines if each.system == "E-mail"] == [
        (AccessStep.OPENED, "Kim Webb", NOON - HOUR / 2),
        (AccessStep.SENT, "Rae Novak", NOON),
        (AccessStep.ENDED, "Kim Webb", NOON + HOUR),
    ]
    assert log.lines[0].recorded_at == NOON, "when it was done and when it was told are kept apart"
    assert [each.system for each in log.open] == ["Message boards"], "it stays open although Jo is back"
    assert access_log(sick, MAI).lines == ()
    assert sick.store.verify_audit().ok


def test_only_directors_read_and_record(sick: Desk, clock: FixedClock) -> None:
    mai = desk_of(sick.store, clock, MAI)
    for asked in (lambda: access_log(mai), lambda: record_access(mai, step(AccessStep.OPENED))):
        with pytest.raises(Refused, match=r"Only a director .* Ask Kim Webb 0491 570 006, who has the line"):
            asked()
    assert access_log(sick).lines == ()


@pytest.mark.parametrize(
    ("new", "words", "field"),
    [
        (step(AccessStep.OPENED, person=MAI), "Mai Tran is not away unplanned", "person"),
        (step(AccessStep.OPENED, at=NOON - 2 * HOUR), "not away unplanned at Sat 21 Nov 10:00", "person"),
        (step(AccessStep.SENT), "E-mail is not open; open are: none", "step"),
        (step(AccessStep.ENDED), "Record first that it was opened", "step"),
        (step(AccessStep.OPENED, at=NOON + HOUR), "has not come yet", "at"),
        (step(AccessStep.OPENED, "  "), "Say which account", "system"),
        (step(AccessStep.OPENED, "x" * 81), "at most 80", "system"),
        (NewAccess(JO, "E-mail", AccessStep.OPENED, " "), "Say why", "words"),
        (step(AccessStep.OPENED, person=99), "no such person", "person"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(sick: Desk, new: NewAccess, words: str, field: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        record_access(sick, new)
    assert refused.value.field == field
    assert access_log(sick).lines == ()


def test_planned_leave_opens_nothing_and_the_order_is_kept(sick: Desk) -> None:
    record_absence(sick, NewAbsence(MAI, AbsenceReason.ANNUAL, NOON, NOON + 48 * HOUR))
    with pytest.raises(Refused, match="in an unplanned absence only"):
        record_access(sick, step(AccessStep.OPENED, person=MAI))
    record_access(sick, step(AccessStep.OPENED))
    with pytest.raises(Refused, match=r"open since Sat 21 Nov 12:00 AEDT \(Kim Webb\)"):
        record_access(sick, step(AccessStep.OPENED, "e-mail"))
    with pytest.raises(Refused, match="Give a later time"):
        record_access(sick, step(AccessStep.SENT, at=NOON - HOUR / 2))


def test_an_entry_is_not_taken_back_by_undo(sick: Desk) -> None:
    record_access(sick, step(AccessStep.OPENED))
    assert "Jo Lee is away" in undo(sick).words, "what is taken back is the absence before it"
    (entry,) = access_log(sick).open
    assert (entry.person_id, entry.by) == (JO, "Kim Webb")
