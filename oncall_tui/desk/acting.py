"""Who must act on an item at an instant: past those not reached about it, and past whom it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.views import PersonRef
from oncall_tui.rules.continuity import everyone, responsible
from oncall_tui.rules.roster import PersonFacts, Roster
from oncall_tui.rules.subjects import line_past, manages
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection


def person_ref(person: PersonFacts) -> PersonRef:
    """Return a person as the screens name them."""
    return PersonRef(person.id, person.name, person.email, person.phone)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Past whom open items go."""

    unreached: Mapping[int, set[int]]
    """By item: managers who could not be reached about it (R-034)."""
    subjects: Mapping[int, int]
    """By item: whom of our own it is about (R-062)."""


def passed_over(connection: Connection) -> PassedOver:
    """Read past whom open items go."""
    found: dict[int, set[int]] = defaultdict(set)
    for item_id, person_id in reads.rows(connection, "unreachable"):
        found[item_id].add(person_id)
    return PassedOver(found, dict(map(tuple, reads.rows(connection, "subjects"))))


class Acting:
    """Answers, for many items at one instant, who must act on each (R-010, R-034, R-062)."""

    def __init__(self, roster: Roster, at: datetime, passed: PassedOver) -> None:
        self.roster = roster
        self.at = at
        self._passed = passed
        self._charges = everyone(roster, at)
        self._refs = {key: person_ref(person) for key, person in roster.people.items()}

    def of(self, item_id: int, client_id: int | None, assigned_id: int | None) -> tuple[PersonRef, bool]:
        """Return who must act on an item, and whether it was handed to that person by name.

        Somebody it was handed to keeps it while they are neither away nor gone; otherwise it goes to whoever
        answers for the client, past those who could not be reached about it; then to the line. What is about
        somebody is never theirs, and what is about a client's manager goes to a director.
        """
        subject = self._passed.subjects.get(item_id)
        if assigned_id is not None and assigned_id != subject:
            if self.roster.index.moment(self.at).available(assigned_id):
                return self._refs[assigned_id], True
        elif client_id is not None and subject is None and item_id not in self._passed.unreached:
            charge = self._charges.get(client_id)
            if charge is not None:  # nobody to go past, as with nearly every item
                return self._refs[charge.answering_now], False
        answering = None
        if not self.about_manager(item_id, client_id):
            past = {*self._passed.unreached.get(item_id, ()), subject}
            answering = next((each for each in self._chain(client_id) if each not in past), None)
        return self._refs[self.line_of(item_id) if answering is None else answering], False

    def about_manager(self, item_id: int, client_id: int | None) -> bool:
        """Whether an item is about a manager of its client, so that a director has it."""
        subject = self._passed.subjects.get(item_id)
        return (
            subject is not None
            and client_id is not None
            and manages(self.roster, client_id, subject, self.at)
        )

    def subject(self, item_id: int) -> int | None:
        """Return whom of our own an item is about."""
        return self._passed.subjects.get(item_id)

    def line_of(self, item_id: int) -> int:
        """Return who has an item that is with the line: another director where it is about whoever has it."""
        return line_past(self.roster, self._passed.subjects.get(item_id), self.at)

    def _chain(self, client_id: int | None) -> Iterator[int]:
        """Go through those who answer for a client: whoever does now, then their backup."""
        if client_id is None:
            return
        charge = self._charges.get(client_id)
        if charge is not None:
            yield charge.answering_now
        found = responsible(self.roster, client_id, self.at)
        yield found.answering_now.id
        if found.backup:
            yield found.backup.id
