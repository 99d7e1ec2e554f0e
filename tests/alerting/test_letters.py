"""Whatever is sent, something that can be shown comes of it, and no e-mail keeps another from being read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall_tui.alerting.mailbox.letters import BODY, letter_of

AT = datetime(2026, 11, 21, 1, tzinfo=UTC)
PLAIN = b"From: Ben Okafor <ben@example.org>\r\nSubject: Tuesday\r\nMessage-ID: <1@x>\r\n\r\nMay I come?\r\n"


def test_a_plain_mail_is_read() -> None:
    letter = letter_of(PLAIN, AT)
    assert (letter.sender, letter.address, letter.subject) == ("Ben Okafor", "ben@example.org", "Tuesday")
    assert (letter.body, letter.received_at, letter.only_html, letter.automatic) == (
        "May I come?",
        AT,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("raw", "subject", "body"),
    [
        (b"Subject: =?utf-8?Q?Ng=C3=A1?=\n\nhi", "Ngá", "hi"),
        (b"Subject: =?klingon?B?SGVsbG8=?=\n\nhi", "Hello", "hi"),
        (b"Subject: =?utf-8?B?!!!?=\n\nhi", None, "hi"),
        (b"Subject: \xff\xfe\nContent-Type: text/plain; charset=nonsense\n\n\xe9t\xe9", None, None),
        (
            b"Content-Type: text/html\n\n<style>x</style><p>One<br>two</p><script>evil()</script>",
            "",
            "One\ntwo",
        ),
        (b"Content-Type: text/html; charset=utf-16\n\n<p>\xff\xfe", "", None),
        (b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nfirst", "", "first"),
        (b"Content-Transfer-Encoding: base64\n\n!!!not base64!!!", "", None),
        (b"", "", ""),
        (b"\x00" * 5000, "", None),
        (b"From: " + b"a@b," * 50_000 + b"\n\nx", "", "x"),
        (b"Date: Mon, 99 Foo 99999 25:61:61 +9999\n\nx", "", "x"),
        (b"Content-Type: multipart/mixed; boundary=a\n\n" * 3000, "", None),
    ],
)
def test_a_hostile_mail_is_read_as_far_as_it_can_be(
    raw: bytes, subject: str | None, body: str | None
) -> None:
    letter = letter_of(raw, AT)
    assert subject is None or letter.subject == subject
    assert body is None or letter.body == body
    assert len(letter.body) <= BODY
    assert letter.key


def test_deep_parts_long_bodies_and_many_files_end_somewhere() -> None:
    parts = b"".join(
        b"--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=f%d.txt\n\nx\n" % each
        for each in range(60)
    )
    letter = letter_of(b"Content-Type: multipart/mixed; boundary=b\n\n" + parts + b"--b--", AT)
    assert letter.attachments[0] == "f0.txt"
    assert letter.attachments[-1] == "and 40 more"
    long = letter_of(b"Subject: x\n\n" + b"word " * 100_000, AT)
    assert long.cut
    assert len(long.body) == BODY


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (PLAIN.replace(b"May I come?", b"May I come?\r\n-- \r\nvia a list"), True),
        (PLAIN.replace(b"Tuesday", b"Wednesday"), False),
        (PLAIN.replace(b"ben@", b"ivy@"), False),
        (PLAIN.replace(b"Message-ID: <1@x>\r\n", b""), False),
    ],
)
def test_the_same_mail_is_known_again_and_nobody_hides_another_behind_its_name(
    other: bytes, same: bool
) -> None:
    assert (letter_of(other, AT).key == letter_of(PLAIN, AT).key) is same


@pytest.mark.parametrize(
    "header",
    [b"Auto-Submitted: auto-replied (vacation)", b"Auto-Submitted: auto-generated", b"Precedence: junk"],
)
def test_what_a_program_wrote_says_so(header: bytes) -> None:
    assert letter_of(header + b"\n" + PLAIN, AT).automatic
    assert not letter_of(b"Auto-Submitted: no\n" + PLAIN, AT).automatic


@given(
    st.binary(max_size=600), st.sampled_from([b"", b"Content-Type: text/html\n\n", b"Subject: =?utf-8?B?"])
)
def test_no_bytes_at_all_bring_it_to_a_fall(raw: bytes, before: bytes) -> None:
    letter = letter_of(before + raw, AT)
    assert letter.key == letter_of(before + raw, AT).key
