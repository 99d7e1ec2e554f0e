"""Let a column keep more words: its CHECK constraint is changed where it stands, and no row is copied."""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op
from sqlalchemy import text

_CHANGE = text(
    "UPDATE sqlite_master SET sql = replace(sql, :before, :after) "
    "WHERE type = 'table' AND name = :table AND instr(sql, :before) > 0"
)


def widen(table: str, column: str, before: Sequence[str], after: Sequence[str]) -> None:
    """Replace the words that a column may keep by more of them, on either database.

    Raises:
        RuntimeError: the constraint is not as an earlier migration made it.
    """
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        name = op.f(f"ck_{table}_{column}")
        op.drop_constraint(name, table, type_="check")
        op.create_check_constraint(name, table, _among(column, after))
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    words = {"table": table, "before": _among(column, before), "after": _among(column, after)}
    if connection.execute(_CHANGE, words).rowcount != 1:
        raise RuntimeError(f"the condition on {table}.{column} is not as it was made")
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def _among(column: str, words: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"
