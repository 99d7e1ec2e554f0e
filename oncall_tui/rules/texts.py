"""The prepared texts: read from texts.toml, changed by a site, filled without ever reading data as markup."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

from storage.vocabulary import Urgency

_PLACE = re.compile(r"\{([^{}]*)\}")
_SPAN = r"(?:under 1 min|[0-9]{1,9} (?:d|h|min)(?: [0-9]{1,2} (?:h|min))?)"
_WEEKDAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
CLEAR = {
    "reference": re.compile(r"#[0-9]{1,12}"),
    "left": re.compile(rf"due in {_SPAN}|lapsed {_SPAN} ago"),
    "site": re.compile(r"[^\x00-\x1f\x7f-\x9f]{1,12}"),
    "priority": re.compile("|".join(Urgency)),
    "late": re.compile(rf"(?:late by {_SPAN})?"),
    "repeat": re.compile(r"(?:repeat)?"),
    "sent_at": re.compile(rf"{_WEEKDAY} [0-9]{{1,2}} {_MONTH} [0-9:]{{5}}(?: [A-Z0-9+-]{{1,6}})?"),
}
"""What a text that leaves in the clear may hold, and how each of it must look: no room for a name."""
_KEYS = {"subject", "body"}
_LONGEST = 4000


class TextsError(ValueError):
    """A prepared text cannot be used; the words say what to do."""


class Leaves(StrEnum):
    """How a text gets to whom it is for."""

    IN_THE_CLEAR = "in-the-clear"
    """The console sends it, through servers of others."""
    BY_HAND = "by-hand"
    """A person reads it out or sends it."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A text as it goes out."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Text:
    """One prepared text, with places for facts (R-185)."""

    id: str
    title: str
    version: int
    """Counts up when the words change, so that a record can say which ones were used."""
    leaves: Leaves
    subject: str
    body: str
    facts: frozenset[str]
    """The places that it may have."""

    def fill(self, facts: Mapping[str, str]) -> Filled:
        """Put facts into their places, to the letter: what looks like a place inside a fact stays as it is.

        Raises:
            TextsError: a fact is missing, or is not what may leave in the clear.
        """
        if self.leaves is Leaves.IN_THE_CLEAR:
            for name in sorted(self.places & facts.keys()):
                if not CLEAR[name].fullmatch(facts[name]):
                    raise TextsError(
                        f"What was given for {{{name}}} of “{self.id}” may not leave in the clear."
                    )
        missing = sorted(self.places - facts.keys())
        if missing:
            raise TextsError(f"“{self.id}” needs {', '.join(missing)}. Say it and try again.")
        lines = [
            filled
            for line in self.body.strip().split("\n")
            if (filled := _filled_line(line, facts)) is not None
        ]
        subject = " ".join(_put_in(self.subject, facts).split())
        return Filled(subject, "\n".join(lines))

    @property
    def places(self) -> frozenset[str]:
        """The facts that its words ask for."""
        return frozenset(_PLACE.findall(self.subject + self.body))


def _put_in(words: str, facts: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: facts[found[1]], words)


def _filled_line(line: str, facts: Mapping[str, str]) -> str | None:
    """Return a line with its facts; None for one that only held facts which are empty."""
    filled = _put_in(line, facts)
    return None if line.strip() and not filled.strip() else filled


def load_texts(site_file: Path | None = None) -> Mapping[str, Text]:
    """Return the prepared texts by name, with a site's own words where its file has some.

    Raises:
        TextsError: the site's file is wrong; it names the file and the text, and what is allowed there.
    """
    texts = dict(_shipped())
    if site_file is None or not site_file.is_file():
        return texts
    name = site_file.name
    try:
        content = site_file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise TextsError(f"{name} cannot be read. Mend it or move it away.") from fault
    for text_id, table in _tables(content, name).items():
        if text_id not in texts:
            raise TextsError(f"{name}: there is no text “{text_id}”. Known: {', '.join(texts)}.")
        texts[text_id] = _changed(texts[text_id], table, name)
    return texts


def _tables(content: str, name: str) -> Mapping[str, Mapping[str, object]]:
    import tomllib

    try:
        read = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise TextsError(f"{name} is not TOML: {error}. Mend it or move it away.") from None
    tables = read.pop("texts", {})
    if read or not isinstance(tables, dict) or not all(isinstance(each, dict) for each in tables.values()):
        raise TextsError(f"{name} may only hold tables such as [texts.alert-raised].")
    return tables


@cache
def _shipped() -> Mapping[str, Text]:
    content = files("oncall_tui.rules").joinpath("texts.toml").read_text(encoding="utf-8")
    return {key: _text(key, table) for key, table in _tables(content, "texts.toml").items()}


def _text(text_id: str, table: Mapping[str, object]) -> Text:
    leaves = Leaves(str(table["leaves"]))
    named = table.get("facts", ())
    assert isinstance(named, list | tuple)
    facts = frozenset(CLEAR) if leaves is Leaves.IN_THE_CLEAR else frozenset(map(str, named))
    text = Text(
        id=text_id,
        title=str(table["title"]),
        version=int(str(table["version"])),
        leaves=leaves,
        subject=str(table["subject"]),
        body=str(table["body"]),
        facts=facts,
    )
    return _checked(text, "texts.toml")


def _changed(text: Text, table: Mapping[str, object], name: str) -> Text:
    """Return a text with a site's own words, as a version of its own."""
    for key, value in table.items():
        if key not in _KEYS:
            raise TextsError(
                f"{name}: “{key}” of “{text.id}” cannot be changed. A text takes subject and body."
            )
        if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
            raise TextsError(
                f"{name}: {key} of “{text.id}” must be words in quotes, at most {_LONGEST} characters."
            )
    subject, body = str(table.get("subject", text.subject)), str(table.get("body", text.body))
    if (subject, body) == (text.subject, text.body):
        return text
    return _checked(replace(text, subject=subject, body=body, version=text.version + 1), name)


def _checked(text: Text, name: str) -> Text:
    """Refuse places that a text must not have: above all those that would carry a client's name out."""
    strange = sorted(text.places - text.facts)
    if not strange:
        return text
    allowed = ", ".join(f"{{{each}}}" for each in sorted(text.facts))
    why = " It leaves in the clear." if text.leaves is Leaves.IN_THE_CLEAR else ""
    raise TextsError(
        f"{name}: “{text.id}” asks for {{{'}, {'.join(strange)}}}.{why} Take that out; it may hold {allowed}."
    )
