"""The forms about outside parties: who they are, what was said, what an organisation wants done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from oncall_tui.desk.parties import procedures, verbs
from oncall_tui.desk.parties.numbers import may_be_set
from oncall_tui.desk.parties.views import KIND_WORDS, PartyView
from oncall_tui.desk.views import Saved
from oncall_tui.rules.rule import Rule
from oncall_tui.tui.cases.named import NamedField
from oncall_tui.tui.flows.base import AboutForm, Kept, SmallForm
from oncall_tui.tui.flows.times import understanding
from oncall_tui.tui.lines import DIM, STRONG, line, rule, stack, wrap
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import ChoiceField, Field, NoteField, TextField, WhenField
from oncall_tui.tui.widgets.form import Values
from storage.vocabulary import Channel, OutsideKind

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_WAYS = (
    Option("", "a note"),
    Option(Channel.PHONE.value, "by phone"),
    Option(Channel.EMAIL.value, "by e-mail"),
    Option(Channel.IN_PERSON.value, "in person"),
)


class PartyForm(SmallForm):
    """Who an outside party is and how to reach it."""

    def __init__(self, desk: Desk, party: PartyView | None, kept: Kept) -> None:
        title = "CHANGE" if party else "ADD A PARTY"
        super().__init__(title, line((party.row.name if party else "", STRONG)), self._save, kept)
        self._desk, self._party = desk, party

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields; what it is stays as it was once it is on record."""
        row = self._party.row if self._party else None
        kinds = tuple(Option(each.value, KIND_WORDS[each]) for each in OutsideKind)
        first = (
            ()
            if row
            else (ChoiceField("kind", "What", kinds, value=OutsideKind.PROVIDER.value, required=True),)
        )
        return (
            *first,
            TextField("name", "Name *", value=row.name if row else "", room=200),
            TextField("works_as", "Works as", value=row.works_as if row else "", room=120),
            TextField("contact_name", "Ask for", value=row.contact_name if row else "", room=120),
            TextField(
                "phones",
                "Phones",
                value="; ".join(row.phones) if row else "",
                room=400,
                hint="several with ;",
            ),
            TextField(
                "emails",
                "E-mails",
                value="; ".join(row.emails) if row else "",
                room=400,
                hint="several with ;",
            ),
            TextField(
                "line",
                "Rings back on",
                value=row.line if row else "",
                room=40,
                hint="of a client organisation: the agreed number, if not the house's own",
            ),
            self._notes(row.notes if row else ""),
        )

    def _notes(self, value: str) -> NoteField:
        hint = "what helps them to understand our part, and us theirs"
        return NoteField("notes", "Worth knowing", value=value, room=4000, hint=hint)

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"name": "Give the name."}

    def _save(self, values: Values) -> Saved:
        row = self._party.row if self._party else None
        new = verbs.NewParty(
            row.kind if row else OutsideKind(values["kind"]),
            values["name"],
            values["works_as"],
            values["contact_name"],
            tuple(values["phones"].split(";")),
            tuple(values["emails"].split(";")),
            values["line"],
            values["notes"],
        )
        if row is None:
            return verbs.add_party(self._desk, new)
        return verbs.change_party(self._desk, row.id, new, version=row.version)


class AboutParty(AboutForm):
    """A small form about one outside party."""

    def __init__(self, title: str, desk: Desk, party: PartyView, kept: Kept) -> None:
        row = party.row
        intro = line((row.name, STRONG), (f"  {KIND_WORDS[row.kind]}", DIM))
        super().__init__(title, intro, desk, kept)
        self.party = party


class NoteForm(AboutParty):
    """A note, or a contact with what was agreed."""

    def __init__(self, desk: Desk, party: PartyView, client: tuple[int, str] | None, kept: Kept) -> None:
        super().__init__("NOTE A CONTACT", desk, party, kept)
        self._client = client
        self._at = WhenField("at", "When", understanding(desk), hint="left empty: now")

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        about = [Option("", "nobody in particular")]
        if self._client is not None:
            about.insert(0, Option(str(self._client[0]), self._client[1]))
        return (
            ChoiceField("channel", "How", _WAYS, value=Channel.PHONE.value),
            NoteField("words", "Said *", room=4000, hint="what was spoken about, or is worth knowing"),
            TextField("agreed", "Agreed", room=1000, hint="who does it and by when; “none needed” counts"),
            ChoiceField("client", "About", about, value=about[0].value),
            self._at,
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"words": "Say what was spoken about, or is worth knowing."}

    def do(self, values: Values) -> Saved:
        """Note it."""
        new = verbs.NewPartyNote(
            self.party.row.id,
            values["words"],
            Channel(values["channel"]) if values["channel"] else None,
            values["agreed"],
            int(values["client"]) if values["client"] else None,
            self._at.at,
        )
        return verbs.note_party(self.desk, new)


