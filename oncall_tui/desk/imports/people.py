"""Import people: what they do here, how to reach them and when they work (R-001, R-003, R-004)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import Row, func, select

from oncall_tui.desk.founding import check_email
from oncall_tui.desk.imports.findings import shown
from oncall_tui.desk.imports.loader import EVER, Loader, Numbered, differing, table_of
from oncall_tui.desk.imports.rows import FileRow
from oncall_tui.desk.imports.tables import Columns
from oncall_tui.desk.people import plain
from oncall_tui.errors import Refused
from oncall_tui.rules.hours import CalendarError, format_hours, parse_hours
from storage.models import DutyShift, Holding, Person, PersonRoleRow, WorkPattern
from storage.search import index_clients
from storage.vocabulary import PersonRole

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.units import Unit


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What one row says; None where the file has no such column."""

    email: str
    facts: dict[str, Any]
    """Columns of the table, by name."""
    roles: frozenset[PersonRole]
    works: str | None
    """Hours in their one form; empty for every business day."""


class People(Loader[PersonRecord]):
    """A person is known by the e-mail address."""

    kind: ClassVar[str] = "people"
    columns: ClassVar[Columns] = Columns(
        ("name", "roles", "email"), ("phone", "works", "expertise", "services", "area", "active")
    )

    def read(self, row: FileRow) -> PersonRecord | None:
        """Return what a row says; None once anything in it was wrong, which has been noted."""
        facts: dict[str, Any] = {"name": row.needed("name")}
        email = _email(row)
        roles = self._roles(row)
        works = _works(row)
        for column in ("phone", "area"):
            facts[column] = row.text(column)
        self.check_number(row, "phone", facts["phone"] or "")
        for column in ("expertise", "services"):
            facts[column] = row.texts(column)
        active = row.yes_or_no("active")
        facts["active"] = active if active is not None or row.text("active") is None else True
        if not row.sound:
            return None
        self.once(row, "email", email)
        kept = {name: value for name, value in facts.items() if value is not None}
        return PersonRecord(email, kept, roles, works) if row.sound else None

    def check(self, connection: Connection, batch: Sequence[Numbered[PersonRecord]]) -> None:
        """Refuse to lose the default director, and tell of who leaves something behind (R-001, R-011)."""
        table = table_of(Person)
        known = {person.email: person for person in connection.execute(select(table))}
        holding = _open_holdings(connection)
        on_duty = _shifts_ahead(connection, self)
        for number, record in batch:
            person = known.get(record.email)
            if person is None:
                continue
            active = record.facts.get("active", person.active)
            keeps_line = active and PersonRole.DIRECTOR in record.roles
            if person.id == self.setting.default_director and not keeps_line:
                words = f"{person.name} answers when the rota has a gap, so stays an active director."
                self.findings.wrong(number, "roles" if active else "active", words)
            if holding[person.id] and not (active and PersonRole.CARE_MANAGER in record.roles):
                words = f"{person.name} still holds {holding[person.id]:,} client roles. Hand them on."
                self.findings.doubtful(number, "roles" if active else "active", words)
            if on_duty[person.id] and not keeps_line:
                words = (
                    f"{person.name} still stands on the rota {on_duty[person.id]:,} times. Change the rota."
                )
                self.findings.doubtful(number, "roles" if active else "active", words)
        self._warn_of_namesakes(batch)

    def settle(
        self, connection: Connection, batch: Sequence[Numbered[PersonRecord]], unit: Unit | None
    ) -> None:
        """Compare a batch with the record and count; write what differs when there is a unit of work."""
        table = table_of(Person)
        known = {person.email: person for person in connection.execute(select(table))}
        roles = _roles_on_record(connection)
        works = _works_on_record(connection)
        renamed: list[int] = []
        for number, record in batch:
            before = known.get(record.email)
            if record.facts.get("phone") and (before is None or before.phone != record.facts["phone"]):
                record.facts["phone"] = self.number(number, "phone", record.facts["phone"]).spoken
            if before is None:
                self.tally.added += 1
                if unit:
                    self._add(unit, record)
                continue
            changes = differing(before._asdict(), record.facts)
            others = record.roles != roles[before.id]
            hours = record.works is not None and record.works != works.get(before.id, "")
            changed = bool(changes) or others or hours
            self.tally.changed += changed
            self.tally.unchanged += not changed
            if changed and unit:
                self._change(unit, before, record, changes, roles[before.id], hours=hours)
                renamed += [before.id] if "name" in changes else []
        if unit and renamed:
            unit.session.flush()
            held = table_of(Holding)
            ids = select(held.c.client_id).where(held.c.person_id.in_(renamed))
            index_clients(connection, connection.execute(ids).scalars(), now=self.setting.now)

    def _add(self, unit: Unit, record: PersonRecord) -> None:
        person = Person(email=record.email, **record.facts)
        unit.session.add(person)
        unit.session.flush()
        assert person.id is not None
        for role in sorted(record.roles):
            unit.session.add(PersonRoleRow(person_id=person.id, role=role))
        if record.works:
            self._add_works(unit, person.id, record.works, EVER.date())

    def _change(
        self,
        unit: Unit,
        before: Row[Any],
        record: PersonRecord,
        changes: dict[str, Any],
        roles: frozenset[PersonRole],
        *,
        hours: bool,
    ) -> None:
        person = unit.session.get_one(Person, before.id)
        for name, value in changes.items():
            setattr(person, name, value)
        for role in sorted(record.roles - roles):
            unit.session.add(PersonRoleRow(person_id=before.id, role=role))
        for role in sorted(roles - record.roles):
            unit.session.delete(unit.session.get_one(PersonRoleRow, (before.id, role)))
        if hours:
            self._change_works(unit, before.id, record.works or "")

    def _change_works(self, unit: Unit, person_id: int, works: str) -> None:
        """End the pattern that holds today, and start the new one; past patterns are kept (R-003)."""
        from sqlmodel import select as choose

        today = self.setting.today
        patterns = unit.session.exec(choose(WorkPattern).where(WorkPattern.person_id == person_id)).all()
        for pattern in patterns:
            if pattern.valid_from >= today:
                unit.session.delete(pattern)
            elif pattern.valid_to is None or pattern.valid_to > today:
                pattern.valid_to = today
        unit.session.flush()
        if works:
            self._add_works(unit, person_id, works, today if patterns else EVER.date())

    def _add_works(self, unit: Unit, person_id: int, works: str, start: date) -> None:
        zone = self.setting.zone.key
        unit.session.add(WorkPattern(person_id=person_id, hours=works, zone=zone, valid_from=start))

    def _roles(self, row: FileRow) -> frozenset[PersonRole]:
        named = row.texts("roles") or []
        if not named:
            row.needed("roles")
        words = [row.as_word("roles", each, PersonRole) for each in named]
        return frozenset(word for word in words if word is not None)

    def _warn_of_namesakes(self, batch: Sequence[Numbered[PersonRecord]]) -> None:
        """Tell of two people of one name: such a name alone will name nobody."""
        first: dict[str, int] = {}
        for number, record in batch:
            name = record.facts["name"]
            row = first.setdefault(plain(name), number)
            if row != number:
                words = f"{shown(name)} is also the name in row {row}. Name them by e-mail address elsewhere."
                self.findings.doubtful(number, "name", words)


