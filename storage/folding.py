"""How text is made alike before it is compared: without case, accents and signs, or by its sound alone."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

LONGEST = 64
"""Characters of a word that are looked at; nobody tells two names apart later than that."""

_LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ı": "i"}
)
_BETWEEN = re.compile(r"[^\w'-]|_")
_APOSTROPHES = "'’‘`´ʼʻʹ′＇"
_HYPHENS = "-‐‑‒–—−－"
_PLAIN_SIGNS = str.maketrans({**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_HYPHENS, "-")})


def fold(text: str) -> str:
    """Return text in lower case, without accents, with one kind of apostrophe and one kind of hyphen."""
    if text.isascii():
        return text.lower().replace("`", "'")
    apart = unicodedata.normalize("NFKD", text.translate(_PLAIN_SIGNS).casefold())
    bare = "".join(letter for letter in apart if unicodedata.category(letter)[0] != "M")
    return bare.translate(_LETTERS).translate(_PLAIN_SIGNS).casefold()


def chunks(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, apostrophes and hyphens inside a word still in place."""
    if text.isascii() and text.isalpha():
        return (text.lower()[:LONGEST],)
    kept = _BETWEEN.sub(" ", fold(text))
    return tuple(chunk[:LONGEST] for raw in kept.split() if (chunk := raw.strip("'-")))


def split_chunk(chunk: str) -> tuple[str, ...]:
    """Return the words on both sides of each hyphen, without apostrophes: o'kafor-reid is okafor and reid."""
    return tuple(word for word in chunk.replace("'", "").split("-") if word)


def join_chunk(chunk: str) -> str:
    """Return a chunk as one word: o'kafor-reid is okaforreid."""
    return chunk.replace("'", "").replace("-", "")


def spellings(text: str) -> tuple[str, ...]:
    """Return the words under which a name can be found: o'kafor-reid is okafor, reid, and o, kafor."""
    found: dict[str, None] = {}
    for part in chunks(text):
        if part.isalnum():
            found[part] = None
            continue
        found.update(dict.fromkeys(split_chunk(part)))
        found.update(dict.fromkeys(part.replace("'", "-").split("-")))
    found.pop("", None)
    return tuple(found)


def joinings(text: str) -> tuple[str, ...]:
    """Return a name of several words as one: de la cruz is delacruz, okafor-reid is okaforreid."""
    parts = chunks(text)
    if len(parts) == 1 and "-" not in parts[0]:
        return ()
    whole = "".join(map(join_chunk, parts))[:LONGEST]
    found = dict.fromkeys([whole, *(join_chunk(part) for part in parts if "-" in part)])
    found.pop("", None)
    return tuple(found)


_SOUNDS = (
    ("aw", "a"), ("ew", "e"), ("ow", "o"),
    ("tsch", "1"), ("sch", "1"), ("tch", "1"), ("chr", "kr"), ("ch", "1"), ("sh", "1"), ("ph", "f"),
    ("gh", "g"), ("th", "t"), ("ck", "k"), ("dg", "j"), ("ce", "se"), ("ci", "si"), ("cy", "sy"),
    ("qu", "kw"), ("x", "ks"), ("c", "k"), ("q", "k"), ("z", "s"), ("v", "f"), ("w", "f"), ("y", "i"),
    ("ge", "je"), ("gi", "ji"), ("j", "g"),
)  # fmt: skip
_SILENT_STARTS = {"kn": "n", "gn": "n", "pn": "n", "wr": "r", "ps": "s", "wh": "w", "mac": "mk", "mc": "mk"}


def sound(word: str) -> str:
    """Return how a folded word roughly sounds, the same for Catherine and Katharyn (R-059).

    Consonants that sound alike become one letter, vowels after the first letter go, doubles are one.
    """
    for start, plain in _SILENT_STARTS.items():
        if word.startswith(start):
            word = plain + word[len(start) :]
            break
    for letters, plain in _SOUNDS:
        word = word.replace(letters, plain)
    first, rest = word[:1], word[1:]
    start = "a" if first in "aeiou" else first
    heard = start + "".join(letter for letter in rest if letter not in "aeiouh")
    return "".join(letter for letter, _ in groupby(heard))
