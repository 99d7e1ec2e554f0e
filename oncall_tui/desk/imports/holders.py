"""Bring who holds which role for a client into line with a file, over half-open spans (R-008, R-009)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from oncall_tui.desk.imports.loader import EVER
from storage.vocabulary import CareRole


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds for a client, as it is on record."""

    id: int
    person_id: int
    role: CareRole
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Handover:
    """What has to change so that the right person holds a role from now on."""

    before: Held | None
    """Who holds it now, until now."""
    person_id: int | None
    """Who is to hold it; None for nobody."""
    starts_at: datetime
    ends_at: datetime | None
    """Where a change was planned already, it stays."""


def handover(held: Iterable[Held], role: CareRole, person_id: int | None, now: datetime) -> Handover | None:
    """Return what has to change so that a person, or nobody, holds a role from now on; None for nothing.

    The first holders of a client hold their roles since ever, so that the past has an answer too.
    """
    known = tuple(held)
    spans = [span for span in known if span.role is role]
    current = next((span for span in spans if holds(span, now)), None)
    if (current.person_id if current else None) == person_id:
        return None
    ahead = min((span.starts_at for span in spans if span.starts_at > now), default=None)
    return Handover(current, person_id, now if known else EVER, current.ends_at if current else ahead)


def holds(span: Held, at: datetime) -> bool:
    """Whether a span covers an instant."""
    return span.starts_at <= at and (span.ends_at is None or span.ends_at > at)
