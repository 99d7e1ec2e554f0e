"""The forms of what comes up in a case: news, the benefit, whose rules count, who has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from oncall_tui.desk.cases import verbs
from oncall_tui.desk.cases.page import entitlement_words
from oncall_tui.desk.cases.views import CaseView
from oncall_tui.desk.directory import PersonLine
from oncall_tui.desk.parties.views import PartyRow
from oncall_tui.desk.views import Saved
from oncall_tui.tui.cases.ending import KINDS
from oncall_tui.tui.cases.forms import AGREED, NEEDS_AGREED, CaseForm, party_field
from oncall_tui.tui.cases.named import NamedField
from oncall_tui.tui.flows.base import Kept
from oncall_tui.tui.lines import DIM
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import Development, OutsideKind

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


class DevelopmentForm(CaseForm):
    """What a provider tells of: a risk, a goal that slips, or something else (R-097)."""

    def __init__(self, desk: Desk, case: CaseView, kept: Kept) -> None:
        super().__init__("DEVELOPMENT", desk, case, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        provider = self.case.provider
        return (
            ChoiceField("kind", "Kind", KINDS, required=True, hint="a risk stands at the top of the queue"),
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
