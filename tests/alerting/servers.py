"""A mail server and a web server of the tests' own, on this computer, that misbehave as they are told."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Way(StrEnum):
    """What a server does with a message."""

    DELIVER = "deliver"
    DROP = "drop"
    """Breaks the connection; the message is lost."""
    HANG = "hang"
    """Never answers; the message is lost."""
    FAIL = "fail"
    """Says that it failed, for now."""
    REFUSE = "refuse"
    """Says that it failed, for good."""
    LATE = "late"
    """Takes the message and answers after the sender has stopped waiting."""


@dataclass
class Got:
    """One message as it arrived."""

    to: tuple[str, ...]
    subject: str
    body: str
    raw: str
    """Everything of it, as it came over the wire."""


@dataclass
class Behaviour:
    """What a server does, message by message; at the end of the list it delivers."""

    ways: Iterator[Way] = field(default_factory=lambda: repeat(Way.DELIVER))
    got: list[Got] = field(default_factory=list)
    did: list[Way] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def plan(self, ways: Iterable[Way]) -> None:
        """Say what to do with the next messages."""
        self.ways = chain(ways, repeat(Way.DELIVER))

    def next(self) -> Way:
        """Return what to do with this message."""
        with self.lock:
            way = next(self.ways)
            self.did.append(way)
            return way

    def take(self, got: Got) -> None:
        """Keep a message."""
        with self.lock:
            self.got.append(got)

    def count(self, way: Way) -> int:
        """Return how often it did something."""
        return self.did.count(way)


class _Mailbox:
    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        way = self._behaviour.next()
        if way in (Way.DELIVER, Way.LATE):
            self._behaviour.take(_mail(envelope))
        match way:
            case Way.DROP:
                assert isinstance(server.transport, asyncio.Transport)
                server.transport.abort()
            case Way.HANG | Way.LATE:
                while not self._behaviour.over.is_set() and server.transport is not None:
                    await asyncio.sleep(0.02)
            case Way.FAIL:
                return "451 try again"
            case Way.REFUSE:
                return "550 no such mailbox"
        return "250 taken"


def _mail(envelope: Envelope) -> Got:
    content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
    mail = message_from_bytes(content)
    parts = [part for part in mail.walk() if part.get_content_type() == "text/plain"]
    payload = parts[0].get_payload(decode=True) if parts else b""
    assert isinstance(payload, bytes)
    return Got(
        to=tuple(envelope.rcpt_tos),
        subject=str(make_header(decode_header(mail["Subject"] or ""))),
        body=payload.decode().replace("\r\n", "\n").strip(),
        raw=content.decode("utf-8", "replace"),
    )


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    port: int
    behaviour: Behaviour

    @property
    def mailto(self) -> str:
        """The channel of a mail server, for the settings; its patience is short."""
        return (
            f"mailto://127.0.0.1:{self.port}/?from=oncall@site.example&to={{email}}"
            "&mode=insecure&cto=0.4&rto=0.4"
        )

    @property
    def hook(self) -> str:
        """The channel of a web server, for the settings; its patience is short."""
        return f"json://127.0.0.1:{self.port}/hook/{{digits}}?cto=0.4&rto=0.4"


@contextmanager
def mail_server() -> Iterator[Served]:
    """Run a mail server."""
    behaviour = Behaviour()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(_Mailbox(behaviour), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield Served(port, behaviour)
    finally:
        behaviour.over.set()
        controller.stop()


class _Web(ThreadingHTTPServer):
    daemon_threads = True
    behaviour: Behaviour
    request_queue_size = 64

    def handle_error(self, _request: object, _address: object) -> None:
        """Say nothing of clients that have left: that is what is tested."""


class _Page(BaseHTTPRequestHandler):
    server: _Web

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        behaviour = self.server.behaviour
        way = behaviour.next()
        if way in (Way.DELIVER, Way.LATE):
            given: dict[str, Any] = json.loads(text)
            behaviour.take(Got((self.path,), given["title"], given["message"], f"{self.headers}\n{text}"))
        if way in (Way.HANG, Way.LATE):
            behaviour.over.wait(30)
        if way in (Way.DROP, Way.HANG):
            self.close_connection = True
            return
        self.send_response({Way.FAIL: 500, Way.REFUSE: 410}.get(way, 200))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/ping" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_given: object) -> None:
        """Print nothing."""


@contextmanager
def web_server() -> Iterator[Served]:
    """Run a web server that takes what apprise posts as JSON."""
    server = _Web(("127.0.0.1", 0), _Page)
    server.behaviour = Behaviour()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Served(server.server_address[1], server.behaviour)
    finally:
        server.behaviour.over.set()
        server.shutdown()
        server.server_close()
