"""What lies ahead, as JSON: coverage, what-ifs and load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.cli import shapes
from oncall_tui.cli.shapes import person

if TYPE_CHECKING:
    from oncall_tui.cli.output import Json
    from oncall_tui.desk.coverage.views import Coverage, CoverGap, DayAhead, PersonAhead, RotaHole, Supposed
    from oncall_tui.desk.load import Load


class Shaper(shapes.Shaper):
    """Makes JSON of what is ahead."""

    def supposed(self, found: Supposed) -> dict[str, Json]:
        """Return a what-if: what moves, and every gap and hole there would be, the new ones marked."""
        return {
            **self.absence(found.plan),
            "coverage": [self.supposed_gap(each) for each in found.after.gaps],
            "rota": [self.hole(each) for each in found.after.rota],
            "people": [self._person(each) for each in found.after.people],
            "days": [self._day(each) for each in found.after.days],
        }

    def supposed_gap(self, gap: CoverGap) -> dict[str, Json]:
        """Return a gap of a what-if, and whether it would be there without it."""
        return {**self.gap(gap), "new": gap.new}

    def ahead(self, found: Coverage) -> dict[str, Json]:
        """Return the weeks ahead as a whole."""
        return {
            "start": self.instant(found.start),
            "end": self.instant(found.end),
            "people": [self._person(each) for each in found.people],
            "days": [self._day(each) for each in found.days],
            "gaps": [self.gap(each) for each in found.gaps],
            "rota": [self.hole(each) for each in found.rota],
        }

    def hole(self, hole: RotaHole) -> dict[str, Json]:
        """Return a gap or an overlap of the rota."""
        return {
            "trouble": hole.trouble.value,
            "start": self.instant(hole.start),
            "end": self.instant(hole.end),
            "people": [person(each) for each in hole.people],
            "stand_in": person(hole.stand_in) if hole.trouble.value == "gap" else None,
            "new": hole.new,
        }

    def load(self, found: Load) -> dict[str, Json]:
        """Return what each manager has on their hands."""
        return {
            "at": self.instant(found.at),
            "ceiling": found.ceiling,
            "unowned": found.unowned,
            "uncovered": found.uncovered,
            "managers": [
                {
                    "person": person(each.person),
                    "primary": each.primary,
                    "acting": each.acting,
                    "watching": each.watching,
                    "open_clocks": each.open_clocks,
                    "lapsed_clocks": each.lapsed_clocks,
                    "away": each.away or None,
                }
                for each in found.managers
            ],
        }

    def _person(self, ahead: PersonAhead) -> dict[str, Json]:
        return {
            "person": person(ahead.person),
            "clients": ahead.clients,
            "spans": [
                {
                    "start": self.instant(each.start),
                    "end": self.instant(each.end),
                    "stand": each.stand.value,
                    "why": each.kind or None,
                    "until": self.maybe(each.until),
                    "clients": each.clients,
                    "uncovered": each.uncovered,
                    "covered_by": [
                        {
                            "person": person(cover.person),
                            "by": cover.capacity.value,
                            "clients": cover.clients,
                        }
                        for cover in each.covers
                    ],
                }
                for each in ahead.stints
            ],
        }

    def _day(self, ahead: DayAhead) -> dict[str, Json]:
        return {
            "day": ahead.day.isoformat(),
            "business": ahead.business,
            "uncovered": ahead.uncovered,
            "both_away": ahead.neither,
        }
