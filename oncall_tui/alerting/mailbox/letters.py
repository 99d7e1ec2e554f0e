"""Read an e-mail from its bytes; whatever those are, something that can be shown comes of it."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser

from oncall_tui.desk.inbox.receiving import Letter

log = logging.getLogger(__name__)

BODY = 18_000
"""Characters of a body that are kept."""
_HEADER = 1000
_PARTS = 100
"""Parts of one e-mail that are looked at."""
_NAMES = 20
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "blockquote"})
_SILENT = frozenset({"script", "style", "head", "title"})
_BLANK_LINES = re.compile(r"\n\s*\n\s*")
_UNREADABLE = "This e-mail could not be read. It is in the mailbox as it came."


def letter_of(raw: bytes, received_at: datetime, *, cut: bool = False) -> Letter:
    """Return an e-mail; one that no reader understands comes as a letter that says so."""
    try:
        return _read(raw, received_at, cut=cut)
    except Exception as fault:  # noqa: BLE001 (no e-mail may keep the others from being read)
        log.warning("an e-mail could not be read (%s)", type(fault).__name__)
        return Letter(_digest(raw), "", "", "", _UNREADABLE, received_at, cut=cut)


def _read(raw: bytes, received_at: datetime, *, cut: bool) -> Letter:
    message = message_from_bytes(raw)
    name, address = _first_address(message)
    subject = _words(message.get("Subject"))
    parts = list(_parts(message))
    body, only_html = _body(parts)
    return Letter(
        key=_key(message, raw, address, subject),
        sender=name,
        address=address,
        subject=subject,
        body=body[:BODY],
        received_at=received_at,
        sent_at=_sent_at(message),
        attachments=tuple(_attached(parts)),
        only_html=only_html,
        cut=cut or len(body) > BODY,
        automatic=_automatic(message),
    )


def _key(message: Message, raw: bytes, address: str, subject: str) -> str:
    """Return what names an e-mail: its Message-ID with who wrote it when and about what.

    The Message-ID alone would let anybody who knows one keep another e-mail from being seen.
    """
    message_id = _words(message.get("Message-ID"))
    if not message_id:
        return _digest(raw)
    told = "\0".join((message_id, address.lower(), _words(message.get("Date")), subject))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _words(value: object) -> str:
    """Return a header's words, whatever it is encoded in; nothing for none."""
    if value is None:
        return ""
    text = str(value)[: 4 * _HEADER]
    try:
        pieces = [
            _decoded(piece, charset) if isinstance(piece, bytes) else piece
            for piece, charset in decode_header(text)
        ]
    except (ValueError, LookupError, ArithmeticError):
        pieces = [text]
    return " ".join("".join(pieces).split())[:_HEADER]


def _decoded(piece: bytes, charset: str | None) -> str:
    """Return bytes as text; a charset that nobody knows is read as if it were the commonest."""
    for each in (charset or "utf-8", "utf-8"):
        try:
            return piece.decode(each, "replace")
        except (LookupError, ValueError):
            continue
    return piece.decode("latin-1")


def _first_address(message: Message) -> tuple[str, str]:
    """Return the name and the address of whoever wrote it."""
    given = [str(each)[:_HEADER] for each in message.get_all("From", [])[:3]]
    for name, address in getaddresses(given):
        if name or address:
            return _words(name), " ".join(address.split())[:320]
    return "", ""


def _sent_at(message: Message) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(message.get("Date", ""))[:200])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _automatic(message: Message) -> bool:
    """Say whether a program wrote it, as its headers tell (RFC 3834)."""
    by = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    return by != "no" or str(message.get("Precedence", "")).strip().lower() in ("auto_reply", "junk")


def _parts(message: Message) -> Iterator[Message]:
    """Go through the parts of an e-mail, without descending for ever."""
    waiting = [message]
    seen = 0
    while waiting and seen < _PARTS:
        part = waiting.pop(0)
        seen += 1
        inner = part.get_payload()
        if isinstance(inner, list):
            waiting = [each for each in inner if isinstance(each, Message)] + waiting
        else:
            yield part


def _body(parts: Iterable[Message]) -> tuple[str, bool]:
    """Return what an e-mail says, and whether it said so in HTML only."""
    html = ""
    for part in parts:
        if _name(part) or part.get_content_disposition() == "attachment":
            continue
        kind = part.get_content_type()
        if kind == "text/plain" and (text := _text(part).strip()):
            return text, False
        if kind == "text/html" and not html:
            html = _plain(_text(part))
    return html, bool(html)


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return str(payload or "")
    return _decoded(payload[: 8 * BODY], part.get_content_charset()).replace("\r\n", "\n")


def _attached(parts: Iterable[Message]) -> Iterator[str]:
    found = (_name(part) for part in parts)
    names = [name for name in found if name]
    yield from names[:_NAMES]
    if len(names) > _NAMES:
        yield f"and {len(names) - _NAMES} more"


def _name(part: Message) -> str:
    try:
        return _words(part.get_filename())[:200]
    except (ValueError, LookupError, TypeError):
        return "a file without a name"


class _Reader(HTMLParser):
    """Keeps the text of HTML, with a line break where a reader would see one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Break the line where a block begins, and be silent in what is not read."""
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BREAKS:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Go on after what is not read."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKS:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep text."""
        if not self._silent:
            self.text.append(data)


def _plain(html: str) -> str:
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except (ValueError, AssertionError):
        return "\n".join(html.split("\n"))[:BODY]
    lines = (" ".join(line.split()) for line in "".join(reader.text).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
