"""The desk that every verb works at: the store, the clock, the rules and who sits there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.views import PersonRef
from oncall_tui.settings import Settings

if TYPE_CHECKING:
    from oncall_tui.desk.glances import Glances
    from oncall_tui.desk.lookup import Lookup
    from oncall_tui.rules.calendars import BusinessCalendar
    from oncall_tui.rules.rulebook import Rulebook
    from storage.clock import Clock
    from storage.sessions import Store


@dataclass(frozen=True, slots=True)
class House:
    """The organisation, as the rules need it."""

    name: str
    zone: str
    region: str
    hours: str
    line: str
    emergency_number: str
    commissioning_body: str
    default_director: PersonRef
    calendar: BusinessCalendar


@dataclass(slots=True)
class Desk:
    """One person's desk. It is made once by `bootstrap` and handed to every verb."""

    store: Store
    clock: Clock
    settings: Settings
    operator: PersonRef
    """Who does what is done from here."""
    load_house: Callable[[], House]
    load_rulebook: Callable[[], Rulebook]
    terminal: str = ""
    on_behalf_of: str = ""
    """E-mail address of whoever it is done for, where that is somebody else; it allows nothing (R-173)."""
    _house: House | None = field(default=None)
    _rulebook: Rulebook | None = field(default=None)
    _lookup: Lookup | None = field(default=None)
    _glances: Glances | None = field(default=None)

    @property
    def house(self) -> House:
        """The organisation; read once, and again after `refresh`."""
        if self._house is None:
            self._house = self.load_house()
        return self._house

    @property
    def rulebook(self) -> Rulebook:
        """The rules and their numbers, with the site's changes."""
        if self._rulebook is None:
            self._rulebook = self.load_rulebook()
        return self._rulebook

    @property
    def lookup(self) -> Lookup:
        """What finds clients; it keeps its connection and its words between questions."""
        if self._lookup is None:
            from oncall_tui.desk.lookup import Lookup

            self._lookup = Lookup(self.store)
        return self._lookup

    @property
    def glances(self) -> Glances:
        """Where it is noted whose record is looked at from here (R-173)."""
        if self._glances is None:
            from oncall_tui.desk.glances import Glances

            self._glances = Glances(self)
        return self._glances

    @property
    def local(self) -> bool:
        """Whether the record lies on this computer, so that a question costs no round trip."""
        return self.store.engine.dialect.name == "sqlite"

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        return self.clock.now()

    def close(self) -> None:
        """Write what was looked at, and let go of the database."""
        if self._glances is not None:
            self._glances.keep()
        if self._lookup is not None:
            self._lookup.close()
        self.store.close()

    def refresh(self) -> None:
        """Read the organisation again, because somebody may have changed it; until then the old one stays."""
        self._house = self.load_house()
