"""Fill in a form that is kept as a draft while it is typed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from oncall_tui.tui.asking import AskFailed
from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.tui.console.screen import ConsoleScreen
    from oncall_tui.tui.desk_form import DeskForm
    from oncall_tui.tui.draft_keeper import DraftKeeper

NOT_KEPT = "What you type is NOT kept as a draft: save it soon, or note it on paper; then run oncall doctor."
"""Said when a draft could not be written."""


async def fill_in_kept(
    screen: ConsoleScreen, form: DeskForm, keeper: DraftKeeper, *, again: str = "d goes on with it."
) -> None:
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
        tell(screen, f"Kept as a draft. {again}")


def not_kept(screen: ConsoleScreen) -> Callable[[], object]:
    """Return what tells, from any thread, that what is typed is not kept (R-050)."""
    return partial(screen.post_message, AskFailed("draft", NOT_KEPT))
