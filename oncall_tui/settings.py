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

_TEXTS = ("database_url", "operator", "theme")
_NUMBERS = {
    "confirmed_days": (1, 3650),
    "per_day": (1, 100),
    "per_week": (1, 500),
    "lapsing_minutes": (1, 10080),
}
_WHOLE = re.compile(r"-?[0-9]{1,9}")


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
    lapsing_minutes: int = 240
    """How long before it is due a clock counts as lapsing."""

    @property
    def database(self) -> str:
        """The database in use."""
        return self.database_url or paths.default_database_url()


def load_settings(file: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings file, if there is one, then the ONCALL_… variables.

    Raises:
        BadSettings: A name is unknown or a value is not what it should be; the file and the name are said.
    """
    environ = os.environ if environ is None else environ
    chosen = file or Path(environ.get("ONCALL_CONFIG") or paths.settings_file())
    settings = Settings()
    if chosen.is_file():
        settings = _from_table(settings, _read(chosen), chosen.name)
    overrides = {
        each.name: environ[name]
        for each in fields(Settings)
        if (name := f"ONCALL_{each.name.upper()}") in environ and each.name != "keymap"
    }
    return _from_table(settings, {k: _typed(k, v) for k, v in overrides.items()}, "the environment")


def _read(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise BadSettings(f"{file.name} cannot be read: {fault}. Mend it or move it away.") from fault


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
        if isinstance(value, str):
            return value.strip()
        raise BadSettings(f"{where}: {name} must be text in quotes.")
    if name in _NUMBERS:
        low, high = _NUMBERS[name]
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise BadSettings(f"{where}: {name} must be a whole number from {low} to {high}.")
    if isinstance(value, dict) and all(isinstance(keys, str) for keys in value.values()):
        return MappingProxyType(dict(value))
    raise BadSettings(f'{where}: [keymap] holds lines such as new-call = "n".')
