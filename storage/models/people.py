"""People, what they do here, when they work, and the organisation they work for."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.models.columns import Versioned, texts, words
from storage.vocabulary import HolidayChange, PersonRole


class Organisation(Versioned, table=True):
    """The one organisation of this database: its clock, its hours, its line."""

    id: int = Field(default=1, primary_key=True)
    name: str
    zone: str
    """IANA time zone of its business calendar."""
    region: str
    """Region for public holidays, such as AU-NSW; empty for none."""
    hours: str
    """Business hours, such as Mon-Fri 09:00-17:00."""
    line: str
    """Number of the escalation line (R-049)."""
    emergency_number: str = Field(default="000")
    commissioning_body: str = Field(default="")
    default_director_id: int = Field(foreign_key="person.id")
    """Who answers when the duty rota has a gap (R-011)."""


class Person(Versioned, table=True):
    """Somebody who works here (R-001); never deleted, only no longer active."""

    __table_args__ = (Index("ix_person_name", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    email: str = Field(unique=True)
    """In lower case."""
    phone: str = Field(default="")
    expertise: list[str] = Field(default_factory=list, sa_column=texts())
    services: list[str] = Field(default_factory=list, sa_column=texts())
    area: str = Field(default="")
    active: bool = Field(default=True)


class PersonRoleRow(SQLModel, table=True):
    """One of the roles that a person has."""

    __tablename__ = "person_role"

    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    role: PersonRole = Field(sa_column=words(PersonRole, "role", key=True))


class WorkPattern(SQLModel, table=True):
    """When a person works, week by week, from a day on (R-003); past patterns are kept."""

    __tablename__ = "work_pattern"
    __table_args__ = (UniqueConstraint("person_id", "valid_from"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    hours: str
    """Such as Mon-Thu 09:00-17:00; Fri 09:00-12:00."""
    zone: str
    valid_from: date
    valid_to: date | None = Field(default=None)
    """First day on which it no longer holds."""


class SpecialDay(SQLModel, table=True):
    """A day on which the site differs from its region's public holidays (R-066)."""

    __tablename__ = "special_day"

    day: date = Field(primary_key=True)
    change: HolidayChange = Field(sa_column=words(HolidayChange, "change"))
    name: str
    open_hours: str = Field(default="")
    """Spans in which the site is open all the same, such as 09:00-12:00; empty for closed."""


class Preference(SQLModel, table=True):
    """A setting of one person that the console remembers."""

    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    name: str = Field(primary_key=True)
    value: str


class Draft(SQLModel, table=True):
    """What somebody has typed and not saved yet, so that a crash loses nothing (R-050)."""

    __table_args__ = (Index("ix_draft_operator", "operator", "kind"),)

    key: str = Field(primary_key=True)
    """The key that the saved record will carry."""
    operator: str
    kind: str
    """Which form it belongs to."""
    item_id: int | None = Field(default=None)
    typed: dict[str, str] = Field(default_factory=dict, sa_column=texts())
    """What stands in each field."""
    started_at: datetime
    updated_at: datetime
