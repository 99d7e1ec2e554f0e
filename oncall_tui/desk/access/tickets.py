"""Let somebody who has signed in at a shell go on for a while without being asked again."""

from __future__ import annotations

import hmac
import json
import os
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from oncall_tui import paths
from storage import reads

if TYPE_CHECKING:
    from pathlib import Path

    from oncall_tui.desk.context import Desk

HOLDS = timedelta(minutes=15)
"""For how long a ticket holds after it was last used."""


def keep_ticket(desk: Desk, since: datetime | None = None) -> None:
    """Note that whoever sits here has signed in at this terminal; without a terminal nothing is noted."""
    from storage.placing import put

    file = _file(desk)
    if file is None or desk.store.audit_key is None:
        return
    told = {
        "person": desk.operator.email,
        "since": (since or desk.now()).isoformat(),
        "until": (desk.now() + HOLDS).isoformat(),
    }
    sealed = {**told, "seal": desk.store.audit_key.seal(_message(desk, told))}
    put(file, json.dumps(sealed).encode())


def ticket_holds(desk: Desk) -> bool:
    """Say whether whoever sits here has signed in at this terminal and used it since; then it holds on."""
    file = _file(desk)
    if file is None or desk.store.audit_key is None:
        return False
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        told = {name: str(kept[name]) for name in ("person", "since", "until")}
        since, until = (datetime.fromisoformat(told[name]) for name in ("since", "until"))
        sealed = str(kept["seal"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    now = desk.now()
    longest = timedelta(hours=desk.settings.session_hours)
    whole = hmac.compare_digest(sealed, desk.store.audit_key.seal(_message(desk, told)))
    if not whole or told["person"] != desk.operator.email or not since <= now < min(until, since + longest):
        return False
    keep_ticket(desk, since)
    return True


def drop_ticket(desk: Desk) -> bool:
    """Forget that somebody has signed in at this terminal; False where nobody had."""
    file = _file(desk)
    if file is None or not file.exists():
        return False
    file.unlink(missing_ok=True)
    return True


def _file(desk: Desk) -> Path | None:
    """Return where the ticket of this terminal lies; None where there is no terminal."""
    _, _, line = desk.terminal.partition(" ")
    if not line.startswith("/dev/"):
        return None
    return paths.ticket_folder() / f"{line.removeprefix('/dev/').replace('/', '-')}.json"


def _message(desk: Desk, told: dict[str, str]) -> str:
    """Return what is sealed: it is of no use at another terminal, in another session or for other records."""
    session = ""
    with suppress(OSError, AttributeError):
        session = str(os.getsid(0))
    with desk.store.reading() as connection:
        database = str(reads.scalar(connection, "database_id"))
    return json.dumps(["ticket", database, desk.terminal, session, told], sort_keys=True)
