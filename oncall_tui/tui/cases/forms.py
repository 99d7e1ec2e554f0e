"""The forms that open a case and take it through its sessions and its review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

from oncall_tui.desk.cases import verbs
from oncall_tui.desk.cases.naming import KIND_WORDS, ORIGIN_WORDS, SEPARATE
from oncall_tui.desk.cases.page import entitlement_words
from oncall_tui.desk.cases.views import CaseView
from oncall_tui.desk.parties.views import PartyRow
from oncall_tui.desk.views import Saved
from oncall_tui.text import when
from oncall_tui.tui.cases.named import NamedField
from oncall_tui.tui.flows.base import AboutForm, Kept, SmallForm
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, LAPSING, STRONG, line, rule, stack, wrap
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, WhenField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import CaseKind, CaseOrigin, OutsideKind, ReviewDecision, SessionState

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

AGREED = "what was agreed, who does it and by when; “none needed” counts"
NEEDS_AGREED = "Say what was agreed, who does it and by when; “none needed” counts."


class CaseForm(AboutForm):
    """A small form about one case."""

    def __init__(self, title: str, desk: Desk, case: CaseView, kept: Kept) -> None:
        row = case.row
        intro = line((row.client_name, STRONG), (f" · {row.client_number}  {KIND_WORDS[row.kind]}", DIM))
        super().__init__(f"{title}  case {row.id}", intro, desk, kept)
        self.case = case
        self.key = uuid4().hex
        """Of what is saved, so that a retry cannot save it twice."""


class NewCaseForm(SmallForm):
    """What kind of case it is, how it came in and what its benefit holds."""

    def __init__(
        self, desk: Desk, client_id: int, client: str, own: str, parties: Sequence[PartyRow], kept: Kept
    ) -> None:
        intro = line((client, STRONG), (f"  {own}" if own else "", DIM))
        super().__init__("NEW CASE", intro, self._open, kept)
        self._desk, self._client_id = desk, client_id
        self._key = uuid4().hex
        self._organisation = party_field(
            "organisation", "Organisation", parties, OutsideKind.CLIENT_ORGANISATION
        )
        self._organisation.value = next((each.name for each in parties if each.name == own), "")
        self._provider = party_field("provider", "Provider", parties, OutsideKind.PROVIDER)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        kinds = tuple(Option(each.value, KIND_WORDS[each]) for each in CaseKind)
        origins = tuple(Option(each.value, ORIGIN_WORDS[each]) for each in CaseOrigin)
        return (
            ChoiceField("kind", "Kind", kinds, value=CaseKind.INDIVIDUAL.value, required=True),
            TextField("available", "Sessions *", room=4, hint="how many the participant's benefit holds"),
            ChoiceField("origin", "Came by", origins, value=CaseOrigin.SELF_REFERRAL.value),
            self._organisation,
            self._provider,
            NoteField("about", "About", room=2000, hint="what it is about, in a line or two"),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"available": "Say how many sessions the participant's benefit holds."}

    def check(self, values: Values) -> Mapping[str, str]:
        """Refuse what is no number as well."""
        typed = values.get("available", "").strip()
        wrong = {"available": "Type a whole number, such as 6."} if typed and not typed.isdecimal() else {}
        return {**wrong, **super().check(values)}

    def changed(self, values: Values) -> None:
        """Show which rules count for such a case."""
        kind = CaseKind(values.get("kind") or CaseKind.INDIVIDUAL)
        origin = CaseOrigin(values.get("origin") or CaseOrigin.SELF_REFERRAL)
        lines = [rule("what follows", self.room)]
        if origin is not CaseOrigin.SELF_REFERRAL:
            said = f"{SEPARATE} No clock of the partner policy starts; a director may attach its rules."
            lines += [line((each, LAPSING)) for each in wrap(said, self.room)]
        elif kind.reviewed:
            said = "The first session is reviewed before a second one is booked or recorded."
            lines += [line((each, "")) for each in wrap(said, self.room)]
        else:
            said = "All sessions of the benefit may be used. Notes are owed at the end, and read."
            lines += [line((each, DIM)) for each in wrap(said, self.room)]
        self.aside(stack(lines))

    def _open(self, values: Values) -> Saved:
        organisation, provider = self._organisation.picked, self._provider.picked
        new = verbs.NewCase(
            self._key,
            self._client_id,
            CaseKind(values["kind"]),
            int(values["available"]),
            CaseOrigin(values["origin"] or CaseOrigin.SELF_REFERRAL),
            organisation.id if organisation else None,
            provider.id if provider else None,
            about=values["about"],
        )
        return verbs.open_case(self._desk, new)


class SessionForm(CaseForm):
    """A session that was held, or one that is booked ahead."""

    def __init__(self, desk: Desk, case: CaseView, kept: Kept, *, booking: bool) -> None:
        super().__init__("BOOK SESSION" if booking else "RECORD SESSION", desk, case, kept)
        self._booking = booking
        hint = "as in fri 10:00, +3d" if booking else "left empty: now, or when it was booked"
        self._at = WhenField("at", "When *" if booking else "When", understanding(desk), hint=hint)
        self._booked = tuple(each for each in case.sessions if each.state is SessionState.BOOKED)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields; why it goes ahead only where something bars it."""
        made: list[Field] = []
        zone = ZoneInfo(self.desk.house.zone)
        if self._booked and not self._booking:
            options = (
                *(Option(str(each.id), when(each.at, zone)) for each in self._booked),
                Option("", "none"),
            )
            made.append(ChoiceField("booked", "Booked", options, value=str(self._booked[0].id)))
        made.append(self._at)
        made.append(NoteField("words", "Note", room=4000, hint="what it was about; may stay empty"))
        if not self._booking:
            made.append(TextField("agreed", "Agreed *", room=1000, hint=AGREED))
        if self._bars:
            made.append(NoteField("override", "Why ahead", room=1000, hint="only where it cannot wait"))
        return made

    @property
    def _bars(self) -> str:
        """What bars one more session; a booking that is held takes no further one."""
        return "" if self._booked and not self._booking else self.case.bars_session

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"at": "Say when it is to be."} if self._booking else {"agreed": NEEDS_AGREED}

    def changed(self, values: Values) -> None:
        """Show what the benefit holds, and what bars a further session."""
        instead = "Decide first (r), or say why this one goes ahead." if self._bars else ""
        self.say(
            "sessions",
            (entitlement_words(self.case.row.may), DIM),
            (self._bars, LAPSING),
            (instead, ""),
        )

    def do(self, values: Values) -> Saved:
        """Book it, or record it."""
        new = verbs.NewSession(
            self.key,
            self.case.row.id,
            self._at.at,
            values["words"],
            values.get("agreed", ""),
            values.get("override", ""),
            int(values["booked"]) if values.get("booked") else None,
        )
        return (verbs.book_session if self._booking else verbs.record_session)(self.desk, new)


