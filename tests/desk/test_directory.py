from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.directory import back_at, people, to_reach
from oncall_tui.desk.handling import cannot_reach
from oncall_tui.desk.owed import still_owed
from storage.models import Absence, WorkPattern
from storage.vocabulary import AbsenceReason, Category, Channel, Outcome
from tests.clock import FixedClock
from tests.house import HANA, JO, KIM, LEN, MAI, PER, SAM

MONDAY_OPENS = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)


def test_the_line_stands_first_the_away_last_and_the_inactive_nowhere(desk: Desk, clock: FixedClock) -> None:
    with desk.store.writing("system", "test", "absence") as unit:
        unit.session.add(
            Absence(person_id=JO, reason=AbsenceReason.SICK, starts_at=clock.now(), recorded_at=clock.now())
        )
    found = people(desk, desk.now())
    assert [person.name for person in found] == ["Kim Webb", "Mai Tran", "Rae Novak", "Sam Idris", "Jo Lee"]
    assert [person.id for person in found if person.on_line] == [KIM]
    assert LEN not in {person.id for person in found}
    assert found[-1].away == "sick since Sat 21 Nov 12:00, return unknown"
    assert {person.roles for person in found} == {"director", "care manager"}
    assert found[1].phone == "0491 570 157"


def test_it_is_told_when_somebody_who_is_off_works_again(lone_desk: Desk, clock: FixedClock) -> None:
    now = clock.now()
    assert back_at(lone_desk, JO, now) == MONDAY_OPENS
    assert back_at(lone_desk, JO, MONDAY_OPENS + timedelta(hours=1)) is None
    with lone_desk.store.writing("system", "test", "pattern") as unit:
        unit.session.add(
            WorkPattern(
                person_id=JO,
                hours="Wed-Thu 09:00-17:00",
                zone="Australia/Sydney",
                valid_from=date(1970, 1, 1),
            )
        )
    assert back_at(lone_desk, JO, now) == MONDAY_OPENS + timedelta(days=2)
    assert back_at(lone_desk, LEN, now) is None


def test_managers_are_rung_in_order_and_those_not_reached_are_told(desk: Desk) -> None:
    item = log_call(desk, NewCall("k", Category.CALL_BACK, client_id=HANA, said="Please ring.")).item_id
    assert [(each.id, each.away) for each in to_reach(desk, HANA, item)] == [(JO, ""), (MAI, "")]
    cannot_reach(desk, item, JO, "phone and text")
    first, second = to_reach(desk, HANA, item)
    assert (first.id, first.away) == (JO, "noted already: could not be reached")
    assert (second.id, second.away) == (MAI, "")
    other = log_call(desk, NewCall("k2", Category.CALL_BACK, client_id=HANA, said="Again.")).item_id
    assert {each.away for each in to_reach(desk, HANA, other)} == {""}
    assert [each.id for each in to_reach(desk, PER, other)] == [SAM]


def test_what_is_owed_is_told_until_it_was_tried_or_reached(desk: Desk, clock: FixedClock) -> None:
    item = log_call(desk, NewCall("k", Category.CALL_BACK, client_id=HANA, said="Please ring.")).item_id
    assert still_owed(desk, item) == "0 of 2 attempts made: 2 more attempts first."
    log_attempt(desk, NewAttempt("a1", item, Channel.PHONE, Outcome.NO_ANSWER))
    assert still_owed(desk, item) == "1 of 2 attempts made: 1 more attempt first."
    clock.advance(timedelta(hours=5))
    log_attempt(desk, NewAttempt("a2", item, Channel.PHONE, Outcome.NO_ANSWER))
    assert still_owed(desk, item) == ""
    other = log_call(desk, NewCall("k2", Category.CALL_BACK, client_id=HANA, said="Again.")).item_id
    log_attempt(desk, NewAttempt("a3", other, Channel.PHONE, Outcome.REACHED, note="agreed", uncounted=True))
    assert still_owed(desk, other) == ""
    quiet = log_call(desk, NewCall("k3", Category.INFORMATION, said="For your information.")).item_id
    assert still_owed(desk, quiet) == ""
