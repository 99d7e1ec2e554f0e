"""The mailbox against a real server, Debian's dovecot; run by make imap, which says where it is missing."""

from __future__ import annotations

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from oncall_tui.alerting.mailbox.address import MailboxAddress, Security
from oncall_tui.alerting.mailbox.box import Box
from oncall_tui.alerting.mailbox.watcher import MailboxWatcher, fetch
from oncall_tui.desk.context import Desk
from oncall_tui.desk.inbox.listing import load_inbox

DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PASSWORD = "correct-horse"
MAIL = b"From: Ben <ben@example.org>\r\nSubject: Tuesday %d\r\nMessage-ID: <%d@x>\r\n\r\nMay I come?\r\n"
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
first_valid_uid = 1
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
mail_location = maildir:{folder}/mail
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service stats {{
  chroot =
}}
"""

pytestmark = pytest.mark.imap


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailboxAddress]:
    """Start dovecot for one mailbox of its own, and end that one process afterwards."""
    if DOVECOT is None:
        pytest.skip("dovecot is not installed here: apt-get install -y dovecot-imapd, then make imap again")
    port, user = free_port(), "nobody" if os.getuid() == 0 else getpass.getuser()
    owner = pwd.getpwnam(user)
    for name in ("mail", "home", "run", "state"):
        (tmp_path / name).mkdir()
        os.chown(tmp_path / name, owner.pw_uid, owner.pw_gid) if name in ("mail", "home") else None
    for folder in (tmp_path, *tmp_path.parents[:3]):
        if folder.owner() == getpass.getuser() and folder != Path("/"):
            folder.chmod(0o755)
    config = tmp_path / "dovecot.conf"
    config.write_text(
        CONFIG.format(
            folder=tmp_path,
            user=user,
            group=grp.getgrgid(owner.pw_gid).gr_name,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
            password=PASSWORD,
            port=port,
        )
    )
    with subprocess.Popen([DOVECOT, "-F", "-c", str(config)]) as process:
        try:
            wait_for_port(port, tmp_path / "dovecot.log")
            yield MailboxAddress("127.0.0.1", "line", PASSWORD, port, Security.NONE, poll_seconds=300)
        finally:
            process.terminate()


def wait_for_port(port: int, log: Path) -> None:
    until = time.monotonic() + 20
    while True:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < until, log.read_text() if log.exists() else "dovecot did not start"
        time.sleep(0.05)


def deliver(server: MailboxAddress, number: int) -> None:
    with imaplib.IMAP4(server.host, server.port) as client:
        client.login(server.user, PASSWORD)
        client.append("INBOX", "", imaplib.Time2Internaldate(1795222680), MAIL % (number, number))


def flags(server: MailboxAddress) -> list[bytes]:
    with imaplib.IMAP4(server.host, server.port) as client:
        client.login(server.user, PASSWORD)
        client.select("INBOX", readonly=True)
        return [bytes(each) for each in client.fetch("1:*", "(FLAGS)")[1] if isinstance(each, bytes)]


def read(desk: Desk, server: MailboxAddress) -> int:
    box = Box(server)
    try:
        assert box.tells
        return fetch(desk, server, box)
    finally:
        box.close()


def test_a_real_server_is_read_once_and_left_as_it_is(lone_desk: Desk, server: MailboxAddress) -> None:
    for number in range(3):
        deliver(server, number)
    assert read(lone_desk, server) == 3
    assert read(lone_desk, server) == 0
    deliver(server, 3)
    assert read(lone_desk, server) == 1
    assert [each.subject for each in load_inbox(lone_desk).mails] == [f"Tuesday {n}" for n in range(4)]
    seen = flags(server)
    assert len(seen) == 4
    assert not any(b"\\Seen" in each or b"\\Deleted" in each for each in seen)


def test_a_real_server_tells_of_what_comes(lone_desk: Desk, server: MailboxAddress) -> None:
    deliver(server, 0)
    watcher = MailboxWatcher(lone_desk, server)
    watcher.start()
    try:
        for count in range(1, 4):
            until = time.monotonic() + 30
            while len(load_inbox(lone_desk).mails) < count:
                assert time.monotonic() < until, watcher.trouble or "nothing came"
                time.sleep(0.05)
            deliver(server, count)
        assert watcher.trouble == ""
    finally:
        watcher.stop()
