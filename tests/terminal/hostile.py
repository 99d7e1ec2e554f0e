"""Every widget that shows data, given text that tries to take the terminal over: run as a module."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

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
ALL = " ".join(PAYLOADS)


class HostileForm(Form):
    """A form whose every text is hostile."""

    def fields(self) -> Sequence[Field]:
        return (
            TextField("one", "[/]", hint=PAYLOADS[0]),
            ChoiceField("two", PAYLOADS[2], [Option("a", PAYLOADS[1]), Option("b", "[/]")], hint="[/red]"),
            WhenField("when", "When", lambda text: Meaning(NOW, ALL)),
            NoteField("note", "Note"),
        )


class Hostile(App[None]):
    """A list, a header, a key bar, a notice and a form."""

    def compose(self) -> ComposeResult:
        yield ConsoleHeader(
            HeaderFacts(PAYLOADS[0], NOW, UTC, line_holder="[/]\x1b[2J", day_kind=PAYLOADS[5])
        )
        columns = (
            Column[str]("[/]", render=lambda text: text, width=20, fraction=1),
            Column[str]("parts", render=lambda text: ((text, "lapsed"), (text, "dim")), width=20, fraction=1),
        )
        yield Listing(columns, key=lambda text: text, empty="\x1b[2J[/]")
        yield KeyBar()

    def on_mount(self) -> None:
        install_themes(self)
        self.query_one(Listing).set_rows(PAYLOADS)
        self.query_one(KeyBar).show([KeyHint("x", "x", "\x1b]0;TAKEN\x07[/]", True)], [(PAYLOADS[3], "dim")])

    def key_x(self) -> None:
        for payload in PAYLOADS:
            tell(self, payload, title=payload)
        form = HostileForm(
            ALL,
            intro=ALL,
            initial={"one": ALL, "when": ALL, "note": "\n".join(PAYLOADS)},
        )
        self.push_screen(form)
        self.call_after_refresh(self.refuse, form)

    def refuse(self, form: HostileForm) -> None:
        form.aside(ALL)
        form.refuse({"one": ALL, "two": "[/]"}, "REFUSED " + ALL)


if __name__ == "__main__":
    Hostile().run()
