"""What the console's keys do that look ahead: coverage, load, and one's own clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.tui.console.commands import ConsoleState
from oncall_tui.tui.flow import flow
from oncall_tui.tui.widgets.commanding import CommandScreen

if TYPE_CHECKING:
    from oncall_tui.tui.console.screen import ConsoleScreen


class AheadActions(CommandScreen[ConsoleState]):
    """The actions that show what is ahead; like all others they import their flows with the first key."""

    @property
    def console_screen(self) -> ConsoleScreen:
        """This screen, with all that the flows may ask of it."""
        from oncall_tui.tui.console.screen import ConsoleScreen

        assert isinstance(self, ConsoleScreen)
        return self

    @flow
    async def action_coverage(self) -> None:
        """Look weeks ahead."""
        from oncall_tui.tui.flows.coverage import show_coverage

        await show_coverage(self.console_screen)

    @flow
    async def action_load(self) -> None:
        """Show what each care manager has on their hands."""
        from oncall_tui.tui.flows.coverage import show_load

        await show_load(self.console_screen)

    @flow
    async def action_own_clients(self) -> None:
        """Show the clients who are one's own."""
        from oncall_tui.tui.flows.coverage import show_own

        await show_own(self.console_screen)
