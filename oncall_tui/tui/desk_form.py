"""A form whose saving is one desk verb, done in a thread; a refusal is shown where it is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from textual import on
from textual.content import Content
from textual.message import Message

from oncall_tui.desk.overtaken import Overtaken, Record, having_seen
from oncall_tui.desk.views import Saved
from oncall_tui.tui.asking import AskFailed, act
from oncall_tui.tui.sheets.overtaken import OvertakenSheet, after_words
from oncall_tui.tui.widgets.form import Form, Values

Verb = Callable[[Values], Saved]
"""Does what the form is for, in a thread; raises `Refused` with the field that is wrong."""


class DeskForm(Form):
    """The base of the forms that change the record; after it was left, `saved` tells what was done."""

    @dataclass
    class Done(Message):
        """The verb is done and committed."""

        saved: Saved

    def __init__(
        self,
        title: str,
        verb: Verb,
        *,
        intro: str | Content = "",
        initial: Values | None = None,
        on_draft: Callable[[Values], None] | None = None,
    ) -> None:
        super().__init__(title, intro=intro, initial=initial, on_draft=on_draft)
        self._verb = verb
        self.saved: Saved | None = None
        """What was saved; None until then, and when the form was left."""
        self.touched = True
        """Whether anything was typed that is worth keeping."""
        self._seen: dict[Record, int] = {}
        """What others have changed meanwhile and was shown here, so that saving again is meant."""

    def submit(self, values: Values) -> None:
        """Save in a thread; the form stays until it is known how that went."""
        act(self, "save", partial(self._do, values), self.Done)

    def _do(self, values: Values) -> Saved:
        with having_seen(self._seen):
            return self._verb(values)

    @on(Done)
    def _done(self, event: Done) -> None:
        event.stop()
        self.saved = event.saved
        self.finish(self.values)

    @on(AskFailed)
    def _refused(self, event: AskFailed) -> None:
        event.stop()
        if event.overtaken is not None:
            self._show_overtaken(event.overtaken)
            return
        known = any(field.key == event.field for field in self._fields)
        self.refuse({event.field: event.words} if known else {}, "" if known else event.words)

    def _show_overtaken(self, overtaken: Overtaken) -> None:
        """Show who was quicker and what they changed; what is typed stays, and may be saved after that."""
        self.refuse({}, overtaken.words)

        def looked(_answer: str | None) -> None:
            self._seen[overtaken.record] = overtaken.version
            self.refuse({}, after_words(overtaken))

        self.app.push_screen(OvertakenSheet(overtaken), looked)
