"""After how long the record of somebody who left care may be erased: never, unless a site says so (R-177)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

CLOSED_CLIENTS = "closed_clients"
"""The name of the one rule there is, in the settings."""
_YEARS = re.compile(r"([1-9][0-9]?) years?")
_DAYS_A_YEAR = 366
"""A year is never reckoned shorter than it is."""


class RetentionError(Exception):
    """What the settings say cannot be understood; `words` says what to write."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Retention:
    """What a site has decided."""

    closed_clients: timedelta | None = None
    """How long after the last thing on record about a closed client it may be erased; None for never."""


def parse_retention(table: Mapping[str, str]) -> Retention:
    """Read the table of the settings.

    Raises:
        RetentionError: there is no such rule, or it is not a number of years.
    """
    for name in table:
        if name != CLOSED_CLIENTS:
            raise RetentionError(f"[retention] knows nothing of {name}. It may say: {CLOSED_CLIENTS}.")
    if CLOSED_CLIENTS not in table:
        return Retention()
    found = _YEARS.fullmatch(table[CLOSED_CLIENTS].strip())
    if found is None:
        raise RetentionError(f'[retention] {CLOSED_CLIENTS} must be a number of years, such as "7 years".')
    return Retention(timedelta(days=int(found[1]) * _DAYS_A_YEAR))


def may_go(last: datetime | None, now: datetime, retention: Retention) -> bool:
    """Say whether the record of a closed client is past what a site keeps."""
    keep = retention.closed_clients
    return keep is not None and last is not None and last + keep <= now
