"""The forms that end a case: notes, their reading, procedures, the close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from oncall_tui.desk.cases import verbs
from oncall_tui.desk.cases.naming import DEVELOPMENT_WORDS, RESULT_WORDS, TICK_WORDS
from oncall_tui.desk.cases.views import CaseView
from oncall_tui.desk.views import Saved
from oncall_tui.tui.cases.forms import CaseForm
from oncall_tui.tui.flows.base import Kept
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, LAPSING
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, WhenField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.ticks import TicksField
from storage.vocabulary import Development, NoteResult, TickAnswer

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

KINDS = tuple(Option(each.value, DEVELOPMENT_WORDS[each]) for each in Development)
"""What something may be about (R-097)."""


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
                "kind", "About", KINDS, value=Development.OTHER.value, hint="a risk is urgent at once"
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
