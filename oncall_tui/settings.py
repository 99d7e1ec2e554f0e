"""Settings: what is built in, overruled by the settings file, overruled by the environment."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from oncall_tui import paths
from oncall_tui.errors import BadSettings

_TEXTS = ("database_url", "operator", "theme", "site", "heartbeat_url")
_TABLES = {
    "keymap": 'holds lines such as new-call = "n".',
    "inbox": 'holds lines such as host = "imap.example.org" and password = "${MAIL_PASSWORD}".',
    "retention": 'holds lines such as closed_clients = "7 years".',
    "channels": 'holds lines such as email = "mailtos://user:${MAIL_PASSWORD}@example.org?to={email}".',
}
_NUMBERS = {
    "confirmed_days": (1, 3650),
    "per_day": (1, 100),
    "per_week": (1, 500),
    "lapsing_minutes": (1, 10080),
    "ladder_minutes": (1, 1440),
    "ack_minutes": (1, 1440),
    "ring_minutes": (1, 1440),
    "last_chance_hours": (1, 40),
    "desktop_notices": (0, 1),
    "privacy": (0, 1),
    "strict_consent": (0, 1),
    "caseload_ceiling": (1, 100_000),
    "team_days": (1, 3650),
    "letter_attempts": (1, 50),
    "check_in_days": (1, 3650),
    "lapse_first_days": (0, 3650),
    "lapse_second_days": (0, 3650),
    "workdays_reckoned": (1, 62),
    "full_day_hours": (1, 24),
    "count_all_calls": (0, 1),
    "backup_minutes": (0, 10080),
    "lock_minutes": (0, 240),
    "session_hours": (1, 72),
}
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_SECRET = re.compile(r"\$\{([^}]*)\}")
_SITE_LONGEST = 12
_OUT = {"channels": "the channel", "inbox": "the mailbox"}
"""Tables whose values may name secrets, and what is taken out where one is missing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a site or a person can choose."""

    database_url: str = ""
    """Where the records are kept; empty for a SQLite file in the user's data folder."""
    operator: str = ""
    """E-mail address of the person at this terminal; empty for the default director."""
    theme: str = "dark"
    """Name of the colours."""
    keymap: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Keys of one's own, by the command's id."""
    confirmed_days: int = 30
    """After how many days a client's information counts as stale (R-017)."""
    per_day: int = 2
    """Attempts to one client in 24 hours above which a warning is shown (R-088)."""
    per_week: int = 4
    """Attempts to one client in 7 days above which a warning is shown (R-088)."""
    strict_consent: int = 0
    """1 where messages are left only for whoever agreed to that; 0 where unless they refused (R-092)."""
    lapsing_minutes: int = 240
    """How long before it is due a clock counts as lapsing."""
    channels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """How people are told of alerts, in the order in which it is tried; may hold secrets."""
    inbox: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """The mailbox that is read by IMAP: host, user, password and more; empty for none. Holds a secret."""
    retention: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """After how long what may be erased; empty for never (R-177)."""
    site: str = ""
    """The site's code in what leaves the console; never a name of a client."""
    heartbeat_url: str = field(default="", repr=False)
    """What is pinged each minute while all is well; empty for nothing."""
    ladder_minutes: int = 10
    """How long an alert waits on each rung before it climbs (R-162)."""
    ack_minutes: int = 30
    """How long an acknowledgement holds without anything done (R-161)."""
    ring_minutes: int = 5
    """How often an alert that nobody answers rings again (R-160)."""
    last_chance_hours: int = 2
    """How many open hours before an owner leaves the last chance is told (R-072)."""
    backup_minutes: int = 60
    """How often the database is copied while a console or `oncall watch` runs; 0 for never (R-177)."""
    lock_minutes: int = 5
    """After how many minutes without a key the console locks, once people sign in; 0 for never (R-175)."""
    session_hours: int = 12
    """After how many hours somebody signs in again, whatever they do meanwhile (R-175)."""
    desktop_notices: int = 0
    """1 where the console's terminal shows notices on the desktop, by OSC 9 and OSC 777; 0 where not."""
    privacy: int = 0
    """1 where the console begins with names, numbers and notes masked (R-176); 0 where it shows them."""
    caseload_ceiling: int = 350
    """How many clients a care manager is planned for at most; a measure, never a limit (R-005, R-153)."""
    team_days: int = 60
    """After how many days without a contact somebody of a client's team is flagged (R-107)."""
    workdays_reckoned: int = 44
    """How many work days the caseload's document reckons with in two months (R-155)."""
    full_day_hours: int = 8
    """From how many hours on a work day is a full one, where the office is open for longer (R-152)."""
    count_all_calls: int = 0
    """1 where all calls of a week count towards its hundred; 0 for those that reached nobody (R-151)."""
    letter_attempts: int = 3
    """After how many attempts without contact the letter is proposed; the document says several (R-141)."""
    check_in_days: int = 60
    """How far apart well-being checks are once all goals are complete, unless somebody chooses (R-140)."""
    lapse_first_days: int = 14
    """Days before funding lapses from which a client is in the first class (R-136)."""
    lapse_second_days: int = 30
    """Days before funding lapses from which a client is in the second class (R-136)."""

    @property
    def database(self) -> str:
        """The database in use."""
        return self.database_url or paths.default_database_url()

    @property
    def database_file(self) -> Path | None:
        """The SQLite file in use; None for a database on a server."""
        scheme, found, named = self.database.partition("sqlite:///")
        return Path(named).expanduser().absolute() if found and not scheme else None


