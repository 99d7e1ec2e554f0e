"""What a client said about being contacted: read it, and note an answer (R-091)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from oncall_tui.desk.consents import ASKS, ContactFacts, NewAnswer, contact_facts, note_answer
from oncall_tui.desk.views import Saved
from oncall_tui.tui.consents.screen import ConsentsScreen
from oncall_tui.tui.flows.base import Kept, SmallForm, fill_about
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, STRONG, line
from oncall_tui.tui.widgets.fields import Field, TextField, WhenField, YesNoField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import Answer, ConsentKind

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.tui.console.screen import ConsoleScreen

_MORE = {
    ConsentKind.SAFE_TIMES: "which, as in: weekdays after 16:00",
    ConsentKind.MAY_TELL: "who, and about what",
}
_SOURCE = "as in: said so on the phone today; a letter of 3 May"


class AnswerForm(SmallForm):
    """One answer, how it is known, and how long it holds."""

    def __init__(self, desk: Desk, facts: ContactFacts, kind: ConsentKind, kept: Kept) -> None:
        about = line((facts.name, STRONG), (f" · {facts.number}  ", DIM), ASKS[kind])
        super().__init__("NOTE AN ANSWER", about, self._note, kept)
        self._desk, self._facts, self._kind = desk, facts, kind
        self._until = WhenField(
            "expires_at", "Until", understanding(desk), hint="left empty: until another answer is noted"
        )

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields; what yes cannot say only where it needs more."""
        answer = YesNoField("answer", "Answer *", may_be_unasked=True, value=Answer.YES.value)
        more = TextField("detail", "Which" if self._kind in _MORE else "More", room=400)
        more.hint = _MORE.get(self._kind, "anything that yes or no cannot say")
        return answer, more, TextField("source", "How known *", room=400, hint=_SOURCE), self._until

    def check(self, values: Values) -> Mapping[str, str]:
        """Ask how it is known, unless an answer is taken back."""
        if values["answer"] != Answer.NOT_ASKED and not values["source"].strip():
            return {"source": "Say how you know, as in: said so on the phone today."}
        return {}

    def _note(self, values: Values) -> Saved:
        answer = Answer(values["answer"])
        new = NewAnswer(
            self._facts.client_id, self._kind, answer, values["source"], values["detail"], self._until.at
        )
        return note_answer(self._desk, new)


async def show_consents(screen: ConsoleScreen) -> None:
    """Show what the client on the responsible pane said, again after each answer that is noted."""
    client_id, at = screen.client_id, None
    while client_id is not None:
        facts = await screen.answer_to(partial(contact_facts, screen.desk, client_id))
        if facts is None:
            return
        screen.desk.glances.saw(client_id, "contact")
        shown = ConsentsScreen(facts, screen.zone, screen.desk.now(), at)
        at = await screen.app.push_screen_wait(shown)
        if at is None:
            return
        key = (f"consent-{at.value}", client_id)
        await fill_about(screen, key, partial(AnswerForm, screen.desk, facts, at), of="client")
