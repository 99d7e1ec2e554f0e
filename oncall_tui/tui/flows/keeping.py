"""Fill in a form that is kept as a draft while it is typed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.tui.console.screen import ConsoleScreen
    from oncall_tui.tui.desk_form import DeskForm
    from oncall_tui.tui.draft_keeper import DraftKeeper


async def fill_in_kept(screen: ConsoleScreen, form: DeskForm, keeper: DraftKeeper) -> None:
    """Show a form and wait; its draft goes when it was saved, or when nothing was typed."""
    try:
        saved = await screen.fill_in(form)
    except asyncio.CancelledError:  # the console is leaving while the form is open
        if form.touched and not form.saving:
            form.keep_draft()
        keeper.close()
        raise
    touched = form.touched
    if saved or not touched:
        keeper.drop()
    await asyncio.to_thread(keeper.close)
    screen.load()
    if not saved and touched:
        tell(screen, "Kept as a draft. d goes on with it.")
