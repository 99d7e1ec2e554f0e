"""Whose names may stand on a screen that others can see, and whose may not (R-176)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text as sql

from storage.vocabulary import Category

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_OWN = (
    "SELECT name FROM person UNION SELECT name FROM organisation UNION SELECT title FROM policy",
    "SELECT email FROM person UNION SELECT number FROM client UNION "
    "SELECT CAST(id AS text) FROM (SELECT id FROM item ORDER BY id DESC LIMIT 20000) AS latest",
    "SELECT phone FROM person UNION SELECT line FROM organisation UNION "
    "SELECT emergency_number FROM organisation",
)
_HIDDEN = (
    "SELECT family_name FROM client UNION SELECT given_name FROM client UNION SELECT preferred_name "
    "FROM client UNION SELECT name FROM client_contact UNION SELECT caller FROM item"
)
_ASKED = ", ".join(f"'{each.value}'" for each in Category if each.asked)
"""What the console itself asks is in its own words."""
_NOTES = (
    "SELECT CAST(concerns AS text) FROM client UNION SELECT CAST(past_history AS text) FROM client "
    "UNION SELECT CAST(conditions AS text) FROM client",
    f"SELECT said FROM (SELECT said FROM item WHERE category NOT IN ({_ASKED}) "  # noqa: S608
    "ORDER BY id DESC LIMIT 5000) AS latest",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """Texts that may be shown, and words that may not."""

    names: frozenset[str]
    """Of those who work here, of the organisation, and titles of policies."""
    tokens: frozenset[str]
    """Numbers of clients and items, by which one can work, and addresses of those who work here."""
    phones: frozenset[str]
    """Digits of the numbers of those who work here, and of the line."""
    hidden: frozenset[str]
    """Words of the names of clients, those around them, and callers, as they are written."""
    notes: frozenset[str]
    """What is noted about clients, and what was said in the latest calls."""


def people_shown(desk: Desk) -> Shown:
    """Return whose names and numbers may be seen by whoever stands behind the screen."""
    with desk.store.reading() as connection:
        names, tokens, phones = (_texts(connection, statement) for statement in _OWN)
        hidden = _texts(connection, _HIDDEN)
        notes = frozenset().union(*(_texts(connection, statement) for statement in _NOTES))
    digits = (re.sub(r"\D", "", each) for each in phones)
    return Shown(
        names=names,
        tokens=tokens,
        phones=frozenset(each for each in digits if each),
        hidden=frozenset(
            word for each in hidden for word in _WORD.findall(each) if len(word) > 1 and not word.islower()
        ),
        notes=notes,
    )


def _texts(connection: Connection, statement: str) -> frozenset[str]:
    found = connection.execute(sql(statement)).scalars()
    return frozenset(str(each) for each in found if each)
