"""Show production at a glance."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from oncall_tui.desk.production.reading import figures, production
from oncall_tui.desk.production.views import Production
from oncall_tui.tui.production.screen import ProductionScreen

if TYPE_CHECKING:
    from oncall_tui.tui.console.screen import ConsoleScreen


async def show_production(screen: ConsoleScreen) -> None:
    """Show one's own figures; directors and supervisors see every care manager's."""
    desk = screen.desk
    found = await screen.answer_to(partial(figures, desk))
    if found is None:
        return

    async def whole(person_id: int) -> Production | None:
        return await screen.answer_to(partial(production, desk, person_id, found.at))

    await screen.app.push_screen_wait(ProductionScreen(found, desk.operator.id, whole))
