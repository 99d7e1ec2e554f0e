"""The fields of a form: label, editor and a line beneath that is always there, so nothing ever jumps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static, TextArea

from oncall_tui.rules.when import Meaning
from oncall_tui.text import cell_fit, safe_text
from oncall_tui.tui.lines import wrap
from oncall_tui.tui.widgets.choice import ChoiceLine, Option
from oncall_tui.tui.widgets.inputs import LineInput, TextCut
from oncall_tui.tui.widgets.notes import NoteInput

YES_NO = (Option("yes", "yes"), Option("no", "no"))
YES_NO_NOT_ASKED = (*YES_NO, Option("not-asked", "not asked"))


class Field(Widget):
    """A label, an editor, and a line for what is wrong with it or what it means."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"field--label", "field--label-focused"}
    DEFAULT_CSS = """
    Field {
        height: auto;
        & > .field--label { color: $text-muted; }
        & > .field--label-focused { color: $accent; }
        & > .field--editor { width: 1fr; }
        & > .field--line { height: 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
        &.-wrong > .field--line { color: $error; }
    }
    """

    error: var[str] = var("", init=False)
    """What is wrong, in words; it takes the line beneath from the hint."""
    hint: var[str] = var("", init=False)
    """What the field is for, or what its value means."""

    @dataclass
    class Changed(Message):
        """A field's value has changed."""

        field: Field
        """The field."""

    def __init__(
        self, key: str, label: str, editor: Widget, *, required: bool = False, hint: str = ""
    ) -> None:
        super().__init__(id=f"field-{key}")
        self.key = key
        self.label = label
        self.required = required
        self.label_width = len(label) + 4
        self.editor = editor
        editor.add_class("field--editor")
        self.set_reactive(Field.hint, hint)

    def compose(self) -> ComposeResult:
        """Lay out the editor and the line beneath; the label, being only text, is drawn by the field."""
        self.editor.styles.margin = (0, 0, 0, self.label_width + 1)
        yield self.editor
        line = Static(Content(safe_text(self.hint)), classes="field--line", markup=False)
        line.styles.margin = (0, 0, 0, self.label_width + 2)
        yield line

    def render_line(self, y: int) -> Strip:
        """Draw the label beside the editor's first line."""
        width = self.size.width
        if y:
            return Strip.blank(width, self.rich_style)
        name = "field--label-focused" if self.has_class("-focused") else "field--label"
        label = cell_fit(
            safe_text(self.label) + (" *" if self.required else ""), self.label_width - 2, "right"
        )
        rest = " " * max(0, width - self.label_width + 2)
        return Strip([Segment(label, self.get_component_rich_style(name)), Segment(rest, self.rich_style)])

    def on_descendant_focus(self) -> None:
        """Let the label take the accent."""
        self.add_class("-focused")
        self.refresh()

    def on_descendant_blur(self) -> None:
        """Let the label give the accent away."""
        self.remove_class("-focused")
        self.refresh()

    @property
    def value(self) -> str:
        """What is in the field, as it would be kept in a draft."""
        raise NotImplementedError

    @value.setter
    def value(self, value: str) -> None:
        raise NotImplementedError

    def check(self) -> str:
        """Return what is wrong with the value, in words for the person who typed it; empty for nothing."""
        return f"{self.label} is needed." if self.required and not self.value.strip() else ""

    @property
    def error_is_cut(self) -> bool:
        """Whether the line beneath has no room for the whole of what is wrong."""
        width, height = self.query_one(".field--line").content_size
        return len(wrap(f"✗ {self.error}", width)) > height

    def watch_error(self) -> None:
        """Show or clear what is wrong."""
        self.set_class(bool(self.error), "-wrong")
        self._tell()

    def watch_hint(self) -> None:
        """Show the hint unless an error stands there."""
        self._tell()

    def _tell(self) -> None:
        if self.is_mounted:
            words = safe_text(f"✗ {self.error}" if self.error else self.hint)
            self.query_one(".field--line", Static).update(Content(words))

    def _changed(self) -> None:
        """Clear what was wrong and tell the form."""
        self.error = ""
        self.post_message(self.Changed(self))

    @on(TextCut)
    def _say_cut(self, event: TextCut) -> None:
        event.stop()
        self.error = event.words


