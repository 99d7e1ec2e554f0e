"""Add what no import file holds: history, concerns, the people around a client, the shared board."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from oncall_tui.desk.phones import normalise
from storage.models import Client, ClientContact

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


def data(name: str) -> dict[str, Any]:
    """Return one of the demo's files."""
    return tomllib.loads(files("oncall_tui.demo").joinpath("data", name).read_text(encoding="utf-8"))


def furnish(desk: Desk) -> None:
    """Write the notes on the clients, in one recorded transaction."""
    notes: Mapping[str, Mapping[str, Any]] = data("notes.toml")
    with desk.store.writing(desk.operator.email, "clients.noted", "import:notes") as unit:
        clients = unit.session.exec(select(Client).where(col(Client.number).in_(list(notes)))).all()
        for client in clients:
            assert client.id is not None
            _note(desk, client, notes[client.number])
            for contact in notes[client.number].get("contacts", ()):
                phone = normalise(contact["phone"], desk.house.region)
                spoken = {**contact, "phone": phone.spoken, "digits": phone.digits}
                unit.session.add(ClientContact(client_id=client.id, **spoken))


def _note(desk: Desk, client: Client, note: Mapping[str, Any]) -> None:
    client.past_history = note.get("past", [])
    client.concerns = note.get("concerns", [])
    client.safe_times = note.get("safe_times", "")
    client.board_url = f"https://boards.harbourside.example/{client.number.lower()}"
    confirmed: date | None = note.get("confirmed")
    if confirmed is not None:
        client.confirmed_at = datetime.combine(confirmed, time(16, 30), ZoneInfo(desk.house.zone))
        client.confirmed_by = desk.operator.name
