"""What becomes of a notice between the moment it is owed and the moment it is known to have left."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from oncall_tui.desk.alerts import outbox
from oncall_tui.desk.alerts.outbox import NO_CHANNEL, undelivered
from oncall_tui.desk.alerts.sending import REPEAT, ClaimedNotice, claim, delivered, failed
from oncall_tui.desk.context import Desk
from oncall_tui.rules.texts import load_texts
from oncall_tui.text import due_words, span_words
from storage.models import Alert, Person
from storage.vocabulary import AlertState
from tests.alerting.owed import (
    CHANNELS,
    notices,
    owe,
    owe_many,
    raised,
    seconds,
    states,
    story,
    with_channels,
)
from tests.clock import FixedClock
from tests.house import JO, KIM


@pytest.fixture
def out(desk: Desk) -> Desk:
    """Give a desk with two channels, on each database."""
    return with_channels(desk)


def one(desk: Desk, owner: str = "a") -> ClaimedNotice:
    (claimed,) = claim(desk, owner, desk.now())
    return claimed


def shown(desk: Desk) -> dict[int, str]:
    with desk.store.reading() as connection:
        return dict(undelivered(connection, desk.now()))


def answer(desk: Desk, alert_id: int) -> None:
    with desk.store.writing("system", "test.answered", f"alert:{alert_id}") as unit:
        alert = unit.session.get(Alert, alert_id)
        assert alert is not None
        alert.state = AlertState.ACKNOWLEDGED


def test_a_notice_is_put_in_once_however_often_it_is_put(out: Desk, clock: FixedClock) -> None:
    alert_id = raised(out)
    assert [owe(out, alert_id), owe(out, alert_id), owe(out, alert_id, JO)] == [True, True, True]
    assert states(out) == [("mail", "waiting"), ("mail", "waiting")]
    clock.advance(timedelta(minutes=5))
    owe(out, alert_id, repeat=True)
    assert len(notices(out)) == 3


def test_it_says_reference_time_left_site_and_urgency(out: Desk) -> None:
    alert_id = raised(out)
    owe(out, alert_id)
    (notice,) = notices(out)
    assert notice.subject.startswith("NORTH on call: urgent #1, due in ")
    assert "As of Sat 21 Nov 12:00 AEDT." in notice.body
    assert (notice.text_id, notice.text_version) == ("alert-raised", 1)


def test_without_any_channel_in_the_settings_nothing_is_owed(desk: Desk) -> None:
    alert_id = raised(desk)
    assert owe(desk, alert_id) is False
    assert notices(desk) == []


def test_a_notice_is_one_senders_for_a_minute(out: Desk, clock: FixedClock) -> None:
    owe(out, raised(out))
    first = one(out)
    assert (first.url, first.email, first.phone) == (
        CHANNELS["mail"],
        "kim@harbourside.example",
        "61491570006",
    )
    clock.advance(seconds(59))
    assert claim(out, "b", out.now()) == ()
    clock.advance(seconds(1))
    second = one(out, "b")
    assert (first.repeat, second.repeat) == (False, True)
    assert second.subject == REPEAT + first.subject
    assert delivered(out, first, out.now()) is False
    assert delivered(out, second, out.now()) is True
    assert states(out) == [("mail", "sent")]


def test_what_was_sent_is_a_step_of_its_alert_and_on_record(out: Desk) -> None:
    alert_id = raised(out)
    owe(out, alert_id)
    assert delivered(out, one(out), out.now())
    assert story(out, alert_id) == [("sent", "by mail")]
    assert claim(out, "a", out.now()) == ()
    assert out.store.verify_audit().ok


def test_it_is_tried_again_after_15_30_and_60_seconds_then_by_the_next_channel(
    out: Desk, clock: FixedClock
) -> None:
    alert_id = raised(out)
    owe(out, alert_id)
    for wait in (15, 30, 60):
        assert failed(out, one(out), out.now(), "down") is None
        clock.advance(seconds(wait - 0.001))
        assert claim(out, "a", out.now()) == ()
        clock.advance(seconds(0.001))
    assert failed(out, one(out), out.now(), "down") is None
    assert states(out) == [("mail", "failed"), ("text", "waiting")]
    assert story(out, alert_id) == [("not-delivered", "by mail: down; now by text")]
    assert one(out).channel == "text"


def test_when_no_channel_is_left_the_alert_has_to_climb(out: Desk) -> None:
    alert_id = raised(out)
    owe(out, alert_id)
    assert failed(out, one(out), out.now(), "no", final=True) is None
    assert failed(out, one(out), out.now(), "no", final=True) == alert_id
    assert states(out) == [("mail", "failed"), ("text", "failed")]
    assert story(out, alert_id)[-1] == ("not-delivered", "by text: no; no other channel is left")
    assert shown(out) == {alert_id: "Kim Webb by text: no"}
    owe_again(out, alert_id)
    assert delivered(out, one(out), out.now())
    assert shown(out) == {}


def owe_again(desk: Desk, alert_id: int) -> None:
    assert isinstance(desk.clock, FixedClock)
    desk.clock.advance(timedelta(minutes=5))
    owe(desk, alert_id, repeat=True)


def test_a_service_may_ask_for_a_longer_wait_but_not_for_ever(out: Desk, clock: FixedClock) -> None:
    owe(out, raised(out))
    failed(out, one(out), out.now(), "busy", retry_after=40)
    assert notices(out)[0].not_before == out.now() + seconds(40)
    clock.advance(seconds(40))
    failed(out, one(out), out.now(), "busy", retry_after=999_999)
    assert notices(out)[0].not_before == out.now() + timedelta(minutes=5)


def test_what_may_have_arrived_is_a_repeat_ever_after_also_by_the_next_channel(
    out: Desk, clock: FixedClock
) -> None:
    owe(out, raised(out))
    first = one(out)
    failed(out, first, out.now(), "late", unsure=True)
    clock.advance(seconds(15))
    second = one(out)
    assert (first.repeat, second.repeat, second.subject) == (False, True, REPEAT + first.subject)
    failed(out, second, out.now(), "no", final=True)
    assert one(out).repeat is True


def test_an_alert_that_was_answered_takes_back_what_has_not_left(out: Desk, clock: FixedClock) -> None:
    alert_id = raised(out)
    owe(out, alert_id, KIM)
    owe(out, alert_id, JO)
    under_way = one(out)
    with out.store.writing("system", "test.cancelled", f"alert:{alert_id}") as unit:
        outbox.cancel(unit.session, alert_id, out.now())
    answer(out, alert_id)
    assert states(out) == [("mail", "sending"), ("mail", "cancelled")]
    failed(out, under_way, out.now(), "down")
    assert states(out) == [("mail", "cancelled"), ("mail", "cancelled")]
    clock.advance(timedelta(minutes=2))
    assert claim(out, "a", out.now()) == ()


def test_a_dead_senders_notice_is_not_sent_once_the_alert_was_answered(out: Desk, clock: FixedClock) -> None:
    alert_id = raised(out)
    owe(out, alert_id)
    one(out)
    answer(out, alert_id)
    clock.advance(timedelta(minutes=1))
    assert claim(out, "b", out.now()) == ()
    assert states(out) == [("mail", "cancelled")]


def test_what_waits_for_a_minute_is_shown_as_not_delivered(out: Desk, clock: FixedClock) -> None:
    alert_id = raised(out)
    owe(out, alert_id)
    clock.advance(seconds(59))
    assert shown(out) == {}
    clock.advance(seconds(1))
    assert shown(out) == {alert_id: "Kim Webb by mail: not sent yet"}
    failed(out, one(out), out.now(), "the service answered 500", final=True)
    assert shown(out) == {alert_id: "Kim Webb by text: not sent yet"}


@pytest.mark.parametrize(("phone", "channel"), [("0491 570 006", "text"), ("12", ""), ("6.1e10", "")])
def test_a_person_without_an_address_is_given_up_by_the_sender(
    lone_desk: Desk, phone: str, channel: str
) -> None:
    out = with_channels(lone_desk, {"text": "text:{digits}"})
    with out.store.writing("system", "test.changed", f"person:{KIM}") as unit:
        person = unit.session.get(Person, KIM)
        assert person is not None
        person.phone = phone
    alert_id = raised(out)
    assert owe(out, alert_id) is bool(channel)
    claimed = one(out)
    assert claimed.channel == channel
    if not channel:
        assert failed(out, claimed, out.now(), NO_CHANNEL, final=True) == alert_id
        assert story(out, alert_id) == [("not-delivered", f"{NO_CHANNEL}; no other channel is left")]
        assert shown(out) == {alert_id: f"Kim Webb: {NO_CHANNEL}"}


def test_a_channel_that_left_the_settings_hands_over_to_one_that_is_there(out: Desk) -> None:
    alert_id = raised(out)
    owe(out, alert_id)
    changed = replace(out, settings=replace(out.settings, channels={"new": "new:{email}"}))
    claimed = one(changed)
    assert claimed.url == ""
    assert failed(changed, claimed, changed.now(), "gone", final=True) is None
    assert one(changed).channel == "new"


def test_claiming_takes_the_oldest_first_and_no_more_than_asked(out: Desk, clock: FixedClock) -> None:
    for number in range(3):
        owe(out, raised(out, f"k{number}"))
        clock.advance(seconds(1))
    found = claim(out, "a", out.now(), 2)
    assert [each.id for each in found] == [1, 2]
    assert [each.id for each in claim(out, "b", out.now(), 5)] == [3]


def test_two_senders_never_hold_the_same_notice(out: Desk) -> None:
    alert_id = raised(out)
    owe_many(out, alert_id, 24)
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda owner: claim(out, f"sender {owner}", out.now(), 3), range(8)))
    assert sorted(each.id for some in taken for each in some) == list(range(1, 25))


@given(left=st.timedeltas(timedelta(days=-400), timedelta(days=400)), late=st.timedeltas(timedelta(0)))
def test_any_length_of_time_can_be_said_in_the_clear(left: timedelta, late: timedelta) -> None:
    filled = load_texts()["alert-raised"].fill(
        {
            "reference": "#1",
            "left": due_words(left.total_seconds()),
            "late": f"late by {span_words(late)}",
            "site": "N",
            "priority": "low",
            "sent_at": "Sat 21 Nov 12:00 +1030",
            "repeat": "",
        }
    )
    assert due_words(left.total_seconds()) in filled.subject


def test_a_sites_broken_texts_do_not_keep_an_alert_from_leaving(out: Desk) -> None:
    from oncall_tui import paths

    file = paths.site_texts_file()
    file.parent.mkdir(parents=True)
    file.write_text("[texts.alert-raised]\nbody = 'about {client}'\n", encoding="utf-8")
    assert owe(out, raised(out))
    assert notices(out)[0].text_version == 1
    file.write_text("[texts.alert-raised]\nsubject = 'Ring! {reference}'\n", encoding="utf-8")
    assert owe(out, raised(out, "k2"))
    assert (notices(out)[1].subject, notices(out)[1].text_version) == ("Ring! #2", 2)


def test_steps_and_outcomes_leave_the_record_whole(out: Desk) -> None:
    alert_id = raised(out)
    owe(out, alert_id)
    failed(out, one(out), out.now(), "no", final=True)
    delivered(out, one(out), out.now())
    with out.store.quiet_writing() as session:
        assert len(session.exec(select(Alert)).all()) == 1
    assert out.store.verify_audit().ok
