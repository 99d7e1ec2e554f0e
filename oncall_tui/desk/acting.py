"""Who must act on an item at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.views import PersonRef
from oncall_tui.rules.continuity import everyone, responsible
from oncall_tui.rules.roster import PersonFacts, Roster
from storage import reads

if TYPE_CHECKING:
    from sqlalchemy import Connection


def person_ref(person: PersonFacts) -> PersonRef:
    """Return a person as the screens name them."""
    return PersonRef(person.id, person.name, person.email, person.phone)


def unreachable(connection: Connection) -> Mapping[int, set[int]]:
    """Return, by open item, the managers who could not be reached about it (R-034)."""
    found: dict[int, set[int]] = defaultdict(set)
    for item_id, person_id in reads.rows(connection, "unreachable"):
        found[item_id].add(person_id)
    return found


class Acting:
    """Answers, for many items at one instant, who must act on each (R-010, R-034)."""

    def __init__(self, roster: Roster, at: datetime, unreachable: Mapping[int, set[int]]) -> None:
        self.roster = roster
        self.at = at
        self._unreachable = unreachable
        """By item: managers who could not be reached about it."""
        self._charges = everyone(roster, at)
        self._refs = {key: person_ref(person) for key, person in roster.people.items()}

    def of(self, item_id: int, client_id: int | None, assigned_id: int | None) -> tuple[PersonRef, bool]:
        """Return who must act on an item, and whether it was handed to that person by name.

        Somebody it was handed to keeps it while they are neither away nor gone; otherwise it goes to whoever
        answers for the client, past those who could not be reached about it; then to the line.
        """
        moment = self.roster.index.moment(self.at)
        if assigned_id is not None and moment.available(assigned_id):
            return self._refs[assigned_id], True
        passed_over = self._unreachable.get(item_id, set())
        answering = next((each for each in self._chain(client_id) if each not in passed_over), None)
        return self._refs[moment.line.person_id if answering is None else answering], False

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
