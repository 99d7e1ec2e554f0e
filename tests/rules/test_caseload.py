"""Classes of a caseload, the average between talks, phases and workflows, by examples and by drawing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall_tui.rules.caseload import (
    PHASE_CLASS,
    Bands,
    Classes,
    Given,
    Matter,
    Standing,
    lapse_words,
    rolling_average,
)
from oncall_tui.rules.phases import TRANSITIONS, why_not
from oncall_tui.rules.rulebook import load_rulebook
from oncall_tui.rules.workflows import WorkflowsError, load_workflows
from storage.vocabulary import Category, Phase, Priority, Workflow

AT = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BOOK = load_rulebook()
CLASSES = Classes(BOOK)
ORDER = list(Priority)

matters = st.builds(
    Matter,
    st.integers(1, 9999),
    st.sampled_from(list(Category)),
    st.sampled_from(["", *(rule.id for rule in BOOK)]),
    st.none() | st.integers(-90, 90).map(lambda days: AT + days * DAY),
    st.none() | st.integers(-90, 90).map(lambda days: AT + days * DAY),
)
standings = st.builds(
    Standing, st.sampled_from(list(Phase)), st.lists(matters, max_size=5), st.none(), st.booleans()
)


@pytest.mark.parametrize(
    ("category", "rule", "priority"),
    [
        (Category.HIGH_RISK_EVENT, "hre-outreach", Priority.HIGH_1),
        (Category.HIGH_RISK_EVENT, "", Priority.HIGH_1),
        (Category.CALL_BACK, "return-call", Priority.HIGH_1),
        (Category.CALL_BACK, "clinical-call-back", Priority.HIGH_1),
        (Category.DISENROLMENT, "disenrolment", Priority.HIGH_1),
        (Category.NEW_CLIENT, "new-client", Priority.HIGH_2),
        (Category.REQUEST, "client-request", Priority.HIGH_2),
        (Category.FUNDING, "in-basket-reply", Priority.HIGH_2),
        (Category.PROVIDER, "provider-contact", Priority.HIGH_2),
        (Category.PLAN_REVIEW, "plan-review", Priority.HIGH_2),
        (Category.SPECIALIST_CONSULT, "consult-submit", Priority.HIGH_3),
        (Category.TRANSFER_IN, "transfer-in-limit", Priority.HIGH_3),
        (Category.FUNDING, "", Priority.HIGH_3),
        (Category.MAINTENANCE, "maintenance-contact", Priority.MEDIUM),
        (Category.DISCHARGE, "discharge-workflow", Priority.MEDIUM),
        (Category.UNENGAGED, "after-letter", Priority.LOW),
    ],
)
def test_each_task_is_where_the_job_aid_puts_it(category: Category, rule: str, priority: Priority) -> None:
    """R-115."""
    assert CLASSES.of_task(Matter(1, category, rule, AT + 5 * DAY), AT) is priority


@given(standings)
def test_nobody_is_less_urgent_than_their_phase_or_than_anything_that_is_open(standing: Standing) -> None:
    """R-138: what is most pressing decides, from that instant."""
    placing = CLASSES.place(standing, AT)
    wanted = [PHASE_CLASS[standing.phase], *(CLASSES.of_task(each, AT) for each in standing.matters)]
    if standing.goals_open:
        wanted.append(Priority.HIGH_2)
    assert placing.priority is min(wanted, key=ORDER.index)
    assert placing.because
    assert CLASSES.places([standing], AT) == [placing]


@given(standings, st.sampled_from(ORDER), st.integers(-2, 2))
def test_a_class_by_hand_decides_until_it_expires_and_not_an_instant_longer(
    standing: Standing, priority: Priority, seconds: int
) -> None:
    """R-115, R-116: but it never hides a high-risk event."""
    by_hand = Given(priority, "Said so.", AT + timedelta(seconds=seconds))
    placing = CLASSES.place(Standing(standing.phase, standing.matters, by_hand), AT)
    risk = any(each.category is Category.HIGH_RISK_EVENT for each in standing.matters)
    hidden = risk and priority is not Priority.HIGH_1
    assert placing.by_hand is (seconds > 0 and not hidden)
    if seconds > 0:
        assert placing.priority is (Priority.HIGH_1 if hidden else priority)


@pytest.mark.parametrize(
    ("left", "priority"),
    [
        (31 * DAY, Priority.HIGH_3),
        (30 * DAY, Priority.HIGH_2),
        (14 * DAY + timedelta(seconds=1), Priority.HIGH_2),
        (14 * DAY, Priority.HIGH_1),
        (-DAY, Priority.HIGH_1),
    ],
)
def test_a_lapse_of_funding_is_placed_by_the_days_left(left: timedelta, priority: Priority) -> None:
    """R-136."""
    matter = Matter(1, Category.RECERTIFICATION, "recertification", AT + left, AT + left)
    assert Classes(BOOK, Bands(14, 30)).of_task(matter, AT) is priority


def test_a_lapse_is_said_in_days() -> None:
    assert [lapse_words(days) for days in (12, 1, 0, -1)] == [
        "funding lapses in 12 days",
        "funding lapses in 1 day",
        "funding lapses today",
        "funding lapsed 1 day ago",
    ]


def test_the_average_counts_the_silence_since_once_it_is_longer() -> None:
    """R-137: 40 and 60 days make 50; after 80 days of silence it is 60."""
    talks = [date(2026, 1, 1), date(2026, 2, 10), date(2026, 4, 11)]
    assert rolling_average(talks, date(2026, 5, 1)) == 50
    assert rolling_average(talks, date(2026, 6, 30)) == 60
    assert rolling_average([], date(2026, 6, 30)) is None
    assert rolling_average([date(2026, 6, 1)], date(2026, 6, 30)) == 29


def test_every_phase_can_be_reached_and_left() -> None:
    """R-144."""
    reached = {after for steps in TRANSITIONS.values() for after in steps}
    assert reached == set(Phase) - {Phase.TRANSFERRED}
    assert all(TRANSITIONS[phase] for phase in Phase)
    assert why_not(Phase.NEW, Phase.MAINTENANCE) is not None
    assert "already" in (why_not(Phase.NEW, Phase.NEW) or "")
    assert why_not(Phase.DISCHARGE, Phase.DISENROLLED) is None


def test_a_site_gives_workflows_steps_of_its_own(tmp_path: Path) -> None:
    """R-116: the steps are a template."""
    site = tmp_path / "workflows.toml"
    site.write_text('[high-risk-event]\nsteps = ["Ring", " Write   it down "]\n')
    steps = load_workflows(site)
    assert steps[Workflow.HIGH_RISK_EVENT] == ("Ring", "Write it down")
    assert steps[Workflow.DISCHARGE] == load_workflows()[Workflow.DISCHARGE]
    for wrong, says in (
        ("[other]\nsteps = ['x']\n", "there is no workflow"),
        ("[discharge]\nsteps = []\n", "needs steps"),
        ("[discharge\n", "is not TOML"),
    ):
        site.write_text(wrong)
        with pytest.raises(WorkflowsError, match=says):
            load_workflows(site)
