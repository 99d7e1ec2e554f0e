"""Every exception and condition that a row of the rulebook names; one that is new has no test, and fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlmodel import Session, col, select

from oncall_tui.desk import handling
from oncall_tui.desk.absences.verbs import record_absence
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.attempts import NewAttempt, log_attempt, sheet
from oncall_tui.desk.calls import NewCall, log_call, preview
from oncall_tui.desk.caseload.engaging import send_letter
from oncall_tui.desk.caseload.morning import ask_for_the_morning
from oncall_tui.desk.caseload.phases import move
from oncall_tui.desk.caseload.worklist import worklist
from oncall_tui.desk.cases.opening import NewCase, open_case
from oncall_tui.desk.cases.record import case_view
from oncall_tui.desk.cases.sessions import NewSession, record_session
from oncall_tui.desk.context import Desk
from oncall_tui.desk.production.reading import production
from oncall_tui.desk.production.views import Production
from oncall_tui.desk.queue import load_queue, load_row
from oncall_tui.desk.resolving import resolve
from oncall_tui.desk.scope import NewDiscussion, record_discussion
from oncall_tui.desk.views import QueueRow
from oncall_tui.errors import Refused
from oncall_tui.rules.events import Event
from oncall_tui.rules.production import State
from oncall_tui.rules.rulebook import load_rulebook
from storage.models import Attempt, Consent, Item
from storage.vocabulary import (
    AbsenceReason,
    Answer,
    CallerType,
    CaseKind,
    CaseOrigin,
    Category,
    Channel,
    ClockState,
    ConsentKind,
    Direction,
    ItemState,
    Outcome,
    Party,
    Phase,
    Priority,
    Topic,
)
from tests.clock import FixedClock
from tests.desk.rule_table import SYDNEY
from tests.house import BEN, HANA, JO, KIM, MAI, RAE

Test = TypeVar("Test", bound=Callable[..., Any])
PROVED: dict[tuple[str, str], str] = {}
"""By rule and exception: the test of it."""
MONDAY = datetime(2026, 11, 9, 11, 0, tzinfo=SYDNEY)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def proves(rule: str, *slugs: str) -> Callable[[Test], Test]:
    """Note which exceptions of a rule a test is about."""

    def noted(test: Test) -> Test:
        PROVED.update({(rule, slug): test.__name__ for slug in slugs})
        return test

    return noted


@pytest.fixture
def desk(lone_desk: Desk, clock: FixedClock) -> Desk:
    """Give Kim Webb's desk on a Monday morning."""
    clock.jump(MONDAY)
    return lone_desk


def call(desk: Desk, category: Category, client: int | None = BEN, **more: Any) -> int:
    """Log a call about Ben, who was asked nothing yet."""
    key = f"{category} {client} {desk.now()} {more}"
    return log_call(desk, NewCall(key, category, client_id=client, said="Ring.", **more)).item_id


def attempt(desk: Desk, item_id: int, channel: Channel = Channel.PHONE, **more: Any) -> None:
    """Try Ben once, five hours later."""
    desk.clock.advance(5 * HOUR)  # type: ignore[attr-defined]
    new = NewAttempt(f"{item_id} {desk.now()}", item_id, channel, Outcome.NO_ANSWER)
    log_attempt(desk, replace(new, **more))


def states(desk: Desk, item_id: int) -> dict[str, ClockState]:
    """Return how the clocks of an open item stand."""
    (row,) = (row for row in load_queue(desk).rows if row.id == item_id)
    return {clock.rule: clock.state for clock in row.clocks}


def load_routine(desk: Desk) -> list[QueueRow]:
    """Return the open routine items, which the queue leaves out."""
    with desk.store.reading() as connection, Session(connection) as session:
        open_ = [state for state in ItemState if state.open]
        ids = session.exec(select(Item.id).where(col(Item.routine), col(Item.state).in_(open_))).all()
        rows = [load_row(desk, connection, each or 0, desk.now()) for each in ids]
    return [row for row in rows if row is not None]


def agree(desk: Desk, kind: ConsentKind, answer: Answer) -> None:
    """Note what Ben said about being contacted."""
    with desk.store.writing("system", "test.consent", f"client:{BEN}") as unit:
        unit.session.add(
            Consent(client_id=BEN, kind=kind, answer=answer, noted_at=desk.now(), noted_by="Mai Tran")
        )


