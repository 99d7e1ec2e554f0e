"""Every widget that shows data, given text that tries to take the terminal over: run as a module."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import cycle, islice

from textual.app import App, ComposeResult

from oncall_tui.rules.when import Meaning
from oncall_tui.tui.theme import install_themes
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.columns import Column
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, WhenField
from oncall_tui.tui.widgets.form import Form
from oncall_tui.tui.widgets.header import ConsoleHeader, HeaderFacts
from oncall_tui.tui.widgets.keybar import KeyBar, KeyHint
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.notice import tell

PAYLOADS = (
    "\x1b]0;TAKEN\x07",
    "\x1b]52;c;VEFLRU4=\x07",
    "\x1b[2J\x1b[HTAKEN",
    "\x1bP1;1|TAKEN\x1b\\",
    "\x9d0;TAKEN\x9c",
    "a\u202eb\u2066c",
    "a" + "\u0301" * 60,
    "nul\x00del\x7fbel\x07",
    "[/]",
    "[/red] [b]",
    "[@click=app.quit]Bob[/]",
    "[link=file:///etc/passwd]x[/link]",
    "$primary [$accent]b[/]",
    "tag\U000e0041\U000e0042",
    "A\u200dB\u200dC\u200dD",
    "line\nbreak\rback\u2028end",
)
NOW = datetime(2026, 11, 21, 3, 7, tzinfo=UTC)


class HostileForm(Form):
    """A form whose every text is hostile."""

    def __init__(self, payloads: Sequence[str]) -> None:
        every = " ".join(payloads)
        self._some = tuple(islice(cycle(payloads), 3))
        self._every = every
        note = "\n".join(payloads)
        super().__init__(every, intro=every, initial={"one": every, "when": every, "note": note})

    def fields(self) -> Sequence[Field]:
        one, two, three = self._some
        return (
            TextField("one", "[/]", hint=one),
            ChoiceField("two", three, [Option("a", two), Option("b", "[/]")], hint="[/red]"),
            WhenField("when", "When", lambda text: Meaning(NOW, self._every)),
            NoteField("note", "Note"),
        )


class Hostile(App[None]):
    """A list, a header, a key bar, a notice and a form."""

    def __init__(self, payloads: Sequence[str] = PAYLOADS) -> None:
        super().__init__()
        self._payloads = payloads

    def compose(self) -> ComposeResult:
        name, *_others, kind = islice(cycle(self._payloads), 6)
        yield ConsoleHeader(HeaderFacts(name, NOW, UTC, line_holder="[/]\x1b[2J", day_kind=kind))
        columns = (
            Column[str]("[/]", render=lambda text: text, width=20, fraction=1),
            Column[str]("parts", render=lambda text: ((text, "lapsed"), (text, "dim")), width=20, fraction=1),
        )
        yield Listing(columns, key=lambda text: text, empty="\x1b[2J[/]")
        yield KeyBar()

    def on_mount(self) -> None:
        install_themes(self)
        self.query_one(Listing).set_rows(self._payloads)
        foot = [(self._payloads[-1], "dim")]
        self.query_one(KeyBar).show([KeyHint("x", "x", "\x1b]0;TAKEN\x07[/]", True)], foot)

    def key_x(self) -> None:
        for payload in self._payloads:
            tell(self, payload, title=payload)
        form = HostileForm(self._payloads)
        self.push_screen(form)
        self.call_after_refresh(self.refuse, form)

    def refuse(self, form: HostileForm) -> None:
        every = " ".join(self._payloads)
        form.aside(every)
        form.refuse({"one": every, "two": "[/]"}, "REFUSED " + every)


if __name__ == "__main__":
    Hostile().run()
