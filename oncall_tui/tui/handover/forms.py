"""The forms of a handover: write it, take it over or not, note that the client knows, choose who gets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from oncall_tui.desk.directory import PersonLine
from oncall_tui.desk.handover import returning, verbs
from oncall_tui.desk.handover.page import Page
from oncall_tui.desk.handover.views import Brief, HandoverView
from oncall_tui.desk.handover.wording import PART_ASKS, PART_WORDS
from oncall_tui.desk.views import Saved
from oncall_tui.rules.handover import needed
from oncall_tui.tui.flows.base import AboutForm, Kept, SmallForm
from oncall_tui.tui.flows.people import person_field
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.handover.text import page_text
from oncall_tui.tui.lines import DIM, STRONG, line
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, WhenField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import ClientTold, HandoverPart

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_TOLD = (
    Option(ClientTold.YES.value, "yes"),
    Option(ClientTold.NO.value, "no"),
    Option(ClientTold.NOT_APPROPRIATE.value, "not appropriate"),
)
_PART_ROOM = 4000
_ONLY_RECEIVED = (
    "Without a line of your own it is only received, and the directors hear of it when the leave begins."
)


class HandoverForm(AboutForm):
    """A small form about one client's handover."""

    def __init__(self, title: str, desk: Desk, brief: Brief, kept: Kept) -> None:
        terms = brief.terms
        intro = line(
            (brief.client.name, STRONG),
            (f" · {brief.client.number}  {terms.giver.name} → {terms.receiver.name}", DIM),
        )
        super().__init__(title, intro, desk, kept)
        self.brief = brief

    @property
    def standing(self) -> HandoverView:
        """The handover as it was shown when the key was pressed."""
        assert self.brief.handover is not None
        return self.brief.handover


class WriteForm(HandoverForm):
    """What the author adds to the record; what its depth asks for is marked."""

    def __init__(self, desk: Desk, brief: Brief, kept: Kept) -> None:
        super().__init__("WRITE HANDOVER", desk, brief, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields: a part each, in the order in which the brief is read."""
        asked = needed(self.brief.terms.choice.depth)
        own = self.brief.handover.parts if self.brief.handover is not None else {}
        return tuple(
            NoteField(
                part.value,
                PART_WORDS[part] + (" *" if part in asked else ""),
                value=own[part].text if part in own else "",
                room=_PART_ROOM,
                hint=self._hint(part),
            )
            for part in HandoverPart
        )

    def _hint(self, part: HandoverPart) -> str:
        earlier = self.brief.carried.get(part)
        return f"last time: {earlier.text}".replace("\n", " · ") if earlier else PART_ASKS[part]

    def changed(self, values: Values) -> None:
        """Say how deep it has to go and what is missing still."""
        self.touched = any(values.get(name, "") != blank for name, blank in self.blank.items())
        choice = self.brief.terms.choice
        left = [PART_WORDS[part] for part in needed(choice.depth) if not values.get(part.value, "").strip()]
        still = f"Still needed before it can be offered: {', '.join(left)}." if left else "It can be offered."
        why = f"{choice.depth.value}: {'; '.join(choice.because)}"
        self.say(
            "how deep", why, still, "“none” is an answer. What the record knows is in the brief already."
        )

    def do(self, values: Values) -> Saved:
        """Begin the handover where there is none, and keep what was written."""
        standing = self.brief.handover
        number = standing.id if standing is not None else verbs.begin(self.desk, self.brief.client.id)
        version = standing.version if standing is not None else None
        texts = {part: values.get(part.value, "") for part in HandoverPart}
        return verbs.write(self.desk, number, texts, version=version)


class AcceptForm(HandoverForm):
    """The receiver's own line, without which it is only received (R-045)."""

    def __init__(self, desk: Desk, brief: Brief, kept: Kept) -> None:
        super().__init__("ACCEPT HANDOVER", desk, brief, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            TextField("synthesis", "In a line", room=400, hint="what matters most, in your own words"),
            NoteField("questions", "Questions", room=2000, hint="the author sees them"),
        )

    def changed(self, values: Values) -> None:
        """Say what an empty line means."""
        summed_up = bool(values.get("synthesis", "").strip())
        self.say("what follows", "It will be accepted." if summed_up else _ONLY_RECEIVED)

    def do(self, values: Values) -> Saved:
        """Accept it, or note that it was received."""
        standing = self.standing
        return verbs.accept(
            self.desk, standing.id, values["synthesis"], values["questions"], version=standing.version
        )


class DeclineForm(HandoverForm):
    """Why the receiver cannot take it."""

    def __init__(self, desk: Desk, brief: Brief, kept: Kept) -> None:
        super().__init__("DECLINE HANDOVER", desk, brief, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (NoteField("reason", "Reason *", room=1000, hint="the author sees it"),)

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"reason": "Say why, so that the author can mend it or find somebody else."}

    def do(self, values: Values) -> Saved:
        """Decline it."""
        return verbs.decline(self.desk, self.standing.id, values["reason"], version=self.standing.version)


class ToldForm(HandoverForm):
    """Whether the client knows who takes over, and what was passed on (R-046)."""

    def __init__(self, desk: Desk, brief: Brief, kept: Kept) -> None:
        super().__init__("CLIENT TOLD", desk, brief, kept)
        self._at = WhenField("at", "When", understanding(desk), hint="left empty: now; 09:30 may lie back")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        standing = self.standing
        return (
            ChoiceField(
                "told", "Told", _TOLD, value=standing.told.value if standing.told else "", required=True
            ),
            NoteField("because", "Why not", value=standing.told_because, room=1000, hint="unless yes"),
            self._at,
            NoteField(
                "passed_on",
                "Passed on",
                value=standing.passed_on,
                room=2000,
                hint="goals and preferences that were passed on",
            ),
        )

    def do(self, values: Values) -> Saved:
        """Note it."""
        return verbs.tell_client(
            self.desk,
            self.standing.id,
            ClientTold(values["told"]),
            because=values["because"],
            at=self._at.at,
            passed_on=values["passed_on"],
            version=self.standing.version,
        )


class GiveForm(HandoverForm):
    """Who else takes the client over."""

    def __init__(self, desk: Desk, brief: Brief, staff: Sequence[PersonLine], kept: Kept) -> None:
        super().__init__("OTHER RECEIVER", desk, brief, kept)
        self._staff = tuple(staff)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (person_field(self._staff, f"{self.brief.terms.receiver.name} now"),)

    def do(self, values: Values) -> Saved:
        """Let them have it."""
        person = int(values["person"])
        return verbs.give_to(self.desk, self.standing.id, person, version=self.standing.version)


class ReturnForm(SmallForm):
    """That whoever came back has read what happened meanwhile."""

    def __init__(self, desk: Desk, absence_id: int, page: Page, kept: Kept) -> None:
        intro: Content = line((page.title, STRONG))
        super().__init__("ACCEPT RETURN BRIEF", intro, self._accept, kept)
        self._desk, self._absence_id, self._page = desk, absence_id, page

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (NoteField("note", "Note", room=1000, hint="anything to be done about it; may stay empty"),)

    def changed(self, values: Values) -> None:
        """Show in short what was read."""
        short = Page("", "", self._page.sections[:1], ())
        self.aside(page_text(short, self.room))

    def _accept(self, values: Values) -> Saved:
        return returning.accept_return(self._desk, self._absence_id, values["note"])
