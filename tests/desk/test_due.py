"""Why a clock is due when it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.due import explain_clock, explain_rule, find_rule
from oncall_tui.desk.queue import load_queue
from oncall_tui.errors import Refused
from storage.models import Clock, Item, SpecialDay
from storage.vocabulary import Category, ClockState, HolidayChange, Measure

FRIDAY_EVENING = datetime(2026, 10, 2, 8, 30, tzinfo=UTC)  # 18:30 in Sydney, before a long weekend


def test_a_rule_is_explained_from_any_instant(lone_desk: Desk) -> None:
    found = explain_rule(lone_desk, "clinical-call-back", FRIDAY_EVENING)
    assert found.due_at == datetime(2026, 10, 6, 6, 0, tzinfo=UTC)
    assert found.started_at == FRIDAY_EVENING
    assert found.rule.source.document == "Partner Policy: Case Management"
    assert any("Labour Day" in step for step in found.steps)
    assert found.item_id is None


def test_every_rule_with_a_clock_can_be_explained(lone_desk: Desk) -> None:
    for rule in lone_desk.rulebook:
        if rule.count is None:
            assert explain_rule(lone_desk, rule.id, FRIDAY_EVENING).steps
        else:
            with pytest.raises(Refused, match="no clock"):
                explain_rule(lone_desk, rule.id, FRIDAY_EVENING)


def test_a_rule_is_found_by_its_requirement_too(lone_desk: Desk) -> None:
    assert find_rule(lone_desk.rulebook, " r-078 ").id == "clinical-call-back"


def test_an_unknown_rule_is_refused_with_what_sounds_alike(lone_desk: Desk) -> None:
    with pytest.raises(Refused, match="clinical-call-back"):
        explain_rule(lone_desk, "clinical-callback", FRIDAY_EVENING)


def test_no_calendar_reaches_for_ever(lone_desk: Desk) -> None:
    with pytest.raises(Refused, match="outside the years"):
        explain_rule(lone_desk, "clinical-call-back", datetime(9999, 12, 31, 20, 0, tzinfo=UTC))


def test_a_clock_is_explained_as_it_was_counted(desk: Desk) -> None:
    saved = log_call(desk, NewCall(key="k", category=Category.CALL_BACK, client_id=1, caller="Hana"))
    row = load_queue(desk).rows[0]
    for clock in row.clocks:
        found = explain_clock(desk, clock.id)
        assert found.item_id == saved.item_id
        assert (found.started_at, found.due_at, found.state) == (
            clock.started_at,
            clock.due_at,
            ClockState.RUNNING,
        )
        assert found.steps == explain_rule(desk, clock.rule, clock.started_at).steps


def test_a_roster_clock_runs_to_the_shift(lone_desk: Desk) -> None:
    shift = lone_desk.now() + timedelta(hours=5)
    log_call(lone_desk, NewCall(key="k", category=Category.ROSTER_SICKNESS, caller="Ray", shift_at=shift))
    clock = next(each for each in load_queue(lone_desk).rows[0].clocks if each.rule == "roster-shift")
    found = explain_clock(lone_desk, clock.id)
    assert found.due_at == clock.due_at
    assert not any("have changed" in step for step in found.steps)


def test_a_clock_keeps_its_due_time_when_the_calendar_changes(lone_desk: Desk) -> None:
    log_call(lone_desk, NewCall(key="k", category=Category.CALL_BACK, client_id=1, caller="Hana"))
    clock = next(each for each in load_queue(lone_desk).rows[0].clocks if each.rule == "clinical-call-back")
    due = clock.due_at.date()
    with lone_desk.store.writing("system", "test", "day") as unit:
        unit.session.add(SpecialDay(day=due, change=HolidayChange.ADD, name="Founders' Day"))
    lone_desk.refresh()
    found = explain_clock(lone_desk, clock.id)
    assert found.due_at == clock.due_at
    assert "have changed" in found.steps[-1]


def test_a_clock_of_a_rule_that_is_gone_is_refused(lone_desk: Desk) -> None:
    saved = log_call(lone_desk, NewCall(key="k", category=Category.CALL_BACK, client_id=1, caller="Hana"))
    with lone_desk.store.writing("system", "test", "clock") as unit:
        item = unit.session.get(Item, saved.item_id)
        assert item is not None
        old = Clock(
            item_id=saved.item_id,
            rule="long-gone",
            amount=1,
            unit=Measure.ELAPSED_HOURS,
            zone="UTC",
            started_at=item.received_at,
            due_at=item.received_at,
        )
        unit.session.add(old)
        unit.session.flush()
        clock_id = old.id
    assert clock_id is not None
    with pytest.raises(Refused, match="long-gone"):
        explain_clock(lone_desk, clock_id)
    with pytest.raises(Refused, match="no longer on record"):
        explain_clock(lone_desk, 999)
