"""Two consoles at once on who is away and who has whom: one comes first, the other is judged anew."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.desk import record
from oncall_tui.desk.absences.verbs import record_absence, record_return
from oncall_tui.desk.absences.views import AbsencePlan, NewAbsence
from oncall_tui.desk.context import Desk
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.reassigning.planning import preview
from oncall_tui.desk.reassigning.verbs import reassign
from oncall_tui.desk.reassigning.views import Reassignment, Share
from oncall_tui.desk.responsibility import who
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from storage.vocabulary import AbsenceReason, Category
from tests.clock import FixedClock
from tests.house import BEN, HANA, JO, MAI, PER, RAE, SAM, desk_of

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Ended:
    """What became of what was done at one console."""

    done: object = None
    refused: str = ""


def together(one: Callable[[], object], other: Callable[[], object]) -> tuple[Ended, Ended]:
    """Do two things at the same time."""
    ready = threading.Barrier(2)

    def do(work: Callable[[], object]) -> Ended:
        ready.wait(10)
        try:
            return Ended(work())
        except Refused as refusal:
            return Ended(refused=refusal.words)

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(do, (one, other))
    return first, second


@pytest.fixture
def desks(desk: Desk, clock: FixedClock) -> tuple[Desk, Desk]:
    """Give the desks of two directors, on Monday at eleven."""
    clock.jump(MONDAY)
    return desk, desk_of(desk.store, clock, RAE)


def entries(desk: Desk, *actions: str) -> int:
    return sum(entry.action in actions for entry in record.entries(desk.store))


@pytest.mark.parametrize("turn", range(2))
def test_clients_for_somebody_who_is_being_reported_sick(desks: tuple[Desk, Desk], turn: int) -> None:
    one, other = desks
    new = Reassignment((HANA, BEN), SAM, Share.ACTING, "Knows them.")
    shown = preview(other, new)
    went, given = together(
        lambda: record_absence(one, NewAbsence(SAM, AbsenceReason.SICK)),
        lambda: reassign(other, new, shown=shown),
    )
    assert isinstance(went.done, AbsencePlan)
    moved = {each.client_id: each.onto.id for each in went.done.clients}
    if given.refused:  # the absence came first
        assert given.refused.startswith("Sam Idris is also away then (sick)")
        assert (moved, entries(one, "clients.reassigned")) == ({PER: RAE}, 0)
    else:  # the absence was judged with Sam's two clients more
        assert moved == {HANA: JO, BEN: MAI, PER: RAE}
    assert (who(one, HANA).role_holder.id, who(one, BEN).role_holder.id) == (JO, MAI)
    assert one.store.verify_audit().ok


def test_one_absence_told_at_two_consoles_is_one_absence(desks: tuple[Desk, Desk]) -> None:
    one, other = desks
    new = NewAbsence(JO, AbsenceReason.SICK)
    ends = together(lambda: record_absence(one, new), lambda: record_absence(other, new))
    (words,) = [each.refused for each in ends if each.refused]
    assert words.startswith("Jo Lee is away then already: sick from Mon 23 Nov 11:00")
    assert entries(one, "absence.recorded") == 1
    asked = [row.category for row in load_queue(one).rows]
    assert sorted(asked) == [Category.ABSENCE_COURSE, Category.COVER], "and it is asked about once"


def test_somebody_is_said_to_be_back_at_one_console_and_away_for_longer_at_the_other(
    desks: tuple[Desk, Desk], clock: FixedClock
) -> None:
    one, other = desks
    record_absence(one, NewAbsence(JO, AbsenceReason.SICK))
    clock.advance(HOUR)
    longer = NewAbsence(JO, AbsenceReason.ANNUAL, MONDAY + HOUR, MONDAY + 100 * HOUR)
    back, away = together(lambda: record_return(one, JO), lambda: record_absence(other, longer))
    assert back.done
    assert away.refused == "" or away.refused.startswith("Jo Lee is away then already: sick")
    assert who(one, HANA).role_holder.id == (JO if away.refused else MAI)


def test_one_takes_back_what_the_other_is_changing(desks: tuple[Desk, Desk], clock: FixedClock) -> None:
    one, other = desks
    reassign(one, Reassignment((HANA,), SAM, Share.PRIMARY, "Knows her."))
    clock.advance(timedelta(minutes=1))
    new = Reassignment((HANA,), JO, Share.PRIMARY, "No, stays.", MONDAY + 48 * HOUR)
    shown = preview(other, new)
    taken, given = together(lambda: undo(one), lambda: reassign(other, new, shown=shown))
    assert bool(taken.refused) is not bool(given.refused)
    name = "Rae Novak" if taken.refused else "Kim Webb"
    assert f"{name} has changed who is responsible for C-0412" in taken.refused + given.refused
    later = MONDAY + 49 * HOUR
    held = [who(one, HANA, at).role_holder.id for at in (clock.now(), later)]
    assert held == ([SAM, JO] if taken.refused else [JO, JO])
    assert one.store.verify_audit().ok


def test_who_was_quicker_is_told_also_where_nothing_would_change_any_more(
    desks: tuple[Desk, Desk], clock: FixedClock
) -> None:
    one, other = desks
    reassign(one, Reassignment((HANA,), SAM, Share.PRIMARY, "Knows her."))
    clock.advance(timedelta(minutes=1))
    new = Reassignment((HANA,), JO, Share.PRIMARY, "No, stays.")
    shown = preview(other, new)
    undo(one)
    with pytest.raises(Refused, match="Kim Webb has changed who is responsible for C-0412"):
        reassign(other, new, shown=shown)
