"""Basecamp, against a server of our own that speaks the endpoints as they are documented."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from oncall_tui.alerting.channels import basecamp
from oncall_tui.alerting.channels.base import Message, Outcome, Result
from oncall_tui.alerting.channels.choosing import channel_for

LATE, SILENT = -1, -2
MESSAGE = Message("NORTH: <b>cover</b>", "As of Sat & Sun.\nSecond line.", "alert:1|kim|board")
AGAIN = Message(MESSAGE.subject, MESSAGE.body, MESSAGE.key, repeat=True)
CHAT = "/1/integrations/KEY/buckets/2/chats/3/lines"


class Board(ThreadingHTTPServer):
    """A message board and a chat; `answers` are the status codes of the next posts."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[int] = []
        self.listing = 200
        self.posts: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str, str]] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, _request: object, _address: object) -> None:
        """Say nothing of clients that have left."""


class _Handler(BaseHTTPRequestHandler):
    server: Board

    def do_GET(self) -> None:
        self._note()
        posts = [{"id": number, "subject": post["subject"]} for number, post in enumerate(self.server.posts)]
        self._answer(self.server.listing, list(reversed(posts)))

    def do_POST(self) -> None:
        self._note()
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = self.server.answers.pop(0) if self.server.answers else 201
        if status in (201, LATE):
            (self.server.lines if "/chats/" in self.path else self.server.posts).append(given)
        if status in (LATE, SILENT):
            self.server.over.wait(20)
            self.close_connection = True
            return
        self._answer(status, {"id": 1, **given})

    def _note(self) -> None:
        headers = self.headers
        self.server.asked.append(
            (f"{self.command} {self.path}", headers.get("Authorization", ""), headers.get("User-Agent", ""))
        )

    def _answer(self, status: int, body: object) -> None:
        made = json.dumps(body).encode()
        self.send_response(status)
        if status in (429, 503):
            self.send_header("Retry-After", "7")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(made)))
        self.end_headers()
        self.wfile.write(made)

    def log_message(self, *_given: object) -> None:
        """Print nothing."""


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    monkeypatch.setattr(basecamp, "TIMEOUT", 0.5)
    server = Board()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()


def post(board: Board, message: Message = MESSAGE, people: str = "11,12") -> Outcome:
    channel = channel_for(
        f"basecamp://99/55?token=t0ken&people={people}&contact=it@site.example&base={board.url}", "", ""
    )
    assert channel is not None
    return channel.send(message)


def say(board: Board) -> Outcome:
    channel = channel_for(f"basecamp-chatbot://{board.url.removeprefix('http://')}{CHAT}", "", "")
    assert channel is not None
    return channel.send(MESSAGE)


def test_a_message_is_posted_with_its_marker_and_for_named_people_only(board: Board) -> None:
    assert post(board).result is Result.DELIVERED
    ((asked, token, agent),) = board.asked
    assert asked == "POST /99/message_boards/55/messages.json"
    assert (token, agent) == ("Bearer t0ken", "oncall-tui (it@site.example)")
    (made,) = board.posts
    assert made["subject"] == f"{MESSAGE.subject} [{MESSAGE.marker}]"
    assert made["content"] == "<div>As of Sat &amp; Sun.<br>Second line.</div>"
    assert (made["status"], made["subscriptions"]) == ("active", [11, 12])


def test_without_names_nobody_is_notified_rather_than_everybody(board: Board) -> None:
    assert post(board, people="").result is Result.DELIVERED
    assert board.posts[0]["subscriptions"] == []


@pytest.mark.parametrize(
    ("status", "result", "wait"),
    [
        (429, Result.FAILED, 7),
        (500, Result.FAILED, None),
        (401, Result.REFUSED, None),
        (403, Result.REFUSED, None),
        (404, Result.REFUSED, None),
        (422, Result.REFUSED, None),
    ],
)
def test_each_answer_of_a_board_is_told_apart(
    board: Board, status: int, result: Result, wait: int | None
) -> None:
    board.answers = [status]
    outcome = post(board)
    assert (outcome.result, outcome.retry_after) == (result, wait)
    assert "t0ken" not in outcome.words
    assert board.posts == []
    assert len(board.asked) == 1, "the outbox tries again, not the SDK"


def test_a_board_that_is_overloaded_is_tried_again(board: Board) -> None:
    board.answers = [503]
    assert post(board).result is Result.FAILED
    assert post(board).result is Result.DELIVERED


@pytest.mark.parametrize(("answer", "posts"), [(LATE, 1), (SILENT, 1)])
def test_after_a_lost_answer_it_is_looked_for_before_it_is_posted_again(
    board: Board, answer: int, posts: int
) -> None:
    board.answers = [answer]
    assert post(board).result is Result.UNSURE
    assert post(board, AGAIN).result is Result.DELIVERED
    assert len(board.posts) == posts
    assert any(asked.startswith("GET /99/message_boards/55/messages.json") for asked, *_rest in board.asked)


def test_another_message_of_the_board_is_not_taken_for_it(board: Board) -> None:
    other = Message(MESSAGE.subject, MESSAGE.body, "alert:2|kim|board")
    assert post(board, other).result is Result.DELIVERED
    assert post(board, AGAIN).result is Result.DELIVERED
    assert len(board.posts) == 2


def test_what_cannot_be_looked_for_is_not_posted_again(board: Board) -> None:
    board.listing = 500
    assert post(board, AGAIN).result is Result.UNSURE
    assert board.posts == []


def test_a_line_is_said_by_a_chatbot_without_any_other_key(board: Board) -> None:
    assert say(board).result is Result.DELIVERED
    ((asked, token, _agent),) = board.asked
    assert (asked, token) == (f"POST {CHAT}.json", "")
    assert board.lines == [
        {
            "content": "<strong>NORTH: &lt;b&gt;cover&lt;/b&gt;</strong><br>"
            "<div>As of Sat &amp; Sun.<br>Second line.</div>"
        }
    ]


@pytest.mark.parametrize(
    ("answer", "result", "wait"),
    [
        (429, Result.FAILED, 7),
        (503, Result.FAILED, 7),
        (404, Result.REFUSED, None),
        (LATE, Result.UNSURE, None),
        (SILENT, Result.UNSURE, None),
    ],
)
def test_each_answer_of_a_chat_is_told_apart(
    board: Board, answer: int, result: Result, wait: int | None
) -> None:
    board.answers = [answer]
    outcome = say(board)
    assert (outcome.result, outcome.retry_after) == (result, wait)
    assert "KEY" not in outcome.words


def test_a_chat_that_cannot_be_reached_has_not_got_it() -> None:
    channel = channel_for(f"basecamp-chatbot://127.0.0.1:9{CHAT}", "", "")
    assert channel is not None
    assert channel.send(MESSAGE).result is Result.FAILED
