"""Twin duty and conflicts (R-016, R-062): whose interest is put, and past whom an item about them goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.desk.alerts.whom import whom
from oncall_tui.desk.briefs.end import end_brief
from oncall_tui.desk.briefs.start import start_brief
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cards import item_card
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import NewTriage, hand_on, triage
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.responsibility import who
from oncall_tui.errors import Refused
from storage.vocabulary import CallerType, Category, Interest, Rung, TriageResult
from tests.clock import NOON, FixedClock
from tests.house import HANA, JO, KIM, MAI, RAE, SAM

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
"""Monday 11:00 in Sydney."""
CONFLICT = NewCall(
    "k",
    Category.CONFLICT,
    client_id=HANA,
    caller="Ada",
    caller_type=CallerType.FAMILY,
    said="They do not agree about the visits.",
    owed=True,
)


def acting(desk: Desk, item_id: int) -> int:
    return next(row.acting.id for row in load_queue(desk).rows if row.id == item_id)


def told(desk: Desk, item_id: int, rung: Rung, *, lapsed: bool = False) -> tuple[int, ...]:
    with desk.store.reading() as connection:
        return whom(desk, connection, {HANA}, desk.now()).on(rung, item_id, HANA, None, lapsed=lapsed)


def test_a_conflict_is_the_role_holders_in_hours_and_the_lines_outside(desk: Desk, clock: FixedClock) -> None:
    item = log_call(desk, CONFLICT).item_id
    assert acting(desk, item) == KIM
    clock.jump(MONDAY)
    assert acting(desk, item) == who(desk, HANA).role_holder.id == JO


def test_what_is_about_the_manager_goes_to_a_director_everywhere(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    item = log_call(desk, replace(CONFLICT, subject_id=JO)).item_id
    assert who(desk, HANA).answering_now.id == JO, "who answers for the client has not changed"
    assert acting(desk, item) == RAE, "nobody is on the rota, Rae stands in"
    assert [row.acting.id for row in start_brief(desk).items if row.id == item] == [RAE]
    for rung in Rung:
        assert JO not in told(desk, item, rung, lapsed=True)
        assert MAI not in told(desk, item, rung, lapsed=True), "only directors are told of it"
    assert told(desk, item, Rung.ACTING) == (RAE,)
    card = item_card(desk, item)
    assert card.about == "Jo Lee"
    assert "It is about Jo Lee, and goes past them." in card.history[0].words


def test_it_is_on_no_page_of_whom_it_is_about_when_the_office_opens(desk: Desk, clock: FixedClock) -> None:
    item = log_call(desk, replace(CONFLICT, subject_id=JO)).item_id
    log_call(desk, replace(CONFLICT, key="other", category=Category.CALL_BACK))
    clock.jump(MONDAY - timedelta(hours=2, minutes=1))
    pages = {page.person.id: page for page in end_brief(desk).pages}
    assert [entry.row.id for entry in pages[RAE].entries] == [item]
    assert item not in [entry.row.id for entry in pages[JO].entries]
    assert item not in [each.row.id for each in pages[JO].must]


def test_what_is_about_whoever_has_the_line_goes_to_another_director(desk: Desk) -> None:
    item = log_call(desk, replace(CONFLICT, subject_id=KIM)).item_id
    assert acting(desk, item) == RAE
    assert told(desk, item, Rung.DUTY_DIRECTOR) == told(desk, item, Rung.ACTING, lapsed=True) == (RAE,)
    assert KIM not in told(desk, item, Rung.ALL_DIRECTORS)


def test_what_is_about_somebody_else_stays_with_the_manager(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    item = log_call(desk, replace(CONFLICT, subject_id=SAM)).item_id
    assert acting(desk, item) == JO
    assert told(desk, item, Rung.SECONDARY) == (MAI,)


def test_it_is_neither_handed_nor_left_to_whom_it_is_about(desk: Desk, clock: FixedClock) -> None:
    clock.jump(MONDAY)
    item = log_call(desk, replace(CONFLICT, subject_id=JO)).item_id
    with pytest.raises(Refused, match=r"It is about Jo Lee\. Give it to somebody else"):
        hand_on(desk, item, JO, "Hers.")
    for result in (TriageResult.CONTACT_HOLDER, TriageResult.PASS_TO_SECONDARY):
        with pytest.raises(Refused, match="not left with the managers"):
            triage(desk, NewTriage(item, result))
    with pytest.raises(Refused, match="no such person"):
        log_call(desk, replace(CONFLICT, key="z", subject_id=99))
    hand_on(desk, item, SAM, "An outsider to it.")
    assert acting(desk, item) == SAM


def test_whose_interest_is_put_is_noted_and_goes_with_the_conflict(desk: Desk) -> None:
    item = log_call(desk, replace(CONFLICT, interest=Interest.CLIENT_TO_CARE)).item_id
    card = item_card(desk, item)
    assert card.interest is Interest.CLIENT_TO_CARE
    assert card.history[0].words.endswith("Interest put: the client's, towards those who care.")
    hand_on(desk, item, RAE, "Please decide", interest=Interest.CLIENT_TO_US)
    card = item_card(desk, item)
    assert card.interest is Interest.CLIENT_TO_US
    assert card.history[-1].words == (
        "Handed to Rae Novak: Please decide. Interest put: the client's, towards us."
    )
    assert card.row.received_at == NOON
