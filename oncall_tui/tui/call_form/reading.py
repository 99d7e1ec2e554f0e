"""From what stands in the form to the call that is saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from storage.vocabulary import CallerType, CaseOrigin, Category, Development, Direction, Interest, Urgency

if TYPE_CHECKING:
    from oncall_tui.desk.calls import NewCall

_OWED = {"yes": True, "no": False}


def new_call(
    key: str,
    values: Mapping[str, str],
    *,
    client_id: int | None,
    received_at: datetime | None,
    shift_at: datetime | None,
    event_at: datetime | None,
    emergency_at: datetime | None,
) -> NewCall | None:
    """Return the call that the values mean; None while its category is not chosen."""
    from oncall_tui.desk.calls import NewCall

    if not values.get("category"):
        return None
    repeat = values.get("repeat_of", "").strip()
    urgency = values.get("urgency")
    return NewCall(
        key=key,
        category=Category(values["category"]),
        client_id=client_id,
        caller=values.get("caller", ""),
        caller_type=CallerType(values.get("caller_type") or CallerType.OTHER),
        relationship=values.get("relationship", ""),
        phone=values.get("phone", ""),
        dropped_phone=values.get("dropped_phone", ""),
        direction=Direction(values.get("direction") or Direction.IN),
        urgency=Urgency(urgency) if urgency else None,
        received_at=received_at,
        said=values.get("said", ""),
        advice=values.get("advice", ""),
        next_step=values.get("next_step", ""),
        owed=_OWED.get(values.get("owed", "")),
        risk=values.get("risk") == "yes",
        dissatisfied=values.get("dissatisfied") == "yes",
        emergency=values.get("emergency") == "yes",
        emergency_at=emergency_at,
        development=Development(values["development"]) if values.get("development") else None,
        origin=CaseOrigin(values["origin"]) if values.get("origin") else None,
        interest=Interest(values["interest"]) if values.get("interest") else None,
        shift_at=shift_at,
        event_at=event_at,
        replacement=values.get("replacement", ""),
        repeat_of=int(repeat) if repeat.isdecimal() else None,
    )
