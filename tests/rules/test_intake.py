"""What a newly logged item starts."""

from __future__ import annotations

import pytest

from oncall_tui.rules.events import Event
from oncall_tui.rules.intake import CATEGORY_EVENTS, CATEGORY_URGENCY, events_for
from oncall_tui.rules.rulebook import load_rulebook
from storage.vocabulary import CaseOrigin, Category, Direction, Urgency

BOOK = load_rulebook()
BOTH = (Event.CALL_BACK_REQUESTED, Event.MESSAGE_RECEIVED)


def rules_of(*events: Event) -> list[str]:
    return [rule.requirement for event in events for rule in BOOK.starting_on(event)]


@pytest.mark.parametrize(
    ("category", "direction", "owed", "events"),
    [
        (Category.CALL_BACK, Direction.IN, False, BOTH),
        (Category.CALL_BACK, Direction.IN, True, BOTH),
        (Category.WELLBEING, Direction.IN, False, ()),
        (Category.WELLBEING, Direction.IN, True, BOTH),
        (Category.WELLBEING, Direction.VOICEMAIL, False, (Event.MESSAGE_RECEIVED,)),
        (
            Category.INFORMATION,
            Direction.IN_BASKET,
            False,
            (Event.MESSAGE_RECEIVED, Event.IN_BASKET_RECEIVED),
        ),
        (Category.HIGH_RISK_EVENT, Direction.IN, False, (Event.HRE_RECEIVED,)),
        (
            Category.COMPLAINT,
            Direction.IN,
            True,
            (Event.DISSATISFIED, Event.COMPLAINT_OUTREACH_ASKED, *BOTH),
        ),
        (
            Category.PROVIDER,
            Direction.IN,
            False,
            (Event.PROVIDER_UNANSWERED, Event.PROVIDER_REACHED_OUT),
        ),
        (Category.FUNDING, Direction.IN, False, (Event.IN_BASKET_RECEIVED,)),
        (Category.REQUEST, Direction.IN, False, (Event.REQUEST_RECEIVED,)),
        (Category.EMAIL, Direction.EMAIL, False, (Event.EMAIL_RECEIVED,)),
        (Category.QUERY, Direction.EMAIL, False, (Event.QUERY_RECEIVED, Event.EMAIL_RECEIVED)),
        (Category.ROSTER_SICKNESS, Direction.IN, False, (Event.ROSTER_CHANGED,)),
        (Category.CHECK_IN, Direction.IN, False, (Event.CHECK_IN_ASKED,)),
        (Category.OUTREACH, Direction.OUT, False, (Event.OUTREACH_ASKED,)),
        (Category.CONFLICT, Direction.IN, False, ()),
        (Category.QUERY, Direction.IN, True, (Event.QUERY_RECEIVED, *BOTH)),
        (Category.DISENROLMENT, Direction.IN, False, (Event.DISENROLMENT_ASKED,)),
        (Category.DEVELOPMENT, Direction.IN, False, (Event.DEVELOPMENT_REPORTED,)),
        (Category.WRONG_NUMBER, Direction.IN, False, ()),
    ],
)
def test_events(category: Category, direction: Direction, owed: bool, events: tuple[Event, ...]) -> None:
    assert events_for(category, direction, owed=owed) == events


def test_the_rules_that_run() -> None:
    assert rules_of(*events_for(Category.CALL_BACK, Direction.IN, owed=True)) == ["R-078", "R-119"]
    assert rules_of(*events_for(Category.EMAIL, Direction.EMAIL, owed=False)) == ["R-080", "R-080", "R-082"]
    assert rules_of(*events_for(Category.COMPLAINT, Direction.IN, owed=False)) == ["R-083", "R-084"]
    assert rules_of(*events_for(Category.PROVIDER, Direction.IN, owed=False)) == ["R-096", "R-125"]
    assert rules_of(*events_for(Category.ROSTER_MISHAP, Direction.IN, owed=False)) == ["R-053"]


@pytest.mark.parametrize(
    "origin", [CaseOrigin.MANAGEMENT_REFERRAL, CaseOrigin.CRITICAL_INCIDENT, CaseOrigin.FREQUENT_USER]
)
@pytest.mark.parametrize("category", [each for each in Category if not each.asked])
@pytest.mark.parametrize("direction", list(Direction))
def test_cases_under_another_policy_start_none_of_the_partner_policys_rules(
    origin: CaseOrigin, category: Category, direction: Direction
) -> None:
    events = events_for(category, direction, owed=True, origin=origin, risk=True)
    started = [rule for event in events for rule in BOOK.starting_on(event)]
    of_policy = [rule for rule in started if rule.source.document == "Partner Policy: Case Management"]
    assert {rule.requirement for rule in of_policy} <= {"R-083"}
    assert Event.MESSAGE_RECEIVED in events


def test_dissatisfaction_is_raised_whatever_the_case_and_once() -> None:
    quiet = events_for(
        Category.INFORMATION,
        Direction.IN,
        owed=False,
        origin=CaseOrigin.CRITICAL_INCIDENT,
        dissatisfied=True,
    )
    assert quiet == (Event.DISSATISFIED,)
    loud = events_for(Category.COMPLAINT, Direction.IN, owed=False, dissatisfied=True)
    assert loud.count(Event.DISSATISFIED) == 1


def test_risk_takes_the_place_of_general_outreach() -> None:
    assert events_for(Category.OUTREACH, Direction.OUT, owed=False, risk=True) == (Event.RISK_FLAGGED,)
    assert Event.RISK_FLAGGED in events_for(Category.WELLBEING, Direction.IN, owed=True, risk=True)


def test_every_category_has_events_and_an_urgency() -> None:
    assert set(CATEGORY_EVENTS) == set(Category)
    assert set(CATEGORY_URGENCY) == set(Category)
    assert CATEGORY_URGENCY[Category.HIGH_RISK_EVENT] is Urgency.URGENT
    assert Urgency.EMERGENCY not in CATEGORY_URGENCY.values()
