"""Nothing of a client reaches a channel, whatever the client, the caller and the note are called."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from oncall_tui.alerting.channels.choosing import channel_for
from oncall_tui.alerting.sender import Sender
from oncall_tui.desk.alerts import outbox
from oncall_tui.desk.alerts.sweep import Sweeper
from oncall_tui.desk.calls import NewCall, log_call
from oncall_tui.desk.context import Desk
from oncall_tui.rules.roster import PersonFacts
from oncall_tui.rules.texts import Leaves, load_texts
from storage.models import Client, ClientPhone, Person
from storage.vocabulary import Category
from tests.alerting.owed import Recording, notices, with_channels
from tests.alerting.servers import Served, mail_server
from tests.clock import FixedClock
from tests.house import HANA, KIM

FAMILY, GIVEN, PREFERRED, NUMBER = "Zyxfamily", "Qwvgiven", "Vbnpreferred", "Kjhnumber"
CALLER, SAID, ADVICE, NEXT, DIGITS = "Mnbcaller", "Lkjsaid", "Poiadvice", "Trenext", "61491570737"
SECRETS = (FAMILY, GIVEN, PREFERRED, NUMBER, CALLER, SAID, ADVICE, NEXT, DIGITS, "0491 570 737", "Newtown")
WRAPPED = (
    "{x}",
    "{{left}} {x}",
    "%(x)s {x} %s",
    "{x}\r\nBcc: {x}@evil.example",
    "[b]{x}[/b]",
    "</div>{x}<script>",
    "{x}\u202e\u2066{x}",
    "${{HOME}} `{x}` $({x})",
    "Repeat: {x}",
)
CLEAR = [text.id for text in load_texts().values() if text.leaves is Leaves.IN_THE_CLEAR]


def hostile(desk: Desk, wrap: str) -> None:
    """Give a client names as bad as they come, and let somebody ring about them."""

    def named(secret: str) -> str:
        return wrap.replace("{x}", secret).replace("{{", "{").replace("}}", "}")

    with desk.store.writing("system", "test.changed", f"client:{HANA}") as unit:
        client = unit.session.get(Client, HANA)
        assert client is not None
        client.family_name, client.given_name = named(FAMILY), named(GIVEN)
        client.preferred_name, client.number = named(PREFERRED), named(NUMBER)
        unit.session.add(ClientPhone(client_id=HANA, number="0491 570 737", digits=DIGITS))
    log_call(
        desk,
        NewCall(
            "k1",
            Category.HIGH_RISK_EVENT,
            client_id=HANA,
            caller=named(CALLER),
            phone="0491 570 737",
            said=named(SAID),
            advice=named(ADVICE),
            next_step=named(NEXT),
        ),
    )


def ring(desk: Desk, clock: FixedClock) -> None:
    """Let the warnings of the call come, ring again and climb, as they do by themselves."""
    sweeper = Sweeper(desk)
    clock.advance(timedelta(hours=49))
    for _ in range(5):
        clock.advance(timedelta(minutes=5))
        sweeper.sweep()


def owe_each(desk: Desk) -> None:
    """Owe Kim every text that leaves in the clear, filled as it would be."""
    facts = {
        "reference": "#1",
        "left": "due in 2 h",
        "priority": "urgent",
        "late": "late by 3 min",
        "repeat": "repeat",
    }
    with desk.store.writing("system", "test.owed", "texts") as unit:
        person = unit.session.get(Person, KIM)
        assert person is not None
        for text_id in CLEAR:
            outbox.put_text(
                unit.session,
                desk,
                alert_id=None,
                person=PersonFacts(KIM, person.name, person.email, person.phone),
                text_id=text_id,
                facts=facts,
                at=desk.now(),
                round_key=f"text:{text_id}",
            )


def clean(payload: str) -> None:
    """Fail if anything of the client is in what left."""
    found = [secret for secret in SECRETS if secret.lower() in payload.lower()]
    assert found == []


@pytest.fixture(scope="module")
def mail() -> Iterator[Served]:
    with mail_server() as served:
        yield served


@pytest.mark.parametrize("wrap", WRAPPED)
def test_no_channel_is_given_anything_of_a_client(lone_desk: Desk, clock: FixedClock, wrap: str) -> None:
    out = with_channels(lone_desk)
    hostile(out, wrap)
    ring(out, clock)
    owe_each(out)
    lines = Recording()
    report = Sender(out, "a", lines.make).send_due()
    assert report.sent == len(lines.sent) == len(notices(out))
    told = {notice.text_id for notice in notices(out) if notice.alert_id is not None}
    assert told == {"alert-raised", "alert-repeat"}
    assert {notice.text_id for notice in notices(out)} == set(CLEAR)
    for url, message in lines.sent:
        clean(f"{url} {message.subject} {message.body} {message.key} {message.marker}")


def test_the_search_would_find_a_name_that_left() -> None:
    with pytest.raises(AssertionError):
        clean(f"urgent #1 about {FAMILY.upper()}")


def test_no_mail_holds_anything_of_a_client(lone_desk: Desk, clock: FixedClock, mail: Served) -> None:
    out = with_channels(lone_desk, {"mail": mail.mailto})
    hostile(out, WRAPPED[3])
    ring(out, clock)
    owe_each(out)
    before = len(mail.behaviour.got)
    report = Sender(out, "a", channel_for).send_due()
    got = mail.behaviour.got[before:]
    assert report.sent == len(got) > len(CLEAR)
    for each in got:
        clean(f"{each.raw} {each.subject} {each.body}")
        assert all(address.endswith("@harbourside.example") for address in each.to)
        assert "evil" not in each.raw


@pytest.mark.skipif(sys.platform == "win32", reason="scripts are run by their first line on POSIX only")
def test_no_command_is_given_anything_of_a_client(lone_desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    kept, hook = tmp_path / "kept", tmp_path / "hook"
    hook.write_text(f'#!/bin/sh\necho "$@" >> {kept}\ncat >> {kept}\nenv >> {kept}\n', encoding="utf-8")
    hook.chmod(0o700)
    out = with_channels(lone_desk, {"hook": f"command:{hook} alert"})
    hostile(out, WRAPPED[7])
    ring(out, clock)
    owe_each(out)
    assert Sender(out, "a", channel_for, at_once=1).send_due().sent > len(CLEAR)
    text = kept.read_text(encoding="utf-8")
    assert '"subject"' in text
    clean(text)


def test_what_the_record_keeps_of_a_notice_holds_nothing_of_a_client_either(
    lone_desk: Desk, clock: FixedClock
) -> None:
    out = with_channels(lone_desk)
    hostile(out, WRAPPED[0])
    ring(out, clock)
    for notice in notices(out):
        clean(f"{notice.key} {notice.subject} {notice.body} {notice.last_error}")
    assert len(notices(out)) > 3
