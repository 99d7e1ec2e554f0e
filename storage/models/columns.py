"""How columns are made, so that every table makes them alike."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any, cast

from sqlalchemy import JSON, CheckConstraint, Column, Enum, String
from sqlalchemy.orm import InstrumentedAttribute, declared_attr
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def words(vocabulary: type[StrEnum], name: str, *, null: bool = False, key: bool = False) -> Column[Any]:
    """Return a column that keeps one word of a vocabulary; the database itself refuses any other."""
    kind = Enum(
        vocabulary,
        name=name,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=32,
        values_callable=lambda words: [word.value for word in words],
    )
    return Column(name, kind, nullable=null, primary_key=key)


def key_column() -> Column[Any]:
    """Return a unique column whose values are found by how they begin, on PostgreSQL too."""
    return Column(
        "key", String().with_variant(String(collation="C"), "postgresql"), nullable=False, unique=True
    )


def texts() -> Column[Any]:
    """Return a column that keeps short texts, as a list or by name."""
    return Column(JSON, nullable=False)


class Plain(SQLModel):
    """A row without versions; derived from here, its constraints get their names for certain."""

    def __init__(self, **given: Any) -> None:
        """Take what is given, and the defaults for the rest, as they are: a table's row is not validated.

        It does what SQLModel does, without an event for every column of a row that nobody watches yet, and
        refuses a name that is no column, which SQLModel drops in silence.
        """
        if unknown := given.keys() - type(self).model_fields.keys():
            raise TypeError(f"{type(self).__name__} has no {', '.join(sorted(unknown))}")
        self.__dict__.update(defaults(type(self)) | given)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set a column directly: a table's row is not validated, and a save sets a hundred of them."""
        column = getattr(type(self), name, None)
        if isinstance(column, InstrumentedAttribute):
            column.__set__(self, value)
        else:
            super().__setattr__(name, value)


class Versioned(Plain):
    """A row that counts its versions, so that of two writers who read it the second is refused."""

    version: int = Field(default=1)
    """Raised by one at every change."""

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        """Name the column that counts."""
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


def defaults(model: type[SQLModel]) -> dict[str, Any]:
    """Return what a row holds in the columns that are not given."""
    fixed, made = _known_defaults(model)
    return fixed | {name: make() for name, make in made}


@cache
def _known_defaults(
    model: type[SQLModel],
) -> tuple[dict[str, Any], tuple[tuple[str, Callable[[], Any]], ...]]:
    """Return the defaults that are always the same value, and how to make the others."""
    optional = {name: field for name, field in model.model_fields.items() if not field.is_required()}
    made = tuple(
        (name, cast("Callable[[], Any]", field.default_factory))
        for name, field in optional.items()
        if field.default_factory is not None
    )
    return {n: field.default for n, field in optional.items() if field.default_factory is None}, made


def half_open(name: str = "span") -> CheckConstraint:
    """Return the constraint that a span ends after it starts, or not at all."""
    return CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name=name)
