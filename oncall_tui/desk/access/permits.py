"""Decide whether whoever sits at the desk may do it (R-174): what nobody allowed is denied."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from oncall_tui.errors import Refused
from oncall_tui.rules.permissions import (
    Capability,
    access_roles,
    allows,
    holders,
    needed_for,
    only_own,
)
from storage import reads
from storage.errors import StoreError
from storage.vocabulary import AccessRole, PersonRole

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

GLASS = "In an emergency break the glass (N)."
NOT_YOURS = (
    f"The client is not yours, and you do not cover for whoever has them. Hand it on, or log it. {GLASS}"
)
_OF_CLIENT = {"item": "client_of_item", "case": "client_of_case", "handover": "client_of_handover"}
"""How to find whose record it is, by the first word of what something is done to."""
_BY_GLASS = frozenset(
    {
        Capability.LOG,
        Capability.CONTACT,
        Capability.WORK,
        Capability.CARE,
        Capability.DECIDE,
        Capability.ROTA,
    }
)
"""What broken glass allows for as long as it holds: for one client the first four, on the line all of it."""
_OF_DIRECTORS = frozenset({Capability.DECIDE, Capability.ROTA})


class Denied(Refused):
    """Whoever sits here may not do it; the record keeps that they tried."""


@dataclass(frozen=True, slots=True)
class Access:
    """What somebody is at a desk."""

    roles: frozenset[AccessRole]

    def allows(self, capability: Capability) -> bool:
        """Say whether they may do it at all, for their own clients if for no others."""
        return allows(self.roles, capability)


def access_of(connection: Connection, person_id: int) -> Access:
    """Return what somebody is at a desk; nothing at all where they no longer work here."""
    found: dict[str, set[str]] = {}
    for kind, word in reads.rows(connection, "access_of", id=person_id):
        found.setdefault(kind, set()).add(word)
    if found.get("active") != {"yes"}:
        return Access(frozenset())
    works_as = {PersonRole(word) for word in found.get("works", ())}
    granted = {AccessRole(word) for word in found.get("granted", ())}
    roles = access_roles(works_as, granted, administrators="administrators" in found)
    return Access(roles or frozenset({AccessRole.VIEWER}))


def may(desk: Desk, connection: Connection, capability: Capability) -> bool:
    """Say whether whoever sits at the desk may do something that is no one client's."""
    if access_of(connection, desk.operator.id).allows(capability):
        return True
    return capability in _BY_GLASS and None in _glass(desk, connection)


def require(
    desk: Desk, connection: Connection, capability: Capability, words: str = "", field: str = ""
) -> None:
    """Refuse what whoever sits at the desk may not do; `words` say it better where somebody knows better.

    Raises:
        Denied: they may not.
    """
    if not may(desk, connection, capability):
        raise Denied(words or _words(desk, capability), field=field)


def require_to_read(desk: Desk, capability: Capability, about: str) -> None:
    """Refuse what whoever sits at the desk may not read, and keep in the record that they tried.

    Args:
        desk: where they sit.
        capability: what it takes.
        about: what they asked for, as the record names it.

    Raises:
        Denied: they may not.
    """
    with desk.store.reading() as connection:
        allowed = may(desk, connection, capability)
    if not allowed:
        note_denied(desk, "reading", about)
        raise Denied(_words(desk, capability))


class Permit:
    """What one action needs, checked once for what it is done to."""

    def __init__(self, desk: Desk, connection: Connection, action: str) -> None:
        self._desk = desk
        self._connection = connection
        self._needed = needed_for(action)
        self._access = access_of(connection, desk.operator.id)

    def check(self, object_: str) -> None:
        """Refuse the action where whoever sits at the desk may not do it to that.

        Raises:
            Denied: they may not.
        """
        needed = self._needed
        if needed is None:
            raise Denied("Nobody may do that from a desk.")
        if needed is Capability.OWN_LEAVE:
            self._check_leave(object_)
            return
        kind, _, number = object_.partition(":")
        client_id, theirs = self._client(kind, number)
        if not self._access.allows(needed):
            if not self._glass_allows(needed, client_id):
                raise Denied(_words(self._desk, needed))
            return
        if not only_own(self._access.roles, needed) or client_id is None or theirs:
            return
        if not is_theirs(self._desk, self._connection, client_id) and not self._glass_allows(
            needed, client_id
        ):
            raise Denied(NOT_YOURS)

    def _check_leave(self, object_: str) -> None:
        own = object_ == f"person:{self._desk.operator.id}" and self._access.allows(Capability.OWN_LEAVE)
        if not own and not may(self._desk, self._connection, Capability.DECIDE):
            raise Denied(
                "Only a director may record somebody else's absence. Ask one to do it.", field="person"
            )

    def _client(self, kind: str, number: str) -> tuple[int | None, bool]:
        """Return whose record something is, and whether it is given to, or comes from, whoever sits here."""
        if not number.isdecimal():
            return None, False
        if kind == "client":
            return int(number), False
        found = reads.one(self._connection, _OF_CLIENT[kind], id=int(number)) if kind in _OF_CLIENT else None
        if found is None:
            return None, False
        return found.client_id, self._desk.operator.id in (found.assigned_id, found.entered_by)

    def _glass_allows(self, needed: Capability, client_id: int | None) -> bool:
        if needed not in _BY_GLASS:
            return False
        broken = _glass(self._desk, self._connection)
        return None in broken or (client_id in broken and needed not in _OF_DIRECTORS)


def is_theirs(desk: Desk, connection: Connection, client_id: int) -> bool:
    """Say whether a client is one of whoever sits at the desk, or somebody's for whom they cover now."""
    from oncall_tui.desk.rosters import load_roster
    from oncall_tui.rules.continuity import responsible

    now = desk.now()
    roster = load_roster(desk, [client_id], connection=connection)
    found = responsible(roster, client_id, now)
    named = (found.pcm_of_record, found.role_holder, found.answering_now, found.backup)
    hold = {
        held.person_id for held in roster.holdings.get(client_id, ()) if held.end is None or now < held.end
    }
    return desk.operator.id in hold | {each.id for each in named if each is not None}


def note_denied(desk: Desk, action: str, object_: str) -> None:
    """Keep in the record that somebody tried what they may not do; denied it is in any case."""
    writing = desk.store.writing(desk.operator.email, "access.denied", object_, terminal=desk.terminal)
    with suppress(StoreError), writing as unit:
        unit.note(words=f"Denied: {action}.")


def _glass(desk: Desk, connection: Connection) -> set[int | None]:
    """Return for which clients whoever sits here has broken the glass just now; None for the line."""
    found = reads.rows(connection, "open_glass", id=desk.operator.id, at=desk.now())
    return {row.client_id for row in found}


def _words(desk: Desk, capability: Capability) -> str:
    """Say who may, whom to ask, and what is left in an emergency."""
    from oncall_tui.desk.duty.holder import line_holder

    roles = list(holders(capability))
    each = [f"{'an' if role.value[0] in 'aeiou' else 'a'} {role.value}" for role in roles]
    who = " or ".join([", ".join(each[:-1]), each[-1]]) if len(each) > 1 else each[0]
    said = f"Only {who} may {capability.value}."
    if AccessRole.DIRECTOR in roles:
        holder = line_holder(desk).person
        said += f" Ask {' '.join(part for part in (holder.name, holder.phone) if part)}, who has the line."
    return f"{said} {GLASS}" if capability in _BY_GLASS else said
