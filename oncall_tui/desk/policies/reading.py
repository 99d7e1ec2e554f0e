"""Read the register of policies: what is overdue first (R-101)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.policies.views import ChangeView, PolicyRow, PolicyView
from oncall_tui.errors import Refused
from oncall_tui.rules.wording import say_day
from storage import reads

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk


def policies(desk: Desk, *, ended: bool = False) -> tuple[PolicyRow, ...]:
    """Return the policies in force, those to be revised soonest first."""
    today = desk.house.calendar.local(desk.now()).date()
    with desk.store.reading() as connection:
        found = (_row(row, today) for row in reads.rows(connection, "policies"))
        return tuple(each for each in found if ended or not each.ended)


def policy_view(desk: Desk, policy_id: int) -> PolicyView:
    """Return one policy with its change history.

    Raises:
        Refused: There is none of that number.
    """
    row = next((each for each in policies(desk, ended=True) if each.id == policy_id), None)
    if row is None:
        raise Refused(f"There is no policy {policy_id}. `oncall policy` lists them.")
    with desk.store.reading() as connection:
        changes = tuple(map(_change, reads.rows(connection, "policy_changes", id=policy_id)))
    return PolicyView(row, changes)


def overdue_words(row: PolicyRow) -> str:
    """Say since when a policy is overdue for review; empty where it is not."""
    if not row.overdue_days:
        return ""
    return f"policy overdue for review since {say_day(row.next_revision, year=True)}"


def _row(row: Any, today: date) -> PolicyRow:
    due = _day(row.next_revision)
    ended = row.ended_at is not None
    return PolicyRow(
        row.id,
        row.version,
        row.title,
        row.department,
        row.owner_id,
        row.owner or "",
        row.author,
        row.approver,
        reads.listed(row.experts),
        row.stakeholders,
        row.place,
        _day(row.created_on),
        _day(row.valid_from),
        row.revision,
        due,
        row.next_words,
        ended,
        0 if ended else max(0, (today - due).days),
    )


def _change(row: Any) -> ChangeView:
    return ChangeView(row.revision, _day(row.changed_on), row.approver, reads.listed(row.experts), row.words)


def _day(value: Any) -> date:
    found = reads.maybe_day(value)
    assert found is not None
    return found