def load_settings(file: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings file, if there is one, then the ONCALL_… variables.

    Raises:
        BadSettings: A name is unknown or a value is not what it should be; the file and the name are said.
    """
    environ = os.environ if environ is None else environ
    chosen = file or Path(environ.get("ONCALL_CONFIG") or paths.settings_file())
    settings = Settings()
    if chosen.is_file():
        settings = _from_table(settings, _with_secrets(_read(chosen), environ, chosen.name), chosen.name)
    overrides = {
        each.name: environ[name]
        for each in fields(Settings)
        if (name := f"ONCALL_{each.name.upper()}") in environ and each.name not in _TABLES
    }
    return _from_table(settings, {k: _typed(k, v) for k, v in overrides.items()}, "the environment")


def _read(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise BadSettings(f"{file.name} cannot be read: {fault}. Mend it or move it away.") from fault


def _with_secrets(table: dict[str, object], environ: Mapping[str, str], where: str) -> dict[str, object]:
    """Put what the environment holds in the place of each ${NAME} of a channel or of the mailbox."""

    def fill(part: str, value: object) -> object:
        def secret(found: re.Match[str]) -> str:
            if not environ.get(found[1]):
                raise BadSettings(
                    f"{where}: [{part}] needs the environment variable {found[1]}, which is not set. "
                    f"Set it, or take {_OUT[part]} out."
                )
            return environ[found[1]]

        return _SECRET.sub(secret, value) if isinstance(value, str) else value

    filled: dict[str, object] = {}
    for part in _OUT:
        held = table.get(part)
        if isinstance(held, dict):
            filled[part] = {name: fill(part, value) for name, value in held.items()}
    return {**table, **filled}


def _typed(name: str, value: str) -> object:
    return int(value) if name in _NUMBERS and _WHOLE.fullmatch(value.strip()) else value


def _from_table(settings: Settings, table: Mapping[str, object], where: str) -> Settings:
    known = {each.name for each in fields(Settings)}
    for name, value in table.items():
        if name not in known:
            raise BadSettings(f"{where}: there is no setting {name!r}. Known: {', '.join(sorted(known))}.")
        checked: dict[str, Any] = {name: _checked(name, value, where)}
        settings = replace(settings, **checked)
    return settings


def _checked(name: str, value: object, where: str) -> object:
    if name in _TEXTS:
        if not isinstance(value, str):
            raise BadSettings(f"{where}: {name} must be text in quotes.")
        if name == "site" and (len(value.strip()) > _SITE_LONGEST or not value.strip().isprintable()):
            raise BadSettings(f"{where}: site must be a code of at most {_SITE_LONGEST} letters.")
        return value.strip()
    if name in _NUMBERS:
        low, high = _NUMBERS[name]
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise BadSettings(f"{where}: {name} must be a whole number from {low} to {high}.")
    if isinstance(value, dict) and all(isinstance(each, str) for each in value.values()):
        return MappingProxyType(dict(value))
    raise BadSettings(f"{where}: [{name}] {_TABLES[name]}")
