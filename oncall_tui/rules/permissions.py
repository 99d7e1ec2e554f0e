"""Who may do what (R-174): a capability for each action, the roles that have it, and nothing beyond that.

To look a client up takes none: a call may be about any of them, and each look is on record (R-173).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from storage.vocabulary import AccessRole, PersonRole


class Capability(StrEnum):
    """Something that may be allowed; its words complete “Only a director may …”."""

    ANSWER = "answer what was put to them"
    LOG = "log a call"
    CONTACT = "log contact with any client"
    WORK = "work on items of this client"
    CARE = "change what is kept of this client"
    OWN_LEAVE = "record their own absence"
    DECIDE = "decide that"
    ROTA = "change the rota"
    GOVERN = "change rules, policies and parties"
    ACCOUNTS = "read and record who goes into somebody's accounts"
    KNOW_WHY = "know why somebody is away"
    READ_RECORD = "read the record"
    TAKE_OUT_RECORD = "take the record out"
    TAKE_OUT = "take a part of the data out"
    TAKE_OUT_ALL = "take the whole data out"
    ADMINISTER = "look after the database"
    SIGN_IN_OF_OTHERS = "say who signs in, and as what"
    BREAK_GLASS = "break the glass; a director needs not"
    REVIEW_GLASS = "review broken glass"
    RETAIN = "say what is kept and what is erased for good"


_EVERYBODY = frozenset({Capability.ANSWER})
_OPERATOR = _EVERYBODY | {Capability.LOG}
_MANAGER = _OPERATOR | {
    Capability.CONTACT,
    Capability.WORK,
    Capability.CARE,
    Capability.OWN_LEAVE,
    Capability.TAKE_OUT,
}
_DIRECTOR = _MANAGER | {
    Capability.DECIDE,
    Capability.ROTA,
    Capability.GOVERN,
    Capability.ACCOUNTS,
    Capability.KNOW_WHY,
    Capability.READ_RECORD,
    Capability.TAKE_OUT_RECORD,
    Capability.TAKE_OUT_ALL,
    Capability.REVIEW_GLASS,
    Capability.RETAIN,
}

CAPABILITIES: Mapping[AccessRole, frozenset[Capability]] = MappingProxyType(
    {
        AccessRole.VIEWER: _EVERYBODY,
        AccessRole.OPERATOR: _OPERATOR | {Capability.BREAK_GLASS},
        AccessRole.MANAGER: _MANAGER | {Capability.BREAK_GLASS},
        AccessRole.DIRECTOR: _DIRECTOR,
        AccessRole.AUDITOR: _EVERYBODY | {Capability.READ_RECORD, Capability.TAKE_OUT_RECORD},
        AccessRole.ADMINISTRATOR: _EVERYBODY
        | {Capability.READ_RECORD, Capability.ADMINISTER, Capability.SIGN_IN_OF_OTHERS},
    }
)
"""The matrix: what is not in it is denied."""

OF_WORK: Mapping[PersonRole, AccessRole] = MappingProxyType(
    {
        PersonRole.DIRECTOR: AccessRole.DIRECTOR,
        PersonRole.CARE_MANAGER: AccessRole.MANAGER,
        PersonRole.SUPERVISOR: AccessRole.MANAGER,
        PersonRole.SPECIALIST: AccessRole.MANAGER,
        PersonRole.REVIEWER: AccessRole.MANAGER,
        PersonRole.STAFF: AccessRole.OPERATOR,
    }
)
"""The role at the desk that comes with what somebody does here (R-001)."""

OWN_ONLY = frozenset({Capability.WORK, Capability.CARE, Capability.TAKE_OUT})
"""What managers may do for the clients who are theirs or whom they cover, and directors for all."""

_BY_FAMILY: Mapping[str, Capability] = MappingProxyType(
    {
        "account": Capability.ACCOUNTS,
        "alert": Capability.ANSWER,
        "case": Capability.CARE,
        "caseload": Capability.CARE,
        "export": Capability.TAKE_OUT,
        "handover": Capability.CARE,
        "item": Capability.WORK,
        "party": Capability.CONTACT,
        "plan": Capability.CARE,
        "policy": Capability.GOVERN,
        "practice": Capability.CARE,
        "retention": Capability.RETAIN,
        "sign-in": Capability.SIGN_IN_OF_OTHERS,
    }
)
"""What an action needs by its first word, where nothing else is said of it."""

_BY_ACTION: Mapping[str, Capability] = MappingProxyType(
    {
        "absence.ended": Capability.OWN_LEAVE,
        "absence.recorded": Capability.OWN_LEAVE,
        "absences.imported": Capability.ADMINISTER,
        "access.glass-broken": Capability.BREAK_GLASS,
        "access.secret-set": Capability.ANSWER,
        "attempt.logged": Capability.CONTACT,
        "audit.key-replaced": Capability.ADMINISTER,
        "call.logged": Capability.LOG,
        "case.note-reviewed": Capability.CONTACT,
        "case.review-decided": Capability.CONTACT,
        "case.rules-attached": Capability.DECIDE,
        "case.standard-set": Capability.GOVERN,
        "clients.imported": Capability.ADMINISTER,
        "clients.reassigned": Capability.CARE,
        "consent.noted": Capability.CONTACT,
        "database.encrypted": Capability.ADMINISTER,
        "database.rekeyed": Capability.ADMINISTER,
        "database.restored": Capability.ADMINISTER,
        "duty.accepted": Capability.ANSWER,
        "duty.given": Capability.ROTA,
        "duty.imported": Capability.ADMINISTER,
        "export.audit": Capability.TAKE_OUT_RECORD,
        "export.data": Capability.TAKE_OUT_ALL,
        "handover.accepted": Capability.ANSWER,
        "handover.declined": Capability.ANSWER,
        "item.help-accepted": Capability.ANSWER,
        "item.help-declined": Capability.ANSWER,
        "party.procedure-added": Capability.GOVERN,
        "party.procedure-ended": Capability.GOVERN,
        "people.imported": Capability.ADMINISTER,
        "plan.duty-of-care-flagged": Capability.LOG,
        "practice.reviewed": Capability.CONTACT,
        "practice.rewritten": Capability.CONTACT,
        "practice.tagged": Capability.CONTACT,
        "return.accepted": Capability.ANSWER,
        "review.copied": Capability.CONTACT,
        "undone": Capability.ANSWER,
    }
)
"""What an action needs where its family does not say."""


def needed_for(action: str) -> Capability | None:
    """Return what an action of the record needs; None for one that nobody may do from a desk."""
    return _BY_ACTION.get(action) or _BY_FAMILY.get(action.partition(".")[0])


def access_roles(
    works_as: Collection[PersonRole], granted: Collection[AccessRole], *, administrators: bool
) -> frozenset[AccessRole]:
    """Return the roles that somebody has at a desk.

    Args:
        works_as: what they do here.
        granted: what they were given beyond that.
        administrators: whether anybody was made administrator; until then every director is one.
    """
    found = {OF_WORK[role] for role in works_as} | set(granted)
    if AccessRole.DIRECTOR in found and not administrators:
        found.add(AccessRole.ADMINISTRATOR)
    return frozenset(found)


def allows(roles: Collection[AccessRole], capability: Capability) -> bool:
    """Say whether any of the roles has a capability."""
    return any(capability in CAPABILITIES[role] for role in roles)


def only_own(roles: Collection[AccessRole], capability: Capability) -> bool:
    """Say whether the roles have a capability for the clients who are theirs or whom they cover alone."""
    return capability in OWN_ONLY and AccessRole.DIRECTOR not in roles


def holders(capability: Capability) -> Iterator[AccessRole]:
    """Go through the roles that have a capability."""
    return (role for role, held in CAPABILITIES.items() if capability in held)
