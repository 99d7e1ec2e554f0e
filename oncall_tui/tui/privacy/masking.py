"""The app's part of privacy: the key, what the mask knows, and everything drawn again when it changes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeVar
from zoneinfo import ZoneInfo

from textual import on, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.message import Message
from textual.reactive import var

from oncall_tui.tui.privacy.filter import PrivacyFilter
from oncall_tui.tui.privacy.mask import Known, Mask, clauses
from oncall_tui.tui.widgets.inputs import Typing

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

Returned = TypeVar("Returned")

_WORDS_OF_A_NOTE = 2
"""From how many words on a part of a note is masked that the console could have written itself."""


class Masking(App[Returned]):
    """An app that one key makes private, on whatever screen it is pressed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("asterisk", "privacy", "Private", show=False, priority=True, id="privacy")
    ]

    private: var[bool] = var(False, init=False)
    """Whether what is drawn is masked."""

    @dataclass
    class Learnt(Message):
        """It is known what may be shown."""

        known: Known

    def __init__(self) -> None:
        super().__init__()
        self._privacy = PrivacyFilter()
        self.masks_knowingly = False
        """Whether the mask knows what may be shown; until then it hides every word."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line goes through; the mask first, and never past a screen."""
        filters = super().get_line_filters()
        return (self._privacy, *filters) if self.private else filters

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the key to whoever types."""
        if action == "privacy" and isinstance(self.focused, Typing):
            return False
        return super().check_action(action, parameters)

    def action_privacy(self) -> None:
        """Mask what is on the screen, or show it again."""
        self.private = not self.private

    def desk_to_learn_from(self) -> Desk | None:
        """Return the desk, once it is there."""
        raise NotImplementedError

    def watch_private(self, private: bool) -> None:
        """Draw everything anew; nothing is shown before it is known what may be."""
        if private:
            self._privacy.mask = Mask()
            self.masks_knowingly = False
            self.learn()
        self.draw_anew()

    def learn(self) -> None:
        """Find out what may be shown, once the record is open."""
        desk = self.desk_to_learn_from()
        if desk is not None and self.private:
            self._learn(desk)

    @work(thread=True, group="privacy", exit_on_error=False)
    def _learn(self, desk: Desk) -> None:
        self.post_message(self.Learnt(what_may_be_shown(desk)))

    @on(Learnt)
    def _learnt(self, event: Learnt) -> None:
        self._privacy.mask = Mask(event.known)
        self.masks_knowingly = True
        self.draw_anew()

    def copy_to_clipboard(self, text: str) -> None:
        """Copy what was marked as it stands on the screen; what is being typed, as it is typed."""
        if self.private and not isinstance(self.focused, Typing):
            text = "\n".join(map(self._privacy.mask.line, text.split("\n")))
        super().copy_to_clipboard(text)

    def draw_anew(self) -> None:
        """Draw every widget of every screen again."""
        for screen in self.screen_stack:
            for widget in (screen, *screen.walk_children()):
                widget.refresh()


def what_may_be_shown(desk: Desk) -> Known:
    """Return what the mask lets through: the console's words, and those who work here."""
    from oncall_tui.desk.people_shown import people_shown
    from oncall_tui.tui.privacy.own_words import own_words, words_of

    shown = people_shown(desk)
    zone = ZoneInfo(desk.house.zone)
    titles = (rule.title for rule in desk.rulebook)
    zones = (desk.now().replace(month=month, day=1).astimezone(zone).tzname() or "" for month in (1, 7))
    own = own_words() | words_of((*shown.names, *titles, *zones, desk.house.zone, *time.tzname))
    parts = {part.casefold() for note in shown.notes for part in clauses(note)}
    return Known(
        own=own,
        names=shown.hidden,
        staff=shown.names,
        tokens=shown.tokens,
        phones=shown.phones,
        phrases=frozenset(part for part in parts if len(part.split()) >= _WORDS_OF_A_NOTE),
    )
