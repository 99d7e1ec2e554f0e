"""What the reports say of a week is what was done in it, counted by hand; and what leaves says what it is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cases import verbs
from oncall_tui.desk.consents import NewAnswer, note_answer
from oncall_tui.desk.context import Desk
from oncall_tui.desk.export.casefile import case_file
from oncall_tui.desk.export.formats import Format, rendered
from oncall_tui.desk.reports.asked import asked
from oncall_tui.desk.reports.catalog import KINDS, build, kind_of
from oncall_tui.desk.reports.compliance import compliance
from oncall_tui.desk.reports.cover import cover_report
from oncall_tui.desk.reports.line import line_report
from oncall_tui.desk.reports.reviews import reviews
from oncall_tui.errors import Refused
from storage.vocabulary import (
    AbsenceReason,
    Answer,
    CallerType,
    CaseKind,
    Category,
    Channel,
    ConsentKind,
    Outcome,
    ReviewDecision,
    Topic,
)
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, KIM, MAI, desk_of, person

MONDAY = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
"""Mon 23 Nov 2026 10:00 in Sydney."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def desk(lone_desk: Desk, clock: FixedClock) -> Desk:
    """Give Mai Tran's desk on Monday at ten; Ben is hers."""
    clock.jump(MONDAY)
    return desk_of(lone_desk.store, clock, MAI)


def call(desk: Desk, category: Category, client: int = BEN, **more: Any) -> int:
    given: dict[str, Any] = {"caller_type": CallerType.CLIENT, "said": "Please ring.", **more}
    key = f"{category} {desk.now()} {client} {more}"
    return log_call(desk, NewCall(key, category, client_id=client, **given)).item_id


def tried(desk: Desk, item_id: int, outcome: Outcome = Outcome.NO_ANSWER, **more: Any) -> None:
    talked = outcome is Outcome.REACHED
    new = NewAttempt(f"{item_id} {desk.now()}", item_id, Channel.PHONE, outcome)
    told = replace(new, topics=(Topic.GOALS,) if talked else (), note="None needed." if talked else "")
    log_attempt(desk, replace(told, **more))


class TestRules:
    def test_each_clock_is_counted_once_as_it_ended(self, desk: Desk, clock: FixedClock) -> None:
        """R-178, R-077: met, met late, lapsed and running, with the median margin, by whom it was owed."""
        early, late, never, runs = (
            call(desk, Category.HIGH_RISK_EVENT, received_at=MONDAY - hours * HOUR) for hours in (4, 3, 2, 1)
        )
        clock.jump(MONDAY + 60 * HOUR)
        tried(desk, early)
        clock.jump(MONDAY + 69 * HOUR + 30 * timedelta(minutes=1))
        tried(desk, late)
        clock.jump(MONDAY + 70 * HOUR + HOUR / 2)
        found = compliance(desk, MONDAY - DAY, clock.now())
        (rule,) = (each for each in found.rules if each.rule == "hre-outreach")
        figures = rule.figures
        assert (figures.started, figures.met, figures.met_late) == (4, 1, 1)
        assert (figures.lapsed, figures.running) == (1, 1)
        assert figures.median == (8 * 3600 - 1800) / 2, "eight hours early, and half an hour late"
        assert {each.item_id for each in found.lapsed} == {never}
        assert {each.item_id for each in found.late} == {late}
        assert runs not in {each.item_id for each in (*found.lapsed, *found.late)}
        (mine,) = (each for each in found.people if each.person is not None and each.person.id == MAI)
        assert mine.figures.met == 1