class TestCallsAndMessages:
    @proves("clinical-call-back", "separate-policy")
    @pytest.mark.parametrize("origin", list(CaseOrigin))
    def test_a_case_under_another_policy_starts_no_clinical_call_back(
        self, desk: Desk, origin: CaseOrigin
    ) -> None:
        """R-021: the 72 hours for a message, which are of another document, run all the same."""
        started = states(desk, call(desk, Category.CALL_BACK, origin=origin))
        assert ("clinical-call-back" in started) is (origin is CaseOrigin.SELF_REFERRAL)
        assert "return-call" in started

    @proves("return-call", "nothing-owed")
    def test_a_call_that_was_answered_and_owes_nothing_starts_no_clock(self, desk: Desk) -> None:
        """R-119, A-39."""
        heard = NewCall("k", Category.WELLBEING, client_id=BEN, said="All is well.")
        assert [each.rule.id for each in preview(desk, replace(heard, owed=False))] == []
        assert "return-call" in {each.rule.id for each in preview(desk, replace(heard, owed=True))}
        left = replace(heard, owed=False, direction=Direction.VOICEMAIL)
        assert [each.rule.id for each in preview(desk, left)] == ["return-call"], "a message is owed a return"

    @proves("no-contact-inform", "acknowledged-too")
    def test_an_acknowledged_email_still_waits_for_contact(self, desk: Desk) -> None:
        """R-082, A-09."""
        item = call(desk, Category.EMAIL, direction=Direction.EMAIL)
        handling.acknowledge(desk, item, Event.ACKNOWLEDGED)
        handling.acknowledge(desk, item, Event.ACTIONED)
        assert states(desk, item) == {
            "email-acknowledge": ClockState.MET,
            "email-action": ClockState.MET,
            "no-contact-inform": ClockState.RUNNING,
        }


class TestRequests:
    @proves("client-request", "event-first")
    @pytest.mark.parametrize(("days", "first"), [(2, True), (9, False)])
    def test_the_day_that_it_is_for_decides_where_it_comes_first(
        self, desk: Desk, days: int, first: bool
    ) -> None:
        """R-122: transport to an appointment on Wednesday is not dealt with next Monday."""
        item = call(desk, Category.REQUEST, event_at=MONDAY + days * DAY)
        (row,) = load_queue(desk).rows
        assert (row.id, row.due_at) == (item, MONDAY + (days if first else 7) * DAY)


class TestAttempts:
    @proves("complaint-outreach", "phone-first")
    @proves("general-outreach", "phone-first")
    @pytest.mark.parametrize(("category", "count"), [(Category.COMPLAINT, 3), (Category.OUTREACH, 2)])
    @pytest.mark.parametrize("email_only", [False, True])
    def test_one_attempt_is_by_telephone_unless_they_want_email_only(
        self, desk: Desk, category: Category, count: int, email_only: bool
    ) -> None:
        """R-084, R-086, A-23: and one attempt fewer than the document's number is too few."""
        if email_only:
            agree(desk, ConsentKind.EMAIL_ONLY, Answer.YES)
        item = call(desk, category, owed=True, caller_type=CallerType.FUNDING_BODY)
        for made in range(count):
            with pytest.raises(Refused, match=f"{made} of {count}"):
                resolve(desk, item, "Nobody answers.")
            attempt(desk, item, Channel.EMAIL)
        if email_only:
            resolve(desk, item, "Nobody answers.")
        else:
            with pytest.raises(Refused, match="telephone"):
                resolve(desk, item, "Nobody answers.")
            attempt(desk, item)
            resolve(desk, item, "Nobody answers.")

    @proves("check-in", "email-consent")
    def test_a_check_in_goes_by_email_only_with_consent_on_record(self, desk: Desk) -> None:
        """R-085, R-092."""
        item = call(desk, Category.CHECK_IN)
        with pytest.raises(Refused, match="consent"):
            attempt(desk, item, Channel.EMAIL)
        agree(desk, ConsentKind.EMAIL_CHECK_IN, Answer.YES)
        attempt(desk, item, Channel.EMAIL)
        with pytest.raises(Refused, match="once"):
            attempt(desk, item)

    @proves("risk-outreach", "no-cap")
    def test_with_risk_there_is_no_upper_number_and_a_stop_is_explained(self, desk: Desk) -> None:
        """R-087: the next try is planned, or the reason to stop is written down."""
        item = call(desk, Category.OUTREACH, owed=True, risk=True)
        for _ in range(5):
            attempt(desk, item)
        assert sheet(desk, item).allowed.cap is None
        with pytest.raises(Refused, match="Plan the next attempt, or write down why to stop"):
            resolve(desk, item, "Nobody answers.")
        resolve(desk, item, "Nobody answers.", override="The police have found him at home and well.")


