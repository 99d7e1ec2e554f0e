"""The duty rota: taking the line over, giving shifts, and where it does not hold, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.desk.context import Desk
from oncall_tui.desk.duty import line_holder
from oncall_tui.desk.duty.acceptance import unaccepted
from oncall_tui.desk.duty.rota import rota
from oncall_tui.desk.duty.verbs import accept_line, give_shift
from oncall_tui.desk.duty.views import Rota
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from storage.models import Absence, DutyShift
from storage.vocabulary import AbsenceReason
from tests.clock import FixedClock
from tests.house import JO, KIM, LEN, RAE, desk_of

START, END = datetime(2026, 11, 13, 6, 0, tzinfo=UTC), datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
"""Kim Webb's shift: Fri 13 Nov 17:00 to Mon 23 Nov 09:00 in Sydney."""
NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def add(desk: Desk, director: int, start: datetime, end: datetime) -> int:
    with desk.store.writing("system", "test.shift", "shift") as unit:
        shift = DutyShift(director_id=director, starts_at=start, ends_at=end)
        unit.session.add(shift)
        unit.session.flush()
        assert shift.id is not None
        return shift.id


def spans(found: Rota) -> list[tuple[int, datetime, datetime]]:
    return [(each.person.id, each.start, each.end) for each in found.shifts]


def test_a_shift_that_began_unaccepted_is_found_once_and_no_more_when_it_is_accepted(desk: Desk) -> None:
    (found,) = unaccepted(desk)
    (again,) = unaccepted(desk, NOW + HOUR)
    assert found.key == again.key
    assert [person.id for person in found.tell] == [KIM, RAE], "whose it is, then whoever had the line before"
    assert "Kim Webb has the line from Fri 13 Nov 17:00 AEDT until Mon 23 Nov 09:00 AEDT" in found.words
    said = accept_line(desk).words
    assert said == "You have the line 1800 975 711 until Mon 23 Nov 09:00 AEDT. It comes from Rae Novak."
    assert unaccepted(desk) == ()
    assert rota(desk).shifts[0].accepted_at == NOW
    with pytest.raises(Refused, match="already"):
        accept_line(desk)
    assert desk.store.verify_audit().ok


def test_whoever_comes_on_accepts_within_a_day_with_the_shifts_that_go_on_from_it(
    desk: Desk, clock: FixedClock
) -> None:
    add(desk, RAE, END, END + DAY)
    rae = desk_of(desk.store, clock, RAE)
    with pytest.raises(Refused, match=r"Kim Webb has the line now\. Your next shift starts Mon 23 Nov 09:00"):
        accept_line(rae)
    add(desk, RAE, END + DAY, END + 2 * DAY)
    clock.jump(END - HOUR)
    assert "from Mon 23 Nov 09:00 AEDT until Wed 25 Nov 09:00 AEDT" in accept_line(rae).words
    assert line_holder(rae).person.id == KIM, "to accept early moves nothing"
    assert unaccepted(rae, END + DAY + HOUR) == ()


def test_a_shift_that_goes_on_from_an_accepted_one_needs_no_word_of_its_own(desk: Desk) -> None:
    accept_line(desk)
    later = add(desk, KIM, END, END + DAY)
    assert unaccepted(desk, END + HOUR) == ()
    give_shift(desk, later, RAE)
    assert [each.shift.person.id for each in unaccepted(desk, END + HOUR)] == [RAE]


def test_who_is_not_on_the_rota_can_accept_nothing(desk: Desk, clock: FixedClock) -> None:
    with pytest.raises(Refused, match=r"The rota gives you no shift\. Kim Webb has the line now\."):
        accept_line(desk_of(desk.store, clock, JO))


@pytest.mark.parametrize(
    ("start", "end", "pieces"),
    [
        (None, None, [(KIM, START, NOW), (RAE, NOW, END)]),
        (
            NOW + HOUR,
            NOW + DAY,
            [(KIM, START, NOW + HOUR), (RAE, NOW + HOUR, NOW + DAY), (KIM, NOW + DAY, END)],
        ),
        (NOW + DAY, None, [(KIM, START, NOW + DAY), (RAE, NOW + DAY, END)]),
    ],
)
def test_a_part_is_given_the_rest_stays_and_undo_puts_it_back(
    desk: Desk, start: datetime | None, end: datetime | None, pieces: list[tuple[int, datetime, datetime]]
) -> None:
    accept_line(desk)
    (shift,) = rota(desk, START, END).shifts
    said = give_shift(desk, shift.id, RAE, start, end).words
    assert said.startswith("Rae Novak has the line from")
    assert spans(rota(desk, START, END)) == pieces
    assert [(turn.person.id, turn.start, turn.end) for turn in rota(desk, START, END).turns] == pieces
    accepted = [each.accepted_at for each in rota(desk, START, END).shifts if each.person.id == KIM]
    assert accepted == [NOW] * len(accepted), "what the director keeps stays accepted"
    undo(desk)
    assert spans(rota(desk, START, END)) == [(KIM, START, END)]
    assert desk.store.verify_audit().ok


