"""How what was done to plans and reviews is taken back: by marking it, never by deleting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlmodel import SQLModel

from storage import models

PREFIXES = ("plan.", "practice.")
"""How the actions begin that can be taken back."""

_MARKED: tuple[type[SQLModel], ...] = (
    models.Goal,
    models.Objective,
    models.PlanRevision,
    models.Circumstance,
    models.EngagementCheck,
    models.Referral,
    models.ReferralEvent,
    models.TeamMember,
    models.TeamContact,
    models.TeamDecision,
    models.Support,
    models.Advocacy,
    models.WatchSign,
    models.SignCheck,
    models.DutyOfCare,
    models.PracticeReview,
    models.CompetencyTag,
)
"""What carries when it was taken back; the answers to a change go with the change."""

_ALL: tuple[type[SQLModel], ...] = (*_MARKED, models.PlanAnswer)

TABLES: Mapping[str, type[SQLModel]] = MappingProxyType({str(model.__tablename__): model for model in _ALL})


def _withdraw(row: Any, now: datetime, _seq: int) -> None:
    row.withdrawn_at = now


COMPENSATE: Mapping[type[SQLModel], Callable[[Any, datetime, int], None]] = MappingProxyType(
    dict.fromkeys(_MARKED, _withdraw)
)
"""How a record that was added is taken back."""
