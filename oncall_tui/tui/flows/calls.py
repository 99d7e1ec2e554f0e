"""Log a call: from the first key to the saved item, with every keystroke kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.desk.drafts import DraftView, new_key
from oncall_tui.tui.call_form.client_field import Candidate
from oncall_tui.tui.call_form.form import CallForm
from oncall_tui.tui.console.queue_pane import QueuePane
from oncall_tui.tui.console.responsible_pane import ResponsiblePane
from oncall_tui.tui.draft_keeper import DraftKeeper
from oncall_tui.tui.flows.keeping import fill_in_kept, not_kept

if TYPE_CHECKING:
    from oncall_tui.tui.console.screen import ConsoleScreen

KIND = "call"


async def new_call(screen: ConsoleScreen, draft: DraftView | None = None) -> None:
    """Open the form, for the client under the look-up's cursor or as a draft left it, and save the call."""
    key = draft.key if draft else new_key()
    client = None if draft else looked_up(screen)
    keeper = DraftKeeper(screen.desk, key, KIND, failed=not_kept(screen))
    typed = dict(draft.typed) if draft else {}
    await fill_in_kept(
        screen, CallForm(screen.desk, key, initial=typed, client=client, on_draft=keeper.keep), keeper
    )


def looked_up(screen: ConsoleScreen) -> Candidate | None:
    """Return the client on the responsible pane, if somebody looked there rather than at the queue."""
    shown = screen.query_one(ResponsiblePane).shown
    if shown is None or screen.query_one(QueuePane).has_focus_within:
        return None
    return Candidate(shown.card.id, shown.card.number, shown.card.name, shown.card.suburb)
