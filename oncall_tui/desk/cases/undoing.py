"""How what was done to cases, parties and policies is taken back: by marking it, never by deleting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlmodel import SQLModel

from storage import models
from storage.vocabulary import CaseState

PREFIXES = ("case.", "party.", "policy.")
"""How the actions begin that can be taken back."""

TABLES: Mapping[str, type[SQLModel]] = MappingProxyType(
    {
        "care_case": models.CareCase,
        "case_session": models.CaseSession,
        "case_review": models.CaseReview,
        "case_note": models.CaseNote,
        "case_development": models.CaseDevelopment,
        "procedure_tick": models.ProcedureTick,
        "note_standard": models.NoteStandard,
        "outside_party": models.OutsideParty,
        "party_client": models.PartyClient,
        "party_note": models.PartyNote,
        "procedure": models.Procedure,
        "policy": models.Policy,
        "policy_change": models.PolicyChange,
    }
)


def _withdraw_case(case: Any, now: datetime, seq: int) -> None:
    case.state, case.closed_at = CaseState.WITHDRAWN, now
    case.closed_because = f"Undone (entry {seq})."


def _withdraw(row: Any, now: datetime, _seq: int) -> None:
    row.withdrawn_at = now


def _end(row: Any, now: datetime, _seq: int) -> None:
    """End what applied; a procedure that is taken back never did, for it ends when it began."""
    row.ended_at = row.added_at if isinstance(row, models.Procedure) else now


def _unsay(tick: Any, _now: datetime, _seq: int) -> None:
    tick.answer = None


def _unset(standard: Any, _now: datetime, _seq: int) -> None:
    standard.parts = []


COMPENSATE: Mapping[type[SQLModel], Callable[[Any, datetime, int], None]] = MappingProxyType(
    {
        models.CareCase: _withdraw_case,
        models.CaseSession: _withdraw,
        models.CaseReview: _withdraw,
        models.CaseNote: _withdraw,
        models.ProcedureTick: _unsay,
        models.NoteStandard: _unset,
        models.OutsideParty: _end,
        models.PartyClient: _end,
        models.PartyNote: _withdraw,
        models.Procedure: _end,
        models.Policy: _end,
        models.PolicyChange: _withdraw,
    }
)
"""How a row that was added is taken back."""
