"""What was gone through with a provider, and when the client is reached next (R-126, R-127)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from oncall_tui.desk.caseload.base import ahead, local_day, say_day
from oncall_tui.desk.caseload.dates import set_next
from oncall_tui.desk.changing import changing, clean, item_for
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.states import Act
from storage import reads
from storage.models import ProviderCall
from storage.vocabulary import JointPlan, ProviderPoint

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

POINTS: Mapping[ProviderPoint, str] = MappingProxyType(
    {
        ProviderPoint.INTRODUCED: "who we are",
        ProviderPoint.SCOPE: "what telephone case management covers",
        ProviderPoint.DUPLICATION: "how not to do things twice",
        ProviderPoint.CONTACTS: "how to reach each other",
    }
)
"""What a call with a provider goes through, in words."""
PLANS: Mapping[JointPlan, str] = MappingProxyType(
    {JointPlan.SOONER: "reach the client sooner", JointPlan.WAIT: "wait until their appointment"}
)
"""What may be agreed about the next outreach."""


@dataclass(frozen=True, slots=True)
class NewProviderCall:
    """What was gone through, before it is saved."""

    item_id: int
    provider: str
    points: tuple[ProviderPoint, ...]
    contacts_needed: bool = True
    """Whether there was any need to exchange how to reach each other."""
    plan: JointPlan | None = None
    """None where the next outreach was not spoken of."""
    outreach_at: datetime | None = None
    """When the client is reached next, as agreed."""
    plan_note: str = ""


@dataclass(frozen=True, slots=True)
class ProviderCallView:
    """A call with a provider that is on record."""

    provider: str
    at: datetime
    by: str
    spoken: tuple[ProviderPoint, ...]
    open: tuple[ProviderPoint, ...]
    """What is still to be spoken of."""
    plan: JointPlan | None
    plan_note: str
    outreach_at: datetime | None


def record_call(desk: Desk, new: NewProviderCall) -> Saved:
    """Save what was gone through with a provider; what was agreed sets the client's next outreach date.

    Raises:
        Refused: It is not said with whom, or a plan has no day or no client.
    """
    now = desk.now()
    with changing(desk, "item.provider-call", f"item:{new.item_id}") as unit:
        item = item_for(unit.session, new.item_id, Act.ATTEMPT)
        provider = clean(new.provider, "provider", needed="Say which provider that was.")
        note = clean(new.plan_note, "plan_note")
        day = _day(desk, new, has_client=item.client_id is not None)
        unit.session.add(
            ProviderCall(
                item_id=new.item_id,
                client_id=item.client_id,
                provider=provider,
                points=[each.value for each in ProviderPoint if each in new.points],
                contacts_needed=new.contacts_needed,
                plan=new.plan,
                plan_note=note,
                outreach_at=new.outreach_at,
                made_at=now,
                made_by=desk.operator.id,
            )
        )
        words = _words(provider, new)
        if day is not None and new.plan is not None and item.client_id is not None:
            because = f"agreed with {provider}: {PLANS[new.plan]}"
            set_next(unit.session, item.client_id, day, because, now, by=desk.operator.email)
            words += f" Next outreach {say_day(day)}: {PLANS[new.plan]}."
        unit.note(words=words)
    said = f"{new.item_id}: call with the provider noted."
    return Saved(new.item_id, f"{said} Next outreach {say_day(day)}." if day else said)


def provider_calls(desk: Desk, item_id: int) -> tuple[ProviderCallView, ...]:
    """Return the calls with providers about an item, the oldest first."""
    with desk.store.reading() as connection:
        return tuple(_view(row) for row in reads.rows(connection, "provider_calls", id=item_id))


def _day(desk: Desk, new: NewProviderCall, *, has_client: bool) -> date | None:
    """Return the day of the next outreach; None where none was agreed."""
    if new.plan is None:
        return None
    if not has_client:
        raise Refused("Link the client first (l): the plan sets their next outreach date.", field="plan")
    if new.outreach_at is None:
        raise Refused("Say when the client is reached next.", field="outreach_at")
    return ahead(desk, local_day(desk, new.outreach_at), "outreach_at")


def _words(provider: str, new: NewProviderCall) -> str:
    spoken = [POINTS[each] for each in ProviderPoint if each in new.points]
    left = [POINTS[each] for each in _open(new.points, contacts_needed=new.contacts_needed)]
    said = f"Spoke with {provider} of: {', '.join(spoken) or 'none of the four points'}."
    return f"{said} Still to speak of: {', '.join(left)}." if left else said


def _open(points: tuple[ProviderPoint, ...], *, contacts_needed: bool) -> tuple[ProviderPoint, ...]:
    wanted = [each for each in ProviderPoint if contacts_needed or each is not ProviderPoint.CONTACTS]
    return tuple(each for each in wanted if each not in points)


def _view(row: reads.Found) -> ProviderCallView:
    spoken = tuple(ProviderPoint(each) for each in reads.listed(row.points))
    return ProviderCallView(
        row.provider,
        reads.instant(row.made_at),
        row.name,
        spoken,
        _open(spoken, contacts_needed=bool(row.contacts_needed)),
        JointPlan(row.plan) if row.plan else None,
        row.plan_note,
        reads.maybe_instant(row.outreach_at),
    )
