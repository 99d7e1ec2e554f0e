"""What a plan asks by its dates: an objective past its target, support and referrals to look at again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from oncall_tui.desk.asks.asking import Ask
from oncall_tui.desk.plans.base import end_of, today
from oncall_tui.desk.plans.goals import slip_key
from oncall_tui.desk.plans.referrals import check_key
from oncall_tui.desk.plans.supports import review_key
from storage import reads
from storage.vocabulary import Category

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from oncall_tui.desk.context import Desk


def plan_asks(desk: Desk, connection: Connection) -> Iterator[Ask]:
    """Go through what plans ask by now and was not asked before, each counted from when its day was over.

    The statements leave out what was asked, so that an objective that slipped is asked about once (R-103).
    """
    now = today(desk)
    for row in reads.rows(connection, "slipped_objectives", today=now):
        words = f"An objective of {row.number} is past its target. Look at the plan again with the client."
        yield _ask(desk, slip_key(row.id), row.target_on, row, words, "a goal slips")
    for row in reads.rows(connection, "supports_to_review", today=now):
        words = f"Paid support of {row.number} was to be looked at again. It is noted on the plan (P)."
        yield _ask(desk, review_key(row.id), row.review_on, row, words, "support to review")
    for row in reads.rows(connection, "referrals_to_check", today=now):
        words = f"A referral of {row.number} was to be checked on. It is noted on the plan (P)."
        yield _ask(desk, check_key(row.id), row.next_check_on, row, words, "referral to check")


def _ask(desk: Desk, prefix: str, day: Any, row: Any, words: str, about: str) -> Ask:
    on = reads.maybe_day(day)
    assert isinstance(on, date)
    return Ask(
        f"{prefix}{on.isoformat()}",
        Category.PLAN_REVIEW,
        words,
        about,
        client_id=row.client_id,
        counts_from=end_of(desk, on),
    )
