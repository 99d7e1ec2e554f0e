from __future__ import annotations

import pytest

from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import cannot_reach, hand_on
from oncall_tui.tui.flows.people import HandOnForm, UnreachableForm
from oncall_tui.tui.flows.picking import PickField, folded
from storage.models import Absence, Person
from storage.vocabulary import AbsenceReason, Category, Interest
from tests.clock import FixedClock
from tests.house import HANA, JO, KIM, MAI, RAE, SAM, desk_of
from tests.tui.console import SIZES, console, shown, stock, told
from tests.tui.flows import (
    HARMLESS,
    HOSTILE,
    back,
    back_to_say,
    begin,
    card_of,
    fits,
    line_of,
    on_item,
    text_of,
)
from tests.tui.test_flows_triage import MONDAY
from tests.tui.waiting import wait_for


def send_away(desk: Desk, clock: FixedClock, person: int) -> None:
    with desk.store.writing("system", "test", "absence") as unit:
        unit.session.add(
            Absence(
                person_id=person, reason=AbsenceReason.STUDY, starts_at=clock.now(), recorded_at=clock.now()
            )
        )


def names(form: HandOnForm) -> list[str]:
    field = form.field("person")
    assert isinstance(field, PickField)
    return [person.name for person in field.listing.rows]


@pytest.mark.parametrize("size", SIZES)
async def test_an_item_is_handed_to_whom_a_few_letters_name(lone_desk: Desk, size: tuple[int, int]) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk, size) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "h", HandOnForm)
        await pilot.pause()
        assert names(form) == ["Kim Webb", "Jo Lee", "Mai Tran", "Rae Novak", "Sam Idris"]
        assert "on the line · director" in shown(screen)
        assert "Len Quist" not in shown(screen)
        await pilot.press(*"ma")
        assert names(form)[0] == "Mai Tran"
        assert line_of(form, "person") == "→ Mai Tran 0491 570 157"
        assert fits(form)
        await pilot.press("enter", *"Knows the family.", "ctrl+s")
        await back_to_say(screen, pilot, "Handed to Mai Tran")
    card = card_of(lone_desk, item)
    assert (card.row.acting.id, card.row.handed, card.handed_because) == (MAI, True, "Knows the family.")


async def test_nobody_is_picked_until_somebody_picks(lone_desk: Desk) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "h", HandOnForm)
        await pilot.press("ctrl+s")
        assert line_of(form, "person") == "✗ Choose one from the list."
        await pilot.press("down")
        assert form.values["person"] == str(KIM)
        await pilot.press("down", "down", "up")
        assert form.values["person"] == str(JO)
        await pilot.press(*"nobody of that name")
        assert form.values["person"] == ""
        assert "Nobody is called that" in shown(screen)
        await pilot.press("ctrl+s")
        assert screen.app.screen is form
        await pilot.press("escape")
        await back(screen, pilot)
    assert not card_of(lone_desk, item).row.handed


async def test_the_away_stand_last_with_the_reason_and_cannot_take_it(
    lone_desk: Desk, clock: FixedClock
) -> None:
    item = stock(lone_desk)["back"]
    send_away(lone_desk, clock, JO)
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "h", HandOnForm)
        await pilot.pause()
        assert names(form)[-1] == "Jo Lee"
        assert "✗ study leave since Sat 21 Nov 12:00, return unknown" in shown(screen)
        await pilot.press(*"jo lee", "ctrl+s")
        assert line_of(form, "person").startswith("✗ Jo Lee is away: study leave")
        assert screen.app.screen is form


async def test_somebody_who_goes_away_meanwhile_is_refused_at_the_field(
    lone_desk: Desk, clock: FixedClock
) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "h", HandOnForm)
        send_away(lone_desk, clock, SAM)
        await pilot.press(*"sam", "tab", *"please", "ctrl+s")
        await wait_for(
            pilot, lambda: "Sam Idris is away" in line_of(form, "person"), description="refused at the field"
        )
        assert form.values == {"person": str(SAM), "reason": "please"}
        await pilot.press("escape")
        await back(screen, pilot)
        form = await begin(screen, pilot, "h", HandOnForm)
        assert form.values == {"person": str(SAM), "reason": "please"}
        await pilot.press("ctrl+s")
        assert "Sam Idris is away" in line_of(form, "person")


