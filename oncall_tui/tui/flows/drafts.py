"""Go on with what was typed and not saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.drafts import DraftView, drafts, drop
from oncall_tui.text import when
from oncall_tui.tui.console.commands import NO_DRAFT
from oncall_tui.tui.flows import attempts, calls, handover, practice, worklist
from oncall_tui.tui.widgets.chooser import Chooser
from oncall_tui.tui.widgets.columns import Column
from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.tui.console.screen import ConsoleScreen


_GOES_ON = {
    attempts.KIND: attempts.new_attempt,
    handover.KIND: handover.go_on,
    worklist.KIND: worklist.go_on,
    practice.KIND: practice.go_on,
}
_TOLD = ("client", "caller", "phone", "said", "note", "next_step", "concerns")


async def go_on(screen: ConsoleScreen) -> None:
    """Offer the drafts that are kept, and go on with the one that is chosen."""
    kept = await screen.answer_to(partial(drafts, screen.desk))
    if not kept:
        if kept is not None:  # it was saved or thrown away since the drafts were counted
            tell(screen, NO_DRAFT, severity="warning")
        return
    zone = ZoneInfo(screen.desk.house.zone)
    columns: tuple[Column[DraftView], ...] = (
        Column("begun", lambda draft: when(draft.started_at, zone), width=21),
        Column("", lambda draft: (_kind(draft), "strong"), width=14),
        Column("what", _what, width=20, fraction=1),
    )
    chooser = Chooser(
        "DRAFTS", columns, kept, key=lambda draft: draft.key, hint="Enter goes on, x throws away, Esc back"
    )
    chosen = await screen.app.push_screen_wait(chooser)
    for draft in kept:
        if draft.key in chooser.struck:
            await screen.answer_to(partial(drop, screen.desk, draft.key))
    screen.load()
    if chosen is not None:
        await _GOES_ON.get(chosen.kind, calls.new_call)(screen, chosen)


def _kind(draft: DraftView) -> str:
    """Return which form it belongs to, with the item where there is one; that about a client names none."""
    item = draft.item_id if draft.kind not in (handover.KIND, worklist.KIND, practice.KIND) else None
    return f"{draft.kind} {item or ''}".strip()


def _what(draft: DraftView) -> str:
    typed = draft.typed
    words = (typed.get(name, "") for name in _TOLD)
    return " · ".join(word for word in words if word) or "nothing yet"
