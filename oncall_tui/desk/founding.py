"""Make the organisation of an empty database: its name, its hours, its line and its first director."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from oncall_tui.errors import Refused
from oncall_tui.rules.hours import CalendarError, format_hours, parse_hours
from oncall_tui.text import safe_text, storable
from storage.vocabulary import PersonRole

if TYPE_CHECKING:
    from storage.clock import Clock
    from storage.sessions import Store

EXISTS = "This database has an organisation already. Use another database: --db sqlite:///path/to/new.db"
_MAILBOX = re.compile(r"(?P<name>[^<>@]+?)\s*<\s*(?P<email>[^<>\s]+)\s*>")
_EMAIL = re.compile(r"[^\s@<>\"(),:;\\]+@[^\s@<>\"(),:;\\]+", re.ASCII)
_LONGEST = 200
_FEWEST_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Founding:
    """What is asked before an organisation can be made."""

    name: str
    zone: str
    """IANA name, such as Australia/Sydney."""
    region: str
    """Where its public holidays are set, such as AU-NSW; empty for none."""
    hours: str
    """Business hours, such as Mon-Fri 09:00-17:00."""
    line: str
    """Number of the escalation line (R-049)."""
    director_name: str
    """The first director, who answers when the rota has a gap (R-011)."""
    director_email: str
    commissioning_body: str = ""
    emergency_number: str = "000"


def found(store: Store, clock: Clock, founding: Founding) -> None:
    """Make the organisation and its first director, in one transaction.

    Raises:
        Refused: something given cannot be (`field` names it), or there is an organisation already.
    """
    from sqlmodel import select

    from storage.models import Organisation, Person, PersonRoleRow

    kept = checked(founding)
    with store.writing(kept.director_email, "organisation.founded", "organisation:1") as unit:
        if unit.session.exec(select(Organisation.id)).first() is not None:
            raise Refused(EXISTS)
        director = Person(name=kept.director_name, email=kept.director_email)
        unit.session.add(director)
        unit.session.flush()
        assert director.id is not None
        unit.session.add(PersonRoleRow(person_id=director.id, role=PersonRole.DIRECTOR))
        unit.session.add(
            Organisation(
                name=kept.name,
                zone=kept.zone,
                region=kept.region,
                hours=kept.hours,
                line=kept.line,
                emergency_number=kept.emergency_number,
                commissioning_body=kept.commissioning_body,
                default_director_id=director.id,
            )
        )
        unit.note(founded_at=clock.now())


def checked(founding: Founding) -> Founding:
    """Return what was given as it is kept.

    Raises:
        Refused: names the field and shows an example.
    """
    name, email = parse_mailbox(f"{founding.director_name} <{founding.director_email}>")
    return Founding(
        name=_text(founding.name, "name", "Give the organisation a name, such as Harbourside Care."),
        zone=_zone(founding.zone),
        region=check_region(founding.region),
        hours=_hours(founding.hours),
        line=_number(founding.line, "line", "Give the number of the escalation line, such as 1800 975 711."),
        director_name=name,
        director_email=email,
        commissioning_body=_text(founding.commissioning_body, "commissioning_body"),
        emergency_number=_number(
            founding.emergency_number, "emergency_number", "Give the emergency number, such as 000."
        ),
    )


def parse_mailbox(text: str) -> tuple[str, str]:
    """Read `Name <email>` into a name and an address in lower case.

    Raises:
        Refused: it is not written so.
    """
    found = _MAILBOX.fullmatch(" ".join(storable(text).split()))
    if found is None:
        raise Refused('Write the director as "Kim Webb <kim@example.org>".', field="director")
    name = _text(found["name"], "director", "Give the director a name, such as Kim Webb.")
    return name.strip('" '), check_email(found["email"], "director")


def check_email(text: str, field: str = "email") -> str:
    """Return an e-mail address in lower case.

    Raises:
        Refused: it is none.
    """
    email = text.strip().lower()
    if len(email) > _LONGEST or not _EMAIL.fullmatch(email):
        quoted = f"“{safe_text(text, max_len=60)}”"
        raise Refused(f"{quoted} is no e-mail address. Write it like kim@example.org.", field=field)
    return email


def check_region(text: str) -> str:
    """Return a region for which public holidays are known, such as AU-NSW, GB-ENG or NZ; empty for none.

    Raises:
        Refused: there is no such country or part of one.
    """
    import holidays  # costs 40 ms, and is needed once in the life of a database

    country, _, part = text.strip().upper().replace("_", "-").partition("-")
    if not country and not part:
        return ""
    countries = holidays.list_supported_countries(include_aliases=False)
    if country not in countries:
        quoted = safe_text(text, max_len=60)
        raise Refused(
            f"“{quoted}” is no region with known holidays. Write AU-NSW, GB-ENG or NZ.", field="region"
        )
    parts = {each.upper(): each for each in countries[country]}
    if part and part not in parts:
        known = ", ".join(f"{country}-{each}" for each in sorted(countries[country])) or country
        quoted = safe_text(part, max_len=60)
        raise Refused(f"{country} has no part “{quoted}”. Known: {known}.", field="region")
    return f"{country}-{parts[part]}" if part else country


def _zone(text: str) -> str:
    """Return an IANA zone, spelled as IANA spells it."""
    asked = text.strip()
    zones = {name.casefold(): name for name in available_timezones()}
    found = zones.get(asked.casefold().replace(" ", "_"))
    if found is not None:
        ZoneInfo(found)
        return found
    last = asked.casefold().rpartition("/")[2].replace(" ", "_")
    near = sorted(name for plain, name in zones.items() if last and last in plain)[:3]
    hint = f" Near: {', '.join(near)}." if near else " Write it like Australia/Sydney."
    raise Refused(f"“{safe_text(asked, max_len=60)}” is no time zone.{hint}", field="zone")


def _hours(text: str) -> str:
    """Return business hours in their one form."""
    try:
        return format_hours(parse_hours(text))
    except CalendarError as fault:
        raise Refused(str(fault), field="hours") from None


def _number(text: str, field: str, example: str) -> str:
    """Return a telephone number as it was given, which must hold digits."""
    number = _text(text, field, example)
    if sum(letter.isdigit() for letter in number) < _FEWEST_DIGITS:
        raise Refused(example, field=field)
    return number


def _text(text: str, field: str, needed: str = "") -> str:
    """Return one line of text; `needed` is what to say when it is empty."""
    kept = " ".join(storable(text).split())
    if needed and not kept:
        raise Refused(needed, field=field)
    if len(kept) > _LONGEST:
        raise Refused(f"That is longer than {_LONGEST} characters. Shorten it.", field=field)
    return kept
