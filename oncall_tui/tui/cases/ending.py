"""The forms that end a case: notes, their reading, procedures, the close; and what comes up meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from oncall_tui.desk.cases import verbs
from oncall_tui.desk.cases.naming import DEVELOPMENT_WORDS, RESULT_WORDS, TICK_WORDS
from oncall_tui.desk.cases.page import entitlement_words
from oncall_tui.desk.cases.views import CaseView
from oncall_tui.desk.directory import PersonLine
from oncall_tui.desk.parties.views import PartyRow
from oncall_tui.desk.views import Saved
from oncall_tui.tui.cases.forms import AGREED, NEEDS_AGREED, CaseForm, party_field
from oncall_tui.tui.cases.named import NamedField
from oncall_tui.tui.flows.base import Kept
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, LAPSING
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, WhenField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.ticks import TicksField
from storage.vocabulary import Development, NoteResult, OutsideKind, TickAnswer

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_KINDS = tuple(Option(each.value, DEVELOPMENT_WORDS[each]) for each in Development)


class EndForm(CaseForm):
    """When the intervention ended, and how."""

    def __init__(self, desk: Desk, case: CaseView, kept: Kept) -> None:
        super().__init__("END INTERVENTION", desk, case, kept)
        self._at = WhenField("at", "When", understanding(desk), hint="left empty: now")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return NoteField("reason", "How *", room=2000, hint="how it ended, for whoever picks it up"), self._at

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"reason": "Say how it ended, so that a colleague can pick it up."}

    def changed(self, values: Values) -> None:
        """Show what is owed then."""
        owed = "Completed notes are owed then, and each is read." if self.case.row.covered else ""
        self.say("what follows", ("No further session can be recorded.", ""), (owed, DIM))

    def do(self, values: Values) -> Saved:
        """End it."""
        row = self.case.row
        return verbs.end_intervention(
            self.desk, row.id, values["reason"], at=self._at.at, version=row.version
        )


class NotesForm(CaseForm):
    """A completed note, and which parts of the documentation standard it holds (R-100)."""

    def __init__(self, desk: Desk, case: CaseView, standard: Sequence[str], kept: Kept) -> None:
        super().__init__("COMPLETED NOTES", desk, case, kept)
        self._standard = tuple(standard)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        author = self.case.provider.name if self.case.provider else ""
        parts = tuple(Option(str(place), part) for place, part in enumerate(self._standard))
        return (
            TextField("title", "Note *", room=200, hint="such as: closing note, sessions 1 to 4"),
            TextField("author", "Written by", value=author, room=120),
            NoteField("words", "Text *", room=20_000, hint="the note itself, or where it is kept"),
            TicksField("parts", "It holds", parts, hint="space ticks; what is missing is flagged"),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"title": "Name the note.", "words": "Put in the note itself, or where it is kept."}

    def changed(self, values: Values) -> None:
        """Show what it lacks of the standard."""
        lacks = [part for place, part in enumerate(self._standard) if str(place) not in self._held(values)]
        self.say(
            "documentation",
            ("Somebody reads it afterwards, for anything to be done.", DIM),
            (
                f"Missing: {', '.join(lacks)}." if lacks else "It holds all that the standard asks for.",
                LAPSING,
            )
            if lacks
            else ("It holds all that the standard asks for.", ""),
        )

    def _held(self, values: Values) -> set[str]:
        return set(values.get("parts", "").split(","))

    def do(self, values: Values) -> Saved:
        """Put it on record."""
        held = self._held(values)
        parts = tuple(part for place, part in enumerate(self._standard) if str(place) in held)
        new = verbs.NewNotes(
            self.key, self.case.row.id, values["title"], values["author"], values["words"], parts
        )
        return verbs.record_notes(self.desk, new)


class ReadForm(CaseForm):
    """What somebody found who read a completed note (R-099)."""

    def __init__(self, desk: Desk, case: CaseView, kept: Kept) -> None:
        super().__init__("READ NOTES", desk, case, kept)
        self._unread = tuple(each for each in case.notes if each.reviewed_at is None)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        results = tuple(Option(each.value, RESULT_WORDS[each]) for each in NoteResult)
        notes = tuple(Option(str(each.id), each.title) for each in self._unread)
        return (
            ChoiceField("note", "Note", notes, value=notes[0].value, required=True),
            ChoiceField("result", "Result", results, required=True),
            NoteField("found", "Found", room=4000, hint="what was noticed; may stay empty"),
            NoteField(
                "actions", "Actions", room=4000, hint="who does what by when: a line each, an item each"
            ),
            ChoiceField(
                "kind", "About", _KINDS, value=Development.OTHER.value, hint="a risk is urgent at once"
            ),
        )

    def changed(self, values: Values) -> None:
        """Show the note, and ask for actions only where there are some."""
        acts = values.get("result") == NoteResult.ACTIONS
        self.field("actions").disabled = self.field("kind").disabled = not acts
        note = next((each for each in self._unread if str(each.id) == values.get("note")), None)
        if note is not None:
            lacks = f"Missing: {', '.join(note.missing)}." if note.missing else ""
            self.say("the note", (note.author, DIM), (note.words, ""), (lacks, LAPSING))

    def do(self, values: Values) -> Saved:
        """Note that it was read."""
        acts = values["result"] == NoteResult.ACTIONS
        new = verbs.NoteReview(
            int(values["note"]),
            NoteResult(values["result"]),
            values["found"],
            tuple(values["actions"].splitlines()) if acts else (),
            Development(values["kind"]) if acts and values["kind"] else Development.OTHER,
        )
        return verbs.review_note(self.desk, new)


class ProcedureForm(CaseForm):
    """Whether a procedure of the organisation was followed, or why it does not apply (R-020)."""

    def __init__(self, desk: Desk, case: CaseView, kept: Kept) -> None:
        super().__init__("PROCEDURE", desk, case, kept)
        first = next((each for each in case.procedures if each.answer is None), case.procedures[0])
        self._first = str(first.id)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields; the first that nobody ticked is meant until another is chosen."""
        which = tuple(
            Option(str(each.id), f"{place} {'✓' if each.answer else '□'}")
            for place, each in enumerate(self.case.procedures, 1)
        )
        answers = tuple(Option(each.value, TICK_WORDS[each]) for each in TickAnswer)
        return (
            ChoiceField("procedure", "Which", which, value=self._first, required=True),
            ChoiceField("answer", "It was", answers, required=True),
            NoteField("reason", "Why", room=1000, hint="needed where it is not applicable"),
        )

    def changed(self, values: Values) -> None:
        """Show what the procedure asks."""
        meant = next((each for each in self.case.procedures if str(each.id) == values.get("procedure")), None)
        if meant is not None:
            stand = f"{TICK_WORDS[meant.answer]} · {meant.by}" if meant.answer else "not ticked yet"
            sets = f"Sets {meant.number}." if meant.number else ""
            self.say("it asks", (meant.words, ""), (sets, DIM), (stand, DIM))

    def do(self, values: Values) -> Saved:
        """Tick it."""
        answer = TickAnswer(values["answer"])
        return verbs.tick_procedure(
            self.desk, self.case.row.id, int(values["procedure"]), answer, values["reason"]
        )