class TestLineAndCover:
    def test_what_reached_the_line_and_how_soon_it_was_dealt_with(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-180."""
        first = call(desk, Category.CALL_BACK)
        call(desk, Category.WELLBEING, HANA)
        clock.advance(HOUR)
        tried(desk, first, Outcome.REACHED)
        found = line_report(desk, MONDAY - HOUR, clock.now())
        assert (found.whole.number, found.whole.contact.number, found.whole.contact.median) == (2, 1, 3600)
        assert {kind: calls.number for kind, calls in found.categories} == {
            Category.CALL_BACK: 1,
            Category.WELLBEING: 1,
        }

    def test_who_covered_whom(self, desk: Desk, clock: FixedClock) -> None:
        """R-179."""
        record_absence(replace(desk, operator=person(KIM)), NewAbsence(JO, AbsenceReason.SICK))
        clock.advance(DAY)
        found = cover_report(desk, MONDAY, clock.now())
        assert (JO, MAI) in {(each.covered.id, each.by.id if each.by else None) for each in found.covers}


class TestReviews:
    def test_first_sessions_and_their_decisions_by_kind(self, desk: Desk, clock: FixedClock) -> None:
        """R-182: due, done and how they were decided; complaints with their attempts."""
        for number, kind in enumerate((CaseKind.COUPLES, CaseKind.COUPLES, CaseKind.MINORS)):
            case = verbs.open_case(desk, verbs.NewCase(f"c{number}", BEN, kind, 6)).case_id
            verbs.record_session(desk, verbs.NewSession(f"s{number}", case, agreed="Come again."))
            if not number:
                review = verbs.NewReview(case, ReviewDecision.DENY, "No.", resources="The legal service.")
                verbs.decide_review(desk, review)
        complaint = call(desk, Category.COMPLAINT)
        for _ in range(2):
            clock.advance(5 * HOUR)
            tried(desk, complaint)
        found = reviews(desk, MONDAY - HOUR, clock.now())
        seen = {each.kind: (each.due, each.done, dict(each.decisions)) for each in found.first}
        assert seen[CaseKind.COUPLES][:2] == (2, 1)
        assert seen[CaseKind.COUPLES][2].get(ReviewDecision.DENY) == 1
        assert seen[CaseKind.MINORS][:2] == (1, 0)
        assert (found.complaints.number, found.complaints.attempts) == (1, 2)


class TestPaper:
    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
    def test_every_report_says_on_every_page_that_a_copy_is_uncontrolled(
        self, desk: Desk, clock: FixedClock, kind: Any
    ) -> None:
        """R-181, R-184: with its definitions, in each format; and formulas are only words."""
        call(desk, Category.CALL_BACK, said="=1+1")
        clock.advance(HOUR)
        director = desk_of(desk.store, clock)
        paper = build(director, kind, asked(director, start=MONDAY - DAY, end=clock.now()))
        for format_ in (Format.MARKDOWN, Format.HTML):
            assert "uncontrolled" in rendered(paper, format_).decode().casefold()
        json.loads(rendered(paper, Format.JSON))
        for line in rendered(paper, Format.CSV).decode("utf-8-sig").splitlines():
            assert not any(cell.strip('"').startswith(("=", "+", "@")) for cell in line.split(","))

    def test_production_prints_what_it_counts(self, desk: Desk, clock: FixedClock) -> None:
        """R-181."""
        clock.advance(HOUR)
        director = desk_of(desk.store, clock)
        wanted = asked(director, start=MONDAY - DAY, end=clock.now())
        page = rendered(build(director, kind_of("production"), wanted), Format.MARKDOWN).decode()
        assert "speaking with the client" in page

    def test_a_client_s_file_tells_everything_in_the_order_of_time(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-183: so that somebody else can pick it up."""
        item = call(desk, Category.CALL_BACK, said="His wound opens.")
        clock.advance(HOUR)
        note_answer(desk, NewAnswer(BEN, ConsentKind.VOICEMAIL, Answer.NO, "Said so on the phone."))
        clock.advance(HOUR)
        tried(desk, item, Outcome.REACHED, note="The nurse comes at five.")
        page = rendered(case_file(desk, BEN), Format.MARKDOWN).decode()
        after = page[page.index("Everything in time order") :]
        places = [after.index(words) for words in ("His wound opens.", "The nurse comes at five.")]
        assert places == sorted(places)
        assert "uncontrolled" in page.casefold()

    def test_a_span_that_has_not_come_is_refused(self, desk: Desk) -> None:
        """R-184."""
        with pytest.raises(Refused):
            asked(desk, start=MONDAY + DAY, end=MONDAY + 2 * DAY)
