"""What the console's smaller forms have in common: the item they are about, and text that is not lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from oncall_tui.desk.views import QueueRow, Saved
from oncall_tui.tui.desk_form import DeskForm, Verb
from oncall_tui.tui.lines import DIM, STRONG, Part, line, rule, stack, wrap
from oncall_tui.tui.widgets.fields import Field
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.notice import tell
from oncall_tui.tui.words import CATEGORY, nameless

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

WIDE = 100
"""Cells from which a form shows its aside beside the fields rather than beneath them."""
_BESIDE, _AROUND, _WIDEST = 32, 6, 104


class Unsaved(Widget):
    """What was typed into forms that were left; it lives as long as the console does and shows nothing."""

    DEFAULT_CSS = "Unsaved { display: none; }"

    def __init__(self) -> None:
        super().__init__()
        self.typed: dict[tuple[str, int], dict[str, str]] = {}
        """By the form's name and what it is about."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a form starts with, and where what is typed goes meanwhile."""

    initial: Values
    note: Callable[[Values], None]


class SmallForm(DeskForm):
    """A small form on top of what it is about; a form gives its `make_fields`."""

    DEFAULT_CSS = """
    SmallForm {
        align: center top;
        background: $background 60%;
        & > #form {
            height: auto; max-height: 100%; max-width: 104; margin-top: 2;
            background: $panel; border: round $border-blurred;
        }
        & OneLine { background: $panel; }
        & LineInput, & NoteInput, & ChoiceLine { background: $background; }
        & LineInput:focus, & NoteInput:focus, & ChoiceLine:focus { background: $block-cursor-background; }
        &.-narrow > #form { margin-top: 0; }
        & Field > .field--line { height: 2; text-wrap: wrap; }
        & NoteInput { height: 3; }
        & Field:disabled ChoiceLine { color: $text-muted; }
    }
    """

    def __init__(self, title: str, intro: Content, verb: Verb, kept: Kept) -> None:
        super().__init__(title, verb, intro=intro, initial=kept.initial, on_draft=kept.note)
        self.blank: Values = {}
        """What the fields hold before anything is typed."""

    def needs(self) -> Mapping[str, str]:
        """Return what to say where a field is left empty that must not be, by the field's key."""
        return {}

    def check(self, values: Values) -> Mapping[str, str]:
        """Refuse fields that must be filled in, saying what for."""
        return {key: words for key, words in self.needs().items() if not values.get(key, "").strip()}

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields, in order."""
        raise NotImplementedError

    def fields(self) -> Sequence[Field]:
        """Return the fields, and remember what they hold before anything is typed."""
        made = tuple(self.make_fields())
        self.blank = {field.key: field.value for field in made}
        return made

    def on_resize(self) -> None:
        """Break the lines of the aside anew."""
        if self.is_mounted:
            self.changed(self.values)

    @property
    def room(self) -> int:
        """How many cells a line of the aside has."""
        width = self.app.size.width
        return _BESIDE if width >= WIDE else max(20, min(width, _WIDEST) - _AROUND)


class AboutForm(SmallForm):
    """A small form about one record, which does something with it and says beside its fields what follows."""

    def __init__(self, title: str, intro: Content, desk: Desk, kept: Kept) -> None:
        super().__init__(title, intro, self.do, kept)
        self.desk = desk

    def do(self, values: Values) -> Saved:
        """Do what the form is for."""
        raise NotImplementedError

    def say(self, title: str, *texts: str | Part) -> None:
        """Show something beside the fields, each text in its style, or dimly."""
        parts = [(each, DIM) if isinstance(each, str) else each for each in texts]
        lines = [rule(title, self.room)]
        lines += [line((each, style)) for text, style in parts if text for each in wrap(text, self.room)]
        self.aside(stack(lines))


class FlowForm(SmallForm):
    """A small form about one item."""

    def __init__(self, title: str, row: QueueRow, verb: Verb, kept: Kept) -> None:
        super().__init__(f"{title}  item {row.id}", about(row), verb, kept)
        self.row = row
        """The item as it was shown when the key was pressed."""


def about(row: QueueRow) -> Content:
    """Return which item it is, in a line."""
    who: tuple[Part, ...] = ((row.client_name, STRONG), (f" · {row.client_number}", DIM))
    if not row.client_name:
        why, name = nameless(row)
        who = ((why, DIM), (name, STRONG))
    caller = " ".join(part for part in (row.caller, row.phone) if part) if row.client_name else row.phone
    rest = f"  {CATEGORY[row.category][1]}" + (f" · {caller}" if caller else "")
    return line(*who, (rest, DIM))


async def fill(screen: ConsoleScreen, name: str, row: QueueRow, make: Callable[[Kept], FlowForm]) -> bool:
    """Show a form about an item, and wait; False when it was left without saving."""
    return await fill_about(screen, (name, row.id), make)


async def fill_about(
    screen: ConsoleScreen, key: tuple[str, int], make: Callable[[Kept], SmallForm], *, of: str = "item"
) -> bool:
    """Show a form with what was typed into it before, and wait; False when it was left without saving."""
    unsaved = await _unsaved(screen)
    latest: dict[str, str] = {}

    def note(values: Values) -> None:
        latest.update(values)

    form = make(Kept(dict(unsaved.typed.get(key, {})), note))
    if await screen.fill_in(form):
        unsaved.typed.pop(key, None)
        return True
    if latest and any(value != form.blank.get(field, "") for field, value in latest.items()):
        unsaved.typed[key] = latest
        tell(screen, f"Kept until the console closes: the same key on this {of} goes on with it.")
    else:
        unsaved.typed.pop(key, None)
    return False


async def do(screen: ConsoleScreen, verb: Callable[[], Saved]) -> bool:
    """Do what needs no form, in a thread; say what was done, or why not, and read it again."""
    saved = await screen.answer_to(verb)
    if saved is None:
        return False
    tell(screen, saved.words)
    screen.note_saved()
    screen.load()
    screen.load_client()
    return True


async def _unsaved(screen: ConsoleScreen) -> Unsaved:
    for found in screen.query(Unsaved):
        return found
    made = Unsaved()
    await screen.mount(made)
    return made
