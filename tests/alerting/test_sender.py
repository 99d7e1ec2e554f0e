"""The sender with servers that misbehave and senders that die: nothing is lost, a repeat says so."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from oncall_tui.alerting.channels.base import DELIVERED, Message, Outcome, Result
from oncall_tui.alerting.sender import Sender
from oncall_tui.desk.alerts.outbox import NO_CHANNEL
from oncall_tui.desk.alerts.sending import REPEAT
from oncall_tui.desk.context import Desk
from storage.errors import Busy
from tests.alerting.dose import Dose
from tests.alerting.owed import Recording, notices, owe, owe_many, raised, states, story, with_channels
from tests.clock import FixedClock
from tests.house import JO, KIM

ROOT = Path(__file__).parents[2]


@pytest.fixture
def out(lone_desk: Desk) -> Desk:
    """Give a desk with two channels, on SQLite."""
    return with_channels(lone_desk)


def test_what_is_due_is_sent_outside_any_transaction(desk: Desk) -> None:
    out = with_channels(desk)
    alert_id = raised(out)
    owe(out, alert_id)

    def write_meanwhile(_url: str, _message: Message) -> Outcome:
        # On SQLite this waits for ever if the sender holds a transaction.
        with out.store.writing("kim", "test.wrote", "x:1") as unit:
            unit.note(words="meanwhile")
        return DELIVERED

    lines = Recording(write_meanwhile)
    report = Sender(out, "a", lines.make).send_due()
    assert (report.sent, report.retried, report.given_up, report.trouble) == (1, 0, [], "")
    ((url, message),) = lines.sent
    assert url == "mail:{email} kim@harbourside.example 61491570006"
    assert message.subject.startswith("NORTH on call: urgent #1")
    assert story(out, alert_id) == [("sent", "by mail")]
    assert Sender(out, "a", lines.make).send_due().sent == 0


def test_one_bad_notice_does_not_hold_up_the_rest(out: Desk) -> None:
    alert_id = raised(out)
    owe(out, alert_id, KIM)
    owe(out, alert_id, JO)

    def break_once(url: str, _message: Message) -> Outcome:
        if "kim@" in url:
            raise RuntimeError("kim@harbourside.example said: no")
        return DELIVERED

    report = Sender(out, "a", Recording(break_once).make, at_once=1).send_due()
    assert (report.sent, report.retried) == (1, 1)
    first = notices(out)[0]
    assert first.last_error == "the channel failed (RuntimeError)"
    assert first.subject.startswith(REPEAT)


def test_an_alert_that_reached_nobody_is_reported_to_climb(out: Desk) -> None:
    alert_id = raised(out)
    owe(out, alert_id)
    refuse = Recording(lambda _url, _message: Outcome(Result.REFUSED, "no"))
    report = Sender(out, "a", refuse.make).send_due()
    assert report.given_up == [alert_id]
    assert [url.split(":")[0] for url, _message in refuse.sent] == ["mail", "text"]
    assert states(out) == [("mail", "failed"), ("text", "failed")]


def test_a_person_without_an_address_makes_it_climb(lone_desk: Desk) -> None:
    out = with_channels(lone_desk, {"text": "text:{digits}"})
    with out.store.writing("system", "test.changed", f"person:{KIM}") as unit:
        from storage.models import Person

        person = unit.session.get(Person, KIM)
        assert person is not None
        person.phone = ""
    alert_id = raised(out)
    owe(out, alert_id)
    assert Sender(out, "a", Recording().make).send_due().given_up == [alert_id]
    assert story(out, alert_id) == [("not-delivered", f"{NO_CHANNEL}; no other channel is left")]


def test_a_record_that_is_busy_once_is_marked_all_the_same(
    out: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from oncall_tui.desk.alerts import sending

    owe(out, raised(out))
    real, faults = sending.delivered, [Busy("busy")]

    def delivered(*given: object) -> bool:
        if faults:
            raise faults.pop()
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "delivered", delivered)
    assert Sender(out, "a", Recording().make).send_due().sent == 1
    assert states(out) == [("mail", "sent")]


def test_a_record_that_cannot_be_marked_is_said_and_sent_again_as_a_repeat(
    out: Desk, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from oncall_tui.desk.alerts import sending

    def delivered(*_given: object) -> bool:
        raise Busy("The database is busy.")

    owe(out, raised(out))
    lines = Recording()
    with monkeypatch.context() as broken:
        broken.setattr(sending, "delivered", delivered)
        assert Sender(out, "a", lines.make).send_due().trouble == "The database is busy."
    clock.advance(timedelta(minutes=1))
    assert Sender(out, "b", lines.make).send_due().sent == 1
    assert [message.repeat for _url, message in lines.sent] == [False, True]
    assert lines.sent[0][1].marker == lines.sent[1][1].marker


def test_a_round_sends_no_more_than_it_may(out: Desk) -> None:
    owe_many(out, raised(out), 20)
    assert Sender(out, "a", Recording().make, at_once=2).send_due(most=7).sent == 7


def test_messages_with_servers_that_misbehave_and_senders_that_die(out: Desk) -> None:
    figures = Dose(out, messages=60, kills=6, seed=1).run()
    assert figures.missed == 0
    assert figures.kills >= 6
    assert figures.duplicates <= figures.kills + figures.late
    assert figures.unmarked == 0
    assert figures.misbehaved > 8


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_sender_that_is_killed_loses_nothing(
    lone_desk: Desk, clock: FixedClock, tmp_path: Path, sqlite_url: str
) -> None:
    out = with_channels(lone_desk, {"mail": "mail:{email}"})
    alert_id = raised(out)
    owe_many(out, alert_id, 12)
    sent = tmp_path / "sent"
    kills = 0
    for _ in range(3):
        run = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.alerting.mortal",
                sqlite_url,
                str(tmp_path),
                clock.now().isoformat(),
            ],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert run.stdout is not None
        # It prints a line between sending and marking, and waits there.
        assert run.stdout.readline() == "sent\n"
        run.send_signal(signal.SIGKILL)
        assert run.wait(10) == -signal.SIGKILL
        run.stdout.close()
        kills += 1
        clock.advance(timedelta(minutes=1))
    lines = Recording()
    assert Sender(out, "last", lines.make).send_due().trouble == ""
    by_the_dead = sent.read_text(encoding="utf-8").splitlines()
    everything = by_the_dead + [message.subject for _url, message in lines.sent]
    assert {each.removeprefix(REPEAT) for each in everything} == {f"notice {number}" for number in range(12)}
    twice = [each for each in everything if each.startswith(REPEAT)]
    assert len(everything) - 12 <= kills
    assert len(twice) >= len(everything) - 12
    assert all(state == "sent" for _channel, state in states(out))
    assert out.store.verify_audit().ok
