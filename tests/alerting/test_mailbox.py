"""The live mailbox: read once, never changed, and its troubles told without its secrets (R-080)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from oncall_tui.alerting.mailbox.address import MailboxAddress, Security, mailbox_address
from oncall_tui.alerting.mailbox.box import LARGEST, Box, BoxError
from oncall_tui.alerting.mailbox.watcher import MailboxWatcher, fetch
from oncall_tui.desk.cards import item_card
from oncall_tui.desk.context import Desk
from oncall_tui.desk.inbox.listing import load_inbox
from oncall_tui.desk.inbox.reading import read_mail
from oncall_tui.errors import BadSettings
from oncall_tui.settings import load_settings
from storage.models import Client
from storage.vocabulary import CallerType, Category, Urgency
from tests.alerting.imap_server import PASSWORD, Mailbox, serving
from tests.house import BEN

MAIL = b"From: Ben <ben@example.org>\r\nSubject: Tuesday\r\nMessage-ID: <%d@x>\r\n\r\nMay I come?\r\n"
AT = datetime(2026, 11, 21, 0, 58, tzinfo=UTC)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with serving() as made:
        yield made


def at(box: Mailbox, **changes: object) -> MailboxAddress:
    made = MailboxAddress("127.0.0.1", "line", PASSWORD, box.port, Security.NONE)
    return replace(made, **changes)  # type: ignore[arg-type]


def read(desk: Desk, address: MailboxAddress) -> int:
    opened = Box(address)
    try:
        return fetch(desk, address, opened)
    finally:
        opened.close()


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < ends, "it never happened"
        time.sleep(0.02)


def test_a_mail_becomes_an_item_once_with_its_clocks_from_when_it_came(desk: Desk, box: Mailbox) -> None:
    with desk.store.writing("system", "test.email", "client:2") as unit:
        unit.session.get_one(Client, BEN).email = "Ben@Example.org"
    box.deliver(MAIL % 1)
    assert read(desk, at(box)) == 1
    assert read(desk, at(box)) == 0
    (mail,) = load_inbox(desk).mails
    row = mail.row
    assert (row.category, row.client_id, row.caller, row.caller_type) == (
        Category.EMAIL,
        BEN,
        "Ben",
        CallerType.CLIENT,
    )
    assert (mail.subject, mail.address, row.received_at) == ("Tuesday", "ben@example.org", AT)
    assert {(each.rule, each.due_at) for each in row.clocks} == {
        (rule, AT + timedelta(hours=24))
        for rule in ("email-acknowledge", "email-action", "no-contact-inform")
    }
    assert read_mail(desk, row.id).card.said == "Tuesday\n\nMay I come?"
    assert item_card(desk, row.id).history[0].by == "system"


def test_nothing_in_the_mailbox_is_changed_and_only_what_is_new_is_asked_for(
    lone_desk: Desk, box: Mailbox
) -> None:
    box.deliver(MAIL % 1)
    read(lone_desk, at(box))
    box.asked.clear()
    box.deliver(MAIL % 2)
    assert read(lone_desk, at(box)) == 1
    assert not [
        each for each in box.asked if "STORE" in each or "EXPUNGE" in each or each.startswith("SELECT")
    ]
    assert [each for each in box.asked if "SEARCH" in each] == ["UID SEARCH UID 2:*"]
    assert all("BODY.PEEK[]" in each for each in box.asked if "FETCH" in each)
    box.asked.clear()
    read(lone_desk, at(box, mark_seen=True))
    assert any(each.startswith("SELECT") for each in box.asked)


def test_numbers_that_are_valid_no_more_are_not_trusted_and_nothing_is_doubled(
    lone_desk: Desk, box: Mailbox
) -> None:
    for number in range(3):
        box.deliver(MAIL % number)
    assert read(lone_desk, at(box)) == 3
    box.validity += 1
    box.deliver(MAIL % 3)
    assert read(lone_desk, at(box)) == 1
    assert any("SINCE 18-Nov-2026" in each for each in box.asked)
    assert len(load_inbox(lone_desk).mails) == 4


def test_a_huge_or_broken_mail_does_not_hold_up_the_next(lone_desk: Desk, box: Mailbox) -> None:
    box.deliver(b"Subject: huge\r\n\r\n" + b"x" * (LARGEST + 1))
    box.deliver(b"\xff\x00\xfe" * 100, at="nonsense")
    box.deliver(b"Auto-Submitted: auto-replied\r\n" + MAIL % 9, at="01-Jan-2030 00:00:00 +0000")
    assert read(lone_desk, at(box)) == 3
    huge, broken, future = sorted(load_inbox(lone_desk).mails, key=lambda each: each.row.id)
    assert huge.cut
    assert broken.row.received_at == lone_desk.now()
    assert (future.row.received_at, future.row.urgency) == (lone_desk.now(), Urgency.LOW)


@pytest.mark.parametrize("idle", [True, False])
def test_a_watcher_reads_what_comes_while_it_waits(lone_desk: Desk, box: Mailbox, idle: bool) -> None:
    box.idle = idle
    watcher = MailboxWatcher(lone_desk, at(box, poll_seconds=1))
    box.deliver(MAIL % 1)
    watcher.start()
    try:
        until(lambda: len(load_inbox(lone_desk).mails) == 1)
        box.deliver(MAIL % 2)
        until(lambda: len(load_inbox(lone_desk).mails) == 2)
        assert watcher.trouble == ""
        assert ("IDLE" in box.asked) is idle
    finally:
        watcher.stop()


def test_what_goes_wrong_is_said_without_a_secret(lone_desk: Desk, box: Mailbox) -> None:
    for address, words in (
        (at(box, password="wrong words"), "refused the login"),
        (at(box, folder="Nowhere"), "no folder Nowhere"),
        (at(box, port=1), "cannot be reached"),
    ):
        with pytest.raises(BoxError, match=words) as fault:
            Box(address)
        assert address.password not in str(fault.value) + repr(address)
    watcher = MailboxWatcher(lone_desk, at(box, password="wrong words"))
    watcher.start()
    try:
        until(lambda: "refused the login" in watcher.trouble)
    finally:
        watcher.stop()


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"host": "x", "user": "u"}, "needs password"),
        ({"host": "x", "user": "u", "password": "p", "colour": "red"}, "no 'colour'. Known: host"),
        ({"host": "x", "user": "u", "password": "p", "port": "0"}, "from 1 to 65535"),
        ({"host": "x", "user": "u", "password": "p", "security": "some"}, "one of tls, starttls, none"),
        ({"host": "x", "user": "u", "password": "p", "security": "none"}, "this computer itself"),
        ({"host": "x", "user": "u", "password": "p", "mark_seen": "maybe"}, "yes or no"),
    ],
)
def test_a_mailbox_that_cannot_be_is_refused_with_what_may_be(table: dict[str, str], words: str) -> None:
    with pytest.raises(BadSettings, match=words):
        mailbox_address(table)


def test_the_password_comes_from_the_environment(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("settings") / "config.toml"
    file.write_text('[inbox]\nhost = "imap.example.org"\nuser = "line"\npassword = "${MAIL_PASSWORD}"\n')
    with pytest.raises(BadSettings, match=r"\[inbox\] needs the environment variable MAIL_PASSWORD"):
        load_settings(file, {})
    settings = load_settings(file, {"MAIL_PASSWORD": "secret"})
    found = mailbox_address(settings.inbox)
    assert found is not None
    assert (found.password, found.port, found.security) == ("secret", 993, Security.TLS)
    assert "secret" not in repr(settings) + repr(found) + found.name
    assert mailbox_address({}) is None
