"""Plan the next attempt at somebody at risk, or write down why nobody tries again (R-087)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.desk import windows
from oncall_tui.desk.changing import changing, clean, item_for
from oncall_tui.desk.naming import MODE_WORDS
from oncall_tui.desk.views import Saved
from oncall_tui.desk.words import say
from oncall_tui.errors import Refused
from oncall_tui.rules.rulebook import Event
from oncall_tui.rules.states import Act
from storage.models import AttemptPlan
from storage.vocabulary import Channel

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class NewPlan:
    """What comes next, before it is saved."""

    item_id: int
    why: str
    """Why then and so; or why nobody tries again."""
    try_at: datetime | None = None
    """None where nobody tries again."""
    channel: Channel | None = None
    version: int | None = None


def plan_attempt(desk: Desk, new: NewPlan) -> Saved:
    """Save when and by what means somebody is tried next and why, or why nobody tries again.

    Raises:
        Refused: Something of that is not said, or the hour has passed.
    """
    now = desk.now()
    stops = new.try_at is None
    with changing(desk, "item.attempt-planned", f"item:{new.item_id}") as unit:
        item = item_for(unit.session, new.item_id, Act.ATTEMPT, new.version)
        needed = "Say why nobody tries again." if stops else "Say why then and by that means."
        why = clean(new.why, "why", needed=needed)
        if new.try_at is not None and new.try_at <= now:
            raise Refused("The next try must lie ahead. Correct the time.", field="try_at")
        if not stops and new.channel is None:
            raise Refused("Say by what means they are tried next.", field="channel")
        unit.session.add(
            AttemptPlan(
                item_id=new.item_id,
                try_at=new.try_at,
                channel=None if stops else new.channel,
                why=why,
                made_at=now,
                made_by=desk.operator.id,
            )
        )
        words = f"Nobody tries again: {why.removesuffix('.')}."
        if new.try_at is not None and new.channel is not None:
            then = f"{say(new.try_at, desk.house.zone)} {MODE_WORDS[new.channel]}"
            item.next_step = f"Try again {then}."
            words = f"Next try {then}: {why.removesuffix('.')}."
        else:
            windows.stop(unit.session, desk, item, [Event.STOP_DOCUMENTED], now)
        unit.note(words=words)
    return Saved(
        new.item_id, f"{new.item_id}: {'nobody tries again' if stops else 'the next try is planned'}."
    )
