"""The journal: the record on the screen, found by one line, read whole, checked and taken out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.pilot import Pilot

from oncall_tui.desk.context import Desk
from oncall_tui.desk.record import Wanted, entries
from oncall_tui.desk.record_asked import asked_of_record
from oncall_tui.errors import Refused
from oncall_tui.tui.console.screen import ConsoleScreen
from oncall_tui.tui.journal import screen as journal
from oncall_tui.tui.journal.forms import ExportRecordForm
from oncall_tui.tui.journal.screen import JournalScreen
from oncall_tui.tui.sheets.sheet import Sheet
from storage.chain import Verdict
from tests.house import HANA
from tests.tui.console import NARROW, WIDE, console, shown, stock
from tests.tui.waiting import wait_for


async def opened(screen: ConsoleScreen, pilot: Pilot[int]) -> JournalScreen:
    """Open the journal and wait for its entries."""
    await pilot.press("J")
    await wait_for(
        pilot, lambda: isinstance(pilot.app.screen, JournalScreen), description="the journal opened"
    )
    view = pilot.app.screen
    assert isinstance(view, JournalScreen)
    await wait_for(pilot, lambda: bool(view.listing.rows), description="entries were read")
    return view


async def find(view: JournalScreen, pilot: Pilot[int], typed: str) -> None:
    await pilot.press("slash", *[{" ": "space", ":": "colon"}.get(char, char) for char in typed], "enter")
    await wait_for(pilot, lambda: view.asked.typed == typed, description="it was looked for")
    await pilot.pause()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=str)
async def test_the_record_is_read_found_and_shown_whole(lone_desk: Desk, size: tuple[int, int]) -> None:
    items = stock(lone_desk)
    async with console(lone_desk, size) as (screen, pilot):
        view = await opened(screen, pilot)
        seqs = [each.seq for each in view.listing.rows]
        assert seqs == sorted(seqs, reverse=True)
        item = items["back"]
        await find(view, pilot, f"item:{item}")
        await wait_for(pilot, lambda: len(view.listing.rows) == 1, description="one entry was found")
        assert view.listing.has_focus
        await pilot.press("enter")
        await wait_for(pilot, lambda: isinstance(pilot.app.screen, Sheet), description="the entry is shown")
        text = shown(screen)
        assert "call.logged" in text
        assert "UTC" in text
        await pilot.press("escape")
        await find(view, pilot, f"item:{item} colour:red")
        await wait_for(pilot, lambda: "There is no" in shown(screen), description="it says what is wrong")
        assert len(view.listing.rows) == 1, "what was found before stays"
        await pilot.press("escape")
        assert pilot.app.screen is screen


async def test_older_entries_follow_at_the_end(lone_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    stock(lone_desk)
    monkeypatch.setattr(journal, "MOST", 2)
    monkeypatch.setattr("oncall_tui.tui.flows.journal.MOST", 2)
    every = [each.seq for each in entries(lone_desk.store)]
    async with console(lone_desk) as (screen, pilot):
        view = await opened(screen, pilot)
        for _ in every:
            await pilot.press("end")
            await pilot.pause()
        await wait_for(
            pilot,
            lambda: {each.seq for each in view.listing.rows} >= set(every),
            description="all of them were read",
        )
        assert len({each.seq for each in view.listing.rows}) == len(view.listing.rows)


async def test_views_are_shown_checked_and_taken_out(lone_desk: Desk, tmp_path: Path) -> None:
    stock(lone_desk)
    lone_desk.glances.saw(HANA, "plan")
    lone_desk.glances.keep()
    async with console(lone_desk) as (screen, pilot):
        view = await opened(screen, pilot)
        await pilot.press("v")
        await wait_for(
            pilot,
            lambda: any(each.action == "client.viewed" for each in view.listing.rows),
            description="views are shown",
        )
        assert "plan" in shown(screen)
        await pilot.press("c")
        await wait_for(pilot, lambda: "as they were written" in shown(screen), description="it was checked")
        await pilot.press("e")
        await wait_for(pilot, lambda: "EXPORT" in shown(screen), description="the form opened")
        form = pilot.app.screen
        target = tmp_path / "views"
        assert isinstance(form, ExportRecordForm)
        form.field("path").value = str(target)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert not list(tmp_path.glob("views*")), "nothing goes out without a reason"
        form.field("reason").value = "The yearly audit"
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: pilot.app.screen is view, description="it was written")
        assert "client.viewed" in (tmp_path / "views.csv").read_text()
    last = list(entries(lone_desk.store, Wanted(action="export")))[-1]
    assert json.loads(last.detail)["facts"]["reason"] == "The yearly audit"


async def test_a_broken_link_is_named(lone_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    stock(lone_desk)
    broken = Verdict(False, 2, 3, "Entry 3 is not as it was written.")
    monkeypatch.setattr("oncall_tui.tui.flows.journal.verify", lambda _store: broken)
    async with console(lone_desk) as (screen, pilot):
        await opened(screen, pilot)
        await pilot.press("c")
        await wait_for(pilot, lambda: "Entry 3 is not" in shown(screen), description="it is named")


async def test_a_client_on_whom_the_cursor_rests_is_looked_at(lone_desk: Desk) -> None:
    stock(lone_desk)
    async with console(lone_desk) as (screen, pilot):
        await wait_for(pilot, lambda: screen.settled, description="everything was read")
        looked = screen.client_id
        screen.tick()
        assert lone_desk.glances.waiting == 0, "whoever passes by has not looked"
        lone_desk.clock.steady += 2.5  # type: ignore[attr-defined]
        screen.tick()
        screen.tick()
        assert lone_desk.glances.waiting == 1
        lone_desk.clock.steady += 3.5  # type: ignore[attr-defined]
        screen.tick()
        await wait_for(pilot, lambda: lone_desk.store.verify_views().rows == 1, description="it was written")
        (seen,) = entries(lone_desk.store, Wanted(views=True))
        assert seen.object == f"client:{looked}"


def test_the_line_says_what_it_does_not_understand(lone_desk: Desk) -> None:
    stock(lone_desk)
    wanted = asked_of_record(lone_desk, 'who:"Kim Webb" client:C-0412 did:call from:-1d until:now')
    assert (wanted.actor, wanted.client_id, wanted.action) == ("kim@harbourside.example", HANA, "call")
    assert wanted.since is not None
    assert wanted.until is not None
    assert asked_of_record(lone_desk, "system").actor == "system"
    for typed, said in (
        ('"', "quotation"),
        ("who:", "Say what"),
        ("from:gestern", "gestern"),
        ("who:Nobody", "Nobody"),
        ("client:X-1", "X-1"),
    ):
        with pytest.raises(Refused, match=said):
            asked_of_record(lone_desk, typed)
    with pytest.raises(Refused, match="Views"):
        asked_of_record(lone_desk, "item:1", views=True)
