"""What the reports count: rules kept, the line, production, reviews (R-077, R-178, R-180, R-181, R-182)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import withdraw
from oncall_tui.desk.reports.asked import asked
from oncall_tui.desk.reports.catalog import KINDS, build, kind_of
from oncall_tui.desk.reports.compliance import compliance
from oncall_tui.desk.reports.line import line_report
from oncall_tui.desk.reports.reviews import reviews
from oncall_tui.desk.undo import undo
from oncall_tui.errors import BadSettings, Refused
from storage.models import CareCase, CaseNote, CaseReview, CaseSession, Clock
from storage.vocabulary import (
    AbsenceReason,
    CallerType,
    CaseKind,
    Category,
    Channel,
    ClockState,
    Direction,
    Measure,
    Outcome,
    ReviewDecision,
    SessionState,
)
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, KIM, MAI, PER

MONDAY = datetime(2026, 11, 15, 22, 0, tzinfo=UTC)
"""Mon 16 Nov 2026 09:00 in Sydney."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def call(desk: Desk, key: str, client: int | None = HANA, **more: object) -> int:
    new = NewCall(key, Category.CALL_BACK, client_id=client, caller="Hana", phone="02 5550 0188", **more)  # type: ignore[arg-type]
    return log_call(desk, new).item_id


def reach(desk: Desk, item: int, outcome: Outcome = Outcome.REACHED) -> None:
    made = NewAttempt(f"t{item}-{desk.now()}", item, Channel.PHONE, outcome, note="spoke", uncounted=True)
    log_attempt(desk, made)


def kept(desk: Desk, clock: FixedClock) -> None:
    """Let one call be kept in time, one be late while Jo is ill, one lapse and one be withdrawn."""
    clock.jump(MONDAY)
    first, second, third, fourth = (call(desk, f"c{n}", HANA if n < 2 else BEN) for n in range(4))
    clock.jump(MONDAY + HOUR)
    reach(desk, first, Outcome.NO_ANSWER)
    withdraw(desk, fourth, "logged twice")
    record_absence(desk, NewAbsence(JO, AbsenceReason.SICK, MONDAY + HOUR))
    clock.jump(MONDAY + DAY + 3 * HOUR)
    reach(desk, second, Outcome.NO_ANSWER)
    assert third


def test_each_rule_person_and_week_is_counted(desk: Desk, clock: FixedClock) -> None:
    kept(desk, clock)
    found = compliance(desk, MONDAY - 8 * DAY, desk.now())
    rule = {each.rule: each.figures for each in found.rules}["clinical-call-back"]
    counts = (rule.started, rule.met, rule.met_late, rule.lapsed, rule.running, rule.cancelled)
    assert counts == (4, 1, 1, 1, 0, 1)
    assert rule.median == (7 - 19) / 2 * 3600, "seven hours early, nineteen late"
    owed = {each.person and each.person.id: each.figures for each in found.people}
    assert owed[JO].met, "it was hers until she fell ill"
    assert owed[MAI].met_late + owed[MAI].lapsed >= 2, "what fell due while she covered, and her own"
    assert [str(each.monday) for each in found.weeks] == ["2026-11-16"]
    assert sum(each.figures.started for each in found.each) == found.whole.started
    late = next(each for each in found.late if each.rule == "clinical-call-back")
    assert (late.outcome.late, late.outcome.late_business) == (19 * HOUR, 3 * HOUR)
    assert {each.rule for each in found.lapsed} >= {"clinical-call-back"}
    assert {(why, number) for title, why, number in found.cancelled if title == "Clinical call back"} == {
        ("withdrawn", 1)
    }
    alone = compliance(desk, MONDAY - 8 * DAY, desk.now(), MAI)
    assert {each.person and each.person.id for each in alone.people} == {MAI}
    assert alone.whole.started == owed[MAI].started
    assert compliance(desk, MONDAY - 8 * DAY, MONDAY).whole.started == 0, "the end is not in it"