class TestCases:
    @proves("first-session-review", "five-kinds")
    @pytest.mark.parametrize("kind", list(CaseKind))
    def test_five_kinds_of_case_are_reviewed_and_the_others_are_not(self, desk: Desk, kind: CaseKind) -> None:
        """R-093."""
        case = open_case(desk, NewCase("c", BEN, kind, 5)).case_id
        record_session(desk, NewSession("s", case, agreed="Come again."))
        asked = [each.title for each in case_view(desk, case).clocks]
        five = {"couples", "families", "minors", "transitional-support", "assessment-only"}
        assert asked == (["Review after the first session"] if kind.value in five else [])


class TestScope:
    @proves("beyond-scope", "locked")
    @proves("provider-contact", "beyond-scope")
    def test_what_goes_beyond_the_core_services_waits_for_the_supervisor(self, desk: Desk) -> None:
        """R-124, R-125: the week for the provider runs on, and nobody acts before that talk."""
        item = call(desk, Category.PROVIDER, caller_type=CallerType.PROVIDER, beyond_scope=True)
        assert {"provider-contact", "beyond-scope"} <= states(desk, item).keys()
        for act in (lambda: attempt(desk, item, party=Party.PROVIDER), lambda: resolve(desk, item, "Done.")):
            with pytest.raises(Refused, match="more than the core services"):
                act()
        record_discussion(desk, NewDiscussion(item, RAE, "Decline, and say who can help."))
        assert states(desk, item)["beyond-scope"] is ClockState.MET
        attempt(desk, item, party=Party.PROVIDER, outcome=Outcome.REACHED, note="Told who can help.")
        assert states(desk, item)["provider-contact"] is ClockState.MET


