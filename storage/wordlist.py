"""The distinct words of names and suburbs, held in memory to mend a mistyped word by."""

from __future__ import annotations

from bisect import bisect_left
from itertools import chain

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract
from sqlalchemy import Connection

from storage.direct import rows
from storage.terms import Column

_NEW = "SELECT id, word FROM search_word WHERE id > ? ORDER BY id"
_ALIKE = "SELECT word FROM search_word WHERE sound = ? ORDER BY id LIMIT ?"
_MOST = 40
_MOST_NEAR = 100
"""More, because among many short words the right one may be the last."""


JOINED = Column.JOINED.value
"""The sign of a name of several words, written as one."""


class WordList:
    """Every word that a client can be found by; read when first asked, and what is new since then."""

    def __init__(self) -> None:
        self._last = 0
        self._all: set[str] = set()
        self._words: tuple[str, ...] = ()
        """In order, without those that are names of several words."""
        self._joined = "\n"
        self._by_length: dict[int, tuple[str, ...]] = {}
        self._starts: dict[int, tuple[str, ...]] = {}
        """Distinct beginnings of the words, by the length of the beginning."""

    def refresh(self, connection: Connection) -> None:
        """Read the words that were added since the last time."""
        fresh = rows(connection, _NEW, self._last)
        if fresh:
            self._last = fresh[-1][0]
            self._all |= {word for _, word in fresh}
            self._words = tuple(sorted(word for word in self._all if not word.startswith(JOINED)))
            self._joined = "\n" + "\n".join(self._words) + "\n"
            self._starts = {}
            lengths: dict[int, list[str]] = {}
            for word in sorted({word.removeprefix(JOINED) for word in self._all}):
                lengths.setdefault(len(word), []).append(word)
            self._by_length = {length: tuple(words) for length, words in lengths.items()}

    def knows(self, word: str) -> bool:
        """Whether it is one of the words."""
        at = bisect_left(self._words, word)
        return self._words[at : at + 1] == (word,)

    def begins(self, start: str) -> bool:
        """Whether any word begins so."""
        at = bisect_left(self._words, start)
        return at < len(self._words) and self._words[at].startswith(start)

    def beginning(self, start: str, most: int) -> tuple[str, ...] | None:
        """Return the words that begin so; None where they are more than `most`."""
        at = bisect_left(self._words, start)
        end = bisect_left(self._words, start + "\U0010ffff", lo=at)
        return self._words[at:end] if end - at <= most else None

    def holding(self, part: str) -> tuple[str, ...]:
        """Return words that have a part somewhere after their beginning."""
        found: dict[str, None] = {}
        at = self._joined.find(part)
        while at >= 0 and len(found) < _MOST:
            start = self._joined.rfind("\n", 0, at) + 1
            end = self._joined.find("\n", at)
            if start != at:
                found[self._joined[start:end]] = None
            at = self._joined.find(part, end)
        return tuple(found)

    def near(self, word: str) -> tuple[str, ...]:
        """Return words that differ by one letter added, lost, changed, or swapped with its neighbour.

        A name of several words, written as one, is returned with its sign.
        """
        lengths = (len(word), len(word) + 1, len(word) - 1)
        bare = chain.from_iterable(_one_apart(word, self._by_length.get(size, ())) for size in lengths)
        return tuple(each for near in bare for each in (near, JOINED + near) if each in self._all)

    def near_starts(self, start: str) -> tuple[str, ...]:
        """Return beginnings of words, as long as what is typed so far, that differ from it by one letter."""
        length = len(start)
        if length not in self._starts:
            self._starts[length] = tuple(sorted({word[:length] for word in self._words}))
        return _one_apart(start, self._starts[length])


def alike(connection: Connection, sounded: str) -> tuple[str, ...]:
    """Return words that sound the same, given how they sound (R-059)."""
    return tuple(word for (word,) in rows(connection, _ALIKE, sounded, _MOST))


def _one_apart(word: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of some words that are at most one slip of the finger away."""
    found = extract(word, words, scorer=OSA.distance, score_cutoff=1, limit=_MOST_NEAR)
    return tuple(match[0] for match in found)
