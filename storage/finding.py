"""Ask the look-up index: typed text in, the ids of the likeliest clients out, best first (R-059).

The index is asked in tiers, each for a few dozen rows in the order of their ids, and the next only while rows
are missing; ranking happens here, over those few. Asking the database to rank would make it read every match.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import chain

from rapidfuzz.distance import OSA
from sqlalchemy import Connection, text

from storage.folding import sound, spellings
from storage.terms import Column, Leaf, Term, parse
from storage.wordlist import WordList, alike

LIMIT = 20
_POOL = 60
"""Rows asked for in one tier."""
_FEW = 5
"""Hits below which a mistyped word is presumed."""


class Tier(IntEnum):
    """How a client was found, the surest way first."""

    EXACT = 0
    """By the very family name or client number."""
    FAMILY = 1
    """By the beginning of the family name."""
    ANYWHERE = 2
    """By the beginning of words anywhere."""
    INSIDE = 3
    """By letters inside a word."""
    SIMILAR = 4
    """By a word one slip away, or one that sounds the same."""


@dataclass(frozen=True, slots=True)
class Found:
    """A client who was found."""

    client_id: int
    tier: Tier


_SQLITE_ASK = text("SELECT rowid FROM client_search WHERE client_search MATCH :asked LIMIT :most")
_POSTGRES_ASK = text(
    "SELECT client_id FROM client_search WHERE words @@ CAST(:asked AS tsquery) "
    "ORDER BY client_id LIMIT :most"
)
_SQLITE_NAMES = text(
    "SELECT id, family_name, given_name, preferred_name FROM client "
    "WHERE id IN (SELECT value FROM json_each(:ids))"
)
_POSTGRES_NAMES = text(
    "SELECT id, family_name, given_name, preferred_name FROM client "
    "WHERE id IN (SELECT CAST(value AS INTEGER) FROM json_array_elements_text(CAST(:ids AS json)))"
)


class _Asking:
    """One question to the index, in the words of either database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sqlite = connection.dialect.name == "sqlite"

    def ids(self, asked: str) -> list[int]:
        """Return the first few ids that an expression matches."""
        statement = _SQLITE_ASK if self._sqlite else _POSTGRES_ASK
        return list(self._connection.execute(statement, {"asked": asked, "most": _POOL}).scalars())

    def names(self, ids: Iterable[int]) -> Sequence[tuple[int, str, str, str]]:
        """Return id, family, given and preferred name of some clients."""
        statement = _SQLITE_NAMES if self._sqlite else _POSTGRES_NAMES
        rows = self._connection.execute(statement, {"ids": f"[{','.join(map(str, ids))}]"})
        return [(client_id, family, given, preferred) for client_id, family, given, preferred in rows]

    def leaf(self, leaf: Leaf) -> str:
        """Return one word to look for; it holds letters and digits only, so its quotes hold."""
        if self._sqlite:
            column = f"{{{leaf.column}}} : " if leaf.column else ""
            return f'{column}"{leaf.word}"{" *" if leaf.open else ""}'
        tag = f"{leaf.column}=" if leaf.column else ""
        return f"'{tag}{leaf.word}'{':*' if leaf.open else ''}"

    def all_of(self, parts: Iterable[str]) -> str:
        """Return an expression that wants every part."""
        return "(" + (" AND " if self._sqlite else " & ").join(parts) + ")"

    def any_of(self, parts: Iterable[str]) -> str:
        """Return an expression that is content with one part."""
        return "(" + (" OR " if self._sqlite else " | ").join(parts) + ")"

    def term(self, term: Term) -> str:
        """Return an expression for a term, in any of its ways."""
        return self.any_of(self.all_of(map(self.leaf, way)) for way in term.ways)

    def everything(self, terms: Sequence[Term]) -> str:
        """Return an expression that wants every term."""
        return self.all_of(map(self.term, terms))

    def leading(self, terms: Sequence[Term], leaves: Sequence[Leaf]) -> str:
        """Return an expression that wants every term, one of them as the given leaf of it."""
        plain = [self.term(term) for term in terms]
        return self.any_of(
            self.all_of([self.leaf(leaf), *plain[:at], *plain[at + 1 :]]) for at, leaf in enumerate(leaves)
        )


