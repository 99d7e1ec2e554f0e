"""Read and write many clients at once, with their numbers, holders and consents, in a batch of statements."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from oncall_tui.desk.imports.holders import Handover, Held, handover
from oncall_tui.desk.imports.loader import Number, Setting, Tally, table_of
from storage.models import Client, ClientPhone, Consent, Holding
from storage.vocabulary import Answer, CareRole, ConsentKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.units import Unit


@dataclass(frozen=True, slots=True)
class Known:
    """A client as it is on record."""

    id: int
    number: str
    facts: Mapping[str, object]
    phones: list[Number] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    answers: dict[ConsentKind, Answer] = field(default_factory=dict)
    """The newest answer to each question."""


class ClientBook:
    """Collects what is to be written for a batch, and writes it; without a unit of work it only compares."""

    def __init__(self, connection: Connection, unit: Unit | None, setting: Setting, tally: Tally) -> None:
        self._connection = connection
        self._unit = unit
        self._setting = setting
        self._tally = tally
        self._next_id = unit.next_id(Client) if unit else 0
        self._rows: dict[type[Any], list[dict[str, object]]] = defaultdict(list)
        self.first = self._next_id == 1
        """Whether nobody was on record before."""
        self.touched: array[int] = array("q")
        """Ids of the clients that were written."""

    def known(self, numbers: Sequence[str]) -> dict[str, Known]:
        """Return the clients of some numbers that are on record, by their number without case."""
        table = table_of(Client)
        spelled = {way for number in numbers for way in (number, number.upper(), number.lower())}
        rows = self._connection.execute(select(table).where(table.c.number.in_(spelled))).all()
        found = {row.number.casefold(): Known(row.id, row.number, row._asdict()) for row in rows}
        if found:
            self._fill({known.id: known for known in found.values()})
        return found

    def _fill(self, known: Mapping[int, Known]) -> None:
        """Read what hangs on some clients."""
        phone, held, consent = table_of(ClientPhone), table_of(Holding), table_of(Consent)
        for row in self._of(phone, known):
            known[row.client_id].phones.append(Number(row.number, row.digits))
        for row in self._of(held, known):
            span = Held(row.id, row.person_id, row.role, row.starts_at, row.ends_at)
            known[row.client_id].held.append(span)
        for row in sorted(self._of(consent, known), key=lambda row: (row.noted_at, row.id)):
            known[row.client_id].answers[row.kind] = row.answer

    def _of(self, table: Any, known: Mapping[int, Known]) -> Iterable[Any]:
        return self._connection.execute(select(table).where(table.c.client_id.in_(list(known))))

    def add(
        self,
        number: str,
        facts: Mapping[str, object],
        phones: Iterable[Number],
        holders: Mapping[CareRole, int | None],
        answers: Mapping[ConsentKind, Answer],
    ) -> None:
        """Collect a new client."""
        if self._unit is None:
            return
        client_id, self._next_id = self._next_id, self._next_id + 1
        self._rows[Client].append({"id": client_id, "number": number, **facts})
        self._add_phones(client_id, phones)
        self._add_answers(client_id, answers)
        for role, person_id in holders.items():
            if person_id is not None and (change := handover((), role, person_id, self._setting.now)):
                self._add_holder(client_id, role, change)
        self.touched.append(client_id)

    def change(
        self,
        known: Known,
        facts: Mapping[str, object],
        phones: Iterable[Number] | None,
        holders: Mapping[CareRole, int | None],
        answers: Mapping[ConsentKind, Answer],
    ) -> bool:
        """Collect what differs about a client; say whether anything does."""
        now = self._setting.now
        changes = {role: handover(known.held, role, who, now) for role, who in holders.items()}
        handovers = {role: change for role, change in changes.items() if change is not None}
        if not (facts or phones is not None or handovers or answers):
            return False
        if self._unit is None:
            return True
        if facts:
            table = table_of(Client)
            change = update(table).where(table.c.id == known.id)
            self._connection.execute(change.values(**facts, version=table.c.version + 1))
        if phones is not None:
            self._replace_phones(known, phones)
        for role, each in handovers.items():
            self._end(each)
            self._add_holder(known.id, role, each)
        self._add_answers(known.id, answers)
        self._tell(known, facts, handovers, answers, phones=phones is not None)
        self.touched.append(known.id)
        return True

    def write(self) -> None:
        """Write what was collected of new rows."""
        if self._unit is not None:
            for model in (Client, ClientPhone, Holding, Consent):
                if rows := self._rows.pop(model, None):
                    self._unit.bulk(model, rows)

    def _replace_phones(self, known: Known, phones: Iterable[Number]) -> None:
        """Take away the numbers that the file no longer has, and add those that are new."""
        wanted = tuple(phones)
        table = table_of(ClientPhone)
        gone = [number.spoken for number in known.phones if number not in wanted]
        this = (table.c.client_id == known.id) & table.c.number.in_(gone)
        self._connection.execute(delete(table).where(this))
        self._add_phones(known.id, [number for number in wanted if number not in known.phones])

    def _end(self, change: Handover) -> None:
        """End the span of whoever held a role until now; one that begins at this very instant never was."""
        if change.before is None:
            return
        table = table_of(Holding)
        this = table.c.id == change.before.id
        now = self._setting.now
        if change.before.starts_at >= now:
            self._connection.execute(delete(table).where(this))
        else:
            ended = {"ends_at": now, "version": table.c.version + 1}
            self._connection.execute(update(table).where(this).values(**ended))

    def _add_holder(self, client_id: int, role: CareRole, change: Handover) -> None:
        if change.person_id is not None:
            self._rows[Holding].append(
                {
                    "client_id": client_id,
                    "person_id": change.person_id,
                    "role": role,
                    "starts_at": change.starts_at,
                    "ends_at": change.ends_at,
                }
            )

    def _add_phones(self, client_id: int, phones: Iterable[Number]) -> None:
        rows = ({"client_id": client_id, "number": spoken, "digits": digits} for spoken, digits in phones)
        self._rows[ClientPhone].extend(rows)

    def _add_answers(self, client_id: int, answers: Mapping[ConsentKind, Answer]) -> None:
        for kind, answer in answers.items():
            self._rows[Consent].append(
                {
                    "client_id": client_id,
                    "kind": kind,
                    "answer": answer,
                    "noted_at": self._setting.now,
                    "noted_by": self._setting.operator,
                    "source": self._setting.source,
                }
            )

    def _tell(
        self,
        known: Known,
        facts: Mapping[str, object],
        handovers: Mapping[CareRole, Handover],
        answers: Mapping[ConsentKind, Answer],
        *,
        phones: bool,
    ) -> None:
        """Leave word of one change for the audit entry: what it was, and what it is now."""
        told: dict[str, object] = {name: [known.facts[name], value] for name, value in facts.items()}
        told |= {
            role.value: [each.before.person_id if each.before else None, each.person_id]
            for role, each in handovers.items()
        }
        told |= {kind.value: [known.answers.get(kind), answer] for kind, answer in answers.items()}
        if phones:
            told["phones"] = [[number.spoken for number in known.phones], "replaced"]
        self._tally.tell(f"client:{known.id}", told)
