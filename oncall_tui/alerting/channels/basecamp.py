"""Message boards and chat lines of Basecamp; the only file that knows its SDK."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from oncall_tui.alerting.channels.base import (
    CONNECT_TIMEOUT,
    DELIVERED,
    TIMEOUT,
    Message,
    Outcome,
    Result,
    of_status,
)

if TYPE_CHECKING:
    from basecamp import Client

_LATEST = 30
_HERE = ("127.0.0.1", "localhost")


class BoardChannel:
    """A message board, named as basecamp://ACCOUNT/BOARD?token=TOKEN&people=1,2 in the settings.

    `people` are the numbers of those who are notified; without any it is nobody, where Basecamp by itself
    would notify everybody. `contact` is whom Basecamp may ask about the program, as it wants to know.
    """

    def __init__(self, url: str) -> None:
        """Read the address.

        Raises:
            ValueError: it lacks a number or the token.
        """
        parts = urlsplit(url)
        asked = parse_qs(parts.query)
        self._account = int(parts.netloc)
        self._board = int(parts.path.strip("/"))
        self._token = asked["token"][0]
        self._people = [int(each) for each in asked.get("people", [""])[0].split(",") if each]
        self._base = asked.get("base", [""])[0]
        self._agent = _agent(asked)

    def send(self, message: Message) -> Outcome:
        """Post a message, unless an earlier try of the same is there already; never raises."""
        from basecamp.errors import BasecampError

        try:
            with self._client() as client:
                return self._post(client, message)
        except BasecampError as error:
            # Reading only: nothing can have been posted.
            return _before_posting(error)
        except Exception as fault:  # noqa: BLE001 (the SDK is young; the notice must not be lost)
            return Outcome(Result.UNSURE, f"Basecamp failed ({type(fault).__name__})")

    def _client(self) -> Client:
        from basecamp import Client, Config
        from basecamp.config import DEFAULT_BASE_URL

        config = Config(base_url=self._base or DEFAULT_BASE_URL, timeout=TIMEOUT, max_retries=1)
        return Client(config=config, access_token=self._token, user_agent=self._agent)

    def _post(self, client: Client, message: Message) -> Outcome:
        from basecamp.errors import BasecampError

        account = client.for_account(self._account)
        if message.repeat:
            latest = account.messages.list(
                board_id=self._board, sort="created_at", direction="desc", page=1, max_items=_LATEST
            )
            if any(message.marker in str(each.get("subject", "")) for each in latest):
                return DELIVERED
        try:
            account.messages.create(
                board_id=self._board,
                subject=f"{message.subject} [{message.marker}]",
                content=_html(message.body),
                status="active",
                subscriptions=self._people,
            )
        except BasecampError as error:
            return _outcome(error)
        return DELIVERED


class ChatChannel:
    """A chatbot's line, such as basecamp-chatbot://3.basecamp.com/1/integrations/KEY/buckets/2/chats/3/lines.

    The address holds the chatbot's key and needs no other; what was posted cannot be read back.
    """

    def __init__(self, url: str) -> None:
        """Read the address.

        Raises:
            ValueError: it lacks the host or the path.
        """
        parts = urlsplit(url)
        if not parts.hostname or "/integrations/" not in parts.path:
            raise ValueError("no chatbot's address")
        scheme = "http" if parts.hostname in _HERE else "https"
        path = parts.path if parts.path.endswith(".json") else parts.path + ".json"
        self._url = f"{scheme}://{parts.netloc}{path}"
        self._agent = _agent(parse_qs(parts.query))

    def send(self, message: Message) -> Outcome:
        """Post a line; never raises."""
        import httpx

        content = f"<strong>{html.escape(message.subject)}</strong><br>{_html(message.body)}"
        try:
            answer = httpx.post(
                self._url,
                json={"content": content},
                headers={"User-Agent": self._agent},
                timeout=httpx.Timeout(TIMEOUT, connect=CONNECT_TIMEOUT),
            )
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return Outcome(Result.FAILED, "Basecamp cannot be reached")
        except httpx.HTTPError as fault:
            return Outcome(Result.UNSURE, f"Basecamp did not answer ({type(fault).__name__})")
        return of_status(answer.status_code, answer.headers.get("Retry-After"))


def _outcome(error: Exception) -> Outcome:
    """Say what an error of the SDK means for a message that was being posted."""
    status = getattr(error, "http_status", None)
    if isinstance(status, int):
        return of_status(status, getattr(error, "retry_after", None))
    if getattr(error, "code", "") == "rate_limit":
        return Outcome(Result.FAILED, "Basecamp asks to wait", getattr(error, "retry_after", None))
    if getattr(error, "retryable", False):
        return Outcome(Result.UNSURE, "Basecamp did not answer")
    return Outcome(Result.REFUSED, f"Basecamp refused it ({type(error).__name__})")


def _before_posting(error: Exception) -> Outcome:
    """Say what an error means while it was only looked for an earlier try: that one is still unsure."""
    found = _outcome(error)
    if found.result is Result.REFUSED:
        return found
    return Outcome(Result.UNSURE, found.words, found.retry_after)


def _agent(asked: Mapping[str, Sequence[str]]) -> str:
    contact = asked.get("contact", [""])[0]
    return f"oncall-tui ({contact})" if contact.isprintable() and contact else "oncall-tui"


def _html(body: str) -> str:
    return "<div>" + "<br>".join(html.escape(line) for line in body.split("\n")) + "</div>"
