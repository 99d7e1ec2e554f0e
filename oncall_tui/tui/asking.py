"""The one place where the console asks the desk: in a thread, so that no key ever waits for the store."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from textual.dom import DOMNode
from textual.message import Message
from textual.worker import Worker, get_current_worker

from oncall_tui.desk.overtaken import Overtaken
from oncall_tui.errors import OncallError
from oncall_tui.tui.crash import describe
from storage.errors import StoreError

T = TypeVar("T")

_LOG = logging.getLogger(__name__)
_UNKNOWN = (
    "That did not work, for a reason the program did not foresee. Look at the record before you try again; "
    "the log file says where it failed."
)


@dataclass
class AskFailed(Message):
    """The desk could not answer, or would not do it."""

    group: str
    """What was asked, by the name it was asked under."""
    words: str
    """What to tell the person."""
    field: str = ""
    """The field of the form that it is about, or nothing."""
    overtaken: Overtaken | None = None
    """Who was quicker, where that is why (R-170)."""


def ask(node: DOMNode, group: str, question: Callable[[], T], answered: Callable[[T], Message]) -> None:
    """Ask the desk something in a thread and post the answer to `node`.

    A newer question of the same group makes the older one's answer worthless: it is dropped whenever it
    comes, for a thread cannot be stopped. An error is posted as `AskFailed` and never ends the program.
    """
    _start(node, group, question, answered, newest_only=True)


def act(node: DOMNode, group: str, verb: Callable[[], T], done: Callable[[T], Message]) -> None:
    """Have the desk do something in a thread and post what came of it to `node`.

    Unlike a question it is never superseded: what was written is always told.
    """
    _start(node, group, verb, done, newest_only=False)


def ask_now(node: DOMNode, group: str, question: Callable[[], T], otherwise: T) -> T:
    """Ask the desk in the turn of the key itself, where the answer takes no longer than drawing it does.

    When it cannot answer, `AskFailed` is posted and `otherwise` returned.
    """
    try:
        return question()
    except (OncallError, StoreError) as error:
        node.post_message(AskFailed(group, error.words))
        return otherwise


async def answer(question: Callable[[], T]) -> T | AskFailed:
    """Ask the desk something in a thread and wait; an error comes back as the message that tells of it."""
    kept: list[T] = []
    failed = await asyncio.to_thread(
        _answer, "answer", lambda: kept.append(question()), lambda _done: Message()
    )
    return failed if isinstance(failed, AskFailed) else kept[0]


def _start(
    node: DOMNode,
    group: str,
    question: Callable[[], T],
    answered: Callable[[T], Message],
    *,
    newest_only: bool,
) -> None:
    def work() -> None:
        worker = get_current_worker()
        message = _answer(group, question, answered)
        if not worker.is_cancelled:
            node.call_later(partial(_deliver, node, worker, message))

    kind = "ask" if newest_only else "act"
    node.run_worker(work, group=f"{kind}:{group}", thread=True, exclusive=newest_only, exit_on_error=False)


def _answer(group: str, question: Callable[[], T], answered: Callable[[T], Message]) -> Message:
    """Return the answer's message, or the one that says why there is none."""
    try:
        return answered(question())
    except OncallError as error:
        return AskFailed(group, error.words, error.field, error if isinstance(error, Overtaken) else None)
    except Exception as error:  # noqa: BLE001 (whatever it was, the console and its alerts must go on)
        words = getattr(error, "words", None)
        if isinstance(words, str):
            return AskFailed(group, words)
        _LOG.error("%s: %s", group, describe(error))
        return AskFailed(group, _UNKNOWN)


def _deliver(node: DOMNode, worker: Worker[None], message: Message) -> None:
    """Post the answer, unless the question was asked anew while it was on its way."""
    if not worker.is_cancelled:
        node.post_message(message)
