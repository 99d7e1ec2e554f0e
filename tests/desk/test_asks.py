"""What the console itself asks when somebody is away (R-024, R-029, R-031, R-038)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from oncall_tui.desk import handling
from oncall_tui.desk.absences.verbs import record_absence, record_return
from oncall_tui.desk.absences.views import NewAbsence
from oncall_tui.desk.alerts.loading import load_alerts
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.asks.asker import Asker
from oncall_tui.desk.asks.due import ask_due
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.duty.holder import line_holder
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.resolving import resolve
from oncall_tui.desk.undo import undo
from oncall_tui.desk.views import QueueRow
from oncall_tui.errors import Refused
from oncall_tui.rules.events import Event
from storage.vocabulary import AbsenceReason, Category, ClockState, ItemState
from tests.clock import FixedClock
from tests.house import HANA, JO, KIM, MAI

MONDAY = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
"""Monday 23 November, 09:00 in Sydney."""
CHANNELS = {"mail": "mailto://{email}", "boards": "basecamp://token@1/2"}


def asked(desk: Desk, category: Category) -> list[QueueRow]:
    return [row for row in load_queue(desk).rows if row.category is category]


def sick(desk: Desk, person: int = JO, **more: object) -> None:
    record_absence(desk, NewAbsence(person, AbsenceReason.SICK, **more))  # type: ignore[arg-type]


def test_whoever_covers_is_asked_to_say_so_within_half_an_hour_of_the_opening(desk: Desk) -> None:
    sick(desk)
    (cover,) = asked(desk, Category.COVER)
    assert cover.acting.id == MAI
    assert cover.due_at == MONDAY + timedelta(minutes=30)
    assert [clock.rule for clock in cover.clocks] == ["cover-acknowledge"]
    assert resolve(desk, cover.id, "Knows.").item_id == cover.id
    with desk.store.reading() as connection:
        state = connection.scalar(text("SELECT state FROM clock WHERE item_id = :id"), {"id": cover.id})
    assert state == ClockState.MET, "also when they say so before the office opens"


def test_nobody_says_so_and_the_secondary_and_the_line_are_told(lone_desk: Desk, clock: FixedClock) -> None:
    sick(lone_desk)
    (cover,) = asked(lone_desk, Category.COVER)
    clock.advance(MONDAY + timedelta(minutes=29) - clock.now())
    Sweeper(lone_desk).sweep()
    assert not [row for row in load_alerts(lone_desk).rows if row.item_id == cover.id]
    clock.advance(timedelta(minutes=1))
    Sweeper(lone_desk).sweep()
    (alert,) = [row for row in load_alerts(lone_desk).rows if row.item_id == cover.id]
    assert alert.recipient.id == MAI
    assert alert.point == "lapse"


def test_the_directors_are_asked_what_follows_and_whether_the_role_moves(desk: Desk) -> None:
    sick(desk)
    (course,) = asked(desk, Category.ABSENCE_COURSE)
    assert {clock.rule for clock in course.clocks} == {"cover-course", "cover-role"}
    assert course.acting.id == KIM
    with pytest.raises(Refused, match="Say what was decided"):
        handling.acknowledge(desk, course.id, Event.COURSE_DECIDED)
    handling.acknowledge(desk, course.id, Event.COURSE_DECIDED, said="The secondaries keep them.")
    (course,) = asked(desk, Category.ABSENCE_COURSE)
    assert [clock.rule for clock in course.clocks if clock.state is ClockState.RUNNING] == ["cover-role"]
    assert course.due_at is not None
    assert course.due_at > MONDAY + timedelta(days=4)


@pytest.mark.parametrize("reason", [AbsenceReason.SICK, AbsenceReason.ANNUAL])
def test_no_illness_is_written_into_what_others_read(desk: Desk, reason: AbsenceReason) -> None:
    record_absence(desk, NewAbsence(JO, reason, end=desk.now() + timedelta(days=9)))
    said = " ".join(row.said for row in load_queue(desk).rows if row.category.asked)
    assert "Jo Lee is away" in said
    assert "sick" not in said
    assert "annual" not in said
    assert bool(asked(desk, Category.ABSENCE_COURSE)) is reason.unplanned


def test_a_return_settles_everything_and_asks_for_it_to_be_taken_back(desk: Desk, clock: FixedClock) -> None:
    sick(desk)
    clock.advance(timedelta(hours=1))
    record_return(desk, JO)
    assert not asked(desk, Category.COVER)
    assert not asked(desk, Category.ABSENCE_COURSE)
    (back,) = asked(desk, Category.RETURN_BRIEF)
    assert back.acting.id == JO
    assert back.due_at == MONDAY + timedelta(hours=2)


def test_undo_takes_the_questions_back_with_the_absence(desk: Desk) -> None:
    sick(desk)
    undo(desk)
    assert not [row for row in load_queue(desk).rows if row.category.asked]
    with desk.store.reading() as connection:
        states = connection.execute(text("SELECT state FROM item")).scalars().all()
        running = connection.scalar(text("SELECT count(*) FROM clock WHERE state = 'running'"))
    assert set(states) == {ItemState.WITHDRAWN.value}
    assert running == 0


def test_notices_are_in_the_outbox_and_name_nobody(desk: Desk) -> None:
    out = replace(desk, settings=replace(desk.settings, channels=CHANNELS))
    sick(out)
    with desk.store.reading() as connection:
        rows = connection.execute(
            text("SELECT channel, person_id, subject, body FROM notice ORDER BY channel")
        )
        boards, mail = rows.all()
    (cover,) = asked(desk, Category.COVER)
    assert (mail.channel, mail.person_id) == ("mail", MAI)
    assert boards.channel == "boards"
    assert f"#{cover.id}" in mail.body
    for words in (*mail[2:], *boards[2:]):
        assert "Jo" not in words
        assert "Okafor" not in words
    undo(out)
    with desk.store.reading() as connection:
        assert set(connection.execute(text("SELECT state FROM notice")).scalars()) == {"cancelled"}


def test_nobody_can_log_what_only_the_console_asks(desk: Desk) -> None:
    with pytest.raises(Refused, match="asks that by itself"):
        log_call(desk, NewCall("k", Category.PACK, caller="x"))


def at(clock: FixedClock, instant: datetime) -> None:
    clock.advance(instant - clock.now())


def test_each_business_day_somebody_is_asked_whether_they_are_still_away(
    desk: Desk, clock: FixedClock
) -> None:
    sick(desk)
    at(clock, MONDAY - timedelta(minutes=1))
    ask_due(desk)
    assert not asked(desk, Category.STILL_AWAY)
    at(clock, MONDAY)
    assert [ask_due(desk), ask_due(desk)][1] == 0, "once, however often it is looked for"
    (first,) = asked(desk, Category.STILL_AWAY)
    assert first.said.startswith("Is Jo Lee still away?")
    assert first.acting.id == line_holder(desk).person.id
    assert first.due_at == MONDAY + timedelta(hours=8)
    at(clock, MONDAY + timedelta(days=1))
    ask_due(desk)
    (second,) = asked(desk, Category.STILL_AWAY)
    assert second.id > first.id, "yesterday's question is settled"
    record_return(desk, JO)
    ask_due(desk)
    assert not asked(desk, Category.STILL_AWAY)


def test_an_estimated_end_that_passes_is_asked_about_and_nothing_moves(desk: Desk, clock: FixedClock) -> None:
    sick(desk, end=desk.now() + timedelta(hours=5))
    at(clock, clock.now() + timedelta(hours=5))
    ask_due(desk)
    (row,) = asked(desk, Category.STILL_AWAY)
    assert "was expected back" in row.said
    (cover,) = asked(desk, Category.COVER)
    assert cover.acting.id == MAI


def test_cover_for_a_leave_on_record_begins_when_the_leave_does(desk: Desk, clock: FixedClock) -> None:
    start = MONDAY + timedelta(days=1)
    record_absence(desk, NewAbsence(JO, AbsenceReason.ANNUAL, start=start, end=start + timedelta(days=9)))
    at(clock, start - timedelta(minutes=1))
    ask_due(desk)
    assert not asked(desk, Category.COVER)
    at(clock, start)
    ask_due(desk)
    (cover,) = asked(desk, Category.COVER)
    assert (cover.acting.id, cover.due_at) == (MAI, start + timedelta(minutes=30))
    (handover,) = asked(desk, Category.HANDOVER)
    assert "not accepted" in handover.said
    at(clock, start + timedelta(days=9))
    ask_due(desk)
    assert not asked(desk, Category.COVER)
    assert [row.acting.id for row in asked(desk, Category.RETURN_BRIEF)] == [JO]


def test_gaps_ahead_are_told_once_and_again_only_when_there_are_new_ones(
    desk: Desk, clock: FixedClock
) -> None:
    asker = Asker(desk)
    asker.ask()
    before = [row.id for row in asked(desk, Category.COVER_GAP)]
    asker.ask()
    assert [row.id for row in asked(desk, Category.COVER_GAP)] == before
    clock.advance(timedelta(minutes=1))
    sick(desk)
    record_absence(desk, NewAbsence(MAI, AbsenceReason.ANNUAL, start=MONDAY, end=MONDAY + timedelta(days=5)))
    Asker(desk).ask()
    (row,) = asked(desk, Category.COVER_GAP)
    assert row.id not in before
    assert "Mai Tran" in row.said
    assert "sick" not in row.said
    clock.advance(timedelta(days=0, minutes=1))
    Asker(desk).ask()
    assert [each.id for each in asked(desk, Category.COVER_GAP)] == [row.id]


def test_a_pack_is_asked_for_at_the_opening_and_chased_after_two_hours(
    lone_desk: Desk, clock: FixedClock
) -> None:
    log_call(lone_desk, NewCall("w", Category.CALL_BACK, client_id=HANA, said="Fell."))
    at(clock, MONDAY)
    ask_due(lone_desk)
    (pack,) = asked(lone_desk, Category.PACK)
    assert (pack.acting.id, pack.due_at) == (JO, MONDAY + timedelta(hours=2))
    assert "Fell" not in pack.said
    resolve(lone_desk, pack.id, "Read.")
    ask_due(lone_desk)
    assert not asked(lone_desk, Category.PACK)