def _email(row: FileRow) -> str:
    given = row.needed("email")
    try:
        return check_email(given) if given else ""
    except Refused as fault:
        row.wrong("email", fault.words)
        return ""


def _works(row: FileRow) -> str | None:
    """Return the working hours in their one form; None without the column, empty for every business day."""
    given = row.text("works")
    if not given:
        return given
    try:
        return format_hours(parse_hours(given))
    except CalendarError as fault:
        row.wrong("works", str(fault))
        return None


def _open_holdings(connection: Connection) -> dict[int, int]:
    """Return how many roles each person holds with no end."""
    held = table_of(Holding)
    asked = select(held.c.person_id, func.count()).where(held.c.ends_at.is_(None)).group_by(held.c.person_id)
    return defaultdict(int, {row[0]: row[1] for row in connection.execute(asked)})


def _shifts_ahead(connection: Connection, loader: People) -> dict[int, int]:
    """Return how many shifts each person has that have not ended."""
    shift = table_of(DutyShift)
    asked = (
        select(shift.c.director_id, func.count())
        .where(shift.c.ends_at > loader.setting.now)
        .group_by(shift.c.director_id)
    )
    return defaultdict(int, {row[0]: row[1] for row in connection.execute(asked)})


def _roles_on_record(connection: Connection) -> dict[int, frozenset[PersonRole]]:
    found: dict[int, frozenset[PersonRole]] = defaultdict(frozenset)
    for row in connection.execute(select(table_of(PersonRoleRow))):
        found[row.person_id] |= {row.role}
    return found


def _works_on_record(connection: Connection) -> dict[int, str]:
    """Return each person's pattern that has no end."""
    pattern = table_of(WorkPattern)
    rows = connection.execute(select(pattern).where(pattern.c.valid_to.is_(None)))
    return {row.person_id: row.hours for row in rows}