class TextField(Field):
    """One line of text."""

    def __init__(
        self,
        key: str,
        label: str,
        *,
        value: str = "",
        required: bool = False,
        room: int = 200,
        hint: str = "",
        placeholder: str = "",
    ) -> None:
        self.line = LineInput(value, room=room, placeholder=placeholder)
        super().__init__(key, label, self.line, required=required, hint=hint)

    @property
    def value(self) -> str:
        """The text."""
        return self.line.value

    @value.setter
    def value(self, value: str) -> None:
        self.line.value = ""
        self.line.replace(value, 0, 0)

    @on(LineInput.Changed)
    def _typed(self, event: LineInput.Changed) -> None:
        event.stop()
        self._changed()


class NoteField(Field):
    """Several lines of text."""

    def __init__(
        self,
        key: str,
        label: str,
        *,
        value: str = "",
        required: bool = False,
        room: int = 4000,
        hint: str = "",
    ) -> None:
        self.note = NoteInput(value, room=room)
        super().__init__(key, label, self.note, required=required, hint=hint)

    @property
    def value(self) -> str:
        """The text, its line breaks kept."""
        return self.note.text

    @value.setter
    def value(self, value: str) -> None:
        self.note.clear()
        self.note.replace(value, (0, 0), (0, 0))

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._changed()


class ChoiceField(Field):
    """One of a few options, all of them in view."""

    def __init__(
        self,
        key: str,
        label: str,
        options: Sequence[Option],
        *,
        value: str = "",
        required: bool = False,
        hint: str = "",
    ) -> None:
        self.choice = ChoiceLine(options, value=value)
        super().__init__(key, label, self.choice, required=required, hint=hint)

    @property
    def value(self) -> str:
        """The chosen option's value; empty for none yet."""
        return self.choice.value

    @value.setter
    def value(self, value: str) -> None:
        self.choice.value = value

    @on(ChoiceLine.Changed)
    def _chose(self, event: ChoiceLine.Changed) -> None:
        event.stop()
        self._changed()


class YesNoField(ChoiceField):
    """Yes or no; with `may_be_unasked` also that it was not asked, which is not the same as no."""

    def __init__(
        self,
        key: str,
        label: str,
        *,
        value: str = "",
        required: bool = False,
        may_be_unasked: bool = False,
        hint: str = "",
    ) -> None:
        options = YES_NO_NOT_ASKED if may_be_unasked else YES_NO
        super().__init__(key, label, options, value=value, required=required, hint=hint)


class WhenField(TextField):
    """A date and time as people type it; what it means is echoed beneath while it is typed."""

    def __init__(
        self,
        key: str,
        label: str,
        parse: Callable[[str], Meaning],
        *,
        value: str = "",
        required: bool = False,
        hint: str = "as in 14:30, fri 17:00, +3d",
    ) -> None:
        self._parse = parse
        self._plain_hint = hint
        super().__init__(key, label, value=value, required=required, room=60, hint=hint)

    def on_mount(self) -> None:
        """Echo what the value means from the start."""
        self._echo()

    @property
    def at(self) -> datetime | None:
        """The instant meant; None while nothing, or nothing that can be understood, is typed."""
        return meaning.at if (meaning := self._understood()[0]) else None

    def check(self) -> str:
        """Return what is wrong with what was typed."""
        return super().check() or self._understood()[1]

    def _understood(self) -> tuple[Meaning | None, str]:
        """Return what the value means, or why it cannot be understood."""
        try:
            return (self._parse(self.value) if self.value.strip() else None), ""
        except ValueError as error:
            return None, str(error)

    def _echo(self) -> None:
        meaning = self._understood()[0]
        self.hint = f"→ {meaning.words}" if meaning else self._plain_hint

    def _changed(self) -> None:
        self._echo()
        super()._changed()
