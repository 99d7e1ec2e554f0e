"""Ask the look-up index: typed text in, the ids of the likeliest clients out, best first (R-059).

The index is asked in tiers, each for a few dozen rows in the order of their ids, and the next only while rows
are missing; ranking happens here, over those few. Asking the database to rank would make it read every match.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import chain

from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from storage.asking import Asking
from storage.folding import joinings, sound, spellings
from storage.terms import Column, Leaf, Term, parse
from storage.wordlist import JOINED, WordList, alike

LIMIT = 20
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
    words = words or WordList()
    words.refresh(connection)
    asking = Asking(connection, words)
    pool: dict[int, Tier] = {}
    for tier, asked in _sure(asking, terms):
        if len(pool) >= limit:
            break
        for found in asking.ids(asked):
            pool.setdefault(found, tier)
    sure = bool(pool)
    for tier, asked in chain(
        _inside(asking, terms, words, pool, limit),
        _similar(connection, asking, terms, words, pool, sure=sure),
    ):
        for found in asking.ids(asked):
            pool.setdefault(found, tier)
    return _ranked(asking, terms, pool)[:limit]


def _sure(asking: Asking, terms: Sequence[Term]) -> Iterator[tuple[Tier, str]]:
    """Yield what to ask for as it was typed."""
    if len(terms) <= 4:
        yield Tier.EXACT, asking.leading(terms, [term.exact for term in terms])
        yield Tier.FAMILY, asking.leading(terms, [term.near for term in terms])
    yield Tier.ANYWHERE, asking.everything(terms)


def _inside(
    asking: Asking, terms: Sequence[Term], words: WordList, pool: Mapping[int, Tier], limit: int
) -> Iterator[tuple[Tier, str]]:
    """Yield what to ask for by letters inside a word, while the list is not full."""
    for at, term in enumerate(terms):
        if len(pool) >= limit:
            return
        if len(term.word) >= 3 and term.word.isalpha() and (inside := words.holding(term.word)):
            yield Tier.INSIDE, asking.everything(_instead(terms, {at: inside}))


def _similar(
    connection: Connection,
    asking: Asking,
    terms: Sequence[Term],
    words: WordList,
    pool: Mapping[int, Tier],
    *,
    sure: bool,
) -> Iterator[tuple[Tier, str]]:
    """Yield what to ask for if a word was mistyped, or is spelt otherwise, while next to nobody is found.

    Words that are all known and find somebody were hardly mistyped: they are only taken by sound as well.
    """
    spelt = {at: term.word for at, term in enumerate(terms) if term.word.isalpha()}
    strange = {at: word for at, word in spelt.items() if not words.begins(word)}
    for group in [strange] if strange else [{at: word} for at, word in spelt.items()]:
        if len(pool) >= _FEW:
            return
        slips = {at: () if sure and not strange else words.near(word) for at, word in group.items()}
        if all(slips.values()):
            yield Tier.SIMILAR, asking.everything(_instead(terms, slips, Column.FAMILY))
        others = {
            at: tuple(dict.fromkeys((*slips[at], *alike(connection, sound(word)))))
            for at, word in group.items()
        }
        if len(pool) < _FEW and all(others.values()):
            yield Tier.SIMILAR, asking.everything(_instead(terms, others))
    if strange and not pool:
        starts = {at: words.near_starts(word) for at, word in strange.items() if len(word) >= 4}
        if len(starts) == len(strange) and all(starts.values()):
            yield Tier.SIMILAR, asking.everything(_instead(terms, starts, more=True))


def _instead(
    terms: Sequence[Term],
    others: Mapping[int, tuple[str, ...]],
    column: Column = Column.ANY,
    *,
    more: bool = False,
) -> list[Term]:
    """Return the terms with some of them put in other words, or in beginnings of words."""
    return [
        replace(term, ways=tuple((Leaf(column, _in(column, word), open=more),) for word in others[at]))
        if at in others
        else term
        for at, term in enumerate(terms)
    ]


def _in(column: Column, word: str) -> str:
    """Return a word as it stands in a part: family names need no second sign where they are joined."""
    return word.removeprefix(JOINED) if column else word


def _ranked(asking: Asking, terms: Sequence[Term], pool: dict[int, Tier]) -> tuple[Found, ...]:
    """Return the pool in order: the surer tier, closer and shorter names, the alphabet."""
    if len(pool) < 2:
        return tuple(Found(client_id, tier) for client_id, tier in pool.items())
    typed = [term.word for term in terms if term.word]
    keyed = []
    for client_id, family, given, preferred in asking.names(pool):
        tier = pool[client_id]
        last = (*spellings(family), *joinings(family))
        first = (*spellings(given), *joinings(given), *spellings(preferred))
        far = sum(_distance(word, last, first, tier) for word in typed)
        keyed.append(((tier, far, len(last), last, first, client_id), Found(client_id, tier)))
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
