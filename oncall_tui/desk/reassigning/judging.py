"""Who may take a role of a client, and who would hold it when (R-001, R-009)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.reassigning.views import Reassignment, Share
from oncall_tui.rules.phrases import absence_words
from oncall_tui.rules.precedence import managers_at
from oncall_tui.rules.tenure import Tenure, clash, given, without
from oncall_tui.text import when
from storage.vocabulary import CareRole, PersonRole

if TYPE_CHECKING:
    from oncall_tui.rules.roster import Holding, Roster

_ROLES = {Share.PRIMARY: CareRole.PCM, Share.SECONDARY: CareRole.SCM}
_OTHER = {CareRole.PCM: CareRole.SCM, CareRole.SCM: CareRole.PCM}
_NAMES = {CareRole.PCM: "primary", CareRole.SCM: "secondary"}
_TAKE = {
    Share.ACTING: (PersonRole.CARE_MANAGER, PersonRole.DIRECTOR),
    Share.PRIMARY: (PersonRole.CARE_MANAGER,),
    Share.SECONDARY: (PersonRole.CARE_MANAGER,),
}

Tenures = tuple[Tenure, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """What changes for one client."""

    roles: Mapping[CareRole, Tenures] = field(default_factory=lambda: MappingProxyType({}))
    """Who holds each role that is touched when, from the first day on."""
    unfilled: bool = False
    """Whether nobody is secondary from then on."""
    unchanged: bool = False
    """Whether they have it already, for all that time."""
    refused: str = ""
    """Why it cannot be."""


class Takers:
    """Says of people why they could take no role when it begins; each is judged once."""

    def __init__(self, roster: Roster, start: datetime, zone: str) -> None:
        self.roster = roster
        self.start = start
        self._zone = ZoneInfo(zone)
        self._known: dict[tuple[int, Share], str] = {}

    def hindrance(self, person_id: int, share: Share) -> str:
        """Return why somebody cannot take a role; empty where they can."""
        known = self._known.get((person_id, share))
        if known is None:
            known = self._known[person_id, share] = self._judged(person_id, share)
        return known

    def _judged(self, person_id: int, share: Share) -> str:
        person = self.roster.people.get(person_id)
        if person is None:
            return "There is no such person."
        if not person.active:
            return f"{person.name} no longer works here. Choose somebody else."
        if not person.roles.intersection(_TAKE[share]):
            who = "neither care manager nor director" if share is Share.ACTING else "no care manager"
            return f"{person.name} is {who}. Choose somebody who is."
        moment = self.roster.index.moment(self.start)
        if moment.available(person_id):
            return ""
        absence = moment.absence(person_id)
        why = absence_words(absence.reason, discreet=self.roster.discreet) if absence else "away"
        until = absence.until(self.roster.now) if absence else None
        back = f" until {when(until, self._zone)}" if until else ""
        return f"{person.name} is also away then ({why}{back}). Choose who covers."

    def held(self, client_id: int, role: CareRole) -> Tenures:
        """Return who holds a role of a client when, on record."""
        found = self.roster.holdings.get(client_id, ())
        return tuple(Tenure(each.start, each.end, each.person_id) for each in found if each.role is role)


def moves_of(takers: Takers, client_id: int, active: bool, new: Reassignment, start: datetime) -> Move:
    """Return what a reassignment changes for one client, or why it cannot be done with them."""
    if not active:
        return Move(refused="They are no longer a client. Leave them out.")
    if new.share is Share.ACTING:
        return Move()
    if new.person_id is None:
        return _moved_up(takers, client_id, new, start)
    role = _ROLES[new.share]
    before = takers.held(client_id, role)
    after = given(before, new.person_id, start, new.end)
    other = takers.held(client_id, _OTHER[role])
    refused = _both(takers, (each for each in after if each.person_id == new.person_id), other, role)
    return Move({role: after}, unchanged=set(after) == set(before), refused=refused)


def _moved_up(takers: Takers, client_id: int, new: Reassignment, start: datetime) -> Move:
    """Make a client's secondary the primary for good, and name another secondary if one is given (R-032)."""
    _, secondary, _, _ = managers_at(takers.roster.holdings.get(client_id, ()), start)
    if secondary is None:
        return Move(refused="They have no secondary care manager. Name one first, or give them by name.")
    hindrance = takers.hindrance(secondary, Share.PRIMARY)
    if hindrance:
        return Move(refused=hindrance)
    primary = given(takers.held(client_id, CareRole.PCM), secondary, start, None)
    seconds = without(takers.held(client_id, CareRole.SCM), secondary, start)
    named = new.secondary_id if new.secondary_id != secondary else None
    if named is not None:
        seconds = given(seconds, named, start, None)
    refused = _both(takers, primary, seconds, CareRole.PCM)
    return Move({CareRole.PCM: primary, CareRole.SCM: seconds}, unfilled=named is None, refused=refused)


def both_managers(held: Iterable[Holding], since: datetime) -> tuple[int, ...]:
    """Return who would be both managers of a client at some time from an instant on; at most one is named."""
    later = [each for each in held if each.end is None or each.end > since]
    roles = ([each for each in later if each.role is role] for role in _NAMES)
    one, other = ([Tenure(each.start, each.end, each.person_id) for each in role] for role in roles)
    found = clash(one, other)
    return () if found is None else (found[1],)


def _both(takers: Takers, mine: Iterable[Tenure], others: Tenures, role: CareRole) -> str:
    """Say that somebody would be both managers of a client, from its first instant on (R-009)."""
    found = clash((each for each in mine if (each.end is None or each.end > takers.start)), others)
    if found is None:
        return ""
    other = _NAMES[_OTHER[role]]
    name = takers.roster.people[found[1]].name
    return f"{name} is the {other} care manager then. Name another {other} one first."
