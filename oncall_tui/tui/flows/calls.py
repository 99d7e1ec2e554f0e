"""Log a call: from the first key to the saved item, with every keystroke kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.desk.drafts import DraftView, new_key
from oncall_tui.tui.call_form.form import CallForm
from oncall_tui.tui.console.lookup_pane import LookupPane
from oncall_tui.tui.draft_keeper import DraftKeeper
from oncall_tui.tui.flows.keeping import fill_in_kept

if TYPE_CHECKING:
    from oncall_tui.tui.console.screen import ConsoleScreen

KIND = "call"


async def new_call(screen: ConsoleScreen, draft: DraftView | None = None) -> None:
    """Open the form, for the client under the look-up's cursor or as a draft left it, and save the call."""
    key = draft.key if draft else new_key()
    lookup = screen.query_one(LookupPane)
    hit = lookup.current if lookup.has_focus_within and not draft else None
    keeper = DraftKeeper(screen.desk, key, KIND)
    typed = dict(draft.typed) if draft else {}
    await fill_in_kept(
        screen, CallForm(screen.desk, key, initial=typed, client=hit, on_draft=keeper.keep), keeper
    )
