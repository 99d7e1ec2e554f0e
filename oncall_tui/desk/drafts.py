"""Keep what is being typed, so that neither a crash nor the Escape key loses it (R-050)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.text import storable
from storage import reads

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class DraftView:
    """What was typed into a form and not saved."""

    key: str
    """The key that the saved record will carry."""
    kind: str
    """Which form it belongs to."""
    item_id: int | None
    typed: Mapping[str, str]
    started_at: datetime
    updated_at: datetime


def new_key() -> str:
    """Return a key for a record that is about to be typed in."""
    return str(uuid.uuid4())


def keep(desk: Desk, key: str, kind: str, typed: Mapping[str, str], item_id: int | None = None) -> None:
    """Keep what a form holds now; it is on the disk when this returns."""
    from storage.models import Draft

    now = desk.now()
    values = {name: storable(text) for name, text in typed.items()}
    with desk.store.quiet_writing() as session:
        draft = session.get(Draft, key)
        if draft is None:
            draft = Draft(
                key=key,
                operator=desk.operator.email,
                kind=kind,
                item_id=item_id,
                started_at=now,
                updated_at=now,
            )
        draft.typed = values
        draft.updated_at = now
        session.add(draft)


def drop(desk: Desk, key: str) -> None:
    """Forget a draft, because it was saved or thrown away on purpose."""
    from storage.models import Draft

    with desk.store.quiet_writing() as session:
        draft = session.get(Draft, key)
        if draft is not None:
            session.delete(draft)


def drafts(desk: Desk, kind: str | None = None, item_id: int | None = None) -> tuple[DraftView, ...]:
    """Return the drafts of whoever sits at the desk, the newest first; all kinds, or those of one form."""
    with desk.store.reading() as connection:
        found = reads.rows(connection, "drafts", operator=desk.operator.email)
        views = tuple(_view(row) for row in found)
    return tuple(each for each in views if kind is None or (each.kind, each.item_id) == (kind, item_id))


def _view(row: reads.Found) -> DraftView:
    typed = json.loads(row.typed) if isinstance(row.typed, str) else row.typed
    return DraftView(
        row.key, row.kind, row.item_id, typed, reads.instant(row.started_at), reads.instant(row.updated_at)
    )
