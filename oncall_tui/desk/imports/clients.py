"""Import clients: who they are, how to reach them, who looks after them (R-007, R-008, R-009, R-091)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from oncall_tui.desk.imports.client_book import ClientBook, Known
from oncall_tui.desk.imports.loader import Loader, Number, Numbered, differing
from oncall_tui.desk.imports.rows import LONG, FileRow
from oncall_tui.desk.imports.tables import Columns
from storage.search import index_clients
from storage.vocabulary import Answer, CareRole, ClientStatus, ConsentKind, PersonRole, Phase

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.units import Unit

_TEXTS = ("preferred_name", "address", "suburb", "region", "service", "organisation")
_CONSENTS = {
    "voicemail": ConsentKind.VOICEMAIL,
    "email_messages": ConsentKind.EMAIL_MESSAGES,
    "email_only": ConsentKind.EMAIL_ONLY,
}
_ANSWERS = {True: Answer.YES, False: Answer.NO}
_INDEXED = 20_000
"""Clients taken into the look-up index at a time."""


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """What one row says; what the file has no column for is left out."""

    number: str
    facts: dict[str, object]
    """Columns of the table, by name."""
    phones: tuple[str, ...] | None
    """As they were given."""
    holders: dict[CareRole, int | None]
    consents: dict[ConsentKind, tuple[str, Answer]]
    """The column and the answer, for each question that has one in the file."""


class Clients(Loader[ClientRecord]):
    """A client is known by the client number, whatever its case."""

    kind: ClassVar[str] = "clients"
    batch: ClassVar[int | None] = 1_000
    columns: ClassVar[Columns] = Columns(
        ("number", "family_name", "given_name", "pcm"),
        (
            *(
                "scm",
                "preferred_name",
                "dob",
                "phones",
                "address",
                "suburb",
                "region",
                "service",
                "conditions",
            ),
            *("status", "phase", "voicemail", "email_messages", "email_only", "organisation"),
        ),
    )

    def read(self, row: FileRow) -> ClientRecord | None:
        """Return what a row says; None once anything in it was wrong, which has been noted."""
        number = row.needed("number")
        facts: dict[str, object] = {
            "family_name": row.needed("family_name"),
            "given_name": row.needed("given_name"),
            **{column: row.text(column) for column in _TEXTS},
            "address": row.text("address", LONG),
            "conditions": row.texts("conditions"),
            "status": row.word("status", ClientStatus),
            "phase": row.word("phase", Phase),
        }
        facts = {name: value for name, value in facts.items() if value is not None}
        if "dob" in self.present:
            facts["dob"] = row.day("dob", self.setting.today)
        holders = self._holders(row)
        consents = _consents(row)
        phones = row.texts("phones")
        for each in phones or ():
            self.check_number(row, "phones", each)
        numbers = None if phones is None else tuple(phones)
        if not row.sound:
            return None
        self.once(row, "number", number.casefold())
        return ClientRecord(number, facts, numbers, holders, consents) if row.sound else None

    def _holders(self, row: FileRow) -> dict[CareRole, int | None]:
        """Return who is to hold which role; a client without a primary is refused (R-008)."""
        if not row.text("pcm"):
            row.wrong("pcm", "no PCM: every client needs a primary care manager. Name one.")
        primary = self.person(row, "pcm", PersonRole.CARE_MANAGER)
        holders: dict[CareRole, int | None] = {CareRole.PCM: primary.ref.id if primary else None}
        if row.text("scm"):
            secondary = self.person(row, "scm", PersonRole.CARE_MANAGER)
            if secondary is not None and primary is not None and secondary.ref.id == primary.ref.id:
                row.wrong(
                    "scm", f"{primary.ref.name} is the primary already. Name somebody else as secondary."
                )
            holders[CareRole.SCM] = secondary.ref.id if secondary else None
        elif "scm" in self.present:
            holders[CareRole.SCM] = None
            row.doubtful("scm", "no SCM: nobody covers when the primary is away. Name one soon.")
        return holders

    def settle(
        self, connection: Connection, batch: Sequence[Numbered[ClientRecord]], unit: Unit | None
    ) -> None:
        """Compare a batch with the record and count; write what differs when there is a unit of work."""
        book = self._book(connection, unit)
        known = book.known([record.number for _, record in batch])
        for row, record in batch:
            before = known.get(record.number.casefold())
            if before is None:
                self.tally.added += 1
                if "scm" not in self.present:
                    self.findings.doubtful(
                        row, "", "no SCM: nobody covers when the primary is away. Name one soon."
                    )
                numbers = tuple(self.number(row, "phones", each) for each in record.phones or ())
                book.add(record.number, record.facts, numbers, record.holders, _answers(record))
            elif self._change(book, row, before, record):
                self.tally.changed += 1
            else:
                self.tally.unchanged += 1
        book.write()

    def finish(self, connection: Connection, unit: Unit | None) -> None:
        """Bring the look-up index into line with what was written."""
        book = self._book(connection, unit)
        if book.first:
            index_clients(connection, now=self.setting.now)  # making it whole is quicker than adding to it
            return
        for start in range(0, len(book.touched), _INDEXED):
            index_clients(connection, book.touched[start : start + _INDEXED], now=self.setting.now)

    def _change(self, book: ClientBook, row: int, before: Known, record: ClientRecord) -> bool:
        """Bring one client into line; say whether anything had to change."""
        changes = differing(before.facts, record.facts)
        answers = self._new_answers(row, before, record)
        phones = self._new_numbers(row, before, record)
        return book.change(before, changes, phones, record.holders, answers)

    def _new_numbers(self, row: int, before: Known, record: ClientRecord) -> tuple[Number, ...] | None:
        """Return the numbers a client is to have; None where they stay."""
        if record.phones is None:
            return None
        kept = {number.spoken: number for number in before.phones}
        numbers = [kept.get(each) or self.number(row, "phones", each) for each in record.phones]
        return tuple(numbers) if set(numbers) != set(before.phones) else None

    def _new_answers(self, row: int, before: Known, record: ClientRecord) -> dict[ConsentKind, Answer]:
        """Return the answers that are new; one that was given stays until another one is given."""
        new: dict[ConsentKind, Answer] = {}
        for kind, (column, answer) in record.consents.items():
            given = before.answers.get(kind, Answer.NOT_ASKED)
            if answer is Answer.NOT_ASKED and given is not answer:
                self.findings.doubtful(row, column, f"stays “{given}”, for that answer was given before.")
            elif answer is not given:
                new[kind] = answer
        return new

    def _book(self, connection: Connection, unit: Unit | None) -> ClientBook:
        if self._kept is None:
            self._kept = ClientBook(connection, unit, self.setting, self.tally)
        return self._kept

    _kept: ClientBook | None = None


def _answers(record: ClientRecord) -> dict[ConsentKind, Answer]:
    """Return what a new client has been asked."""
    return {kind: answer for kind, (_, answer) in record.consents.items() if answer is not Answer.NOT_ASKED}


def _consents(row: FileRow) -> dict[ConsentKind, tuple[str, Answer]]:
    """Return the answers in a row; an empty cell says nothing."""
    found: dict[ConsentKind, tuple[str, Answer]] = {}
    for column, kind in _CONSENTS.items():
        if given := row.text(column):
            plain = {"y": "yes", "true": "yes", "n": "no", "false": "no"}.get(given.casefold(), given)
            answer = row.as_word(column, plain, Answer)
            if answer is not None:
                found[kind] = (column, answer)
    return found
