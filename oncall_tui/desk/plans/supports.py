"""Paid support that is put in place, and looked at again by a day (R-108)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from oncall_tui.desk.asks.asking import settle
from oncall_tui.desk.changing import clean
from oncall_tui.desk.plans.base import (
    change_for,
    client_of,
    done,
    end_of,
    not_past,
    planning,
    row_for,
    today,
)
from oncall_tui.desk.views import Saved
from oncall_tui.errors import Refused
from oncall_tui.rules.wording import say_day
from storage.models import Support
from storage.vocabulary import PlanQuestion

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_PAST = "That day is over. Choose one from today on."


@dataclass(frozen=True, slots=True)
class NewSupport:
    """Paid support, before it is saved."""

    client_id: int
    what_for: str
    hours: str
    """How much, such as “3 × 1 h a week”."""
    starts_on: date
    review_on: date
    provider: str = ""
    change_id: int | None = None
    """The change of circumstances that it answers, if any."""


def add_support(desk: Desk, new: NewSupport) -> Saved:
    """Put paid support in place.

    Raises:
        Refused: it is not said what for or how much, or it would be reviewed before it starts.
    """
    with planning(desk, "support-added", new.client_id) as (unit, _):
        not_past(desk, new.review_on, "review_on", _PAST)
        end_of(desk, new.starts_on)
        if new.review_on < new.starts_on:
            raise Refused("It would be reviewed before it starts. Choose a later day.", field="review_on")
        change = change_for(unit.session, new.client_id, new.change_id)
        row = Support(
            client_id=new.client_id,
            change_id=new.change_id,
            what_for=clean(new.what_for, "what_for", needed="Say what it is for."),
            provider=clean(new.provider, "provider"),
            hours=clean(new.hours, "hours", needed="Say how much, such as 3 × 1 h a week."),
            starts_on=new.starts_on,
            review_on=new.review_on,
            put_at=desk.now(),
            put_by=desk.operator.id,
        )
        unit.session.add(row)
        unit.session.flush()
        done(unit.session, desk, change, PlanQuestion.ADD_SUPPORT, f"Support added: {row.what_for}")
        unit.note(words=f"Paid support added: {row.what_for}, {row.hours}")
    return Saved(0, f"Support added. It is reviewed by {say_day(new.review_on)}.")


def review_support(
    desk: Desk, support_id: int, outcome: str, next_review_on: date | None, *, version: int | None = None
) -> Saved:
    """Note what came of support, and when it is looked at next; without a next day it ends.

    Raises:
        Refused: nobody says what came of it, it has ended, or the next day is over.
    """
    said = clean(outcome, "outcome", needed="Say what came of it.")
    if next_review_on is not None:
        not_past(desk, next_review_on, "review_on", _PAST)
    with planning(desk, "support-reviewed", client_of(desk, Support, support_id)) as (unit, _):
        row = row_for(unit.session, Support, support_id, version)
        if row.ended_on is not None:
            raise Refused("That support has ended. Add new support instead.")
        row.outcome, row.reviewed_at = said, desk.now()
        row.review_on = next_review_on or row.review_on
        if next_review_on is None:
            row.ended_on = today(desk)
        settle(unit.session, desk, review_key(support_id), f"Reviewed: {said}", desk.now())
        what = "ended" if next_review_on is None else "goes on"
        unit.note(words=f"Support reviewed, it {what}: {row.what_for}. {said}")
    if next_review_on is None:
        return Saved(0, "Support ended. What came of it stays on record.")
    return Saved(0, f"Support reviewed. Looked at again by {say_day(next_review_on)}.")


def review_key(support_id: int) -> str:
    """Return how the keys of the reviews begin that support asks for."""
    return f"plan-support:{support_id}:"
