"""How the tables that are there are compared with those that the models ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import SQLModel

from storage import models

_SEARCH = ("client_search", "search_word")
"""Tables that `storage.search` makes and can make again at any time; they belong to no model."""


def options() -> dict[str, Any]:
    """Return the options of Alembic's migration context."""
    assert models.AuditEntry.metadata is SQLModel.metadata
    return {
        "target_metadata": SQLModel.metadata,
        "render_as_batch": True,
        "compare_type": True,
        "include_name": _ours,
    }


def _ours(name: str | None, kind: str, _parents: Mapping[str, str | None]) -> bool:
    """Say whether a thing found in the database is one that models define."""
    return not (kind == "table" and name is not None and name.startswith(_SEARCH))
