"""The word that is owed to somebody outside: found when it is due, and its text filled from the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from oncall_tui.desk.asks.asking import Ask
from oncall_tui.desk.naming import CATEGORY_WORDS, MODE_WORDS, OUTCOME_WORDS
from oncall_tui.desk.prepared import Prepared, prepare
from oncall_tui.desk.words import say
from oncall_tui.rules.rulebook import Event
from oncall_tui.rules.wording import say_count
from storage import reads
from storage.vocabulary import Category, Channel, Outcome

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk

LATE = "inform:"
"""How the key of a question begins that asks for word about a client who was not reached in time."""
OUTCOME = "complaint-outcome:"
"""How the key of a question begins that asks for word about the outcome after a complaint."""
_TO = "to "
BODY = "commissioning body"
"""The commissioning body, where the settings do not name it."""


def body_name(desk: Desk) -> str:
    """Return what the commissioning body is called."""
    return desk.house.commissioning_body or f"the {BODY}"


def late_rules(desk: Desk) -> list[str]:
    """Return the rules at whose lapse the commissioning body is owed word."""
    return [
        rule.id
        for rule in desk.rulebook
        if Event.BODY_INFORMED in rule.stops_on and rule.starts_on is not Event.BODY_TO_INFORM
    ]


def words_due(desk: Desk, connection: Connection, now: datetime) -> list[Ask]:
    """Return the word that is due because somebody was not reached in time (R-082): one for each clock."""
    found = reads.rows(connection, "lapsed_clocks", at=now, keys=late_rules(desk))
    return [
        Ask(
            f"{LATE}{row.item_id}:{row.id}",
            Category.INFORM_BODY,
            f"Tell {body_name(desk)} that {_client(row.number)} was not reached by "
            f"{say(reads.instant(row.due_at), desk.house.zone)} (item {row.item_id}).",
            f"item {row.item_id}",
            client_id=row.client_id,
            due=reads.instant(row.due_at),
        )
        for row in found
    ]


def outcome_ask(item_id: int, client_id: int | None, number: str, asker: str, due: datetime) -> Ask:
    """Return the question whether whoever asked for the outreach knows its outcome (R-084)."""
    words = f"Tell {asker} what came of the attempts to reach {_client(number)} (item {item_id})."
    return Ask(
        f"{OUTCOME}{item_id}", Category.INFORM_BODY, words, f"{_TO}{asker}", client_id=client_id, due=due
    )


def asked_by(about: str) -> str:
    """Return whom a word goes to, from the queue's column; empty for the commissioning body."""
    return about.removeprefix(_TO) if about.startswith(_TO) else ""


def about_of(key: str) -> int | None:
    """Return the item that a question is about, from its key."""
    for prefix in (LATE, OUTCOME):
        if key.startswith(prefix):
            return int(key.removeprefix(prefix).split(":")[0])
    return None


def late_text(desk: Desk, connection: Connection, item_id: int, events: Sequence[str]) -> Prepared:
    """Return the text for the commissioning body about an item, filled from the record (R-185)."""
    more = reads.one(connection, "item_more", id=item_id)
    row = reads.one(connection, "item", id=item_id)
    assert row is not None
    assert more is not None
    zone = desk.house.zone
    line = f"{desk.operator.name}, {desk.house.name}, {desk.house.line}"
    return prepare(
        desk,
        "inform-commissioning-body",
        {
            "body": body_name(desk),
            "client": f"{row.given_name} {row.family_name}" if row.number else row.caller or "not known yet",
            "number": row.number or f"item {item_id}",
            "event": " and ".join(events) or "see below",
            "at": f"{CATEGORY_WORDS[Category(row.category)]} of {say(reads.instant(row.received_at), zone)}",
            "done": _tried(desk, connection, item_id),
            "next": row.next_step or "",
            "director": line,
        },
    )


def outcome_text(desk: Desk, connection: Connection, item_id: int, asker: str) -> Prepared:
    """Return the text for whoever asked for the outreach after a complaint (R-084)."""
    row = reads.one(connection, "item", id=item_id)
    more = reads.one(connection, "item_more", id=item_id)
    assert row is not None
    assert more is not None
    tries = [each for each in reads.rows(connection, "item_attempts", id=item_id) if not each.withdrawn_at]
    first = reads.instant(tries[0].made_at) if tries else reads.instant(row.received_at)
    return prepare(
        desk,
        "complaint-outcome",
        {
            "asker": asker,
            "client": f"{row.given_name} {row.family_name}" if row.number else row.caller or "not known yet",
            "number": row.number or f"item {item_id}",
            "attempts": say_count(len(tries), "time"),
            "since": say(first, desk.house.zone),
            "outcome": more.ended_because or row.next_step or "",
        },
    )


def _client(number: str | None) -> str:
    return f"client {number}" if number else "the client, not known yet,"


def _tried(desk: Desk, connection: Connection, item_id: int) -> str:
    """Say what was tried about an item."""
    made = [
        f"{say(reads.instant(each.made_at), desk.house.zone)} {MODE_WORDS[Channel(each.channel)]}, "
        f"{OUTCOME_WORDS[Outcome(each.outcome)]}"
        for each in reads.rows(connection, "item_attempts", id=item_id)
        if not each.withdrawn_at
    ]
    return "; ".join(made) + "." if made else "nobody was tried yet."
