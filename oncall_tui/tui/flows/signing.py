"""Break the glass, and set one's own PIN, from their keys (R-174, R-175)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from oncall_tui.desk.access.glass import HOLDS, break_glass, may_break
from oncall_tui.desk.access.keeping import set_secret
from oncall_tui.desk.access.signing_in import sign_in_wanted
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.text import span_words
from oncall_tui.tui.flows.base import AboutForm, Kept, fill_about
from oncall_tui.tui.lines import DIM, STRONG, line, rule, stack, wrap
from oncall_tui.tui.sheets.sheet import Sheet
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.secret import SecretField

if TYPE_CHECKING:
    from textual.content import Content

    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

_CLIENT, _LINE = "client", "line"
_SEEN = (
    "It makes you nobody else: what you do stands in the record under your name.",
    "The director on the line is told at once, and reviews it within three days.",
)
_STRENGTH = (
    "A PIN has six digits at least and no row of them; a passphrase ten characters at least.",
    "It is kept as a hash only, and nobody can read it back.",
)


class GlassForm(AboutForm):
    """Why it cannot wait, and for whom."""

    def __init__(self, desk: Desk, number: str, client_id: int | None, *, signed: bool, kept: Kept) -> None:
        intro = line(("in an emergency, for ", DIM), (span_words(HOLDS), STRONG))
        super().__init__("BREAK THE GLASS", intro, desk, kept)
        self._number, self._client_id, self._signed = number, client_id, signed

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        scopes = [Option(_LINE, "what directors decide")]
        if self._client_id is not None:
            scopes.insert(0, Option(_CLIENT, f"client {self._number}"))
        fields: list[Field] = [
            ChoiceField("scope", "For *", scopes, value=scopes[0].value),
            NoteField("reason", "Why now *", room=1000, hint="why it cannot wait for whoever may do it"),
        ]
        if self._signed:
            fields.append(SecretField("secret", "Your PIN *", hint="once more, so that it is you"))
        return fields

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        secret = {"secret": "Type your PIN or passphrase once more."} if self._signed else {}
        return {"reason": "Say why it cannot wait: somebody else reads it.", **secret}

    def changed(self, values: Values) -> None:
        """Say what follows."""
        self.say("what follows", *_SEEN)

    def do(self, values: Values) -> Saved:
        """Break it."""
        client_id = self._client_id if values["scope"] == _CLIENT else None
        return break_glass(self.desk, client_id, values["reason"], secret=values.get("secret", ""))


class SecretForm(AboutForm):
    """A PIN or a passphrase of one's own."""

    def __init__(self, desk: Desk, *, signed: bool, kept: Kept) -> None:
        super().__init__("YOUR PIN OR PASSPHRASE", line((desk.operator.name, STRONG)), desk, kept)
        self._signed = signed
        self.recovery = ""
        """The recovery code, where it was made just now."""

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        old = [SecretField("old", "The present one *")] if self._signed else []
        return (*old, SecretField("secret", "The new one *"), SecretField("again", "Once more *"))

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        old = {"old": "Type the present one first."} if self._signed else {}
        return {**old, "secret": "Type the new one.", "again": "Type it once more."}

    def changed(self, values: Values) -> None:
        """Say what is taken, and what the first one changes for everybody."""
        first = (
            ()
            if self._signed
            else ("It is the first: from then on everybody signs in, at each console and in each shell.",)
        )
        self.say("what is taken", *_STRENGTH, *first)

    def do(self, values: Values) -> Saved:
        """Set it."""
        if values["secret"] != values["again"]:
            raise Refused("These are not the same. Type it once more.", field="again")
        done = set_secret(self.desk, values["secret"], old=values.get("old", ""))
        self.recovery = done.recovery
        return Saved(0, done.words)


async def ask_to_break(screen: ConsoleScreen) -> None:
    """Break the glass for the client on the pane, or for what directors decide."""
    desk, client_id = screen.desk, screen.client_id
    signed = await screen.answer_to(partial(_whether_signed, desk))
    number = await screen.answer_to(partial(_number, desk, client_id)) if client_id else ""
    if signed is not None and number is not None:
        await fill_about(
            screen,
            ("glass", client_id or 0),
            lambda kept: GlassForm(desk, number, client_id, signed=signed, kept=kept),
            of="client",
        )


async def set_own(screen: ConsoleScreen) -> None:
    """Set one's own PIN; the first of all shows the recovery code, once."""
    desk = screen.desk
    signed = await screen.answer_to(partial(sign_in_wanted, desk))
    if signed is None:
        return
    form = SecretForm(desk, signed=signed, kept=Kept({}, lambda _values: None))
    if await screen.fill_in(form) and form.recovery:
        await screen.app.push_screen_wait(Sheet("RECOVERY CODE", partial(_paper, form.recovery)))


def _whether_signed(desk: Desk) -> bool:
    may_break(desk)
    return sign_in_wanted(desk)


def _number(desk: Desk, client_id: int) -> str:
    from oncall_tui.desk.cards import client_card

    return client_card(desk, client_id).number


def _paper(code: str, room: int) -> Content:
    """Tell the recovery code and what it is for."""
    texts = (
        "Write it down and lock it away: it is shown this once.",
        "It lets a director in who has forgotten the PIN: oncall sign-in recover. It is used up by that, and "
        "the next one is shown.",
        "Let the others in: oncall sign-in invite PERSON gives each a code to set a PIN with.",
    )
    lines = [line(("  ", ""), (code, STRONG)), rule("", room)]
    return stack([*lines, *(line(each) for words in texts for each in wrap(words, room))])