def test_a_taken_back_attempt_leaves_its_clock_as_if_it_had_never_been(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    item = call(desk, "c")
    reach(desk, item, Outcome.NO_ANSWER)
    with desk.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT owed_by, margin FROM clock WHERE state = 'met'").all()
    assert rows
    assert all(owed == JO and margin > 0 for owed, margin in rows)
    undo(desk)
    with desk.store.reading() as connection:
        left = connection.exec_driver_sql("SELECT state, owed_by, margin FROM clock").all()
    assert {tuple(row) for row in left} == {("running", None, None)}


def test_the_median_is_that_of_all_that_were_met(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    item = call(desk, "c")
    with desk.store.writing("system", "test.clocks", "item:1") as unit:
        for number, margin in enumerate((-50, 10, 30, 7_000)):
            start = MONDAY - DAY + timedelta(seconds=number)
            unit.session.add(
                Clock(
                    item_id=item,
                    rule="return-call",
                    amount=1,
                    unit=Measure.ELAPSED_HOURS,
                    zone="Australia/Sydney",
                    started_at=start,
                    due_at=start + HOUR,
                    state=ClockState.MET if margin > 0 else ClockState.MET_LATE,
                    ended_at=start + HOUR - timedelta(seconds=margin),
                    owed_by=KIM,
                    margin=margin,
                )
            )
    found = compliance(desk, MONDAY - 2 * DAY, MONDAY)
    assert [(each.rule, each.figures.median) for each in found.rules] == [("return-call", 20)]
    assert [str(each.monday) for each in found.weeks] == ["2026-11-09"]


def test_the_line_by_hour_category_and_caller(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    first = call(desk, "a", caller_type=CallerType.CLIENT, direction=Direction.VOICEMAIL)
    call(desk, "b", received_at=MONDAY - 10 * HOUR, caller_type=CallerType.FAMILY)
    log_call(desk, NewCall("o", Category.INFORMATION, direction=Direction.OUT, said="Rang them."))
    withdraw(desk, call(desk, "w"), "by mistake")
    clock.jump(MONDAY + 2 * HOUR)
    reach(desk, first)
    call(desk, "r", repeat_of=first, caller_type=CallerType.CLIENT)
    found = line_report(desk, MONDAY - DAY, desk.now() + HOUR)
    assert (found.whole.number, found.whole.office, found.whole.repeats, found.ours) == (3, 2, 1, 1)
    assert found.hours[0][9] == 1
    assert found.hours[6][23] == 1
    assert sum(map(sum, found.hours)) == 3
    assert (found.whole.contact.number, found.whole.contact.median) == (1, 2 * 3600)
    assert found.repeated == ((first, Category.CALL_BACK, 1),)
    assert {kind.value: calls.number for kind, calls in found.callers} == {"client": 2, "family": 1}


def test_reviews_their_mix_notes_complaints_and_check_ins(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    noted: Any = {"recorded_at": MONDAY, "recorded_by": "Kim Webb"}
    kinds = (CaseKind.COUPLES, CaseKind.COUPLES, CaseKind.MINORS, CaseKind.INDIVIDUAL)
    with desk.store.writing("system", "test.cases", "cases") as unit:
        for number, kind in enumerate(kinds, 1):
            unit.session.add(
                CareCase(
                    id=number, key=f"k{number}", client_id=PER, kind=kind, opened_at=MONDAY, opened_by="Kim"
                )
            )
            unit.session.flush()
            held = SessionState.HELD
            unit.session.add(CaseSession(key=f"s{number}", case_id=number, state=held, at=MONDAY, **noted))
            unit.session.add(CaseNote(key=f"n{number}", case_id=number, title="end", **noted))
        for hours, decision in ((4, ReviewDecision.DENY), (5, ReviewDecision.AUTHORISE)):
            at: Any = {"decided_at": MONDAY + hours * HOUR, "decided_by": KIM}
            unit.session.add(CaseReview(case_id=1, decision=decision, reason="progress", used=1, **at))
    item = log_call(desk, NewCall("q", Category.COMPLAINT, client_id=HANA, said="Unhappy.")).item_id
    reach(desk, item, Outcome.NO_ANSWER)
    found = reviews(desk, MONDAY - DAY, MONDAY + DAY)
    couples = next(each for each in found.first if each.kind is CaseKind.COUPLES)
    assert (couples.due, couples.done, couples.to_decision) == (2, 1, 4 * 3600)
    assert couples.decisions == {ReviewDecision.AUTHORISE: 1}, "the last decision counts"
    assert [each.kind for each in found.waiting] == [CaseKind.COUPLES, CaseKind.MINORS]
    assert sum(each.due for each in found.first) == 3, "an individual case wants no review"
    assert (found.notes.recorded, found.notes.reviewed, len(found.notes.unreviewed)) == (4, 0, 4)
    assert (found.complaints.number, found.complaints.attempts, found.complaints.open) == (1, 1, 1)


def test_every_report_is_built_of_an_empty_time_and_of_a_full_one(lone_desk: Desk, clock: FixedClock) -> None:
    kept(lone_desk, clock)
    for kind in KINDS:
        for span in ("2020", "this week", "last 3 months"):
            paper = build(lone_desk, kind, asked(lone_desk, span))
            assert paper.title
            assert paper.made_by == "Kim Webb"
            assert all(part.none or not part.empty for part in paper.parts)


def test_what_cannot_be_asked_is_refused(lone_desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    for words in ("tomorrow", "next week"):
        with pytest.raises(Refused, match="has not come yet"):
            asked(lone_desk, words)
    with pytest.raises(BadSettings, match="no span of time"):
        asked(lone_desk, "soon")
    with pytest.raises(Refused, match="five years"):
        asked(lone_desk, start=MONDAY - 3_000 * DAY, end=MONDAY)
    with pytest.raises(Refused, match="about everybody"):
        build(lone_desk, kind_of("line"), asked(lone_desk, person=lone_desk.operator))
    with pytest.raises(BadSettings, match="no report of that name"):
        kind_of("weather")
