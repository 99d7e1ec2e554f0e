"""Who must act on an item at an instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from oncall_tui.desk.views import PersonRef
from oncall_tui.rules.continuity import responsible
from oncall_tui.rules.roster import PersonFacts, Roster


def person_ref(person: PersonFacts) -> PersonRef:
    """Return a person as the screens name them."""
    return PersonRef(person.id, person.name, person.email, person.phone)


class Acting:
    """Answers, for many items at one instant, who must act on each (R-010, R-034)."""

    def __init__(self, roster: Roster, at: datetime, unreachable: Mapping[int, set[int]]) -> None:
        self.roster = roster
        self.at = at
        self._unreachable = unreachable
        """By item: managers who could not be reached about it."""
        self._of_client: dict[int, tuple[PersonFacts, ...]] = {}

    def of(self, item_id: int, client_id: int | None, assigned_id: int | None) -> tuple[PersonRef, bool]:
        """Return who must act on an item, and whether it was handed to that person by name.

        Somebody it was handed to keeps it while they are neither away nor gone; otherwise it goes to whoever
        answers for the client, past those who could not be reached about it; then to the line.
        """
        moment = self.roster.index.moment(self.at)
        if assigned_id is not None and moment.available(assigned_id):
            return person_ref(self.roster.people[assigned_id]), True
        passed_over = self._unreachable.get(item_id, set())
        for person in self._chain(client_id):
            if person.id not in passed_over:
                return person_ref(person), False
        return person_ref(self.roster.people[moment.line.person_id]), False

    def _chain(self, client_id: int | None) -> tuple[PersonFacts, ...]:
        if client_id is None:
            return ()
        if client_id not in self._of_client:
            found = responsible(self.roster, client_id, self.at)
            self._of_client[client_id] = (found.answering_now,) + ((found.backup,) if found.backup else ())
        return self._of_client[client_id]