class TestCaseload:
    def stand(self, desk: Desk) -> tuple[Phase, Priority, str]:
        (row,) = (row for row in worklist(desk, MAI).rows if row.client_id == BEN)
        return row.phase, row.priority, row.rule

    @proves("morning-review", "closed-days")
    def test_on_a_day_when_the_office_is_closed_the_line_looks_for_everybody(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-117, A-37."""
        call(desk, Category.HIGH_RISK_EVENT, HANA)
        call(desk, Category.HIGH_RISK_EVENT, BEN)
        for days, asked in ((1, {JO, MAI}), (5, {KIM})):
            clock.jump(MONDAY + days * DAY - HOUR)
            ask_for_the_morning(desk, clock.now().astimezone(SYDNEY).date())
            both = (*load_queue(desk).rows, *load_routine(desk))
            rows = [row for row in both if row.received_at == clock.now()]
            assert {row.acting.id for row in rows} == asked
            assert {row.due_at for row in rows} == {clock.now().replace(minute=0)}

    @proves("maintenance-contact", "maintenance-only")
    def test_anything_more_urgent_goes_before_the_sixty_days(self, desk: Desk) -> None:
        """R-137, R-138."""
        move(desk, BEN, Phase.MAINTENANCE)
        assert self.stand(desk) == (Phase.MAINTENANCE, Priority.MEDIUM, "maintenance-contact")
        item = call(desk, Category.REQUEST)
        assert self.stand(desk) == (Phase.MAINTENANCE, Priority.HIGH_2, "client-request")
        resolve(desk, item, "The taxi is booked.")
        assert self.stand(desk) == (Phase.MAINTENANCE, Priority.MEDIUM, "maintenance-contact")

    @proves("after-letter", "repeats")
    def test_after_the_letter_it_starts_again_until_they_are_reached(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-142."""
        send_letter(desk, BEN, MONDAY.date(), anyway="Three letters came back.")
        ends = datetime(2027, 1, 9, tzinfo=SYDNEY)  # the end of Fri 8 Jan, 60 days on
        (row,) = (row for row in load_routine(desk) if row.category is Category.UNENGAGED)
        assert row.due_at == ends
        clock.jump(ends - 10 * HOUR)
        log_attempt(desk, NewAttempt("again", row.id, Channel.PHONE, Outcome.NO_ANSWER))
        (row,) = (row for row in load_routine(desk) if row.category is Category.UNENGAGED)
        assert row.due_at == ends + 60 * DAY
        topics = (Topic.ENGAGEMENT,)
        attempt(desk, row.id, outcome=Outcome.REACHED, note="Comes on Friday.", topics=topics)
        rows = [row for row in load_routine(desk) if row.category is Category.UNENGAGED]
        assert [each.due_at for each in rows] in ([], [None])


class TestProduction:
    def made(self, desk: Desk, contacts: int, attempts: int) -> Production:
        """Return Mai's figures with so many contacts and attempts of hers."""
        self.rows = getattr(self, "rows", 0) + contacts + attempts
        with desk.store.writing("system", "test.made", "attempts") as unit:
            for number in range(contacts + attempts):
                talked = number < contacts
                unit.session.add(
                    Attempt(
                        key=f"{self.rows} {number}",
                        item_id=self.item,
                        client_id=BEN,
                        made_at=desk.now(),
                        recorded_at=desk.now(),
                        made_by=MAI,
                        channel=Channel.PHONE,
                        outcome=Outcome.REACHED if talked else Outcome.NO_ANSWER,
                        topics=[Topic.GOALS.value] if talked else [],
                    )
                )
        return production(desk, MAI)

    @proves("contacts-day", "or-attempts")
    @proves("attempts-day", "only-if-short")
    def test_a_day_is_met_by_contacts_or_by_attempts_and_by_no_mixture(self, desk: Desk) -> None:
        """R-148, R-150, R-152, A-32: attempts are asked for only where the contacts fall short."""
        self.item = call(desk, Category.CALL_BACK)
        today = self.made(desk, 7, 19).today.goal
        assert (today.contacts, today.tries, today.state, today.tries_asked) == (7, 19, State.SHORT, True)
        today = self.made(desk, 0, 1).today.goal
        assert (today.contacts, today.tries, today.state, today.tries_asked) == (7, 20, State.TRIES, True)
        today = self.made(desk, 1, 0).today.goal
        assert (today.contacts, today.tries, today.state, today.tries_asked) == (8, 20, State.CONTACTS, False)

    @proves("contacts-week", "or-attempts")
    @proves("calls-week", "towards-forty")
    def test_a_week_is_met_by_contacts_or_by_calls(self, desk: Desk) -> None:
        """R-149, R-151, R-152: and days before it, or after it, are not of it."""
        self.item = call(desk, Category.CALL_BACK)
        self.made(desk, 1, 1)
        desk.clock.advance(7 * DAY)  # type: ignore[attr-defined]
        goal = self.made(desk, 39, 99).week.goal
        assert (goal.contacts, goal.tries, goal.state, goal.tries_asked) == (39, 99, State.SHORT, True)
        goal = self.made(desk, 0, 1).week.goal
        assert (goal.tries, goal.state) == (100, State.TRIES)
        goal = self.made(desk, 1, 0).week.goal
        assert (goal.contacts, goal.state, goal.tries_asked) == (40, State.CONTACTS, False)


class TestCover:
    @proves("cover-acknowledge", "weekdays")
    def test_cover_that_begins_at_a_weekend_is_acknowledged_when_the_office_opens(
        self, desk: Desk, clock: FixedClock
    ) -> None:
        """R-029."""
        clock.jump(MONDAY + 5 * DAY)
        record_absence(desk, NewAbsence(JO, AbsenceReason.SICK))
        (cover,) = (row for row in load_queue(desk).rows if row.category is Category.COVER)
        opens = MONDAY + 7 * DAY - 2 * HOUR
        assert [(each.started_at, each.due_at) for each in cover.clocks] == [(opens, opens + HOUR / 2)]


def test_every_exception_of_the_rulebook_has_its_test() -> None:
    named = {(rule.id, each.slug) for rule in load_rulebook() for each in rule.exceptions}
    assert named == PROVED.keys()
