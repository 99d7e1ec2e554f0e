"""How what was done to a caseload is taken back: by marking it, never by deleting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlmodel import SQLModel

from storage import models

PREFIXES = ("caseload.",)
"""How the actions begin that can be taken back."""

TABLES: Mapping[str, type[SQLModel]] = MappingProxyType(
    {
        "outreach": models.Outreach,
        "phase_change": models.PhaseChange,
        "appointment": models.Appointment,
        "priority_override": models.PriorityOverride,
        "workflow_run": models.WorkflowRun,
        "workflow_step": models.WorkflowStep,
        "consult": models.Consult,
    }
)


def _forget(plan: Any, _now: datetime, _seq: int) -> None:
    """Leave a plan that was made as if nothing were planned."""
    empty = models.Outreach(client_id=plan.client_id)
    for name in type(plan).model_fields:
        if name not in ("client_id", "version"):
            setattr(plan, name, getattr(empty, name))


def _withdraw(row: Any, now: datetime, _seq: int) -> None:
    row.withdrawn_at = now


def _cancel(entry: Any, now: datetime, seq: int) -> None:
    entry.cancelled_at, entry.cancelled_because = now, f"Undone (entry {seq})."


def _end(row: Any, now: datetime, _seq: int) -> None:
    row.ended_at = now


def _end_run(run: Any, now: datetime, seq: int) -> None:
    run.ended_at, run.ended_because = now, f"Undone (entry {seq})."
    run.next_on, run.next_step = None, ""


COMPENSATE: Mapping[type[SQLModel], Callable[[Any, datetime, int], None]] = MappingProxyType(
    {
        models.Outreach: _forget,
        models.PhaseChange: _withdraw,
        models.Appointment: _cancel,
        models.PriorityOverride: _end,
        models.WorkflowRun: _end_run,
    }
)
"""How a row that was added is taken back."""
