from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from oncall_tui.desk.alerts.views import StepView
from oncall_tui.text import cell_width
from oncall_tui.tui.alerts.banner import AlertBanner, BannerFacts
from oncall_tui.tui.alerts.ringing import Listener, Rings, ring_words
from oncall_tui.tui.alerts.steady import Steady
from oncall_tui.tui.alerts.text import alert_lines, steps_text
from oncall_tui.tui.alerts.wording import RUNGS, STATES, STEPS
from oncall_tui.tui.widgets.columns import Part
from storage.vocabulary import AlertState, Rung, Step
from tests.clock import NOON, FixedClock
from tests.tui.alerting import KIM_WEBB, MAI_TRAN, ROW, row

SYDNEY = ZoneInfo("Australia/Sydney")
HAD = {"state": AlertState.ACKNOWLEDGED, "acknowledged_by": KIM_WEBB, "acknowledged_at": NOON}


def banner(facts: BannerFacts | None, width: int) -> str:
    line = AlertBanner()
    line._facts = facts
    parts: list[Part] = list(line.parts(width))
    return "".join(text for text, _style in parts)


def facts(more: int = 3, **changes: Any) -> BannerFacts:
    return BannerFacts(row(**changes), more, NOON, SYDNEY, ("y", "z", "v"))


def test_the_banner_is_a_rule_while_no_alert_waits() -> None:
    assert banner(None, 80) == "─" * 80


def test_the_banner_says_all_where_there_is_room() -> None:
    said = banner(facts(), 140)
    for words in ("✗ LAPSED", "1042 Okafor, Hana", "Clinical call back", "lapsed 12 min ago", "→ Mai Tran"):
        assert words in said
    assert "again 12:05" in said
    assert said.endswith("y I have it  z later  v 3 more")
    late: dict[str, Any] = {"raised_at": NOON, "due_at": NOON - timedelta(minutes=12)}
    assert "late by 12 min" in banner(facts(**late), 160)
    ahead: dict[str, Any] = {"lapses_at": NOON + timedelta(minutes=37)}
    assert banner(facts(0, **ahead), 140).startswith(" ! ALERT")
    assert banner(facts(0, **ahead), 140).endswith("v all")


@pytest.mark.parametrize(
    "name", ["Okafor, Hana", "Wolfeschlegelsteinhausenbergerdorff, Maximilian-Alexander"]
)
def test_the_banner_keeps_its_keys_and_its_word_in_any_window(name: str) -> None:
    for width in range(70, 200):
        said = banner(facts(client_name=name), width)
        assert cell_width(said) <= width
        assert "✗ LAPSED" in said
        assert "1042" in said
        for key in ("y ", "z ", "v 3 more"):
            assert key in said


@pytest.mark.parametrize(
    ("listener", "hears", "sees"),
    [
        (Listener(MAI_TRAN.id), True, True),
        (Listener(5), False, False),
        (Listener(5, director=True), False, True),
        (Listener(5, director=True, on_line=True), True, True),
    ],
)
def test_who_hears_and_who_sees_an_alert(listener: Listener, hears: bool, sees: bool) -> None:
    assert listener.hears(ROW) is hears
    assert listener.sees(ROW) is sees


def test_all_directors_hear_what_has_climbed_to_them() -> None:
    climbed = row(rung=Rung.ALL_DIRECTORS, recipient=KIM_WEBB)
    assert Listener(2, director=True).hears(climbed)
    assert not Listener(5).hears(climbed)
    assert not Listener(2, director=True).hears(row(rung=Rung.DUTY_DIRECTOR, recipient=KIM_WEBB))


def test_whoever_acts_sees_an_alert_that_has_climbed_past_them() -> None:
    climbed = row(rung=Rung.DUTY_DIRECTOR, recipient=KIM_WEBB)
    assert Listener(MAI_TRAN.id).sees(climbed)
    assert not Listener(MAI_TRAN.id).hears(climbed)


