"""The journal from its key: read the record, look at one entry whole, check it, take it out (R-173)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.record import Entry, names_by_address, newest, verify, verify_views, wanted_by
from oncall_tui.desk.record_asked import asked_of_record
from oncall_tui.tui.flows.base import Kept
from oncall_tui.tui.journal.forms import ExportRecordForm
from oncall_tui.tui.journal.screen import MOST, Asked, JournalScreen
from oncall_tui.tui.journal.text import entry_text
from oncall_tui.tui.sheets.sheet import Sheet
from oncall_tui.tui.widgets.form import Values

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen
    from storage.chain import Verdict


async def show_journal(screen: ConsoleScreen) -> None:
    """Show the record until it is left."""
    desk, zone = screen.desk, ZoneInfo(screen.desk.house.zone)

    def load(asked: Asked, before: int | None) -> tuple[Entry, ...]:
        wanted = wanted_by(desk, asked_of_record(desk, asked.typed, views=asked.views))
        return newest(desk.store, wanted, before=before, most=MOST)

    kept: dict[str, str] = {}
    acts = {
        "open": partial(_open, screen, zone),
        "check": partial(_check, screen),
        "export": partial(_export, screen, kept),
    }
    names = await screen.answer_to(partial(names_by_address, desk))
    if names is not None:
        await screen.app.push_screen_wait(JournalScreen(load, acts, zone, names))


async def _open(screen: ConsoleScreen, zone: ZoneInfo, view: JournalScreen) -> None:
    """Show one entry whole."""
    entry = view.listing.current
    if entry is not None:
        name = "VIEW" if view.asked.views else "ENTRY"
        await screen.app.push_screen_wait(Sheet(f"{name} {entry.seq}", partial(entry_text, entry, zone)))


async def _check(screen: ConsoleScreen, view: JournalScreen) -> None:
    """Check every entry and every view, and say what was found where it stays."""
    found = await screen.answer_to(partial(_both, screen.desk))
    if found is None:
        return
    broken = [each for each in found if not each.ok]
    deeds, seen = found
    if broken:
        view.say(" ".join(each.why for each in broken), wrong=True)
    else:
        view.say(f"✓ {deeds.rows:,} entries and {seen.rows:,} views are as they were written.")


def _both(desk: Desk) -> tuple[Verdict, Verdict]:
    return verify(desk.store), verify_views(desk.store)


async def _export(screen: ConsoleScreen, kept: dict[str, str], view: JournalScreen) -> None:
    """Ask where to and what for, write the file, and say where it is."""

    def note(values: Values) -> None:
        kept.update(values)

    form = ExportRecordForm(screen.desk, view.asked, Kept(dict(kept), note))
    await screen.app.push_screen_wait(form)
    if form.saved is not None:
        kept.clear()
        view.say(form.saved.words)
