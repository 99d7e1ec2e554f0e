"""An IMAP server of a few commands, in the test's own process, which remembers what it was asked."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PASSWORD = "correct horse"
_LINE = re.compile(rb"(\S+) (?:UID )?(\S+) ?(.*)", re.IGNORECASE)


@dataclass
class Mailbox:
    """What the server holds, and what it was asked to do."""

    mails: dict[int, tuple[bytes, str]] = field(default_factory=dict)
    """By number: the e-mail, and when the server got it, as IMAP says it."""
    asked: list[str] = field(default_factory=list)
    idle: bool = True
    validity: int = 7
    told: threading.Condition = field(default_factory=threading.Condition)
    port: int = 0

    def deliver(self, raw: bytes, at: str = "21-Nov-2026 11:58:00 +1100") -> int:
        """Put an e-mail into the mailbox and tell whoever waits."""
        with self.told:
            uid = max(self.mails, default=0) + 1
            self.mails[uid] = (raw, at)
            self.told.notify_all()
        return uid


class _Session(socketserver.StreamRequestHandler):
    """One client's conversation."""

    def handle(self) -> None:
        box: Mailbox = self.server.box  # type: ignore[attr-defined]
        self._say("* OK ready")
        for line in self.rfile:
            found = _LINE.match(line.strip())
            if found is None:
                continue
            tag, command, rest = found[1].decode(), found[2].decode().upper(), found[3].decode()
            box.asked.append(line.strip().decode().split(" ", 1)[1] if command != "LOGIN" else "LOGIN")
            if not self._answer(box, tag, command, rest):
                return

    def _answer(self, box: Mailbox, tag: str, command: str, rest: str) -> bool:
        match command:
            case "CAPABILITY":
                self._say(f"* CAPABILITY IMAP4rev1{' IDLE' if box.idle else ''}")
            case "LOGIN":
                if PASSWORD not in rest:
                    self._say(f"{tag} NO [AUTHENTICATIONFAILED] no")
                    return True
            case "SELECT" | "EXAMINE":
                if "INBOX" not in rest:
                    self._say(f"{tag} NO no such folder")
                    return True
                self._say(f"* {len(box.mails)} EXISTS")
                self._say(f"* OK [UIDVALIDITY {box.validity}] valid")
            case "SEARCH":
                first = int(rest.split("UID ")[1].split(":")[0]) if "UID " in rest else 0
                last = max(box.mails, default=0)
                found = [uid for uid in box.mails if uid >= first] or ([last] if last else [])
                self._say("* SEARCH " + " ".join(map(str, found)))
            case "FETCH":
                self._fetch(box, int(rest.split()[0]))
            case "IDLE":
                self._idle(box)
            case "LOGOUT":
                self._say("* BYE")
        self._say(f"{tag} OK done")
        return command != "LOGOUT"

    def _fetch(self, box: Mailbox, uid: int) -> None:
        raw, at = box.mails[uid]
        limit = int(re.search(r"<0\.(\d+)>", box.asked[-1])[1])  # type: ignore[index]
        shown = raw[:limit]
        told = f'UID {uid} INTERNALDATE "{at}" RFC822.SIZE {len(raw)} BODY[]<0> {{{len(shown)}}}'
        self.wfile.write(f"* 1 FETCH ({told}\r\n".encode() + shown + b")\r\n")

    def _idle(self, box: Mailbox) -> None:
        self._say("+ idling")
        count = len(box.mails)

        def tell() -> None:
            with box.told:
                box.told.wait_for(lambda: len(box.mails) != count, timeout=10)
            self._say(f"* {len(box.mails)} EXISTS")

        threading.Thread(target=tell, daemon=True).start()
        self.rfile.readline()

    def _say(self, line: str) -> None:
        try:
            self.wfile.write(f"{line}\r\n".encode())
        except (OSError, ValueError):
            return


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def serving() -> Iterator[Mailbox]:
    """Serve a mailbox on a free port of this computer."""
    box = Mailbox()
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.box = box  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