def test_each_ring_is_heard_once_also_after_an_answer_expired() -> None:
    rings = Rings()
    assert rings.new([ROW]) == (ROW,)
    assert rings.new([ROW]) == ()
    climbed = row(version=2, rung=Rung.SECONDARY)
    other = row(id=8)
    assert rings.new([climbed, other]) == (climbed, other)
    assert rings.new([row(version=3, **HAD)]) == ()
    assert rings.new([row(version=3, **HAD)]) == ()
    expired = row(version=4)
    assert rings.new([expired]) == (expired,)
    assert rings.new([]) == ()


def test_what_is_said_of_a_ring_tells_the_first_and_how_many_more() -> None:
    assert ring_words([ROW], NOON) == "1042 Okafor, Hana: Clinical call back, lapsed 12 min ago."
    late = row(raised_at=NOON, client_name="")
    assert ring_words([late, ROW, ROW], NOON) == (
        "1042 (unknown): Clinical call back, lapsed 12 min ago (late by 12 min). 2 more rang too."
    )


def test_what_came_up_by_itself_must_stand_a_moment_and_what_was_moved_to_need_not() -> None:
    clock = FixedClock()
    steady = Steady(clock)
    steady.changed(1)
    assert not steady.seen
    clock.advance(timedelta(seconds=0.6))
    assert steady.seen
    steady.moved(2)
    assert steady.seen
    steady.changed(2)
    assert steady.seen, "the same record again is no change"
    steady.changed(3)
    steady.moved(3)
    assert not steady.seen, "the list tells of a move when a record slips under its cursor, too"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "nobody has answered; rings again or climbs Sat 21 Nov 12:05 AEDT"),
        (HAD, "Kim Webb has it; unless something is done that expires Sat 21 Nov 12:05 AEDT"),
        (
            {"state": AlertState.SNOOZED, "snoozed_until": NOON + timedelta(minutes=5)},
            "put off; rings again Sat 21 Nov 12:05 AEDT",
        ),
        ({"undelivered": "text to Mai Tran, 3 tries"}, "not delivered: text to Mai Tran, 3 tries"),
        ({"rung": Rung.SECONDARY, "recipient": KIM_WEBB}, "the secondary care manager; Mai Tran is acting"),
        ({"rung": Rung.ALL_DIRECTORS}, "all directors; Mai Tran is acting"),
    ],
)
def test_an_alert_is_told_whole(changes: dict[str, object], said: str) -> None:
    for room in (40, 76, 110):
        lines = alert_lines(row(**changes), NOON, SYDNEY, room)
        text = " ".join(" ".join(line.plain for line in lines).split())
        assert said in text
        assert all(cell_width(line.plain) <= room for line in lines[1:])


def test_the_steps_stand_in_order_with_what_was_said() -> None:
    happened = [
        StepView(NOON, Step.RAISED, Rung.ACTING, "Mai Tran", ""),
        StepView(NOON, Step.PASSED_OVER, Rung.SECONDARY, "", "nobody is secondary"),
        StepView(NOON, Step.CLIMBED, Rung.DUTY_DIRECTOR, "Kim Webb", ""),
        StepView(NOON, Step.SNOOZED, Rung.DUTY_DIRECTOR, "Kim Webb", "until 12:30: with the nurse"),
    ]
    for room in (30, 60, 110):
        text = steps_text(ROW, happened, NOON, SYDNEY, room).plain
        squeezed = " ".join(text.split())
        places = [squeezed.index(each) for each in ("raised Mai", "passed over", "climbed", "put off")]
        assert places == sorted(places)
        assert "with the nurse" in squeezed


def test_every_word_of_the_record_has_its_words_on_the_screen() -> None:
    assert set(STATES) == set(AlertState)
    assert set(RUNGS) == set(Rung)
    assert set(STEPS) == set(Step)
