from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from oncall_tui.rules.ladder import Pace, Standing, climbs_at, next_at, rings_at, rung_above, step_of
from storage.vocabulary import AlertState, Rung, Step
from tests.clock import NOON

PACE = Pace(climb=timedelta(minutes=10), ring=timedelta(minutes=4), hold=timedelta(minutes=30))
RAISED = Standing(AlertState.RAISED, Rung.ACTING, NOON, NOON)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_the_ladder_goes_from_who_acts_to_every_director() -> None:
    rungs = [Rung.ACTING]
    while (above := rung_above(rungs[-1])) is not None:
        rungs.append(above)
    assert rungs == [Rung.ACTING, Rung.SECONDARY, Rung.DUTY_DIRECTOR, Rung.ALL_DIRECTORS]


@pytest.mark.parametrize(
    ("after", "step"),
    [(0, None), (3.9, None), (4, Step.RANG), (9.9, Step.RANG), (10, Step.CLIMBED), (600, Step.CLIMBED)],
)
def test_what_nobody_answers_rings_again_and_climbs(after: float, step: Step | None) -> None:
    assert step_of(RAISED, NOON + minutes(after), PACE) is step


def test_on_the_last_rung_it_only_rings_on() -> None:
    last = replace(RAISED, rung=Rung.ALL_DIRECTORS)
    assert climbs_at(last, PACE) is None
    assert step_of(last, NOON + minutes(60), PACE) is Step.RANG
    assert step_of(last, NOON, PACE, hurry=True) is None


def test_what_could_not_be_delivered_climbs_at_once() -> None:
    assert step_of(RAISED, NOON, PACE, hurry=True) is Step.CLIMBED


@pytest.mark.parametrize("hurry", [False, True])
def test_an_acknowledgement_holds_until_it_expires(hurry: bool) -> None:
    held = replace(RAISED, state=AlertState.ACKNOWLEDGED, expires_at=NOON + minutes(30))
    assert rings_at(held, PACE) is None
    assert step_of(held, NOON + minutes(29.9), PACE, hurry=hurry) is None
    assert step_of(held, NOON + minutes(30), PACE) is Step.EXPIRED
    assert next_at(held, PACE) == NOON + minutes(30)


def test_what_was_told_at_an_hour_that_has_not_come_acts_at_once() -> None:
    """The clock was set back by an hour since."""
    then = NOON - minutes(60)
    assert step_of(RAISED, then, PACE) is Step.CLIMBED
    last = replace(RAISED, rung=Rung.ALL_DIRECTORS)
    assert step_of(last, then, PACE) is Step.RANG
    held = replace(RAISED, state=AlertState.ACKNOWLEDGED, acknowledged_at=NOON, expires_at=NOON + minutes(30))
    assert step_of(held, then, PACE) is Step.EXPIRED
    assert step_of(held, NOON - minutes(0.5), PACE) is None, "two computers may differ a little"


def test_a_snooze_ends_at_its_hour() -> None:
    put_off = replace(RAISED, state=AlertState.SNOOZED, snoozed_until=NOON + minutes(90))
    assert step_of(put_off, NOON + minutes(89), PACE) is None
    assert step_of(put_off, NOON + minutes(90), PACE) is Step.WOKEN
    assert next_at(put_off, PACE) == NOON + minutes(90)


def test_the_next_thing_is_whichever_comes_first() -> None:
    assert next_at(RAISED, PACE) == NOON + minutes(4)
    assert next_at(replace(RAISED, rang_at=NOON + minutes(8)), PACE) == NOON + minutes(10)
