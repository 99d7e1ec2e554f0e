"""What leaves the desk about handovers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from oncall_tui.desk.views import ClientCard, PersonRef, QueueRow
from oncall_tui.rules.handover import Choice
from oncall_tui.rules.phrases import absence_code
from storage.vocabulary import (
    AbsenceReason,
    ClientStatus,
    ClientTold,
    HandoverCapacity,
    HandoverDepth,
    HandoverPart,
    HandoverState,
)


@dataclass(frozen=True, slots=True)
class Written:
    """What the author wrote in one part, and when: a domain was last looked at then (R-015)."""

    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Leave:
    """An absence for which clients are handed over."""

    id: int
    person: PersonRef
    reason: AbsenceReason
    start: datetime
    end: datetime | None
    """None while nobody knows."""
    discreet: bool = True
    """Whether it is told to somebody who may not know why, if it was not planned (R-022)."""

    @property
    def code(self) -> str:
        """Why they are away, as far as whoever is told may know."""
        return absence_code(self.reason, discreet=self.discreet)

    @property
    def planned(self) -> bool:
        """Whether it was known in advance, so that a handover is due before it starts (R-026)."""
        return not self.reason.unplanned


@dataclass(frozen=True, slots=True)
class HandoverView:
    """One handover as it stands on record."""

    id: int
    version: int
    client_id: int
    giver: PersonRef
    receiver: PersonRef
    absence_id: int | None
    start: datetime
    end: datetime | None
    capacity: HandoverCapacity
    depth: HandoverDepth
    depth_because: tuple[str, ...]
    state: HandoverState
    parts: Mapping[HandoverPart, Written]
    as_told: Mapping[str, object]
    """What the record said of the client when it was offered."""
    created_at: datetime
    offered_at: datetime | None
    offered_by: str
    answered_at: datetime | None
    answered_by: str
    synthesis: str
    questions: str
    declined_because: str
    told: ClientTold | None
    told_because: str
    told_at: datetime | None
    told_by: str
    passed_on: str

    @property
    def missing(self) -> tuple[HandoverPart, ...]:
        """What has yet to be written before it may be offered."""
        from oncall_tui.rules.handover import missing

        return missing(self.depth, self.parts.keys())


@dataclass(frozen=True, slots=True)
class Terms:
    """Who hands a client to whom, from when until when and how deep, whether on record yet or not."""

    giver: PersonRef
    receiver: PersonRef
    leave: Leave | None
    start: datetime
    end: datetime | None
    capacity: HandoverCapacity
    choice: Choice
    """The depth that the record asks for now (R-028)."""


@dataclass(frozen=True, slots=True)
class Contacted:
    """One call, message or attempt."""

    at: datetime
    item_id: int
    words: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is not as the last brief told it (R-044)."""

    at: datetime | None
    """When; None where the record does not date it."""
    words: str


@dataclass(frozen=True, slots=True)
class Held:
    """Who has a client at this instant."""

    role: PersonRef
    answering: PersonRef
    backup: PersonRef | None
    on_line: PersonRef
    """Who has the line."""


@dataclass(frozen=True, slots=True)
class Source:
    """Whose record a brief was built from, and how far that had got."""

    house: str
    line: str
    """Number of the escalation line."""
    emergency: str
    record_at: datetime | None
    """When the newest entry was made."""
    record_seq: int


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything that a one-client brief tells (R-043, R-044), built from the record as it is."""

    client: ClientCard
    terms: Terms
    handover: HandoverView | None
    """What is on record of it; None while it is only built."""
    severity: tuple[str, ...]
    """How grave it is and why, the gravest first; the first is the status itself."""
    grave: bool
    """Whether the status is unstable or a high-risk event is open."""
    items: tuple[QueueRow, ...]
    """Open items, in the queue's order."""
    contacts: tuple[Contacted, ...]
    """The last ten contacts, newest first."""
    unreturned: tuple[QueueRow, ...]
    """Those to whom a call back is owed and who have not been reached."""
    shifts: tuple[tuple[int, datetime], ...]
    """Shifts that nobody covers: item, and when they begin."""
    held: Held
    carried: Mapping[HandoverPart, Written]
    """What an earlier brief said where this one says nothing yet; always shown with its date."""
    since: datetime | None
    """When the last brief was offered; None where there was none."""
    changed: tuple[Changed, ...]
    made_at: datetime
    source: Source
    zone: str


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """One client in the list of a leave (R-026)."""

    client_id: int
    number: str
    name: str
    status: ClientStatus
    high_risk: bool
    receiver: PersonRef
    depth: HandoverDepth
    because: tuple[str, ...]
    state: HandoverState
    told: ClientTold | None
    handover_id: int | None


@dataclass(frozen=True, slots=True)
class LeaveList:
    """Every client of whoever is on leave, and how far each handover is."""

    leave: Leave
    days: int | None
    """Business days away; None while nobody knows."""
    rows: tuple[LeaveRow, ...]

    @property
    def accepted(self) -> int:
        """How many are accepted."""
        return sum(1 for row in self.rows if row.state is HandoverState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Unaccepted:
    """A client whose handover was not accepted when planned leave began; the directors must hear (R-026)."""

    key: str
    """The same for as long as it is the same omission."""
    absence_id: int
    person_id: int
    """Who is on leave."""
    since: datetime
    client_id: int
    number: str
    name: str
    handover_id: int | None
    state: HandoverState
    receiver_id: int | None


@dataclass(frozen=True, slots=True)
class Watched:
    """A client whom a secondary manager shadows (R-027)."""

    client_id: int
    number: str
    name: str
    status: ClientStatus
    line: str
    """One line on where the client stands: the gravest concern."""
    high_risk: bool
    open_items: int
    changed_at: datetime | None
    """When something last happened on the record."""
    pcm: PersonRef | None
    leave: Leave | None
    """The next absence of the primary manager that is known, or the one that is on."""
    handover: HandoverState | None
    """How far the handover for it is; None without such an absence."""
