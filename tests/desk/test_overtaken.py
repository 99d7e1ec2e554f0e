"""Whoever comes second is told by whom, when and what, and may go on once they have seen it (R-170)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from oncall_tui.desk import handling
from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.cards import item_card
from oncall_tui.desk.caseload.planning import next_outreach
from oncall_tui.desk.caseload.sheet import outreach
from oncall_tui.desk.context import Desk
from oncall_tui.desk.linking import link_client
from oncall_tui.desk.overtaken import Overtaken, having_seen
from oncall_tui.desk.reassigning.planning import preview
from oncall_tui.desk.reassigning.verbs import reassign
from oncall_tui.desk.reassigning.views import Reassignment, Share
from oncall_tui.desk.resolving import close, resolve
from oncall_tui.desk.undo import undo
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from storage.vocabulary import Channel, Outcome, TriageResult
from tests.clock import FixedClock
from tests.house import BEN, HANA, MAI, RAE, SAM, desk_of
from tests.tui.console import stock

Verb = Callable[[Desk, int, int], Saved]
LATER = timedelta(minutes=7)


@pytest.fixture
def rae(desk: Desk, clock: FixedClock) -> Desk:
    """Give the desk of the other director."""
    return desk_of(desk.store, clock, RAE)


def attempt(desk: Desk, item: int, version: int | None) -> Saved:
    new = NewAttempt("a-try", item, Channel.PHONE, Outcome.NO_ANSWER, version=version)
    return log_attempt(desk, new)


def triage(desk: Desk, item: int, version: int) -> Saved:
    return handling.triage(desk, handling.NewTriage(item, TriageResult.HANDLE_NOW, "Mine.", version=version))


def hold(desk: Desk, item: int, version: int) -> Saved:
    return handling.hold(desk, item, desk.now() + 3 * LATER, "Asked to.", version=version)


def resolved(desk: Desk, item: int, version: int) -> Saved:
    return resolve(desk, item, "Done.", override="Not reached, but settled.", version=version)


VERBS: dict[str, Verb] = {
    "attempt": attempt,
    "triage": triage,
    "hand on": lambda desk, item, version: handling.hand_on(desk, item, SAM, "", version=version),
    "hold": hold,
    "withdraw": lambda desk, item, version: handling.withdraw(desk, item, "Twice.", version=version),
    "link": lambda desk, item, version: link_client(desk, item, BEN, version=version),
    "resolve": resolved,
}


@pytest.mark.parametrize("name", VERBS)
def test_the_second_is_told_what_the_first_did_and_goes_on_once_it_was_seen(
    desk: Desk, rae: Desk, clock: FixedClock, name: str
) -> None:
    item = stock(desk)["back"]
    shown = item_card(desk, item).row.version
    clock.advance(LATER)
    handling.hand_on(rae, item, MAI, "Knows her.")
    clock.advance(LATER)
    with pytest.raises(Overtaken) as told:
        VERBS[name](desk, item, shown)
    words = told.value.words
    assert f"{item} has been changed since you saw it. Rae Novak, Sat 21 Nov 12:07 AEDT: " in words
    assert "handed to – → Mai Tran" in words
    (deed,) = told.value.deeds
    assert deed.words.startswith("Handed to Mai Tran")
    seen = {told.value.record: told.value.version}
    with having_seen(seen):
        assert VERBS[name](desk, item, shown).item_id == item
    assert item_card(desk, item).row.version > told.value.version
    assert desk.store.verify_audit().ok


def test_a_closed_item_is_said_to_be_closed_only_after_it_was_told_who_did_it(desk: Desk, rae: Desk) -> None:
    item = stock(desk)["back"]
    resolved(desk, item, item_card(desk, item).row.version)
    shown = item_card(desk, item).row.version
    close(rae, item, "Settled.")
    with pytest.raises(Overtaken, match="Rae Novak") as told:
        close(desk, item, version=shown)
    assert "state resolved → closed" in told.value.words
    with having_seen({told.value.record: told.value.version}), pytest.raises(Refused) as refused:
        close(desk, item, version=shown)
    assert not isinstance(refused.value, Overtaken)


def test_every_deed_is_told_the_earliest_first_and_of_later_ones_only_what_is_new(
    desk: Desk, rae: Desk, clock: FixedClock
) -> None:
    item = stock(desk)["back"]
    shown = item_card(desk, item).row.version
    handling.hand_on(rae, item, MAI, "")
    clock.advance(LATER)
    attempt(rae, item, None)
    with pytest.raises(Overtaken) as told:
        hold(desk, item, shown)
    handed, tried = told.value.deeds
    assert (handed.words.split()[0], "no answer" in tried.words) == ("Handed", True)
    first = told.value
    clock.advance(LATER)
    handling.hand_on(rae, item, SAM, "")
    with having_seen({first.record: first.version}), pytest.raises(Overtaken) as again:
        hold(desk, item, shown)
    (deed,) = again.value.deeds
    assert [(each.field, each.was, each.now) for each in deed.differences] == [
        ("handed to", "Mai Tran", "Sam Idris")
    ]


def test_what_was_taken_back_is_told_as_well(desk: Desk, rae: Desk, clock: FixedClock) -> None:
    item = stock(desk)["back"]
    shown = item_card(desk, item).row.version
    handling.hand_on(rae, item, MAI, "")
    clock.advance(LATER)
    undo(rae)
    with pytest.raises(Overtaken) as told:
        hold(desk, item, shown)
    assert "handed to Mai Tran → –" in told.value.words
    assert len(told.value.deeds) == 2


def test_what_is_planned_with_a_client_tells_its_dates(desk: Desk, rae: Desk) -> None:
    shown = outreach(desk, HANA).version
    next_outreach(rae, HANA, date(2026, 11, 30), "Asked for it.", version=shown)
    with pytest.raises(Overtaken) as told:
        next_outreach(desk, HANA, date(2026, 12, 1), "", version=shown)
    assert "2026-11-30" in told.value.words
    with having_seen({told.value.record: told.value.version}):
        next_outreach(desk, HANA, date(2026, 12, 1), "", version=shown)


def test_a_reassignment_tells_what_the_other_gave_to_whom(desk: Desk, rae: Desk, clock: FixedClock) -> None:
    clock.jump(datetime(2026, 11, 23, 0, 0, tzinfo=UTC))
    new = Reassignment((HANA,), SAM, Share.ACTING, "Knows her.")
    shown = preview(desk, new)
    reassign(rae, replace(new, person_id=MAI), shown=preview(rae, replace(new, person_id=MAI)))
    with pytest.raises(Refused, match="Rae Novak has changed who is responsible for C-0412") as told:
        reassign(desk, new, shown=shown)
    assert "Mai Tran is acting care manager of 1 client" in told.value.words


def test_the_shell_shows_nothing_and_so_is_refused_nothing(desk: Desk, rae: Desk) -> None:
    item = stock(desk)["back"]
    handling.hand_on(rae, item, MAI, "")
    assert handling.hand_on(desk, item, SAM, "").item_id == item
