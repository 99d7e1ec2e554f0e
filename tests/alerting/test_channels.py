"""What each kind of channel does with a service that takes, refuses, fails, hangs, drops or answers late."""

from __future__ import annotations

import json
import logging
import os
import select
import stat
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from oncall_tui.alerting.channels.base import Message, Result, of_status
from oncall_tui.alerting.channels.choosing import channel_for
from oncall_tui.alerting.channels.command import CommandChannel
from oncall_tui.alerting.channels.desktop import desktop_notice
from oncall_tui.alerting.heartbeat import Heartbeat
from tests.alerting.servers import Served, Way, mail_server, web_server
from tests.clock import FixedClock
from tests.dose import within

KIM = ("kim@harbourside.example", "61491570006")
MESSAGE = Message("NORTH on call: urgent #12", "Urgent item #12.\nAs of Sat.", "alert:1|kim")
POSIX = pytest.mark.skipif(
    sys.platform == "win32", reason="scripts are run by their first line on POSIX only"
)


@pytest.fixture(scope="module")
def mail() -> Iterator[Served]:
    with mail_server() as served:
        yield served


@pytest.fixture(scope="module")
def web() -> Iterator[Served]:
    with web_server() as served:
        yield served


def sent(url: str, message: Message = MESSAGE) -> Result:
    channel = channel_for(url, *KIM)
    assert channel is not None
    return channel.send(message).result


def test_a_mail_arrives_as_it_was_written(mail: Served) -> None:
    mail.behaviour.plan([])
    assert sent(mail.mailto) is Result.DELIVERED
    got = mail.behaviour.got[-1]
    assert (got.to, got.subject) == (("kim@harbourside.example",), MESSAGE.subject)
    assert got.body == MESSAGE.body


def test_a_hook_gets_the_message_and_whom_it_is_for(web: Served) -> None:
    web.behaviour.plan([])
    assert sent(web.hook) is Result.DELIVERED
    got = web.behaviour.got[-1]
    assert (got.to, got.subject, got.body) == (("/hook/61491570006",), MESSAGE.subject, MESSAGE.body)


@pytest.mark.parametrize(
    ("way", "result"),
    [
        (Way.DROP, Result.UNSURE),
        (Way.HANG, Result.UNSURE),
        (Way.LATE, Result.UNSURE),
        (Way.FAIL, Result.FAILED),
        (Way.REFUSE, Result.REFUSED),
    ],
)
def test_what_a_web_service_does_is_told_apart(web: Served, way: Way, result: Result) -> None:
    web.behaviour.plan([way])
    assert sent(web.hook) is result


@pytest.mark.parametrize("way", [Way.DROP, Way.HANG, Way.LATE, Way.FAIL, Way.REFUSE])
def test_a_mail_that_was_not_taken_may_have_arrived(mail: Served, way: Way) -> None:
    mail.behaviour.plan([way])
    assert sent(mail.mailto) is Result.UNSURE


def test_a_service_that_nobody_runs_is_tried_again() -> None:
    assert sent("json://127.0.0.1:9/?cto=0.4") is Result.UNSURE


@pytest.mark.parametrize("url", ["nonsense", "unheard-of://x", "mailto://", "basecamp://x/y", "command:"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    assert sent(url) is Result.REFUSED


@pytest.mark.parametrize("url", ["mailto://h?to={email}", "clicksend://k@{digits}", "x://{phone}"])
def test_a_person_without_an_address_has_no_such_channel(url: str) -> None:
    assert channel_for(url, "", "") is None
    assert channel_for(url, *KIM) is not None


def test_an_address_cannot_add_to_the_url() -> None:
    from oncall_tui.desk.alerts.reach import address

    made = address("mailto://h?to={email}&x=1", "a&cc=b@c.example/?#", "")
    assert made == "mailto://h?to=a%26cc%3Db%40c.example%2F%3F%23&x=1"


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def test_nothing_of_a_message_is_logged(mail: Served, web: Served) -> None:
    """What reaches the root is what a program's log would hold; pytest's own catches more than that."""
    mail.behaviour.plan([Way.DELIVER, Way.REFUSE])
    web.behaviour.plan([Way.DELIVER, Way.FAIL])
    root, kept = logging.getLogger(), _Kept()
    level = root.level
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    try:
        logging.getLogger("oncall_tui").warning("a line of our own")
        for url in (mail.mailto, mail.mailto, web.hook, web.hook):
            sent(url)
    finally:
        root.removeHandler(kept)
        root.setLevel(level)
    ours = [record for record in kept.records if record.name not in ("mail.log", "asyncio")]
    logged = "\n".join(record.getMessage() for record in ours)
    assert "a line of our own" in logged
    for secret in ("kim@", "61491570006", "#12", "/hook"):
        assert secret not in logged
    assert not [record.name for record in ours if record.name.startswith("apprise")]


def test_words_of_an_outcome_hold_no_address(mail: Served, web: Served) -> None:
    mail.behaviour.plan([Way.REFUSE])
    web.behaviour.plan([Way.FAIL])
    for url in (mail.mailto, web.hook):
        channel = channel_for(url, *KIM)
        assert channel is not None
        words = channel.send(MESSAGE).words
        assert words
        assert "kim" not in words
        assert "127" not in words


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (201, "delivered"),
        (404, "refused"),
        (408, "unsure"),
        (429, "failed"),
        (500, "failed"),
        (504, "unsure"),
    ],
)
def test_a_status_says_whether_to_try_again(status: int, result: str) -> None:
    assert of_status(status).result == result


