"""Questions to the look-up index, put in the words of either database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from storage.direct import rows
from storage.terms import Column, Leaf, Term
from storage.wordlist import WordList

POOL = 60
"""Clients asked for at a time."""

_SQLITE_ASK = "SELECT rowid FROM client_search WHERE client_search MATCH ? LIMIT ?"
_POSTGRES_ASK = (
    "SELECT client_id FROM client_search WHERE words @@ CAST(? AS tsquery) ORDER BY client_id LIMIT ?"
)
_NAMES = "SELECT id, family_name, given_name, preferred_name FROM client WHERE id IN ?"
_SPELT_OUT = 7
"""Letters from which on a beginning is put as words; the index has shorter beginnings by heart."""


class Asking:
    """Somebody who asks the index of one database, and knows the words that are in it."""

    def __init__(self, connection: Connection, words: WordList) -> None:
        self._connection = connection
        self._words = words
        self._sqlite = connection.dialect.name == "sqlite"

    def ids(self, asked: str) -> list[int]:
        """Return the first few ids that an expression matches."""
        statement = _SQLITE_ASK if self._sqlite else _POSTGRES_ASK
        return [row[0] for row in rows(self._connection, statement, asked, POOL)]

    def names(self, ids: Iterable[int]) -> list[tuple[Any, ...]]:
        """Return id, family, given and preferred name of some clients."""
        return rows(self._connection, _NAMES, tuple(ids))

    def leaf(self, leaf: Leaf) -> str:
        """Return an expression for one word to look for.

        A long beginning is put as the words that begin so: SQLite skips through the clients of a word, but
        reads every client of a beginning that is longer than those it has by heart.
        """
        known = leaf.column in (Column.ANY, Column.FAMILY) and leaf.word.isalpha()
        if self._sqlite and leaf.open and known and len(leaf.word) >= _SPELT_OUT:
            words = self._words.beginning(leaf.word, POOL)
            if words:
                return self.any_of(self._single(Leaf(leaf.column, word, open=False)) for word in words)
        return self._single(leaf)

    def _single(self, leaf: Leaf) -> str:
        """Return one word or beginning; it holds letters and digits only, so its quotes hold."""
        if self._sqlite:
            return f'"{leaf.column}{leaf.word}"{" *" if leaf.open else ""}'
        return f"'{leaf.column}{leaf.word}'{':*' if leaf.open else ''}"

    def all_of(self, parts: Iterable[str]) -> str:
        """Return an expression that wants every part."""
        return "(" + (" AND " if self._sqlite else " & ").join(parts) + ")"

    def any_of(self, parts: Iterable[str]) -> str:
        """Return an expression that is content with one part."""
        return "(" + (" OR " if self._sqlite else " | ").join(parts) + ")"

    def term(self, term: Term) -> str:
        """Return an expression for a term, in any of its ways.

        Whoever has a name of several words has each of them: a whole word needs no look at those joined.
        """
        whole = self._words.knows(term.word)
        ways = [way for way in term.ways if not (whole and way[0].column is Column.JOINED)]
        return self.any_of(self.all_of(map(self.leaf, way)) for way in ways)

    def everything(self, terms: Sequence[Term]) -> str:
        """Return an expression that wants every term."""
        return self.all_of(map(self.term, terms))

    def leading(self, terms: Sequence[Term], leaves: Sequence[Leaf]) -> str:
        """Return an expression that wants every term, one of them as the given leaf of it."""
        plain = [self.term(term) for term in terms]
        return self.any_of(
            self.all_of([self.leaf(leaf), *plain[:at], *plain[at + 1 :]]) for at, leaf in enumerate(leaves)
        )
