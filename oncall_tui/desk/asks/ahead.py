"""Gaps ahead, looked for every night and after every change that may open one; each is told once (R-033)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from oncall_tui.desk.asks.asking import Ask, put, settle
from oncall_tui.desk.coverage.findings import coverage_findings, new_findings
from storage import reads
from storage.models import Meta
from storage.vocabulary import Category

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.coverage.views import CoverageFinding

ACTION = "coverage.checked"
_TOLD = "coverage-told"
_SHOWN = 3
_NO_MATTER = ("call.", "item.", "attempt.", "alert", "asks.", "coverage.", "handover", "caseload.")
"""How actions begin that leave everybody where they are."""


class GapWatch:
    """Looks ahead when a day has begun, or when the record has changed since."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._looked: date | None = None
        self._seq = 0
        """The last entry of the record that was taken into account."""

    def look(self) -> int:
        """Ask for the gaps that were not known; return how many those are.

        Raises:
            StoreError: nothing was changed; the next look finds the same again.
        """
        now = self._desk.now()
        today = self._desk.house.calendar.local(now).date()
        with self._desk.store.reading() as connection:
            since = reads.rows(connection, "actions_since", seq=self._seq)
            actions = {row.action: row.last for row in since}
        count = 0
        if today != self._looked or not all(action.startswith(_NO_MATTER) for action in actions):
            count = self._tell(coverage_findings(self._desk), now)
        self._looked, self._seq = today, max(actions.values(), default=self._seq)
        return count

    def _tell(self, found: Sequence[CoverageFinding], now: datetime) -> int:
        keys = sorted(each.key for each in found)
        told = _told(self._desk)
        fresh = new_findings(found, told)
        if keys == told:
            return 0
        with self._desk.store.writing("system", ACTION, "coverage") as unit:
            row = unit.session.get(Meta, _TOLD)
            if row is None:
                unit.session.add(Meta(name=_TOLD, value=json.dumps(keys)))
            else:
                row.value = json.dumps(keys)
            if fresh or not found:
                settle(unit.session, self._desk, "coverage:", "Looked at again.", now)
            if fresh:
                put(unit.session, self._desk, [_ask(self._desk, found, fresh, now)], now)
            unit.note(words=f"{len(found)} gaps in the 28 days ahead, {len(fresh)} of them new.")
        return len(fresh)


def _told(desk: Desk) -> list[str]:
    """Return the gaps that were told and still stand."""
    from sqlmodel import Session

    with desk.store.reading() as connection, Session(connection) as session:
        row = session.get(Meta, _TOLD)
        return list(json.loads(row.value)) if row else []


def _ask(
    desk: Desk, found: Sequence[CoverageFinding], fresh: Sequence[CoverageFinding], now: datetime
) -> Ask:
    """Return one question about all new gaps: the first of them in words, the others by their number."""
    ahead = [each.start for each in fresh if each.start > now]
    calendar = desk.house.calendar
    due = min(ahead, default=None) or calendar.close_of(calendar.local(calendar.next_open(now)).date())
    told = " ".join(each.words for each in fresh[:_SHOWN])
    more = f" And {len(fresh) - _SHOWN} more." if len(fresh) > _SHOWN else ""
    words = f"{len(fresh)} new of {len(found)} gaps in the 28 days ahead. {told}{more}"
    return Ask(f"coverage:{now:%Y%m%dT%H%M%SZ}", Category.COVER_GAP, words, "28 days ahead", due=due)
