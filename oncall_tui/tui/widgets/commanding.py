"""A screen whose keys are commands, each of which acts or says why it cannot."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.screen import Screen

from oncall_tui.tui.commands import Commands
from oncall_tui.tui.widgets.notice import tell
from oncall_tui.tui.widgets.palette import Entry, Palette

S = TypeVar("S")


class CommandScreen(Screen[None], Generic[S]):
    """Runs commands by id, for keys, the key bar and the palette alike.

    A screen derived from it puts `COMMANDS.bindings("")` into its `BINDINGS`, those of a pane into the
    pane's, and gives each command its `action_` method.
    """

    def commands(self) -> Commands[S]:
        """Return the screen's commands, with the keys the settings gave them."""
        raise NotImplementedError

    def command_state(self) -> S:
        """Return what the commands decide by whether they can act."""
        raise NotImplementedError

    async def action_command(self, command_id: str) -> None:
        """Do what a command says, or say why it cannot be done just now."""
        command = self.commands()[command_id]
        reason = command.why_not(self.command_state())
        if reason is not None:
            tell(self, reason, severity="warning")
            return
        await self.run_action(command.action)

    def action_palette(self) -> None:
        """Offer every command by its name."""
        if isinstance(self.app.screen, Palette):
            return
        state = self.command_state()
        entries = [
            Entry(c.id, c.title, c.help, c.shown_keys, c.why_not(state))
            for c in self.commands()
            if c.id != "palette"
        ]
        self.app.push_screen(Palette(tuple(entries)), self._chosen)

    async def _chosen(self, command_id: str | None) -> None:
        if command_id is not None:
            await self.action_command(command_id)
