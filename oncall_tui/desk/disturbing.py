"""The gate before somebody who is off is rung: one of two reasons, and a line that says why (R-036)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.desk.acting import person_ref
from oncall_tui.desk.changing import clean
from oncall_tui.desk.rosters import load_roster
from oncall_tui.errors import Refused
from storage.vocabulary import DisturbReason

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import PersonRef

DISTURB_WORDS = {
    DisturbReason.EMERGENCY: "it is an emergency",
    DisturbReason.ONLY_THEY_CAN: "only they can solve it",
}
"""The two reasons for ringing somebody who is off, as the screens say them."""


def whom_to_disturb(desk: Desk, client_id: int | None) -> PersonRef | None:
    """Return the role holder, if contacting them now would disturb somebody who is off."""
    if client_id is None or desk.house.calendar.is_open(desk.now()):
        return None
    from oncall_tui.rules.continuity import responsible

    found = responsible(load_roster(desk, [client_id]), client_id, desk.now())
    if found.role_holder.id == found.answering_now.id:
        return None
    return person_ref(found.role_holder)


def gate(name: str, because: DisturbReason | None, reason: str) -> None:
    """Let somebody who is off be rung for one of the two reasons, with a line that says why.

    Raises:
        Refused: It is not said which reason, or not why.
    """
    if because is None:
        raise Refused(
            f"{name} is off. Say which it is: an emergency, or that only they can solve it.", field="disturb"
        )
    clean(reason, "reason", needed=f"Say in a line why {name} must be disturbed.")
