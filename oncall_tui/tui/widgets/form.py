"""A form on top of the console: saved by one key, left by another, and never losing what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static

from oncall_tui.text import safe_text
from oncall_tui.tui.lines import wrap
from oncall_tui.tui.widgets.fields import Field
from oncall_tui.tui.widgets.formkeys import FormKeys
from oncall_tui.tui.widgets.notice import tell
from oncall_tui.tui.widgets.secret import SecretField

Values = Mapping[str, str]
"""A form's values by the keys of its fields, as a draft keeps them."""

_DRAFT_AFTER = 0.15
_AT_ONCE = 8
"""Fields that are there from the first frame."""
_ERROR_LINES = 3
"""Lines of the foot that what is wrong may take."""
_BENEATH = 9
"""Lines kept for what stands beneath the fields of a narrow form."""


class FieldList(VerticalScroll, can_focus=False):
    """The fields of a form; whatever room they have left, the one that is typed into stays in sight."""

    def on_resize(self) -> None:
        """Follow the layout itself, which may take several turns after the window has changed."""
        focused = self.screen.focused
        if focused is not None and self in focused.ancestors:
            self.call_after_refresh(focused.scroll_visible, animate=False, immediate=True)


class Form(Screen[Values | None]):
    """The base of every form; a form gives its `fields`, and more where a field alone cannot tell.

    It answers with the values, or with None when it was left; then `on_draft` has been given what was typed.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 (typed by its base)
    DEFAULT_CSS = """
    Form {
        background: $background;
        & > #form { width: 100%; height: 100%; padding: 0 1; }
        & #form-title { height: 1; text-style: bold; color: $accent; padding: 0 1; }
        & #form-intro { height: auto; padding: 0 1; margin-bottom: 1; }
        & #form-body { height: auto; max-height: 1fr; layout: vertical; }
        & #form-fields {
            height: auto; max-height: 100%; width: 1fr; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        }
        & #form-aside { height: auto; width: 1fr; padding: 0 1; color: $text-muted; }
        & #form-error { height: auto; min-height: 1; max-height: 3; padding: 0 1; color: $error; }
        & LineInput, & NoteInput, & ChoiceLine { background: $panel; }
        & LineInput:focus, & NoteInput:focus, & ChoiceLine:focus { background: $block-cursor-background; }
        &.-wide #form-body { layout: horizontal; }
        &.-wide #form-aside { width: 34; padding: 0 0 0 2; }
        & .-empty { display: none; }
    }
    """
    AUTO_FOCUS = ".field--editor"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", show=False, priority=True),
        Binding("escape", "leave", "Back", show=False, priority=True),
    ]

    @dataclass
    class DraftChanged(Message):
        """What is typed has changed; posted at most every 150 ms, the last state always."""

        form: Form
        """The form."""
        values: Values
        """Everything typed so far."""

    def __init__(
        self,
        title: str,
        *,
        intro: str | Content = "",
        initial: Values | None = None,
        on_draft: Callable[[Values], None] | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._intro = intro
        self._initial = dict(initial or {})
        self._on_draft = on_draft
        self._fields: tuple[Field, ...] = ()
        self._timer: Timer | None = None
        self._busy = False
        self._left = False
        self._wrong = ""

    # What a form gives

    def fields(self) -> Sequence[Field]:
        """Return the form's fields, in order."""
        raise NotImplementedError

    def check(self, values: Values) -> Mapping[str, str]:
        """Return what is wrong beyond a single field, by the key of the field to show it at."""
        return {}

    def changed(self, values: Values) -> None:
        """Do what a change asks for, such as showing live what rule applies; `aside` is the place for it."""

    def submit(self, values: Values) -> None:
        """Do what saving means; call `refuse` when it cannot be done, `finish` when it is."""
        self.finish(values)

    # What a form can do

    @property
    def saving(self) -> bool:
        """Whether what was typed is on its way to the record."""
        return self._busy

    @property
    def values(self) -> dict[str, str]:
        """Everything typed so far, with what the draft held beyond these fields."""
        return {**self._initial, **{field.key: field.value for field in self._fields}}

    def field(self, key: str) -> Field:
        """Return the field of that key."""
        return next(field for field in self._fields if field.key == key)

    def aside(self, content: str | Content) -> None:
        """Show something beside the fields; beneath them in a narrow window."""
        self._show("#form-aside", content)

    def introduce(self, content: str | Content) -> None:
        """Show something above the fields."""
        self._show("#form-intro", content)

    def refuse(self, errors: Mapping[str, str], words: str = "") -> None:
        """Show what is wrong at each field, move to the first, and let the person go on."""
        self._be_busy(False)
        for field in self._fields:
            field.error = errors.get(field.key, "")
        wrong = next((field for field in self._fields if field.error), None)
        self._say(words or (wrong.error if wrong is not None and wrong.error_is_cut else ""))
        if wrong is not None:
            wrong.editor.focus()

    def _say(self, words: str) -> None:
        """Show whole at the foot what is wrong with the form, or what a field's own line has no room for."""
        self._wrong = words
        self.query_one("#form-error", Static).update(Content(safe_text(words)))
        self.call_after_refresh(self._fit)

    def finish(self, values: Values | None) -> None:
        """Leave the form with its answer, once."""
        if not self._left:
            self._left = True
            if self._timer is not None:
                self._timer.stop()
            self.dismiss(values)

    # How it works

    def compose(self) -> ComposeResult:
        """Lay out title, introduction, fields, aside and keys."""
        self._fields = tuple(self.fields())
        widest = max((len(field.label) + 4 for field in self._fields), default=0)
        for field in self._fields:
            field.label_width = widest
            if field.key in self._initial:
                field.value = self._initial[field.key]
        with Vertical(id="form"):
            yield Static(Content(safe_text(self._title)), id="form-title")
            yield Static(id="form-intro", classes="-empty", markup=False)
            with Vertical(id="form-body"):
                with FieldList(id="form-fields"):
                    yield from self._fields[:_AT_ONCE]
                yield Static(id="form-aside", classes="-empty", markup=False)
            yield Static(id="form-error", markup=False)
            yield FormKeys()

    def on_mount(self) -> None:
        """Line the labels up and show what the initial values mean."""
        self.introduce(self._intro)
        self.changed(self.values)
        self.call_after_refresh(self._fit)
        self.call_after_refresh(self._show_the_rest)

    async def _show_the_rest(self) -> None:
        """Mount what the first glance does not need, so that the first field takes keys at once."""
        rest = self._fields[_AT_ONCE:]
        for field in rest:
            field.can_focus_children = False  # Tab goes by place, and they have none yet
        await self.query_one("#form-fields").mount_all(rest)
        self.call_after_refresh(self._let_reach, rest)

    def _let_reach(self, fields: Sequence[Field]) -> None:
        for field in fields:
            field.can_focus_children = True

    def on_resize(self) -> None:
        """Keep the keys in sight whatever the height of the window."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Give the fields the height that title, introduction, error, keys and what stands beneath leave."""
        intro = self.query_one("#form-intro", Static)
        above = intro.outer_size.height + 1 if intro.display else 0
        room = self.query_one("#form-error").content_size.width
        foot = min(_ERROR_LINES, max(1, len(wrap(self._wrong, room))))
        frame = self.query_one("#form")
        around = frame.gutter.height + frame.styles.margin.height
        height = max(3, self.size.height - 2 - foot - above - around)
        self.query_one("#form-body").styles.max_height = height
        beneath = self.has_class("-narrow") and self.query_one("#form-aside").display
        fields = self.query_one("#form-fields")
        fields.styles.max_height = max(3, height - min(_BENEATH, height // 2)) if beneath else height

    def _show(self, selector: str, content: str | Content) -> None:
        shown = content if isinstance(content, Content) else Content(safe_text(content, multiline=True))
        place = self.query_one(selector, Static)
        place.set_class(not shown.plain, "-empty")
        place.update(shown)

    @on(Field.Changed)
    def _field_changed(self, event: Field.Changed) -> None:
        event.stop()
        if self._left:
            return
        self._say("")
        self.changed(self.values)
        if self._timer is None:
            self._timer = self.set_timer(_DRAFT_AFTER, self._post_draft)

    def _post_draft(self) -> None:
        self._timer = None
        if not self._left:
            self.post_message(self.DraftChanged(self, self.values))
            self.keep_draft()

    def keep_draft(self) -> None:
        """Keep what is typed now, without waiting for the next pause; a secret is kept nowhere."""
        if self._on_draft is not None:
            secret = {field.key for field in self._fields if isinstance(field, SecretField)}
            self._on_draft({key: value for key, value in self.values.items() if key not in secret})

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    def action_save(self) -> None:
        """Check everything and save; pressed again while saving it does nothing."""
        if self._busy or self._left:
            return
        errors = {field.key: words for field in self._fields if (words := field.check())}
        values = self.values
        errors = {**self.check(values), **errors}
        self.refuse(errors)
        if not errors:
            self._be_busy(True)
            self.submit(values)

    def _be_busy(self, busy: bool) -> None:
        self._busy = busy
        self.query_one(FormKeys).show_saving(busy)

    def action_leave(self) -> None:
        """Step back, keeping what was typed as a draft."""
        if self._left:
            return
        if self._busy:
            tell(self, "Saving. The form closes as soon as that is done.")
            return
        self.keep_draft()
        self.finish(None)
