"""Find the person or the client whom somebody named, or say whom they may have meant."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam
from sqlalchemy import text as sql

from oncall_tui.desk.views import PersonRef
from oncall_tui.errors import Refused
from oncall_tui.text import safe_text, storable
from storage import reads
from storage.search import Tier, search
from storage.vocabulary import PersonRole

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from oncall_tui.desk.context import Desk

_NEAR = 3
"""How many likely ones are named."""
_ALIKE = 70
"""From how many of 100 points on rapidfuzz takes two texts for likely ones."""
_CANDIDATES = 5

_BY_NUMBER = sql("SELECT id FROM client WHERE number IN :spelled").bindparams(
    bindparam("spelled", expanding=True)
)
_NAMES = sql("SELECT id, number, family_name, given_name FROM client WHERE id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as the directory lists them."""

    ref: PersonRef
    roles: frozenset[PersonRole]
    active: bool


class Directory:
    """Everybody who works or has worked here, by e-mail address and by name."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_email: dict[str, Entry] = {}
        self._by_name: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._by_email[entry.ref.email.casefold()] = entry
            self._by_name[plain(entry.ref.name)].append(entry)

    def __len__(self) -> int:
        """Count the people."""
        return len(self._by_email)

    def find(self, named: str) -> Entry:
        """Return the person of that e-mail address or that exact name, whatever its case.

        Raises:
            Refused: there is nobody, or more than one; likely people are named.
        """
        asked = plain(named)
        entry = self._by_email.get(asked)
        if entry is not None:
            return entry
        found = self._by_name.get(asked, [])
        found = [each for each in found if each.active] or found
        if len(found) == 1:
            return found[0]
        quoted = f"“{safe_text(named, max_len=60)}”"
        if found:
            raise Refused(f"{quoted} could be {_listed(found)}. Name them by e-mail address.", field="person")
        near = self.near(asked)
        hint = f" Near: {_listed(near)}." if near else " Import people first, or name them by e-mail address."
        raise Refused(f"Nobody here is {quoted}.{hint}", field="person")

    def named_in(self, text: str) -> list[Entry]:
        """Return the active people whose full name stands in a text, as words of its own."""
        asked = plain(text)
        return [
            entry
            for name, entries in self._by_name.items()
            if name and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", asked)
            for entry in entries
            if entry.active
        ]

    def near(self, named: str) -> list[Entry]:
        """Return the people whose name or address is most like what was typed, the likeliest first."""
        from rapidfuzz import fuzz, process  # costs 5 ms, and is needed for slips only

        texts = {**{name: each[0] for name, each in self._by_name.items()}, **self._by_email}
        hits = process.extract(named, list(texts), scorer=fuzz.WRatio, limit=2 * _NEAR, score_cutoff=_ALIKE)
        unique = {texts[text].ref.id: texts[text] for text, _, _ in hits}
        return list(unique.values())[:_NEAR]


def plain(named: str) -> str:
    """Return a name or an address as it is compared."""
    return " ".join(named.split()).casefold()


def load_directory(connection: Connection) -> Directory:
    """Return everybody on record."""
    roles: dict[int, set[PersonRole]] = defaultdict(set)
    for row in reads.rows(connection, "roles"):
        roles[row.person_id].add(PersonRole(row.role))
    return Directory(
        Entry(PersonRef(row.id, row.name, row.email, row.phone), frozenset(roles[row.id]), bool(row.active))
        for row in reads.rows(connection, "people")
    )


def find_person(desk: Desk, text: str) -> PersonRef:
    """Return the person of an e-mail address or an exact name.

    Raises:
        Refused: there is nobody, or more than one; likely people are named.
    """
    with desk.store.reading() as connection:
        return load_directory(connection).find(text).ref


def find_client(desk: Desk, text: str) -> int:
    """Return the id of the client of a number, of an exact "Family, Given", or whom the look-up alone finds.

    A name with a slip in it is never taken for a client, however likely: it is only named.

    Raises:
        Refused: there is nobody, or more than one; the likeliest are named with their numbers.
    """
    asked = " ".join(storable(text).split())
    with desk.store.reading() as connection:
        spelled = (asked, asked.upper(), asked.lower())
        numbered = list(connection.execute(_BY_NUMBER, {"spelled": spelled}).scalars())
        if len(numbered) == 1:
            return int(numbered[0])
        hits = search(connection, asked)
        names = {row.id: row for row in connection.execute(_NAMES, {"ids": [hit.client_id for hit in hits]})}
    exact = [hit for hit in hits if plain(asked) in _full_names(names[hit.client_id])]
    sure = exact or [hit for hit in hits if hit.tier is not Tier.SIMILAR]
    if len(sure) == 1:
        return sure[0].client_id
    quoted = f"“{safe_text(asked, max_len=60)}”"
    listed = "; ".join(_client_words(names[hit.client_id]) for hit in (sure or hits)[:_CANDIDATES])
    if sure:
        raise Refused(f"{quoted} could be {listed}. Give the client's number.", field="client")
    hint = f" Near: {listed}." if hits else " Give the client's number, or Family, Given."
    raise Refused(f"No client is {quoted}.{hint}", field="client")


def _full_names(row: Row[tuple[int, str, str, str]]) -> tuple[str, str]:
    return plain(f"{row.family_name}, {row.given_name}"), plain(f"{row.given_name} {row.family_name}")


def _client_words(row: Row[tuple[int, str, str, str]]) -> str:
    return f"{safe_text(row.number)} {safe_text(row.family_name)}, {safe_text(row.given_name)}"


def _listed(entries: Iterable[Entry]) -> str:
    return ", ".join(f"{safe_text(each.ref.name)} <{safe_text(each.ref.email)}>" for each in entries)
