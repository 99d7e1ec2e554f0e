"""Whom an item wants reached, and which attempts count towards that."""

from __future__ import annotations

from types import MappingProxyType

from storage.vocabulary import CallerType, Category, Party

ASKED = MappingProxyType(
    {
        CallerType.CLIENT: Party.CLIENT,
        CallerType.FAMILY: Party.FAMILY,
        CallerType.STAFF: Party.STAFF,
        CallerType.PROVIDER: Party.PROVIDER,
        CallerType.FUNDING_BODY: Party.PROVIDER,
        CallerType.OTHER: Party.CLIENT,
    }
)
"""Whom an attempt is usually meant for, by who asked."""
_OF_PROVIDERS = frozenset({Category.PROVIDER, Category.DEVELOPMENT, Category.OUTREACH})
"""Categories in which a provider may be the one to reach."""
_OF_CLIENTS = frozenset({Category.COMPLAINT, Category.CHECK_IN, Category.HIGH_RISK_EVENT, Category.EMAIL})
"""Categories in which it is the client who is to be reached, whoever asked (R-082, R-084, R-085, R-116)."""


def counts(category: Category, caller_type: CallerType, party: Party) -> bool:
    """Say whether an attempt at somebody is one that an item asks for; `open_attempts` asks the same.

    One at a colleague is, only where a colleague asked; one at a provider, where a provider did and it is not
    the client who is meant.
    """
    if party in (Party.CLIENT, Party.FAMILY):
        return True
    asked = ASKED[caller_type] is party
    if party is Party.PROVIDER:
        return category in _OF_PROVIDERS or (asked and category not in _OF_CLIENTS)
    return asked
