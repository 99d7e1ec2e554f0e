"""E-mails in their order, two ticks each, and the word that is owed when nobody was reached."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.desk.asks.due import ask_due
from oncall_tui.desk.attempts import NewAttempt, log_attempt
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.cards import item_card
from oncall_tui.desk.context import Desk
from oncall_tui.desk.handling import acknowledge, withdraw
from oncall_tui.desk.inbox.informing import NewWord, record_word, word_for
from oncall_tui.desk.inbox.listing import load_inbox
from oncall_tui.desk.inbox.verbs import (
    NewAction,
    NewReceipt,
    acknowledge_mail,
    action_mail,
    reply,
    set_urgency,
)
from oncall_tui.desk.prepared import used_texts
from oncall_tui.desk.queue import load_queue
from oncall_tui.desk.resolving import resolve
from oncall_tui.desk.undo import undo
from oncall_tui.errors import Refused
from oncall_tui.rules.events import Event
from storage.vocabulary import (
    CallerType,
    Category,
    Channel,
    ClockState,
    Direction,
    ItemState,
    Outcome,
    Urgency,
)
from tests.clock import FixedClock
from tests.house import BEN, HANA

MAIL = NewCall(
    "m1", Category.EMAIL, client_id=BEN, caller="Ben", said="Tuesday?", direction=Direction.EMAIL, owed=False
)
AGREED = "Mai rings on Monday."


def mail(desk: Desk, key: str = "m1", **changes: object) -> int:
    return log_call(desk, replace(MAIL, key=key, **changes)).item_id  # type: ignore[arg-type]


def clock_of(desk: Desk, item: int, rule: str) -> tuple[ClockState, datetime | None]:
    (found,) = [each for each in item_card(desk, item).row.clocks if each.rule == rule]
    return found.state, found.ended_at


def test_mails_stand_by_urgency_then_in_the_order_received(desk: Desk, clock: FixedClock) -> None:
    """R-081: and whoever changes the order says why, on record."""
    first = mail(desk)
    clock.advance(timedelta(hours=1))
    second = mail(desk, "m2")
    assert [each.row.id for each in load_inbox(desk).mails] == [first, second]
    with pytest.raises(Refused, match="Say why"):
        set_urgency(desk, second, Urgency.URGENT, " ")
    set_urgency(desk, second, Urgency.URGENT, "He is frightened.")
    found = load_inbox(desk).mails
    assert [(each.row.id, each.overridden) for each in found] == [(second, True), (first, False)]
    assert item_card(desk, second).history[-1].words == "Urgency normal → urgent: He is frightened."
    undo(desk)
    assert [each.row.id for each in load_inbox(desk).mails] == [first, second]


def test_questions_stand_in_the_order_received_and_are_due_in_a_business_day(
    lone_desk: Desk, clock: FixedClock
) -> None:
    """R-079: no number in the document, so that the warning is ours and the age is shown."""
    asked = [log_call(lone_desk, NewCall("q1", Category.QUERY, client_id=BEN, said="When?")).item_id]
    clock.advance(timedelta(hours=1))
    asked.append(log_call(lone_desk, NewCall("q2", Category.QUERY, client_id=HANA, said="Who?")).item_id)
    assert [each.row.id for each in load_inbox(lone_desk).queries] == asked
    (query,) = [
        each for each in item_card(lone_desk, asked[0]).row.clocks if each.rule == "participant-query"
    ]
    assert query.due_at == datetime(2026, 11, 23, 6, tzinfo=UTC)


def test_receipt_and_action_are_two_ticks_each_with_its_time(desk: Desk, clock: FixedClock) -> None:
    """R-080, and R-185: the words that were used are kept with their version."""
    item = mail(desk)
    clock.advance(timedelta(hours=1))
    text = reply(desk, item)
    assert "Hello Ben," in text.body
    assert "1800 975 711" in text.body
    acknowledge_mail(desk, NewReceipt(item, replace(text, body=text.body + "\nAnd thanks.")))
    acknowledged = clock.now()
    (row,) = load_inbox(desk).mails
    assert row.acknowledge is not None
    assert row.action is not None
    assert (row.acknowledge.state, row.acknowledge.met_at) == (ClockState.MET, acknowledged)
    assert row.action.state is ClockState.RUNNING
    clock.advance(timedelta(hours=24))
    action_mail(desk, NewAction(item, "Rang the roster.", AGREED))
    assert clock_of(desk, item, "email-action") == (ClockState.MET_LATE, clock.now())
    assert item_card(desk, item).row.next_step == AGREED
    with desk.store.reading() as connection:
        (used,) = used_texts(connection, item)
    assert (used.version, used.told, used.at) == (text.version, "Ben", acknowledged)
    assert used.body.endswith("And thanks.")


@pytest.mark.parametrize(
    ("done", "next_step", "field"),
    [("", AGREED, "done"), ("Rang.", " ", "next_step"), ("Rang.", AGREED, "at")],
)
def test_an_action_says_what_was_done_and_what_was_agreed(
    lone_desk: Desk, clock: FixedClock, done: str, next_step: str, field: str
) -> None:
    """R-019: nothing is saved that a colleague could not act on."""
    item = mail(lone_desk)
    at = clock.now() + timedelta(hours=1) if field == "at" else None
    with pytest.raises(Refused) as refusal:
        action_mail(lone_desk, NewAction(item, done, next_step, at))
    assert refusal.value.field == field
    assert clock_of(lone_desk, item, "email-action")[0] is ClockState.RUNNING


def owed(desk: Desk) -> list[int]:
    """Look at what is due, and return the open items that ask for word about a client."""
    ask_due(desk)
    return [row.id for row in load_queue(desk).rows if row.category is Category.INFORM_BODY]


def lapse(desk: Desk, clock: FixedClock, item: int) -> int:
    """Let the hours for contact pass, and return the item that asks for word about it."""
    clock.advance(timedelta(hours=24) - timedelta(seconds=1))
    assert owed(desk) == []
    clock.advance(timedelta(seconds=1))
    (asked,) = owed(desk)
    clock.advance(timedelta(minutes=1))
    assert owed(desk) == [asked], "it is asked once"
    assert f"(item {item})" in item_card(desk, asked).said
    return asked


def test_word_is_owed_at_the_lapse_and_stops_the_first_clock(desk: Desk, clock: FixedClock) -> None:
    """R-082, A-09: at 24 hours without contact, also where the e-mail was acknowledged."""
    item = mail(desk)
    acknowledge_mail(desk, NewReceipt(item, reply(desk, item)))
    log_attempt(desk, NewAttempt("a1", item, Channel.PHONE, Outcome.NO_ANSWER))
    asked = lapse(desk, clock, item)
    word = word_for(desk, asked)
    assert (word.about_id, word.to) == (item, "Northgate Assist")
    assert "Ben Okafor (C-0977): was not reached in time" in word.text.body
    assert "by phone, no answer" in word.text.body
    with pytest.raises(Refused, match=r"e-mails \(E\)"):
        resolve(desk, asked, "Told.")
    with pytest.raises(Refused, match=r"e-mails \(E\)"):
        acknowledge(desk, asked, Event.BODY_INFORMED)
    with pytest.raises(Refused, match="Say who was told"):
        record_word(desk, NewWord(asked, " ", Channel.PHONE, word.text))
    clock.advance(timedelta(minutes=5))
    record_word(desk, NewWord(asked, "Ivy Marsh", Channel.PHONE, word.text))
    assert clock_of(desk, item, "no-contact-inform") == (ClockState.MET_LATE, clock.now())
    assert item_card(desk, asked).row.state is ItemState.RESOLVED
    with desk.store.reading() as connection:
        used = used_texts(connection, item)[-1]
    assert (used.told, used.channel, used.body) == ("Ivy Marsh", Channel.PHONE, word.text.body)
    clock.advance(timedelta(minutes=1))
    assert owed(desk) == []
    undo(desk)
    assert clock_of(desk, item, "no-contact-inform")[0] is ClockState.RUNNING
    assert item_card(desk, asked).row.state is ItemState.WAITING


def test_word_that_is_owed_goes_only_with_a_reason(lone_desk: Desk, clock: FixedClock) -> None:
    """R-082: late contact does not spare it, and nobody drops it in silence."""
    item = mail(lone_desk)
    asked = lapse(lone_desk, clock, item)
    log_attempt(
        lone_desk,
        NewAttempt("a1", item, Channel.PHONE, Outcome.REACHED, note="All is well.", uncounted=True),
    )
    assert owed(lone_desk) == [asked]
    with pytest.raises(Refused, match="Say why"):
        withdraw(lone_desk, asked, "")
    withdraw(lone_desk, asked, "They had told us themselves.")
    clock.advance(timedelta(minutes=1))
    assert owed(lone_desk) == []


@pytest.mark.parametrize(("client", "spared"), [(BEN, False), (None, True)])
def test_a_mail_about_a_client_is_not_done_before_anybody_was_reached_or_told(
    lone_desk: Desk, client: int | None, spared: bool
) -> None:
    item = mail(lone_desk, client_id=client)
    if not spared:
        with pytest.raises(Refused, match="Northgate Assist was not told"):
            resolve(lone_desk, item, "Filed.")
    resolve(lone_desk, item, "Filed.", override="" if spared else "Only his new address.")
    assert item_card(lone_desk, item).row.state is ItemState.RESOLVED


def test_dissatisfaction_is_owed_word_at_once(lone_desk: Desk, clock: FixedClock) -> None:
    """R-083: it stands with the words that are owed, and goes with the prepared text."""
    call = NewCall("c1", Category.CALL_BACK, client_id=HANA, said="She is angry.", dissatisfied=True)
    item = log_call(lone_desk, call).item_id
    (shown,) = load_inbox(lone_desk).words
    assert (shown.row.id, shown.to) == (item, "Northgate Assist")
    word = word_for(lone_desk, item)
    assert "is dissatisfied with some aspect of their care" in word.text.body
    record_word(lone_desk, NewWord(item, "Ivy Marsh", Channel.EMAIL, word.text))
    assert load_inbox(lone_desk).words == ()
    assert clock_of(lone_desk, item, "dissatisfaction")[0] is ClockState.MET
    assert item_card(lone_desk, item).row.state.open
    with pytest.raises(Refused, match="nobody outside"):
        word_for(lone_desk, item)


def test_after_three_attempts_the_asker_is_told_the_outcome(lone_desk: Desk, clock: FixedClock) -> None:
    """R-084: not closed before three, and whoever asked hears what came of it."""
    call = NewCall(
        "c1",
        Category.COMPLAINT,
        client_id=HANA,
        caller="Ivy Marsh",
        caller_type=CallerType.FUNDING_BODY,
        said="Please reach her.",
    )
    item = log_call(lone_desk, call).item_id
    for number in range(3):
        with pytest.raises(Refused, match=f"{number} of 3 attempts made"):
            resolve(lone_desk, item, "Not reached.")
        log_attempt(lone_desk, NewAttempt(f"a{number}", item, Channel.PHONE, Outcome.NO_ANSWER))
        clock.advance(timedelta(days=1))
    resolve(lone_desk, item, "Not reached; a letter follows.")
    (shown,) = [each for each in load_inbox(lone_desk).words if each.row.category is Category.INFORM_BODY]
    assert shown.to == "Ivy Marsh"
    word = word_for(lone_desk, shown.row.id)
    assert "We tried 3 times since Sat 21 Nov" in word.text.body
    assert "a letter follows" in word.text.body
    record_word(lone_desk, NewWord(shown.row.id, "Ivy Marsh", Channel.PHONE, word.text))
    assert item_card(lone_desk, shown.row.id).row.state is ItemState.RESOLVED
