"""The app: paints at once, then opens the record; it leaves the terminal as it found it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from oncall_tui import paths
from oncall_tui.errors import BadSettings, OncallError
from oncall_tui.settings import Settings
from oncall_tui.tui.opening import OpeningScreen
from oncall_tui.tui.privacy.masking import Masking
from oncall_tui.tui.signing.locking import Locking
from oncall_tui.tui.terminal import GuardedApp, guarded_terminal
from oncall_tui.tui.theme import PALETTES, install_themes
from oncall_tui.tui.type_ahead import TypeAhead
from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.widgets.inputs import TextCut

_TURN = 0.0005
"""Seconds after which a busy screen lets a save go on: it has to wait for that at each of its statements."""
OpenDesk = Callable[[], "Desk"]


class OncallApp(Locking[int], Masking[int], TypeAhead[int], GuardedApp[int]):
    """The console of one person at one terminal."""

    TITLE = "oncall"
    CSS = """
    ToastRack { margin-bottom: 2; max-height: 50%; }
    Toast { background: $panel; color: $foreground; max-width: 70; padding: 0 1; }
    """

    @dataclass
    class Opened(Message):
        """The record is open."""

        desk: Desk
        locked: bool
        """Whether people sign in here."""

    @dataclass
    class NotOpened(Message):
        """The record could not be opened."""

        words: str
        exit_code: int

    def __init__(self, settings: Settings, open_desk: OpenDesk, *, note: str = "") -> None:
        super().__init__()
        self.settings = settings
        self._open_desk = open_desk
        self._note = note
        self.desk: Desk | None = None
        """The desk; None until the record is open."""
        install_themes(self, settings.theme)
        self.set_reactive(OncallApp.private, bool(settings.privacy))

    def on_mount(self) -> None:
        """Paint, then open the record."""
        sys.setswitchinterval(_TURN)
        self.push_screen(OpeningScreen())
        self.call_after_refresh(self._open)

    @work(thread=True, group="open")
    def _open(self) -> None:
        from oncall_tui.desk.access.signing_in import sign_in_wanted
        from storage.errors import StoreError

        try:
            desk = self._open_desk()
            assert desk.house
            locked = sign_in_wanted(desk)
        except OncallError as refused:
            self.post_message(self.NotOpened(refused.words, refused.exit_code))
        except StoreError as trouble:
            self.post_message(self.NotOpened(trouble.words, 3))
        else:
            self.post_message(self.Opened(desk, locked))

    @on(Opened)
    def _opened(self, event: Opened) -> None:
        from oncall_tui.tui.commands import KeymapRefusedError
        from oncall_tui.tui.console.commands import COMMANDS

        try:
            COMMANDS.remapped(self.settings.keymap)
            self.set_keymap(COMMANDS.keymap(self.settings.keymap))
        except KeymapRefusedError as refused:
            self.post_message(self.NotOpened(str(refused), BadSettings.exit_code))
            return
        self.sit_down(event.desk)
        self.begin_locking(locked=event.locked)

    def sit_down(self, desk: Desk) -> None:
        """Open the console for whoever sits at the desk."""
        from oncall_tui.tui.console.commands import COMMANDS
        from oncall_tui.tui.console.screen import ConsoleScreen

        self.desk = desk
        self.learn()
        self.switch_screen(ConsoleScreen(desk, COMMANDS.remapped(self.settings.keymap), self._note))

    @on(NotOpened)
    def _not_opened(self, event: NotOpened) -> None:
        self.exit(event.exit_code, event.exit_code, event.words)

    def on_text_cut(self, event: TextCut) -> None:
        """Say of a line that has no place of its own for it that more was pasted than it holds."""
        tell(self.screen, event.words, severity="warning")

    def desk_to_learn_from(self) -> Desk | None:
        """Return the desk, once the record is open."""
        return self.desk

    def action_quit_console(self) -> None:
        """Leave; what is typed is kept as a draft."""
        self.exit(0)

    def action_next_theme(self) -> None:
        """Put on the next colours."""
        names = [palette.name for palette in PALETTES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]


def run(settings: Settings, open_desk: OpenDesk, *, note: str = "") -> int:
    """Open the console and return its exit code; `note` stands behind the organisation's name."""
    app = OncallApp(settings, open_desk, note=note)
    app.log_file = paths.log_file()
    gc.freeze()  # what was imported never becomes garbage; passes over it would show as stutter
    try:
        with guarded_terminal(app.log_file):
            app.run()
    finally:
        if app.desk is not None:
            app.desk.close()
    return app.return_code or 0
