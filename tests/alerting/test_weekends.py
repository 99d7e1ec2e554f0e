"""Weekends of sixty hours, each with 300 calls, 10 restarts, 20 stalls: nothing missed or doubled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from oncall_tui.desk.alerts import agenda
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.alerts.telling import Teller
from oncall_tui.desk.alerts.views import Swept
from oncall_tui.rules import ladder
from oncall_tui.rules.clocks import known
from oncall_tui.rules.rulebook import load_rulebook
from oncall_tui.rules.warn import WarnPoint, warn_points
from storage.vocabulary import Category, Rung, Step
from tests.alerting.harness import SECOND, Harness, rehearsal
from tests.alerting.model import BUSINESS, ELAPSED, LAST_CHANCE, STARTED, due_of, points_of
from tests.alerting.weekends import CALLS, FRIDAY, RESTARTS, STALLS, weekend
from tests.house import BEN, HANA, JO, KIM, MAI, PER, RAE

SEEDS = range(6)
"""Two of them begin in the working week; soak_weekends.py goes through a thousand."""
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_alert_of_a_weekend_is_missed_or_told_twice(
    seed: int, furnished_home: Path, tmp_path: Path
) -> None:
    figures = weekend(furnished_home, tmp_path / "weekend", seed)
    assert (figures.calls, figures.restarts, figures.stalls) == (CALLS, RESTARTS, STALLS)
    assert figures.points > 50
    assert (figures.missed, figures.doubled) == (0, 0)
    assert figures.latest <= 2 * SECOND


def test_a_weekend_that_is_worked_verb_by_verb_goes_as_well(furnished_home: Path, tmp_path: Path) -> None:
    figures = weekend(furnished_home, tmp_path / "weekend", 5, dense=True)
    assert figures.points > 50
    assert (figures.missed, figures.doubled) == (0, 0)


def test_nobody_answers_and_the_alert_climbs_to_every_director(harness: Harness) -> None:
    item = harness.call(Category.EMAIL, BEN)
    harness.advance(16 * HOUR + 20 * MINUTE)
    told = [(at, each) for at, each in harness.told if (each.item, each.rule) == (item, "email-action")]
    assert [(each.step, each.rung, each.person) for _at, each in told[:5]] == [
        (Step.RAISED, Rung.ACTING, KIM),
        (Step.RANG, Rung.ACTING, KIM),
        (Step.PASSED_OVER, Rung.SECONDARY, None),
        (Step.CLIMBED, Rung.DUTY_DIRECTOR, KIM),
        (Step.RANG, Rung.DUTY_DIRECTOR, KIM),
    ]
    harness.advance(HOUR)
    assert {each.person for _at, each in harness.told if each.rung is Rung.ALL_DIRECTORS} == {KIM, RAE}


def test_in_working_hours_the_manager_is_told_then_their_secondary(harness: Harness) -> None:
    harness.go_to(FRIDAY + timedelta(days=2, hours=18))
    item = harness.call(Category.CALL_BACK, HANA, FRIDAY + timedelta(days=0, hours=1))
    harness.advance(HOUR)
    told = [each for _at, each in harness.told if each.item == item and each.rule == "return-call"]
    people = {each.rung: each.person for each in told if each.step in (Step.RAISED, Step.CLIMBED)}
    assert people[Rung.ACTING] == JO
    assert people[Rung.SECONDARY] == MAI


def test_an_acknowledgement_expires_unless_something_is_done(harness: Harness) -> None:
    item = harness.call(Category.EMAIL, PER, FRIDAY - 20 * HOUR)
    harness.advance(MINUTE)
    for watched in list(harness.model.unanswered()):
        harness.acknowledge(watched)
    harness.advance(20 * MINUTE)
    harness.attempt(item)
    harness.advance(29 * MINUTE)
    assert not harness.model.unanswered()
    harness.advance(2 * MINUTE)
    assert len(harness.model.unanswered()) == 3
    assert sum(each.step is Step.EXPIRED for _at, each in harness.told) == 3


def test_whoever_is_away_is_not_told_and_the_next_director_is(harness: Harness) -> None:
    harness.absent(KIM, FRIDAY, FRIDAY + 5 * HOUR)
    harness.call(Category.EMAIL, HANA, FRIDAY - 23 * HOUR)
    harness.advance(4 * HOUR)
    assert {each.person for _at, each in harness.told} == {RAE, None}


def test_what_fell_due_while_nothing_ran_is_told_once_and_only_the_newest_rings(harness: Harness) -> None:
    item = harness.call(Category.EMAIL, HANA)
    harness.fall(25 * HOUR, killed=True)
    harness.advance(26 * HOUR)
    raised = [each for _at, each in harness.told if each.rule == "email-action" and each.step is Step.RAISED]
    assert [each.point for each in raised if each.item == item] == [
        "8-elapsed-hours",
        "2-elapsed-hours",
        "lapse",
    ]


def test_snoozed_and_handed_on_alerts_do_as_they_were_told(harness: Harness) -> None:
    harness.go_to(FRIDAY + timedelta(days=2, hours=18))
    item = harness.call(Category.EMAIL, HANA, FRIDAY + timedelta(days=2, hours=1))
    harness.advance(MINUTE)
    first, second, *_rest = (each for each in harness.model.unanswered() if each.item == item)
    harness.snooze(first, 20 * MINUTE)
    harness.hand_on(second, MAI)
    harness.advance(21 * MINUTE)
    woken = [each for _at, each in harness.told if each.step is Step.WOKEN]
    assert [(each.rule, each.person) for each in woken] == [(first.rule, MAI)]


def test_the_model_counts_as_the_rulebook_does(harness: Harness) -> None:
    rulebook, calendar = load_rulebook(), harness.desk.house.calendar
    assert {*ELAPSED, *BUSINESS} == {rule for rules in STARTED.values() for rule in rules}
    for rule_id in (*ELAPSED, *BUSINESS):
        rule = rulebook.find(rule_id)
        assert rule is not None
        for quarter in range(0, 24 * 4 * 7, 3):
            received = FRIDAY - timedelta(days=4) + quarter * 15 * MINUTE
            due = rule.deadline(received, calendar).at
            assert due_of(rule_id, received) == due
            points = points_of(rule_id, received, due, owned=True)
            assert [(point.at, point.label) for point in points if point.label != LAST_CHANCE] == [
                (point.at, point.label) for point in rule.warn_points(known(due), received, calendar)
            ]


def _urgent(furnished_home: Path, tmp_path: Path) -> None:
    """Rehearse an alert that is due at once, for six minutes."""
    with rehearsal(furnished_home, tmp_path / "rehearsal", FRIDAY) as harness:
        harness.call(Category.EMAIL, HANA, FRIDAY - 23 * HOUR)
        harness.advance(6 * MINUTE)


def test_the_harness_notices_an_alert_that_never_comes(
    furnished_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sweeper, "sweep", lambda self, hurry=frozenset(): Swept(FRIDAY))
    with pytest.raises(AssertionError, match=r"not told although it should have been \[Message"):
        _urgent(furnished_home, tmp_path)


def test_the_harness_notices_an_alert_that_rings_too_often(
    furnished_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ladder, "rings_at", lambda alert, pace: alert.rang_at + MINUTE)
    with pytest.raises(AssertionError, match=r"told although it should not have been \[Message"):
        _urgent(furnished_home, tmp_path)


def test_the_harness_notices_an_alert_that_goes_to_somebody_who_is_off(
    furnished_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Teller, "_people", lambda *_words, **_more: (JO,))
    with pytest.raises(AssertionError, match=r"told although it should not have been \[Message"):
        _urgent(furnished_home, tmp_path)


def test_the_harness_notices_an_alert_that_comes_late(
    furnished_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agenda, "warn_points", partial(_later, warn_points))
    with pytest.raises(AssertionError, match=r"not told although it should have been \[Message"):
        _urgent(furnished_home, tmp_path)


def _later(original: Callable[..., tuple[WarnPoint, ...]], *words: object) -> tuple[WarnPoint, ...]:
    return tuple(replace(point, at=point.at + 2 * HOUR) for point in original(*words))
