"""Rows about one client in every table that can hold any, a telling word in every text of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Enum, Integer, Table
from sqlmodel import SQLModel

from storage import models
from storage.purging import _ENDS, _NEVER, holds_words
from storage.search import index_clients
from storage.sessions import Store
from tests.house import JO, KIM

WORD = "CANARYxqv"
"""Begins every telling word, and no other text; of letters alone, as the words of the look-up are."""
LONG_AGO = datetime(2015, 3, 2, 1, 0, tzinfo=UTC)
_SPECIAL = {(table, "state"): "closed" for table in ("item", "alert", "care_case")}
_SPECIAL[("clock", "state")] = "cancelled"

_NO_WORDS = {"clock": ("rule", "zone"), "absence": ("entered_by",)}
"""Texts that the program itself puts there: a rule's id, a zone, who on the staff entered it."""


def concerning() -> list[Table]:
    """Return the tables that can hold something of a client, in the order in which rows are added."""
    assert models.Client.metadata is SQLModel.metadata
    found = {"client"}
    ordered = []
    for table in SQLModel.metadata.sorted_tables:
        pointed = {key.column.table.name for key in table.foreign_keys} - _ENDS - {table.name}
        if table.name == "client" or (table.name not in _NEVER and pointed & found):
            found.add(table.name)
            ordered.append(table)
    return ordered


def add_client(store: Store, number: int, *, word: str = WORD) -> Mapping[str, Mapping[str, Any]]:
    """Put one row about a new client on record in every such table; return the rows by table."""
    made: dict[str, dict[str, Any]] = {}
    needed = {key.column.table for table in concerning() for key in table.foreign_keys}
    wanted = {table.name for table in concerning()}
    classes = {mapper.local_table: mapper.class_ for mapper in SQLModel._sa_registry.mappers}
    with store.writing("jo@harbourside.example", "test.filled", f"client:{number}") as unit:
        for table in SQLModel.metadata.sorted_tables:
            if table.name in wanted or (table in needed and table.name != "person"):
                row = _row(table, made, number, word if table.name in wanted else "shared")
                unit.session.add(classes[table](**row))
                unit.session.flush()
                made[table.name] = row
        unit.note(words=f"{word}{number}-said of them")
        index_clients(unit.session.connection(), [number])
    return {name: row for name, row in made.items() if name in wanted}


def _row(table: Table, made: Mapping[str, Mapping[str, Any]], number: int, word: str) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for place, column in enumerate(table.c):
        told = f"{word}{number}-{table.name}-{column.name}"
        row[column.name] = _value(column, made, number, place, told)
    row |= dict.fromkeys(_NO_WORDS.get(table.name, ()), "from the program")
    row |= {name: value for (of, name), value in _SPECIAL.items() if of == table.name}
    if table.name == "client":
        row |= {"active": True, "phase": "disenrolled", "zone": "", "suburb": word}
    return row


def _value(
    column: Column[Any], made: Mapping[str, Mapping[str, Any]], number: int, place: int, told: str
) -> Any:
    for key in column.foreign_keys:
        pointed = key.column.table.name
        if pointed == column.table.name:
            return None
        if pointed == "person":
            return KIM if place % 2 else JO
        return made[pointed][key.column.name]
    kind = column.type
    if isinstance(kind, Enum):
        return kind.enums[0]
    if isinstance(kind, JSON):
        return {told: {"text": told}} if column.name in ("parts", "typed", "was", "became") else [told]
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer):
        return number if column.primary_key else 1
    if isinstance(kind, Date):
        return date(2015, 3, 2)
    if holds_words(column):
        return told
    return LONG_AGO if column.name in ("withdrawn_at", "lifted_at") else LONG_AGO + timedelta(hours=place)