async def test_handing_on_a_stale_item_is_refused(lone_desk: Desk, clock: FixedClock) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "h", HandOnForm)
        hand_on(desk_of(lone_desk.store, clock, RAE), item, SAM, "first")
        await pilot.press(*"mai", "ctrl+s")
        await wait_for(
            pilot,
            lambda: "changed since" in text_of(form, "#form-error"),
            description="refused",
        )
        assert form.values["person"] == str(MAI)
    assert card_of(lone_desk, item).row.acting.id == SAM


async def test_hostile_names_are_picked_and_shown_as_they_stand(lone_desk: Desk) -> None:
    item = stock(lone_desk)["back"]
    with lone_desk.store.writing("system", "test", "person") as unit:
        person = unit.session.get(Person, SAM)
        assert person is not None
        person.name = f"Đặng {HOSTILE}"
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "h", HandOnForm)
        await pilot.press(*"dang evil"[1:])
        await pilot.pause()
        assert form.values["person"] == str(SAM)
        assert HARMLESS in line_of(form, "person")
        assert HARMLESS in shown(screen)
        assert fits(form)
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, HARMLESS)


def test_names_are_found_however_they_are_typed() -> None:
    assert folded("Nguyễn, Mai ANH") == "nguyen, mai anh"


@pytest.mark.parametrize("size", SIZES)
async def test_a_manager_who_cannot_be_reached_is_passed_over(
    lone_desk: Desk, clock: FixedClock, size: tuple[int, int]
) -> None:
    item = stock(lone_desk)["back"]
    clock.jump(MONDAY)
    async with console(lone_desk, size) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "U", UnreachableForm)
        await pilot.pause()
        assert form.values["person"] == str(JO)
        assert "0491 570 156" in shown(screen)
        assert fits(form)
        await pilot.press("ctrl+s")
        assert line_of(form, "tried") == "✗ Say how and when they were tried."
        await pilot.press(*"phone 11:02 and e-mail", "ctrl+s")
        await back_to_say(screen, pilot, "Jo Lee could not be reached")
        form = await begin(screen, pilot, "U", UnreachableForm)
        assert form.values["person"] == str(MAI), "the next in line is preselected"
        await pilot.press("j")
        assert "noted already" in text_of(form, "#form-aside")
    assert card_of(lone_desk, item).row.acting.id == MAI


async def test_a_stale_item_is_not_passed_on(lone_desk: Desk, clock: FixedClock) -> None:
    item = stock(lone_desk)["back"]
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "U", UnreachableForm)
        hand_on(desk_of(lone_desk.store, clock, RAE), item, SAM, "")
        await pilot.press("tab", *"phone", "ctrl+s")
        await wait_for(
            pilot,
            lambda: "changed since" in text_of(form, "#form-error"),
            description="refused",
        )
        assert form.values["tried"] == "phone"


async def test_somebody_who_was_not_reached_may_be_noted_again(lone_desk: Desk) -> None:
    item = stock(lone_desk)["well"]
    cannot_reach(lone_desk, item, SAM, "phone")
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "U", UnreachableForm)
        assert form.values["person"] == str(SAM)
        assert "noted already" in text_of(form, "#form-aside")
        await pilot.press("escape")
        await back(screen, pilot)
        assert told(screen) == ""


async def test_a_conflict_goes_to_a_director_with_whose_interest_it_puts(lone_desk: Desk) -> None:
    stock(lone_desk)
    new = NewCall("conflict", Category.CONFLICT, client_id=HANA, caller="Ada", said="About the visits.")
    item = log_call(lone_desk, new).item_id
    async with console(lone_desk) as (screen, pilot):
        await on_item(screen, pilot, item)
        form = await begin(screen, pilot, "h", HandOnForm)
        await pilot.press(*"rae", "ctrl+s")
        await wait_for(
            pilot, lambda: "Say whose interest is put" in line_of(form, "interest"), description="it is asked"
        )
        form.field("interest").value = Interest.CLIENT_TO_US.value
        await pilot.press("ctrl+s")
        await back_to_say(screen, pilot, "Handed to Rae Novak")
    card = card_of(lone_desk, item)
    assert (card.row.acting.id, card.interest) == (RAE, Interest.CLIENT_TO_US)
