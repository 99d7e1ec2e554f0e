"""What the lists of handovers show, read in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from oncall_tui.desk.handover.lists import concerned, watching
from oncall_tui.desk.handover.return_views import Returned
from oncall_tui.desk.handover.returning import returns
from oncall_tui.desk.handover.views import Leave, LeaveRow, Watched

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


@dataclass(frozen=True, slots=True)
class LeaveLine:
    """One client of one leave."""

    leave: Leave
    row: LeaveRow

    @property
    def key(self) -> str:
        """What stays the same however far the handover is."""
        return f"{self.leave.id}:{self.row.client_id}"


@dataclass(frozen=True, slots=True)
class Lists:
    """Everything that the lists show."""

    leaves: tuple[LeaveLine, ...]
    watched: tuple[Watched, ...]
    returns: tuple[Returned, ...]


def read_lists(desk: Desk) -> Lists:
    """Return what concerns whoever sits here: handovers of leaves, whom they shadow, and who came back.

    Planned leave stands first: its handovers are due before it starts.
    """
    found = sorted(concerned(desk), key=lambda each: (not each.leave.planned, each.leave.start))
    return Lists(
        tuple(LeaveLine(each.leave, row) for each in found for row in each.rows),
        watching(desk, desk.operator.id),
        returns(desk),
    )