def test_a_service_may_say_how_long_to_wait() -> None:
    assert of_status(429, "17").retry_after == 17
    assert of_status(429, "Wed, 21 Oct 2026").retry_after is None


def script(folder: Path, body: str) -> str:
    file = folder / "hook"
    file.write_text(f"#!{sys.executable}\n{body}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


@POSIX
def test_a_command_gets_the_message_on_its_stdin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "s3cret")
    out = tmp_path / "out"
    hook = script(
        tmp_path,
        "import json, os, sys\n"
        "given = json.load(sys.stdin)\n"
        f"json.dump([given, sys.argv[1:], 'MAIL_PASSWORD' in os.environ], open({str(out)!r}, 'w'))",
    )
    assert sent(f"command:{hook} --to 'a b' {{email}} $HOME") is Result.DELIVERED
    given, arguments, leaked = json.loads(out.read_text(encoding="utf-8"))
    assert arguments == ["--to", "a b", "{email}", "$HOME"]
    assert (given["subject"], given["body"], given["repeat"]) == (MESSAGE.subject, MESSAGE.body, False)
    assert given["to"] == {"email": KIM[0], "phone": KIM[1]}
    assert not leaked


@POSIX
@pytest.mark.parametrize(("code", "result"), [(75, Result.FAILED), (1, Result.FAILED), (0, Result.DELIVERED)])
def test_a_command_says_by_its_code_how_it_went(tmp_path: Path, code: int, result: Result) -> None:
    assert sent(f"command:{script(tmp_path, f'raise SystemExit({code})')}") is result


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux can wait for another's child")
def test_a_command_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    hook = script(
        tmp_path,
        "import os, subprocess, time\n"
        "child = subprocess.Popen(['sleep', '600'])\n"
        f"open({str(pids)!r}, 'w').write(str(child.pid))\n"
        "time.sleep(600)",
    )
    started = time.monotonic()
    assert CommandChannel(f"command:{hook}", *KIM, limit=1.0).send(MESSAGE).result is Result.UNSURE
    assert time.monotonic() - started < within(10)
    try:
        child = os.pidfd_open(int(pids.read_text(encoding="utf-8")))
    except ProcessLookupError:
        return
    ended, _, _ = select.select([child], [], [], 5)
    os.close(child)
    assert ended, "what the command started was not ended"


def test_a_command_that_is_not_there_is_refused() -> None:
    assert sent("command:/nowhere/at/all") is Result.REFUSED


def test_a_desktop_notice_holds_nothing_that_a_terminal_obeys() -> None:
    made = desktop_notice("a\x1b]52;c;eA==\x07;b", "c\x9c\n\u202ed;e").decode()
    assert made.count("\x1b") == 4
    assert made.startswith("\x1b]9;a]52;c;eA==;b: c d;e\x1b\\")
    assert made.endswith("\x1b]777;notify;a]52,c,eA==,b;c d;e\x1b\\")
    assert not {"\x07", "\x9c", "\u202e"} & set(made)


def test_the_heartbeat_beats_once_a_minute(web: Served, clock: FixedClock) -> None:
    heart = Heartbeat(f"http://127.0.0.1:{web.port}/ping", clock)
    assert heart.beat() is True
    clock.advance(timedelta(seconds=59))
    assert heart.beat() is False
    clock.advance(timedelta(seconds=1))
    assert heart.beat() is True
    assert heart.trouble == ""


@pytest.mark.parametrize("url", ["file:///etc/passwd", "nonsense", "http://127.0.0.1:9/"])
def test_a_heartbeat_that_cannot_arrive_is_known(url: str, clock: FixedClock) -> None:
    heart = Heartbeat(url, clock)
    assert heart.beat() is False
    assert heart.trouble == "the heartbeat does not arrive"


def test_no_heartbeat_is_said() -> None:
    assert Heartbeat("", FixedClock()).trouble == "no heartbeat set"