class CancelForm(CaseForm):
    """Which booking is cancelled, and why."""

    def __init__(self, desk: Desk, case: CaseView, kept: Kept) -> None:
        super().__init__("CANCEL BOOKING", desk, case, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        zone = ZoneInfo(self.desk.house.zone)
        booked = [each for each in self.case.sessions if each.state is SessionState.BOOKED]
        options = tuple(Option(str(each.id), when(each.at, zone)) for each in booked)
        return (
            ChoiceField("session", "Booked", options, value=options[0].value, required=True),
            NoteField("reason", "Reason *", room=1000),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"reason": "Say why it is cancelled."}

    def do(self, values: Values) -> Saved:
        """Cancel it."""
        return verbs.cancel_session(self.desk, int(values["session"]), values["reason"])


class ReviewForm(CaseForm):
    """One of the three decisions after the first session, with what each needs (R-094)."""

    def __init__(self, desk: Desk, case: CaseView, kept: Kept) -> None:
        super().__init__("REVIEW", desk, case, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        options = tuple(Option(each.value, _DECISIONS[each]) for each in ReviewDecision)
        left = self.case.row.may.left
        return (
            ChoiceField("decision", "Decision", options, required=True),
            TextField("sessions", "Sessions more", room=4, hint=f"from 1 to {left} remain under the benefit"),
            NoteField("reason", "Reason *", room=2000),
            NoteField("resources", "Resources", room=2000, hint="which ones were offered, or lead on"),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"reason": "Say why, so that a colleague can follow it."}

    def check(self, values: Values) -> Mapping[str, str]:
        """Refuse what is no number as well."""
        typed = values.get("sessions", "").strip()
        wrong = {"sessions": "Type a whole number."} if typed and not typed.isdecimal() else {}
        return {**wrong, **super().check(values)}

    def changed(self, values: Values) -> None:
        """Ask only for what the decision needs, and show what follows from it."""
        decision = values.get("decision")
        self.field("sessions").disabled = decision != ReviewDecision.AUTHORISE
        self.field("resources").disabled = decision == ReviewDecision.AUTHORISE
        self.say(
            "what follows",
            (entitlement_words(self.case.row.may), DIM),
            (_FOLLOWS.get(decision or "", "Choose one of the three."), ""),
        )

    def do(self, values: Values) -> Saved:
        """Decide."""
        decision = ReviewDecision(values["decision"])
        number = values["sessions"].strip() if decision is ReviewDecision.AUTHORISE else ""
        resources = "" if decision is ReviewDecision.AUTHORISE else values["resources"]
        new = verbs.NewReview(
            self.case.row.id,
            decision,
            values["reason"],
            int(number) if number else None,
            resources,
            self.case.row.version,
        )
        return verbs.decide_review(self.desk, new)


_DECISIONS = {
    ReviewDecision.AUTHORISE: "authorise more sessions",
    ReviewDecision.ONE_FURTHER: "one further session",
    ReviewDecision.DENY: "deny further sessions",
}
_FOLLOWS = {
    ReviewDecision.AUTHORISE.value: "So many more may be booked and recorded, up to what the benefit holds.",
    ReviewDecision.ONE_FURTHER.value: "Exactly one more, to help over to insurance, private care or ongoing "
    "resources: say which.",
    ReviewDecision.DENY.value: "No further session. Say which additional resources were offered.",
}


def party_field(key: str, label: str, parties: Sequence[PartyRow], kind: OutsideKind) -> NamedField[PartyRow]:
    """Return the line that names an outside party of a kind."""
    what = kind.value.replace("-", " ")
    return NamedField(
        key,
        label,
        [each for each in parties if each.kind is kind],
        lambda each: each.name,
        more=lambda each: each.phones[0] if each.phones else "",
        none=f"No {what} is called that. Add it among the parties first (O).",
        hint=f"a {what} by name; may stay empty",
    )
