"""Forms keep what was typed, say what is wrong where it is wrong, and never jump."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest
from textual.app import App, ComposeResult
from textual.events import Paste
from textual.widgets import Static

from oncall_tui.rules.when import Meaning
from oncall_tui.tui.theme import install_themes
from oncall_tui.tui.widgets.choice import ChoiceLine, Option, letters
from oncall_tui.tui.widgets.fields import (
    ChoiceField,
    Field,
    NoteField,
    TextField,
    WhenField,
    YesNoField,
)
from oncall_tui.tui.widgets.form import Form
from oncall_tui.tui.widgets.inputs import LineInput
from oncall_tui.tui.widgets.notes import NoteInput
from tests.tui.waiting import wait_for

CHANNELS = (Option("phone", "phone"), Option("email", "e-mail"), Option("in-person", "in person"))


def understand(text: str) -> Meaning:
    if text == "fri 17:00":
        return Meaning(datetime(2026, 11, 27, 6, 0, tzinfo=UTC), "Fri 27 Nov 17:00 AEDT")
    raise ValueError(f"{text!r} is no time. Write it as in fri 17:00.")


class CallForm(Form):
    """A form with one field of each kind."""

    saved: Mapping[str, str] | None = None
    refusing = ""
    holds = False

    def fields(self) -> Sequence[Field]:
        return (
            TextField("caller", "Caller", required=True, room=20),
            ChoiceField("channel", "By", CHANNELS, value="phone"),
            YesNoField("consent", "Voicemail", may_be_unasked=True),
            WhenField("when", "Ring back", understand),
            NoteField("note", "Note", room=50),
        )

    def check(self, values: Mapping[str, str]) -> Mapping[str, str]:
        return {"note": "Say what was agreed."} if values["channel"] == "email" and not values["note"] else {}

    def changed(self, values: Mapping[str, str]) -> None:
        self.aside(f"caller: {values['caller']}")

    def submit(self, values: Mapping[str, str]) -> None:
        self.saved = dict(values)
        if self.refusing:
            self.refuse({"caller": self.refusing}, "Nothing was saved.")
        elif not self.holds:
            self.finish(values)


class Host(App[None]):
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, initial: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.kept: list[dict[str, str]] = []
        self.posted: list[dict[str, str]] = []
        self.answers: list[object] = []
        self.form = CallForm(
            "New call", intro="Consent first", initial=initial, on_draft=lambda v: self.kept.append(dict(v))
        )

    def on_mount(self) -> None:
        install_themes(self)
        self.push_screen(self.form, self.answers.append)

    def on_form_draft_changed(self, message: Form.DraftChanged) -> None:
        self.posted.append(dict(message.values))

    def text(self, selector: str) -> str:
        return str(self.form.query_one(selector, Static).render())

    def line_of(self, key: str) -> str:
        return str(self.form.field(key).query_one(".field--line", Static).render())


async def test_a_call_is_logged_without_the_mouse() -> None:
    app = Host()
    async with app.run_test(size=(110, 34)) as pilot:
        await pilot.press(*"Hana", "tab", "e", "tab", "n", "tab", *"fri 17:00", "tab", *"ok", "ctrl+s")
        await wait_for(pilot, lambda: bool(app.answers), description="the form answers")
        assert app.answers == [
            {"caller": "Hana", "channel": "email", "consent": "no", "when": "fri 17:00", "note": "ok"}
        ]


async def test_nothing_blinks() -> None:
    app = Host()
    async with app.run_test(size=(110, 34)):
        caller, note = app.form.field("caller").editor, app.form.field("note").editor
        assert isinstance(caller, LineInput)
        assert isinstance(note, NoteInput)
        assert not caller.cursor_blink
        assert not note.cursor_blink


async def test_what_is_wrong_is_said_where_it_is_wrong_and_nothing_jumps() -> None:
    app = Host()
    async with app.run_test(size=(110, 34)) as pilot:
        await pilot.pause()
        before = [field.region for field in app.form.query(Field)]
        app.form.field("channel").value = "email"
        app.form.field("when").value = "someday"
        await pilot.press("ctrl+s")
        assert app.line_of("caller") == "✗ Caller is needed."
        assert app.line_of("when") == "✗ 'someday' is no time. Write it as in fri 17:00."
        assert app.line_of("note") == "✗ Say what was agreed."
        assert app.focused is app.form.field("caller").editor
        assert [field.region for field in app.form.query(Field)] == before
        assert app.form.saved is None
        await pilot.press("x")
        assert app.line_of("caller") == ""


async def test_what_a_line_has_no_room_for_stands_whole_at_the_foot() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"Hana", "tab", "tab", "tab", *"when the nurse has rung back", "ctrl+s")
        said = "✗ 'when the nurse has rung back' is no time. Write it as in fri 17:00."
        line = app.form.field("when").query_one(".field--line", Static)
        assert app.line_of("when") == said
        assert line.render_line(0).text.rstrip().endswith("…")
        assert app.text("#form-error") == said.removeprefix("✗ ")
        await pilot.press("x")
        assert app.text("#form-error") == ""


async def test_options_keep_their_place_when_the_form_grows_longer_than_the_window() -> None:
    app = Host()
    async with app.run_test(size=(110, 34)) as pilot:
        await pilot.pause()
        width = app.form.field("caller").region.width
        await pilot.resize_terminal(110, 12)
        await pilot.pause()
        assert app.form.field("caller").region.width == width


async def test_the_field_that_is_typed_into_stays_in_sight_when_the_window_shrinks() -> None:
    app = Host()
    async with app.run_test(size=(110, 34)) as pilot:
        await pilot.press("shift+tab")
        editor, fields = app.form.field("note").editor, app.form.query_one("#form-fields")
        assert app.focused is editor
        for size in ((40, 10), (120, 40), (200, 7)):
            await pilot.resize_terminal(*size)
            await wait_for(
                pilot, lambda: fields.region.overlaps(editor.region), description=f"it is in sight at {size}"
            )


async def test_a_refusal_by_the_desk_keeps_everything() -> None:
    app = Host()
    app.form.refusing = "Nobody of that name."
    async with app.run_test(size=(110, 34)) as pilot:
        await pilot.press(*"Hana", "ctrl+s")
        assert app.line_of("caller") == "✗ Nobody of that name."
        assert app.text("#form-error") == "Nothing was saved."
        assert app.form.values["caller"] == "Hana"
        app.form.refusing = ""
        await pilot.press("ctrl+s")
        await wait_for(pilot, lambda: bool(app.answers), description="saved at the second try")


async def test_saving_twice_at_once_saves_once() -> None:
    app = Host()
    app.form.holds = True
    async with app.run_test(size=(110, 34), notifications=True) as pilot:
        await pilot.press(*"Hana", "ctrl+s")
        app.form.saved = None
        await pilot.press("ctrl+s", "escape")
        assert app.form.saved is None
        assert app.screen is app.form
        assert [notice.message for notice in app._notifications] == [
            "Saving. The form closes as soon as that is done."
        ]
        app.form.finish({"caller": "Hana"})
        app.form.finish(None)
        await wait_for(pilot, lambda: bool(app.answers), description="the form answers")
        assert app.answers == [{"caller": "Hana"}]


async def test_escape_steps_back_and_keeps_the_draft() -> None:
    app = Host()
    async with app.run_test(size=(110, 34)) as pilot:
        await pilot.press(*"Ha", "escape", "escape", "escape")
        await wait_for(pilot, lambda: bool(app.answers), description="the form answers")
        assert app.answers == [None]
        assert app.kept[-1]["caller"] == "Ha"


async def test_a_draft_comes_back_whole() -> None:
    draft = {"caller": "Hana", "channel": "in-person", "note": "one\ntwo", "call-key": "k1"}
    app = Host(draft)
    async with app.run_test(size=(110, 34)) as pilot:
        await pilot.pause()
        assert app.form.values == {**draft, "consent": "", "when": ""}
        assert app.text("#form-aside") == "caller: Hana"


async def test_changes_are_told_in_bundles_with_the_last_state() -> None:
    app = Host()
    async with app.run_test(size=(110, 34)) as pilot:
        await pilot.pause()
        for letter in "Lindqvist":
            app.simulate_key(letter)
        await wait_for(
            pilot,
            lambda: bool(app.posted) and app.posted[-1]["caller"] == "Lindqvist",
            description="the last state is told",
        )
        assert len(app.posted) <= 3
        assert app.kept == app.posted


async def test_too_long_a_paste_is_cut_and_said_so() -> None:
    app = Host()
    async with app.run_test(size=(110, 34)) as pilot:
        await pilot.pause()
        field = app.form.field("caller")
        app.post_message(Paste("Hana\r\nOkafor, ring\x1b[31m the daughter"))
        await wait_for(pilot, lambda: bool(field.value), description="the paste arrives")
        await pilot.pause()
        assert field.value == "Hana Okafor, ring\ufffd[3"
        assert app.line_of("caller") == "✗ 15 characters more than fit here were left off."
        note = app.form.field("note")
        note.editor.focus()
        app.post_message(Paste("x" * 70))
        await wait_for(pilot, lambda: bool(note.value), description="the paste arrives")
        await pilot.pause()
        assert len(note.value) == 50
        assert app.line_of("note").startswith("✗ 20 characters")
        await pilot.press("y")
        assert len(note.value) == 50


async def test_a_time_is_echoed_while_it_is_typed() -> None:
    app = Host()
    async with app.run_test(size=(110, 34)) as pilot:
        field = app.form.field("when")
        assert isinstance(field, WhenField)
        field.editor.focus()
        await pilot.press(*"fri 17")
        assert app.line_of("when") == "as in 14:30, fri 17:00, +3d"
        await pilot.press(*":00")
        assert app.line_of("when") == "→ Fri 27 Nov 17:00 AEDT"
        assert field.at == datetime(2026, 11, 27, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (["right"], "email"),
        (["left"], "phone"),
        (["end"], "in-person"),
        (["end", "right"], "in-person"),
        (["i"], "in-person"),
        (["e"], "email"),
        (["space", "space"], "in-person"),
    ],
)
async def test_choices_are_made_by_arrows_or_letters(keys: list[str], value: str) -> None:
    app = Host()
    async with app.run_test(size=(110, 34)) as pilot:
        await pilot.press("tab", *keys)
        assert app.form.values["channel"] == value


async def test_choices_wrap_where_they_do_not_fit_and_take_the_mouse() -> None:
    many = tuple(Option(str(i), f"option number {i}") for i in range(6))

    class Narrow(App[None]):
        def compose(self) -> ComposeResult:
            yield ChoiceLine(many)

    app = Narrow()
    async with app.run_test(size=(40, 10)) as pilot:
        install_themes(app)
        await pilot.pause()
        line = app.query_one(ChoiceLine)
        assert line.size.height == 3
        assert line.render_line(1).text.startswith("○ option number 2")
        await pilot.click(ChoiceLine, offset=(3, 1))
        assert line.value == "2"
        assert line.render_line(1).text.startswith("● option number 2")


def test_every_option_gets_a_letter_of_its_own() -> None:
    assert letters([Option(x, x) for x in ("phone", "e-mail", "person", "Email")]) == ("p", "e", "r", "m")


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (60, 18)])
async def test_a_form_fits_its_window(width: int, height: int) -> None:
    app = Host()
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        box = app.form.query_one("#form").region
        assert box.right <= width
        assert box.bottom <= height
        for _field in range(5):
            await pilot.press("tab")
            await wait_for(
                pilot,
                lambda: app.focused is not None and app.screen.region.contains_region(app.focused.region),
                description="the field that is typed into is in sight",
            )
