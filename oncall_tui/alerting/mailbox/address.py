"""Where the mailbox is and how it is read, from the settings; what cannot be is said by name."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from oncall_tui.errors import BadSettings

_KNOWN = ("host", "user", "password", "port", "security", "folder", "poll_seconds", "days", "mark_seen")
_WHERE = "[inbox]"


class Security(StrEnum):
    """How the connection is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"
    """Not at all: only to this computer itself."""


@dataclass(frozen=True, slots=True)
class MailboxAddress:
    """A mailbox, and how it is read."""

    host: str
    user: str
    password: str = field(repr=False)
    port: int
    security: Security = Security.TLS
    folder: str = "INBOX"
    poll_seconds: int = 60
    """How often it is looked at, whether or not the server tells of new e-mail by itself."""
    days: int = 3
    """How far back it is read the first time."""
    mark_seen: bool = False
    """Whether what was read is marked so in the mailbox; nothing else there is ever changed."""

    @property
    def name(self) -> str:
        """What the record calls it; no secret."""
        return f"mailbox:{self.user}@{self.host}:{self.port}/{self.folder}"


def mailbox_address(table: Mapping[str, str]) -> MailboxAddress | None:
    """Return the mailbox of the settings; None where there is none.

    Raises:
        BadSettings: something of it is missing or cannot be; what, and what it may be, is said.
    """
    if not table:
        return None
    for name in table:
        if name not in _KNOWN:
            raise BadSettings(f"{_WHERE} has no {name!r}. Known: {', '.join(_KNOWN)}.")
    for name in ("host", "user", "password"):
        if not table.get(name, "").strip():
            raise BadSettings(f"{_WHERE} needs {name}.")
    host = table["host"].strip()
    security = _security(table.get("security", Security.TLS), host)
    return MailboxAddress(
        host,
        table["user"].strip(),
        table["password"],
        _number(table, "port", 993 if security is Security.TLS else 143, 1, 65535),
        security,
        table.get("folder", "").strip() or "INBOX",
        _number(table, "poll_seconds", 60, 5, 3600),
        _number(table, "days", 3, 1, 60),
        _yes(table.get("mark_seen", "no")),
    )


def _security(given: str, host: str) -> Security:
    try:
        security = Security(given.strip().lower())
    except ValueError:
        known = ", ".join(Security)
        raise BadSettings(f"{_WHERE} security must be one of {known}.") from None
    if security is Security.NONE and not _here(host):
        raise BadSettings(f"{_WHERE} security may be none only for a mailbox on this computer itself.")
    return security


def _here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _number(table: Mapping[str, str], name: str, otherwise: int, low: int, high: int) -> int:
    given = table.get(name, "").strip()
    if not given:
        return otherwise
    if given.isascii() and given.isdigit() and low <= int(given) <= high:
        return int(given)
    raise BadSettings(f"{_WHERE} {name} must be a whole number from {low} to {high}, in quotes.")


def _yes(given: str) -> bool:
    if given.strip().lower() in ("yes", "no"):
        return given.strip().lower() == "yes"
    raise BadSettings(f"{_WHERE} mark_seen must be yes or no.")
