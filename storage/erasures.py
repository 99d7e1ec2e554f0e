"""Entries of the audit record whose content a purge has erased, told apart from those tampered with.

An entry's own seal covers its content, so it cannot be checked once that is gone. What is left is sealed
anew by the same key, and a later entry, sealed as every other, names it. Its hash stays, so its place in the
chain, and the heads that are kept elsewhere, hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.auditkey import AuditKey

PURGED = "retention.purged"
"""The action of the entry that names what was erased."""
MARK = "erased"
"""What the seal over the rest is called in the content of an erased entry, and the list of such in a fact."""

Message = Callable[[Mapping[str, Any]], str]
"""Makes the text of an entry that is sealed."""
Rest = dict[str, Any]
"""What is left of an entry's content."""


def seal_rest(key: AuditKey, message: Message, row: Mapping[str, Any], rest: Rest) -> Rest:
    """Return what is left of an entry's content, with a seal over it and over the rest of the entry."""
    return {**rest, MARK: key.seal(_sealed(message, row, rest))}


def spans(numbers: Iterable[int]) -> list[list[int]]:
    """Return numbers as spans from the first to the last of those that follow each other."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


class Erasures:
    """Goes along a chain and tells, at its end, whether every erased entry is named by a purge."""

    def __init__(self, key: AuditKey | None, message: Message) -> None:
        self._key = key
        self._message = message
        self._unnamed: set[int] = set()
        self.count = 0
        """How many erased entries there were."""

    def admits(self, row: Mapping[str, Any]) -> bool:
        """Say whether an entry that is not as it was written is as a purge has left it."""
        rest = _content(row)
        seal = rest.pop(MARK, None)
        if self._key is None or not isinstance(seal, str):
            return False
        if self._key.seal(_sealed(self._message, row, rest)) != seal:
            return False
        self._unnamed.add(int(row["seq"]))
        self.count += 1
        return True

    def hear(self, row: Mapping[str, Any]) -> None:
        """Take note of an entry that is as it was written: if it tells of a purge, of what that erased."""
        if row.get("action") != PURGED or not self._unnamed:
            return
        for first, last in _content(row).get("facts", {}).get(MARK, ()):
            self._unnamed.difference_update(range(first, last + 1))

    def unexplained(self) -> int | None:
        """Return the first erased entry that no later one names; None if there is none."""
        return min(self._unnamed, default=None)


def _sealed(message: Message, row: Mapping[str, Any], rest: Rest) -> str:
    return f"{MARK} {row['hash']} {message({**row, 'detail': rest})}"


def _content(row: Mapping[str, Any]) -> Rest:
    try:
        found = json.loads(row.get("detail") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