class CloseForm(CaseForm):
    """A last word on a case; why there are no notes where there are none (R-098)."""

    def __init__(self, desk: Desk, case: CaseView, kept: Kept) -> None:
        super().__init__("CLOSE", desk, case, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        last = NoteField("reason", "Last word", room=2000, hint="optional; how it ended stays on record")
        if self.case.notes or not self.case.row.covered:
            return (last,)
        hint = "only where there are none: without them a case is not closed"
        return last, NoteField("notes_missing", "Why no notes", room=1000, hint=hint)

    def changed(self, values: Values) -> None:
        """Show what still keeps it from being closed."""
        bars = [(f"□ {each}", LAPSING) for each in self.case.bars_closing]
        self.say("before it can be closed", *(bars or [("Nothing is owed any more.", "")]))

    def do(self, values: Values) -> Saved:
        """Close it."""
        row = self.case.row
        return verbs.close_case(
            self.desk,
            row.id,
            values["reason"],
            notes_missing=values.get("notes_missing", ""),
            version=row.version,
        )


class DevelopmentForm(CaseForm):
    """What a provider tells of: a risk, a goal that slips, or something else (R-097)."""

    def __init__(self, desk: Desk, case: CaseView, kept: Kept) -> None:
        super().__init__("DEVELOPMENT", desk, case, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        provider = self.case.provider
        return (
            ChoiceField("kind", "Kind", _KINDS, required=True, hint="a risk stands at the top of the queue"),
            NoteField("said", "Said *", room=4000, hint="what the provider told of"),
            TextField("agreed", "Agreed *", room=1000, hint=AGREED),
            TextField("caller", "Told by", value=provider.name if provider else "", room=120),
            TextField("phone", "Phone", value=provider.phone if provider else "", room=40),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"said": "Say what the provider told of.", "agreed": NEEDS_AGREED}

    def do(self, values: Values) -> Saved:
        """Put it into the queue."""
        new = verbs.NewDevelopment(
            self.key,
            self.case.row.id,
            Development(values["kind"]),
            values["said"],
            values["agreed"],
            values["caller"],
            values["phone"],
        )
        return verbs.report_development(self.desk, new)


class BenefitForm(CaseForm):
    """How many sessions the benefit holds, and why that changed."""

    def __init__(self, desk: Desk, case: CaseView, kept: Kept) -> None:
        super().__init__("BENEFIT", desk, case, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        available = str(self.case.row.may.available)
        return (
            TextField(
                "available", "Sessions *", value=available, room=4, hint="that the benefit holds in all"
            ),
            NoteField("reason", "Reason *", room=1000, hint="such as what the funding source answered"),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"available": "Say how many.", "reason": "Say why it changed."}

    def check(self, values: Values) -> Mapping[str, str]:
        """Refuse what is no number as well."""
        wrong = {} if values["available"].strip().isdecimal() else {"available": "Type a whole number."}
        return {**wrong, **super().check(values)}

    def changed(self, values: Values) -> None:
        """Show what is used of it."""
        self.say("sessions", (entitlement_words(self.case.row.may), DIM))

    def do(self, values: Values) -> Saved:
        """Set it."""
        row = self.case.row
        return verbs.set_benefit(
            self.desk, row.id, int(values["available"]), values["reason"], version=row.version
        )


class AttachForm(CaseForm):
    """Why the partner policy's rules are to count for a case under a separate policy (R-021)."""

    def __init__(self, desk: Desk, case: CaseView, kept: Kept) -> None:
        super().__init__("ATTACH RULES", desk, case, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (NoteField("reason", "Reason *", room=1000, hint="for directors; what is owed runs from now"),)

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"reason": "Say why the rules are to count for this case."}

    def do(self, values: Values) -> Saved:
        """Attach them."""
        return verbs.attach_rules(
            self.desk, self.case.row.id, values["reason"], version=self.case.row.version
        )


class AssignForm(CaseForm):
    """Which of our own has the case, and which provider works on it."""

    def __init__(
        self,
        desk: Desk,
        case: CaseView,
        staff: Sequence[PersonLine],
        parties: Sequence[PartyRow],
        kept: Kept,
    ) -> None:
        super().__init__("HAND ON", desk, case, kept)
        self._person: NamedField[PersonLine] = NamedField(
            "person",
            "With",
            staff,
            lambda each: each.name,
            more=lambda each: each.roles,
            value=case.clinician.name if case.clinician else "",
            none="Nobody here is called that.",
            hint="left empty: whoever is responsible for the client",
        )
        self._provider = party_field("provider", "Provider", parties, OutsideKind.PROVIDER)
        self._provider.value = case.provider.name if case.provider else ""

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return self._person, self._provider

    def do(self, values: Values) -> Saved:
        """Note it."""
        person, provider = self._person.picked, self._provider.picked
        return verbs.assign(
            self.desk,
            self.case.row.id,
            clinician_id=person.id if person else None,
            provider_id=provider.id if provider else None,
            version=self.case.row.version,
        )
