"""What the import of every kind of record has in common."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, ClassVar, Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Table, inspect

from oncall_tui.desk.imports.findings import Findings, shown
from oncall_tui.desk.people import Directory, Entry
from oncall_tui.desk.phones import normalise
from oncall_tui.errors import Refused
from storage.vocabulary import PersonRole

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlmodel import SQLModel

    from oncall_tui.desk.imports.rows import FileRow
    from oncall_tui.desk.imports.tables import Columns
    from storage.units import Unit

Record = TypeVar("Record")
Numbered = tuple[int, Record]
"""A record and the row it stands in."""

_SHORTENED = re.compile(r"[+-]?\d+(?:[.,]\d+)?e[+-]?\d+", re.ASCII | re.IGNORECASE)
"""A long number as a spreadsheet shows it in a narrow column: its last digits are lost."""
EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""From when on the first facts about a client or a person are taken to hold."""
TOLD = 500
"""How many single changes the audit entry tells of; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an import needs to know besides the file."""

    zone: ZoneInfo
    """Wall times without an offset are of this zone."""
    region: str
    """Where telephone numbers without a country code are of."""
    now: datetime
    operator: str
    """E-mail address of whoever imports."""
    source: str
    """Name of the file, for people."""
    default_director: int

    @property
    def today(self) -> date:
        """The local date."""
        return self.now.astimezone(self.zone).date()


@dataclass(slots=True)
class Tally:
    """What has come of the rows so far."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    told: dict[str, Mapping[str, object]] = field(default_factory=dict)
    """The first changes by what was changed, for the audit entry."""

    def tell(self, object_: str, change: Mapping[str, object]) -> None:
        """Remember one change for the audit entry, as long as there is room."""
        if len(self.told) < TOLD:
            self.told[object_] = change


class Number(NamedTuple):
    """A telephone number, as a person reads it out and as it is compared."""

    spoken: str
    digits: str


class Loader(ABC, Generic[Record]):
    """Reads rows of one kind and brings the record into line with them.

    A run goes through the file with `read`, then hands over what was read in batches: to `check`, which only
    looks, and to `settle`, which compares and, given a unit of work, writes.
    """

    kind: ClassVar[str]
    columns: ClassVar[Columns]
    batch: ClassVar[int | None] = None
    """How many records are handed over at a time; None for all at once, where they must be seen together."""

    def __init__(
        self,
        setting: Setting,
        directory: Directory,
        findings: Findings,
        present: frozenset[str],
    ) -> None:
        self.setting = setting
        self.directory = directory
        self.findings = findings
        self.present = present
        """The columns that the file has."""
        self.tally = Tally()
        self._seen: dict[str, int] = {}
        self._people: dict[tuple[str, tuple[PersonRole, ...]], Entry] = {}

    @abstractmethod
    def read(self, row: FileRow) -> Record | None:
        """Return what a row says; None once anything in it was wrong, which has been noted."""

    @abstractmethod
    def settle(self, connection: Connection, batch: Sequence[Numbered[Record]], unit: Unit | None) -> None:
        """Compare a batch with the record and count; write what differs when there is a unit of work."""

    def check(self, connection: Connection, batch: Sequence[Numbered[Record]]) -> None:
        """Note what is wrong with a batch beside what is on record already."""

    def finish(self, connection: Connection, unit: Unit | None) -> None:
        """Do what can be done only once every row is known."""

    def once(self, row: FileRow, column: str, key: str) -> None:
        """Note that a record stands in the file twice."""
        first = self._seen.setdefault(key, row.number)
        if first != row.number:
            row.wrong(
                column, f"the same stands in {self.findings.place(first)} already. Keep one of the two."
            )

    def person(self, row: FileRow, column: str, *roles: PersonRole) -> Entry | None:
        """Return the active person whom a column names, who must have one of some roles (R-001)."""
        named = row.text(column)
        if not named:
            return None
        known = self._people.get((named, roles))
        if known is not None:
            return known
        try:
            entry = self.directory.find(named)
        except Refused as fault:
            row.wrong(column, fault.words)
            return None
        name = entry.ref.name
        if not entry.active:
            row.wrong(column, f"{name} no longer works here. Name somebody who does.")
        elif roles and not entry.roles.intersection(roles):
            row.wrong(
                column, f"{name} is no {' or '.join(roles)}. Name one, or import {name} with that role."
            )
        else:
            self._people[named, roles] = entry
            return entry
        return None

    def check_number(self, row: FileRow, column: str, given: str) -> None:
        """Note a telephone number whose last digits a spreadsheet has lost."""
        if _SHORTENED.fullmatch(given):
            row.wrong(column, f"{shown(given)} was rounded by the spreadsheet. Format the column as text.")

    def number(self, row: int, column: str, given: str) -> Number:
        """Return a telephone number as it is kept; what is no known number is kept as it was given."""
        if not given:
            return Number("", "")
        phone = normalise(given, self.setting.region)
        if not phone.valid:
            self.findings.doubtful(
                row, column, f"{shown(given)} is no known telephone number; kept as it is."
            )
        return Number(phone.spoken if phone.valid else given, phone.digits)


def differing(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    """Return what of `after` differs from `before`."""
    return {name: value for name, value in after.items() if before[name] != value}


def table_of(model: type[SQLModel]) -> Table:
    """Return the table of a model, for statements over many rows."""
    table = inspect(model).local_table
    assert isinstance(table, Table)
    return table