class LinkForm(AboutParty):
    """What they are to the client on the responsible pane."""

    def __init__(self, desk: Desk, party: PartyView, client: tuple[int, str], kept: Kept) -> None:
        super().__init__("LINK THE CLIENT", desk, party, kept)
        self._client = client

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        there = next((each for each in self.party.clients if each.client_id == self._client[0]), None)
        role = there.role if there and there.link_id else ""
        return (
            TextField("role", "Role *", value=role, room=80, hint=f"what they are to {self._client[1]}"),
            NoteField("note", "Note", value=there.note if there else "", room=1000),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"role": "Say what they are to the client, such as physiotherapist or sister."}

    def do(self, values: Values) -> Saved:
        """Link them."""
        return verbs.link_client(
            self.desk, self.party.row.id, self._client[0], values["role"], values["note"]
        )


class UnlinkForm(AboutParty):
    """Which client they have no longer to do with."""

    def __init__(self, desk: Desk, party: PartyView, kept: Kept) -> None:
        super().__init__("UNLINK A CLIENT", desk, party, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        linked = [each for each in self.party.clients if each.link_id is not None]
        options = tuple(Option(str(each.link_id), f"{each.name} · {each.number}") for each in linked)
        return (ChoiceField("link", "Client", options, value=options[0].value, required=True),)

    def do(self, values: Values) -> Saved:
        """Unlink them."""
        return verbs.unlink_client(self.desk, int(values["link"]))


class ProcedureForm(AboutParty):
    """What the organisation wants done in each case, and the number that it sets (R-020)."""

    def __init__(self, desk: Desk, party: PartyView, kept: Kept) -> None:
        super().__init__("ADD A PROCEDURE", desk, party, kept)
        self._rule: NamedField[Rule] = NamedField(
            "rule",
            "Sets",
            tuple(may_be_set(desk.rulebook).values()),
            lambda each: each.title,
            more=lambda each: f"{each.allows} now",
            none="No rule is called that. Leave it empty where no number is set.",
            hint="the rule whose number it replaces; empty for none",
        )

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            NoteField("words", "Wants *", room=2000, hint="what is done in each of its cases"),
            self._rule,
            TextField("number", "Number", room=40, hint="as in 4 business hours, 24 elapsed hours, 3"),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"words": "Say what the organisation wants done."}

    def changed(self, values: Values) -> None:
        """Say what follows."""
        said = "It stands at the top of each of its open cases, and is ticked before one is closed."
        self.aside(
            stack([rule("what follows", self.room), *(line((each, DIM)) for each in wrap(said, self.room))])
        )

    def do(self, values: Values) -> Saved:
        """Add it."""
        picked = self._rule.picked
        new = procedures.NewProcedure(
            self.party.row.id, values["words"], picked.id if picked else "", values["number"]
        )
        return procedures.add_procedure(self.desk, new)


class DropForm(AboutParty):
    """Which procedure applies no longer."""

    def __init__(self, desk: Desk, party: PartyView, kept: Kept) -> None:
        super().__init__("END A PROCEDURE", desk, party, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        options = tuple(
            Option(str(each.id), f"{place} {each.words}")
            for place, each in enumerate(self.party.procedures, 1)
        )
        hint = "cases that were opened before keep it"
        return (ChoiceField("procedure", "Which", options, value=options[0].value, required=True, hint=hint),)

    def do(self, values: Values) -> Saved:
        """End it."""
        return procedures.end_procedure(self.desk, int(values["procedure"]))


class EndForm(AboutParty):
    """Why a party is no longer dealt with."""

    def __init__(self, desk: Desk, party: PartyView, kept: Kept) -> None:
        super().__init__("NO LONGER DEALT WITH", desk, party, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (NoteField("reason", "Reason *", room=1000, hint="it stays in history"),)

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"reason": "Say why it is no longer dealt with."}

    def do(self, values: Values) -> Saved:
        """End it."""
        return verbs.end_party(self.desk, self.party.row.id, values["reason"])