def test_a_whole_shift_to_come_changes_hands_and_is_to_be_accepted(desk: Desk, clock: FixedClock) -> None:
    coming = add(desk, KIM, END + DAY, END + 2 * DAY)
    give_shift(desk, coming, RAE)
    (shift,) = rota(desk, END + DAY, END + 2 * DAY).shifts
    assert (shift.id, shift.person.id, shift.accepted_at) == (coming, RAE, None)
    clock.jump(END + DAY)
    accept_line(desk_of(desk.store, clock, RAE))
    with pytest.raises(Refused, match="nothing of yours"):
        undo(desk)


def test_an_overlap_is_refused_with_the_other_shift(desk: Desk) -> None:
    add(desk, RAE, NOW + DAY, NOW + DAY + HOUR)
    (mine, _) = rota(desk, START, END).shifts
    with pytest.raises(Refused, match=r"Rae Novak has the line then already: from Sun 22 Nov 12:00") as told:
        give_shift(desk, mine.id, RAE)
    assert told.value.field == "start"
    assert "accepted" not in give_shift(desk, mine.id, RAE, NOW, NOW + DAY).words[:8]


def test_what_cannot_be_given_is_refused_and_changes_nothing(desk: Desk, clock: FixedClock) -> None:
    (shift,) = rota(desk, START, END).shifts
    with desk.store.writing("system", "test.away", "person") as unit:
        away = Absence(
            person_id=RAE,
            reason=AbsenceReason.ANNUAL,
            starts_at=NOW + DAY,
            ends_at=NOW + 3 * DAY,
            recorded_at=NOW,
        )
        unit.session.add(away)
    refusals: tuple[tuple[Callable[[], object], str], ...] = (
        (lambda: give_shift(desk, shift.id, JO), "Jo Lee is no director"),
        (lambda: give_shift(desk, shift.id, LEN), "no longer works here"),
        (lambda: give_shift(desk, shift.id, KIM), "has that shift already"),
        (lambda: give_shift(desk, 99, RAE), "no such shift"),
        (lambda: give_shift(desk, shift.id, RAE), "Rae Novak is away: annual leave until"),
        (lambda: give_shift(desk, shift.id, RAE, NOW - HOUR), "before what is left"),
        (lambda: give_shift(desk, shift.id, RAE, None, END + HOUR), "after the end"),
        (lambda: give_shift(desk, shift.id, RAE, NOW + HOUR, NOW + HOUR), "end after it starts"),
        (lambda: give_shift(desk, shift.id, RAE, version=7), "changed since"),
        (lambda: give_shift(desk_of(desk.store, clock, JO), shift.id, RAE), "Only a director"),
    )
    for tried, words in refusals:
        with pytest.raises(Refused, match=words):
            tried()
    assert spans(rota(desk, START, END)) == [(KIM, START, END)]


def test_the_turns_have_no_hole_and_say_where_the_rota_gives_nobody(desk: Desk) -> None:
    add(desk, RAE, END - HOUR, END + HOUR)
    found = rota(desk, NOW, NOW + 7 * DAY)
    ends = [turn.end for turn in found.turns]
    assert [turn.start for turn in found.turns] == [NOW, *ends[:-1]]
    assert ends[-1] == NOW + 7 * DAY
    (overlap,) = found.overlaps
    assert (overlap.earlier.person.id, overlap.later.person.id) == (KIM, RAE)
    assert (overlap.start, overlap.end) == (END - HOUR, END)
    opens = desk.house.calendar.is_open
    assert found.gaps
    for turn in found.turns:
        assert turn.gap == (turn.shift is None and not opens(turn.start)), turn
        for at in (turn.start, turn.start + (turn.end - turn.start) / 2):
            assert line_holder(desk, at).person.id == turn.person.id
            assert turn.gap <= line_holder(desk, at).rota_gap


def test_too_long_a_time_is_refused(lone_desk: Desk) -> None:
    for end in (NOW, NOW + timedelta(weeks=105)):
        with pytest.raises(Refused):
            rota(lone_desk, NOW, end)
