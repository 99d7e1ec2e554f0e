"""Prepared texts filled from the record, and what was really used of them (R-185, R-090)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui import paths
from oncall_tui.desk.changing import clean
from oncall_tui.rules.texts import Text, TextsError, load_texts
from storage import reads
from storage.vocabulary import Channel

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlmodel import Session

    from oncall_tui.desk.context import Desk

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text as it is offered, and then as it was used: whoever uses it may change its words."""

    id: str
    """Which of the prepared texts it is."""
    version: int
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Use:
    """What a text was used for."""

    text: Prepared
    channel: Channel
    told: str
    """Whom it was given to."""
    at: datetime
    item_id: int | None = None
    client_id: int | None = None
    attempt_id: int | None = None


@dataclass(frozen=True, slots=True)
class UsedTextView:
    """A text that was used."""

    title: str
    version: int
    subject: str
    body: str
    channel: Channel
    told: str
    at: datetime
    by: str


def prepare(desk: Desk, text_id: str, facts: Mapping[str, str]) -> Prepared:
    """Return a text filled with facts, and with who writes it; the site's own words where it has some."""
    text = _text(text_id)
    own = {"caller": desk.operator.name, "organisation": desk.house.name, "line": desk.house.line}
    filled = text.fill({**own, **facts})
    return Prepared(text.id, text.version, filled.subject, filled.body)


def agreed_line(desk: Desk, connection: Connection, client_id: int | None) -> str:
    """Return the line to ring back on: the client organisation's own, if it has one (R-090)."""
    if client_id is not None:
        own = [row.line for row in reads.rows(connection, "agreed_lines", id=client_id)]
        if len(own) == 1:
            return str(own[0])
    return desk.house.line


def keep(session: Session, desk: Desk, use: Use) -> None:
    """Keep a text as it was really used; an empty one was not.

    Raises:
        Refused: It is too long.
    """
    from storage.models import UsedText

    body = clean(use.text.body, "body")
    if not body:
        return
    session.add(
        UsedText(
            item_id=use.item_id,
            client_id=use.client_id,
            attempt_id=use.attempt_id,
            text=use.text.id,
            text_version=use.text.version,
            subject=clean(use.text.subject, "subject"),
            body=body,
            channel=use.channel,
            told=clean(use.told, "told"),
            used_at=use.at,
            recorded_at=desk.now(),
            used_by=desk.operator.id,
        )
    )


def used_texts(connection: Connection, item_id: int) -> tuple[UsedTextView, ...]:
    """Return the texts that were used about an item, the oldest first."""
    return tuple(
        UsedTextView(
            _title(row.text),
            row.text_version,
            row.subject,
            row.body,
            Channel(row.channel),
            row.told,
            reads.instant(row.used_at),
            row.name,
        )
        for row in reads.rows(connection, "used_texts", id=item_id)
    )


def _text(text_id: str) -> Text:
    """Return a text; a site's file that is wrong must not keep anybody from writing."""
    try:
        return load_texts(paths.site_texts_file())[text_id]
    except TextsError as error:
        log.error("the prepared texts of the site are not used: %s", error)
        return load_texts()[text_id]


def _title(text_id: str) -> str:
    known = load_texts().get(text_id)
    return known.title if known else text_id
