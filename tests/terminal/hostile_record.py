"""An organisation in which every text tries to take the terminal over."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.desk.drafts import keep
from storage.models import Client, ClientContact, ClientPhone, Holding, Organisation, Person
from storage.search import index_clients
from storage.vocabulary import CallerType, CareRole, Category, ClientStatus
from tests.house import EPOCH, JO, MAI, SAM
from tests.terminal import hostile

PAYLOADS = (
    *(payload.replace("\x00", "") for payload in hostile.PAYLOADS),
    "\x1b]8;;file:///etc/passwd\x07x\x1b]8;;\x07",
    "\x1b[?1049l",
    "\x1b[?25h\x1b[?1000h",
    "\x1b]2;TAKEN",
    "\x9b2J\x84\x8d",
    "\x1bc",
    "zero\u200b\u2060\ufeffwidth",
    "a" + "\u0301" * 200,
    "x" * 5000,
    "[on red]C:\\[red]",
    "{0} %s $HOME `id`",
    "\u2067\u061c\u2069\ufff9",
)
"""What is in names and notes; NUL and lone surrogates never get that far."""
LITERAL = ("[/]", "[/red] [b]", "[@click=app.quit]Bob[/]", "$primary [$accent]b[/]", "[on red]C:\\[red]")
"""Those that must stand on the screen exactly as they are."""
ALL = " ".join(payload for payload in PAYLOADS if len(payload) < 1000)
EVERYTHING = "EVERYTHING"
"""How the family name of the client begins whose every text holds every payload."""


def tag(index: int) -> str:
    """Return the word by which a payload's client is found."""
    return f"Q{index:02d}q"


def poison(desk: Desk) -> dict[str, int]:
    """Put every payload on record, each in a client and an item of its own and all of them in one more."""
    with desk.store.writing("system", "test.poisoned", "organisation:1") as unit:
        session = unit.session
        organisation = session.exec(select(Organisation)).one()
        organisation.name = "[/red]Care[@click=app.quit]\x1b]0;TAKEN\x07" + ALL
        for person in session.exec(select(Person)):
            person.name = f"{person.name} [/]\x1b[2J{ALL}"
            person.phone = f"{person.phone}\x1b]52;c;QQ==\x07[/]"
        for index, payload in enumerate((*PAYLOADS, f"{EVERYTHING} {ALL}"), start=100):
            name = payload if payload.startswith(EVERYTHING) else f"{tag(index - 100)} {payload}"
            session.add(_client(index, name))
            session.flush()
            session.add(ClientPhone(client_id=index, number=f"02 5550 {payload}", digits=f"61255500{index}"))
            session.add(ClientContact(client_id=index, name=name, phone=payload, emergency=True))
            session.add(Holding(client_id=index, person_id=JO, role=CareRole.PCM, starts_at=EPOCH))
            session.add(
                Holding(client_id=index, person_id=(MAI, SAM)[index % 2], role=CareRole.SCM, starts_at=EPOCH)
            )
        index_clients(session.connection())
    items = {
        payload: _call(desk, f"p{index}", index + 100, payload) for index, payload in enumerate(PAYLOADS)
    }
    items[EVERYTHING] = _call(desk, "everything", 100 + len(PAYLOADS), ALL, hours=90)
    keep(desk, "draft", "call", {"caller": f"[/] {ALL}", "said": ALL})
    return items


def _client(number: int, name: str) -> Client:
    return Client(
        id=number,
        number=f"C-{number}[/]",
        family_name=name,
        given_name=f"[/] {name}",
        preferred_name=name,
        suburb=f"[b] {name}",
        address=name,
        service=name,
        conditions=[name],
        concerns=[name],
        past_history=[name],
        safe_times=name,
        organisation=name,
        status=ClientStatus.UNSTABLE,
    )


def _call(desk: Desk, key: str, client_id: int, payload: str, hours: float = 1) -> int:
    call = NewCall(
        key,
        Category.HIGH_RISK_EVENT if hours > 1 else Category.CALL_BACK,
        client_id=client_id,
        caller=f"{key} {payload}"[:4000],
        caller_type=CallerType.FAMILY,
        relationship=payload[:4000],
        phone=f"02 5550 0188 {payload}"[:300],
        said=f"{key} {payload}"[:4000],
        advice=payload[:4000],
        next_step=payload[:4000],
        received_at=desk.now() - timedelta(hours=hours),
    )
    return log_call(desk, call).item_id
