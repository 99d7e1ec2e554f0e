"""What the journal shows of an entry: one line in the list, and all of it on its sheet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from textual.content import Content

from oncall_tui.desk.history import told_words
from oncall_tui.desk.record import Entry
from oncall_tui.text import when
from oncall_tui.tui.lines import DIM, DONE, LAPSED, STRONG, line, pair, rule, stack, wrapped
from oncall_tui.tui.widgets.columns import Column

_OPS = {"insert": ("+ new", DONE), "update": ("~ changed", ""), "delete": ("− removed", LAPSED)}
_LABEL = 16
_NOTHING = "–"


def journal_columns(zone: tzinfo, names: Mapping[str, str]) -> tuple[Column[Entry], ...]:
    """Return the columns of the list, the newest entry first."""

    def at(entry: Entry) -> str:
        local = entry.at.astimezone(zone)
        day = f"{local:%a} {local.day} {local:%b}"
        return f"{day:<10} {local:%H:%M}"

    return (
        Column("entry", lambda entry: (str(entry.seq), "dim"), width=7, align="right"),
        Column("at", at, width=16),
        Column("who", lambda entry: (names.get(entry.actor, entry.actor), "strong"), width=16, fraction=1),
        Column("did", lambda entry: entry.action, width=18, priority=1),
        Column("to", lambda entry: (entry.object, "dim"), width=12, priority=2),
        Column("in words", _in_words, width=10, fraction=3),
    )


def _in_words(entry: Entry) -> str:
    facts = json.loads(entry.detail).get("facts", {})
    return str(facts["screen"]) if "screen" in facts else told_words(entry.detail, entry.action)


def entry_text(entry: Entry, zone: tzinfo, room: int) -> Content:
    """Return an entry whole: who, when in both times, what, before and after, and its seal."""
    told = json.loads(entry.detail)
    lines = [
        line((entry.action, STRONG), (f"  {entry.object}", DIM)),
        Content(""),
        pair("who", entry.actor, width=_LABEL),
        pair("at", when(entry.at, zone, year=True), ("  " + _utc(entry.at), DIM), width=_LABEL),
        pair("from", entry.terminal or _NOTHING, width=_LABEL),
    ]
    if entry.on_behalf_of:
        lines.append(pair("on behalf of", entry.on_behalf_of, width=_LABEL))
    if entry.undoes is not None:
        lines.append(pair("takes back", f"entry {entry.undoes}", width=_LABEL))
    facts = told.get("facts", {})
    if facts:
        lines += [Content(""), rule("noted", room)]
        for name, value in facts.items():
            lines += wrapped(name.replace("_", " "), _plain(value), room, width=_LABEL)
    for table, count in told.get("bulk", {}).items():
        lines.append(pair(table.replace("_", " "), f"{count:,} rows at once", width=_LABEL))
    for change in told.get("changes", ()):
        lines += [Content(""), *_change(change, room)]
    lines += [Content(""), rule("seal", room)]
    lines += [pair("this entry", (entry.hash, DIM), width=_LABEL)]
    lines += [pair("the one before", (entry.previous, DIM), width=_LABEL)]
    return stack(lines)


def _change(change: Mapping[str, Any], room: int) -> Iterator[Content]:
    """Yield what happened to one row: each value before and after."""
    word, style = _OPS.get(change["op"], (change["op"], ""))
    key = ", ".join(f"{value}" for value in change["key"].values())
    yield rule(f"{change['table'].replace('_', ' ')} {key}", room)
    yield line((word, style or STRONG))
    before, after = change["before"], change["after"]
    for name in sorted({*before, *after}):
        was, now = _plain(before.get(name)), _plain(after.get(name))
        if change["op"] == "update":
            yield from wrapped(name.replace("_", " "), f"{was}  →  {now}", room, width=_LABEL)
        elif (value := now if change["op"] == "insert" else was) != _NOTHING:
            yield from wrapped(name.replace("_", " "), value, room, width=_LABEL)


def _plain(value: object) -> str:
    """Return a value of an entry as a person reads it."""
    if value is None or value in ("", [], {}):
        return _NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return json.dumps(value, ensure_ascii=False)


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
