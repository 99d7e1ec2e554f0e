"""What a call leads up to: an earlier date decides, and a lapse of funding is due by its day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from oncall_tui.desk.calls import NewCall, log_call, preview
from oncall_tui.desk.cards import item_card
from oncall_tui.desk.context import Desk
from oncall_tui.desk.due import explain_clock
from oncall_tui.errors import Refused
from storage.vocabulary import Category

DAY = timedelta(days=1)


def test_a_request_is_due_in_seven_days_or_before_the_date_that_it_is_for(desk: Desk) -> None:
    now = desk.now()
    plain, sooner, later = (
        next(each for each in preview(desk, NewCall("k", Category.REQUEST, said="A lift.", event_at=event)))
        for event in (None, now + 3 * DAY, now + 30 * DAY)
    )
    assert plain.due_at == later.due_at == now + 7 * DAY
    assert sooner.due_at == now + 3 * DAY
    saved = log_call(desk, NewCall("kept", Category.REQUEST, said="A lift.", event_at=now + 3 * DAY))
    (clock,) = item_card(desk, saved.item_id).row.clocks
    explained = explain_clock(desk, clock.id)
    assert explained.due_at == sooner.due_at
    assert "The date that it is for comes first:" in explained.steps


def test_recertification_is_due_when_the_funding_lapses(desk: Desk) -> None:
    now = desk.now()
    with pytest.raises(Refused, match="on which day the funding lapses"):
        log_call(desk, NewCall("none", Category.RECERTIFICATION, said="Papers."))
    with pytest.raises(Refused, match="lies ahead"):
        log_call(desk, NewCall("past", Category.RECERTIFICATION, said="Papers.", event_at=now - DAY))
    (begun,) = preview(
        desk, NewCall("next", Category.RECERTIFICATION, said="Papers.", event_at=now + 20 * DAY)
    )
    assert (begun.rule.requirement, begun.due_at) == ("R-136", now + 20 * DAY)
