"""Alerts of routine work: they stand on a worklist and wake nobody (R-164)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from oncall_tui.desk import handling
from oncall_tui.desk.alerts import verbs
from oncall_tui.desk.alerts.check import second_opinion
from oncall_tui.desk.alerts.loading import load_alerts
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.asks.asking import Ask, put
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import NewTriage
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.resolving import resolve
from oncall_tui.errors import Refused
from oncall_tui.rules.calendars import BusinessCalendar, parse_hours
from oncall_tui.rules.events import Event
from oncall_tui.rules.ladder import Pace, Standing, next_at, step_of
from oncall_tui.rules.warn import WarnPoint, furthest, in_office_hours
from oncall_tui.tui.alerts.ringing import Listener
from storage.vocabulary import AlertState, Category, Rung, Step, TriageResult
from tests.clock import FixedClock

SYDNEY = ZoneInfo("Australia/Sydney")
OFFICE = BusinessCalendar("Australia/Sydney", parse_hours("Mon-Fri 09:00-17:00"), {})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SYDNEY)


def test_warnings_wait_for_the_office_and_the_lapse_does_not() -> None:
    points = (
        WarnPoint(at("2026-11-14 10:00"), "2-calendar-days", "2 days left"),
        WarnPoint(at("2026-11-15 10:00"), "1-calendar-days", "1 day left"),
        WarnPoint(at("2026-11-16 10:00"), "lapse", "lapsed"),
    )
    moved = in_office_hours(points, OFFICE)
    assert [(each.label, each.at.astimezone(SYDNEY)) for each in moved] == [
        ("1-calendar-days", at("2026-11-16 09:00")),
        ("lapse", at("2026-11-16 10:00")),
    ]
    sunday = (*points[:2], WarnPoint(at("2026-11-15 12:00"), "lapse", "lapsed"))
    assert [each.label for each in in_office_hours(sunday, OFFICE)] == ["lapse"]
    assert in_office_hours((), OFFICE) == ()


def test_a_quiet_alert_neither_climbs_nor_rings_but_wakes() -> None:
    told, pace = at("2026-11-13 10:00"), Pace()
    raised = Standing(AlertState.RAISED, Rung.ACTING, told, told, quiet=True)
    assert step_of(raised, told + timedelta(days=9), pace) is None
    assert next_at(raised, pace) is None
    asleep = Standing(AlertState.SNOOZED, Rung.ACTING, told, told, snoozed_until=told, quiet=True)
    assert step_of(asleep, told, pace) is Step.WOKEN


def _put(desk: Desk, due: datetime) -> int:
    with desk.store.writing("system", "test.put", "item:0") as unit:
        ask = Ask("policy:1", Category.POLICY_REVIEW, "Revise it.", "a policy", desk.operator.id, due=due)
        made = put(unit.session, desk, [ask], desk.now())
        unit.note(words="Put.")
    return made["policy:1"]


def test_routine_work_is_not_in_the_queue_and_its_lapse_waits_for_the_office_to_climb(
    desk: Desk, clock: FixedClock
) -> None:
    friday = at("2026-11-13 16:00")
    clock.jump(friday)
    item_id = _put(desk, at("2026-11-14 23:00"))
    assert item_id not in {row.id for row in load_queue(desk).rows}
    sweeper = Sweeper(desk)
    clock.jump(at("2026-11-14 23:00:01"))
    assert [(each.item_id, each.rung) for each in sweeper.sweep().rang] == [(item_id, Rung.ACTING)]
    assert second_opinion(desk).well
    clock.jump(at("2026-11-15 12:00"))
    swept = sweeper.sweep()
    assert not swept.rang
    assert swept.next_at == at("2026-11-16 09:00")
    clock.jump(at("2026-11-16 09:00"))
    assert {each.rung for each in sweeper.sweep().rang} == {Rung.DUTY_DIRECTOR}


def test_a_director_is_not_rung_for_somebody_elses_routine(desk: Desk, clock: FixedClock) -> None:
    clock.jump(at("2026-11-13 16:00"))
    _put(desk, at("2026-11-16 12:00"))
    clock.jump(at("2026-11-16 09:30"))
    Sweeper(desk).sweep()
    (row,) = load_alerts(desk).rows
    assert row.routine
    assert not Listener(row.recipient.id + 1000, director=True, on_line=True).hears(row)
    assert not Listener(row.recipient.id + 1000, director=True, on_line=True).sees(row)
    assert Listener(row.recipient.id).hears(row)


def test_no_warning_lies_beyond_the_horizon(desk: Desk) -> None:
    book = desk.rulebook
    far = furthest(rule.warn for rule in book)
    calendar = desk.house.calendar
    for rule in (each for each in book if each.window is not None):
        start = at("2026-01-05 10:00")
        deadline = rule.deadline(start, calendar)
        for point in rule.warn_points(deadline, start - timedelta(days=400), calendar):
            assert deadline.at - point.at <= far, (rule.id, point.label)


def test_what_is_answered_elsewhere_is_not_settled_by_a_sentence(desk: Desk, clock: FixedClock) -> None:
    clock.jump(at("2026-11-13 16:00"))
    item_id = _put(desk, at("2026-11-16 12:00"))
    nothing = NewTriage(item_id, TriageResult.INFORMATION_ONLY, "Known.")
    with pytest.raises(Refused, match="answered in the policies"):
        handling.acknowledge(desk, item_id, Event.REVISION_PUBLISHED)
    with pytest.raises(Refused, match="answered in the policies"):
        resolve(desk, item_id, "Done.")
    with pytest.raises(Refused, match="answered in the policies"):
        handling.triage(desk, nothing)
    with pytest.raises(Refused, match="answered in the policies"):
        handling.mark_duplicate(desk, item_id, item_id + 1)
    handling.withdraw(desk, item_id, "The policy is no longer ours.")


def test_whoever_has_routine_work_has_it_until_the_next_business_day(desk: Desk, clock: FixedClock) -> None:
    clock.jump(at("2026-11-13 16:00"))
    _put(desk, at("2026-11-13 16:30"))
    clock.jump(at("2026-11-13 16:30:01"))
    (rang,) = Sweeper(desk).sweep().rang
    verbs.acknowledge(desk, rang.alert_id)
    clock.jump(at("2026-11-16 08:59"))
    assert not Sweeper(desk).sweep().rang
    clock.jump(at("2026-11-16 09:00"))
    assert [each.step for each in Sweeper(desk).sweep().rang] == [Step.EXPIRED]
