"""Outside parties as they leave the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from oncall_tui.desk.views import Saved
from storage.vocabulary import Channel, OutsideKind

KIND_WORDS = {
    OutsideKind.COMMISSIONING_BODY: "commissioning body",
    OutsideKind.CLIENT_ORGANISATION: "client organisation",
    OutsideKind.PROVIDER: "provider",
    OutsideKind.FUNDING_SOURCE: "funding source",
    OutsideKind.ALLIED_PROFESSIONAL: "allied professional",
    OutsideKind.FAMILY: "family or friend",
}
"""What an outside party is, as the screens and the record say it."""


@dataclass(frozen=True, slots=True)
class PartySaved(Saved):
    """What a change to an outside party did."""

    party_id: int = 0
    record_id: int = 0
    """The note, link or procedure that was made, if one was."""


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One outside party in a list (R-002)."""

    id: int
    version: int
    kind: OutsideKind
    name: str
    works_as: str
    contact_name: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    line: str
    """The number that its people ring back on; empty for the house's own."""
    notes: str
    ended: bool
    last_contact: datetime | None
    shared: int
    """How many clients we share with it."""


@dataclass(frozen=True, slots=True)
class SharedClient:
    """A client who is shared with an outside party (R-128)."""

    client_id: int
    number: str
    name: str
    role: str
    """What the party is to the client."""
    note: str
    link_id: int | None
    """None where only a case tells of it."""


@dataclass(frozen=True, slots=True)
class PartyNoteView:
    """A dated note, or a contact."""

    id: int
    at: datetime
    by: str
    channel: Channel | None
    words: str
    agreed: str
    client_number: str


@dataclass(frozen=True, slots=True)
class PartyProcedure:
    """What a client organisation wants done in each of its cases (R-020)."""

    id: int
    version: int
    words: str
    number: str
    """The number that it sets, in words; empty for none."""


@dataclass(frozen=True, slots=True)
class PartyView:
    """Everything about one outside party."""

    row: PartyRow
    clients: tuple[SharedClient, ...]
    notes: tuple[PartyNoteView, ...]
    """The newest first."""
    procedures: tuple[PartyProcedure, ...]


@dataclass(frozen=True, slots=True)
class PartyOfClient:
    """An outside party, and what it is to one client."""

    row: PartyRow
    role: str
    note: str
