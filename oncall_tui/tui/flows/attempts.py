"""Log an attempt about the item under the cursor."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from oncall_tui.desk.drafts import DraftView, new_key
from oncall_tui.tui.attempt_form.form import AttemptForm
from oncall_tui.tui.draft_keeper import DraftKeeper
from oncall_tui.tui.flows.keeping import fill_in_kept, not_kept

if TYPE_CHECKING:
    from oncall_tui.desk.attempts import AttemptSheet
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import QueueRow
    from oncall_tui.tui.console.screen import ConsoleScreen

KIND = "attempt"


async def new_attempt(screen: ConsoleScreen, draft: DraftView | None = None) -> None:
    """Show what the rules say before the call, then take what came of it (R-168)."""
    item_id = draft.item_id if draft else screen.selected.id if screen.selected else None
    if item_id is not None:
        await _log(screen, item_id, draft)


async def attempt_about(screen: ConsoleScreen, row: QueueRow) -> None:
    """Log an attempt about an item that is shown somewhere else than in the queue."""
    await _log(screen, row.id, None)


async def _log(screen: ConsoleScreen, item_id: int, draft: DraftView | None) -> None:
    sheet = await screen.answer_to(partial(_sheet, screen.desk, item_id))
    if sheet is None:
        return
    key = draft.key if draft else new_key()
    keeper = DraftKeeper(screen.desk, key, KIND, item_id, failed=not_kept(screen))
    typed = dict(draft.typed) if draft else {}
    form = AttemptForm(screen.desk, key, sheet, initial=typed, on_draft=keeper.keep)
    await fill_in_kept(screen, form, keeper)
    if form.made is not None:
        from oncall_tui.tui.attempt_form.after import follow_up

        await follow_up(screen, sheet, form.made)


def _sheet(desk: Desk, item_id: int) -> AttemptSheet:
    from oncall_tui.desk.attempts import sheet

    return sheet(desk, item_id)
