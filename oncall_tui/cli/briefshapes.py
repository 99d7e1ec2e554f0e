"""Briefs, packs and the duty rota, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from oncall_tui.cli.shapes import Shaper, person

if TYPE_CHECKING:
    from oncall_tui.cli.output import Json
    from oncall_tui.desk.briefs.views import (
        EndBrief,
        Entry,
        Heading,
        Lapsing,
        Pack,
        Page,
        StartBrief,
        Told,
        Uncovered,
        Unstable,
    )
    from oncall_tui.desk.duty.views import Rota, Shift, Turn


class BriefShaper(Shaper):
    """Makes JSON of what is known about the duty."""

    def __init__(self, zone: str, now: datetime) -> None:
        super().__init__(zone)
        self._now = now

    def start(self, brief: StartBrief) -> dict[str, Json]:
        """Return a start brief."""
        return {
            **self._heading(brief.heading),
            "holder": person(brief.holder),
            "rota": self.rota(brief.rota),
            "lapsing": list(map(self._lapsing, brief.lapsing)),
            "first_after": self._lapsing(brief.first_after) if brief.first_after else None,
            "unstable": list(map(self._unstable, brief.unstable)),
            "signs": [
                {
                    "client": each.number,
                    "sign": each.sign,
                    "check_on": each.check_on.isoformat(),
                    "overdue_days": each.overdue_days,
                }
                for each in brief.signs
            ],
            "off": [
                {
                    "person": person(each.person),
                    "why": each.words,
                    "until": self.maybe(each.until),
                    "ring": each.ring,
                }
                for each in brief.off
            ],
            "callable": [
                {"person": person(each.person), "phone": each.person.phone, "how": each.how}
                for each in brief.callable
            ],
            "gaps": list(map(self._uncovered_client, brief.gaps)),
            "items": [self.item(row, self._now) for row in brief.items],
        }

    def end(self, brief: EndBrief) -> dict[str, Json]:
        """Return an end brief."""
        return {
            **self._heading(brief.heading),
            "until": self.instant(brief.until),
            "calls": brief.calls,
            "attempts": brief.attempts,
            "decisions": brief.decisions,
            "resolved": brief.resolved,
            "came_in": list(map(self._entry, brief.came_in)),
            "asked": list(map(self._entry, brief.asked)),
            "worked_on": list(map(self._entry, brief.worked_on)),
            "lapsed": list(map(self._lapsing, brief.lapsed)),
            "cover": list(map(self._told, brief.cover)),
            "running": [self.item(row, self._now) for row in brief.running],
            "pages": list(map(self._page, brief.pages)),
        }

    def pack(self, pack: Pack) -> dict[str, Json]:
        """Return a pack."""
        times = {"opens_at": self.instant(pack.opens_at), "answer_by": self.instant(pack.answer_by)}
        return {"key": pack.key, **times, **self._page(pack.page)}

    def rota(self, rota: Rota) -> dict[str, Json]:
        """Return the duty rota."""
        return {
            "start": self.instant(rota.start),
            "end": self.instant(rota.end),
            "shifts": list(map(self._shift, rota.shifts)),
            "turns": list(map(self._turn, rota.turns)),
            "overlaps": [
                {
                    "start": self.instant(each.start),
                    "end": self.instant(each.end),
                    "earlier": person(each.earlier.person),
                    "later": person(each.later.person),
                }
                for each in rota.overlaps
            ],
        }

    def _shift(self, shift: Shift) -> dict[str, Json]:
        return {
            "id": shift.id,
            "director": person(shift.person),
            "start": self.instant(shift.start),
            "end": self.instant(shift.end),
            "accepted_at": self.maybe(shift.accepted_at),
        }

    def _turn(self, turn: Turn) -> dict[str, Json]:
        return {
            "start": self.instant(turn.start),
            "end": self.instant(turn.end),
            "person": person(turn.person),
            "shift": turn.shift.id if turn.shift else None,
            "gap": turn.gap,
        }

    def _heading(self, heading: Heading) -> dict[str, Json]:
        return {
            "organisation": heading.house,
            "line": heading.line,
            "kind": heading.kind,
            "start": self.instant(heading.start),
            "end": self.instant(heading.end),
            "made_at": self.instant(heading.made_at),
        }

    def _lapsing(self, each: Lapsing) -> dict[str, Json]:
        acting = {"acting": person(each.row.acting), "phone": each.row.acting.phone}
        return {
            "item": each.row.id,
            "client": each.row.client_number or None,
            **self.clock(each.clock),
            **acting,
        }

    def _unstable(self, each: Unstable) -> dict[str, Json]:
        return {
            "client": each.number,
            "client_name": each.name,
            "concerns": list(each.concerns),
            "role_holder": person(each.role_holder),
            "answering_now": person(each.answering),
            "gap": each.gap,
            "role_holder_at_opening": person(each.afterwards),
            "open_items": each.open_items,
        }

    def _uncovered_client(self, gap: Uncovered) -> dict[str, Json]:
        span = {"start": self.instant(gap.start), "end": self.instant(gap.end)}
        return {"client": gap.number, "client_name": gap.name, **span, "why": gap.why}

    def _told(self, each: Told) -> dict[str, Json]:
        return {"at": self.instant(each.at), "by": each.by, "words": each.words}

    def _entry(self, entry: Entry) -> dict[str, Json]:
        return {
            "item": self.item(entry.row, self._now),
            "came_in": entry.came_in,
            "news": list(map(self._told, entry.news)),
            "asked": entry.asked,
        }

    def _page(self, page: Page) -> dict[str, Json]:
        return {
            "person": person(page.person),
            "stands_in": list(page.stands_in),
            "must": [{"item": self.item(each.row, self._now), "asked": each.words} for each in page.must],
            "also_open": page.also_open,
            "entries": list(map(self._entry, page.entries)),
            "changes": list(map(self._told, page.changes)),
        }