def search(
    connection: Connection, typed: str, limit: int = LIMIT, words: WordList | None = None
) -> tuple[Found, ...]:
    """Return the clients whom a typed text most likely means, best first; any text is welcome.

    Args:
        connection: One to the database that holds the index.
        typed: Parts of names, suburb, client number, phone number, date of birth or manager, in any order.
        limit: How many at most.
        words: The word list to mend slips by; keep one between calls, for reading it takes a while.
    """
    terms = parse(typed)
    if not terms or limit < 1:
        return ()
    asking = _Asking(connection)
    pool: dict[int, Tier] = {}
    for tier, asked in _sure(asking, terms):
        if len(pool) >= limit:
            break
        for found in asking.ids(asked):
            pool.setdefault(found, tier)
    if len(pool) < limit and any(term.word for term in terms):
        words = words or WordList()
        words.refresh(connection)
        for tier, few, asked in _unsure(connection, asking, terms, words):
            if len(pool) < min(few, limit):
                for found in asking.ids(asked):
                    pool.setdefault(found, tier)
    return _ranked(asking, terms, pool)[:limit]


def _sure(asking: _Asking, terms: Sequence[Term]) -> Iterator[tuple[Tier, str]]:
    """Yield what to ask for as it was typed."""
    if len(terms) <= 4:
        yield Tier.EXACT, asking.leading(terms, [term.exact for term in terms])
        yield Tier.FAMILY, asking.leading(terms, [term.near for term in terms])
    yield Tier.ANYWHERE, asking.everything(terms)


def _unsure(
    connection: Connection, asking: _Asking, terms: Sequence[Term], words: WordList
) -> Iterator[tuple[Tier, int, str]]:
    """Yield what to ask for when too little was found, and below how many hits to ask it."""
    spelt = [at for at, term in enumerate(terms) if len(term.word) >= 3 and not term.word.isdigit()]
    for at in spelt:
        if inside := words.holding(terms[at].word):
            yield Tier.INSIDE, LIMIT, asking.everything(_instead(terms, at, inside, more=False))
    strange = [at for at in spelt if not words.begins(terms[at].word)]
    for at in strange[:1] or spelt:
        word = terms[at].word
        others = dict.fromkeys(chain(words.near(word), alike(connection, sound(word))))
        others.pop(word, None)
        if others:
            yield Tier.SIMILAR, _FEW, asking.everything(_instead(terms, at, others, more=False))
    for at in strange[:1]:
        if len(terms[at].word) >= 4 and (starts := words.near_starts(terms[at].word)):
            yield Tier.SIMILAR, _FEW, asking.everything(_instead(terms, at, starts, more=True))


def _instead(terms: Sequence[Term], at: int, words: Iterable[str], *, more: bool) -> list[Term]:
    """Return the terms with one of them put in other words."""
    ways = tuple((Leaf(Column.ANY, word, open=more),) for word in words)
    return [replace(term, ways=ways) if at == here else term for here, term in enumerate(terms)]


def _ranked(asking: _Asking, terms: Sequence[Term], pool: dict[int, Tier]) -> tuple[Found, ...]:
    """Return the pool in order: the surer tier, the closer names, the alphabet."""
    if len(pool) < 2:
        return tuple(Found(client_id, tier) for client_id, tier in pool.items())
    typed = [term.word for term in terms if term.word]
    keyed = []
    for client_id, family, given, preferred in asking.names(pool):
        tier = pool[client_id]
        last, first = spellings(family), (*spellings(given), *spellings(preferred))
        far = sum(_distance(word, last, first, tier) for word in typed)
        keyed.append(((tier, far, last, first, client_id), Found(client_id, tier)))
    keyed.sort()
    return tuple(found for _, found in keyed)


def _distance(word: str, last: tuple[str, ...], first: tuple[str, ...], tier: Tier) -> int:
    """Return how far a typed word is from a client's names: 0 is the very family name."""
    if word in last:
        return 0
    if word in first:
        return 1
    if any(name.startswith(word) for name in last):
        return 2
    if any(name.startswith(word) for name in first):
        return 3
    if tier < Tier.SIMILAR:
        return 4
    return 3 + min((OSA.distance(word, name) for name in (*last, *first)), default=len(word))
