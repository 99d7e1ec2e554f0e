"""Questions never hold up a key, late answers to old ones are dropped, and no error ends the console."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

import pytest
from textual.app import App
from textual.message import Message

from oncall_tui.errors import Refused
from oncall_tui.tui.asking import AskFailed, act, ask, ask_now
from storage.errors import Unavailable
from tests.tui.waiting import wait_for


@dataclass
class Found(Message):
    name: str


@dataclass
class Saved(Message):
    number: int


class Asking(App[None]):
    """An app that remembers what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Message] = []

    def on_found(self, message: Found) -> None:
        self.told.append(message)

    def on_saved(self, message: Saved) -> None:
        self.told.append(message)

    def on_ask_failed(self, message: AskFailed) -> None:
        self.told.append(message)

    def names(self) -> list[str]:
        return [message.name for message in self.told if isinstance(message, Found)]


async def test_what_is_asked_at_once_is_answered_at_once_or_told_why_not() -> None:
    app = Asking()

    def fail() -> str:
        raise Unavailable

    async with app.run_test() as pilot:
        assert ask_now(app, "look-up", lambda: "Okafor", "") == "Okafor"
        assert ask_now(app, "look-up", fail, "nobody") == "nobody"
        await wait_for(pilot, lambda: bool(app.told), description="it is told why not")
    (failed,) = app.told
    assert isinstance(failed, AskFailed)
    assert (failed.group, failed.words) == ("look-up", Unavailable.default)


async def test_an_answer_comes_as_a_message_from_another_thread() -> None:
    app = Asking()
    threads: list[int] = []

    def question() -> str:
        threads.append(threading.get_ident())
        return "Okafor"

    async with app.run_test() as pilot:
        ask(app, "client", question, Found)
        await wait_for(pilot, lambda: app.names() == ["Okafor"], description="the answer comes")
    assert threads != [threading.get_ident()]


class Slow:
    """A question that is answered when the test says so."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked = threading.Event()
        self.release = threading.Event()
        self.answered = threading.Event()

    def question(self) -> str:
        self.asked.set()
        self.release.wait(10)
        return self.name

    def found(self, name: str) -> Found:
        self.answered.set()
        return Found(name)


async def test_a_late_answer_to_an_old_question_is_dropped() -> None:
    app, slow = Asking(), Slow("Pari")
    async with app.run_test() as pilot:
        ask(app, "client", slow.question, slow.found)
        await wait_for(pilot, slow.asked.is_set, description="the older question is asked")
        ask(app, "client", lambda: "Paris", Found)
        await wait_for(pilot, lambda: app.names() == ["Paris"], description="the newer answer comes")
        slow.release.set()
        await wait_for(pilot, slow.answered.is_set, description="the older answer is ready")
        await pilot.pause()
        await pilot.pause()
    assert app.names() == ["Paris"]


async def test_an_answer_already_on_its_way_is_dropped_too() -> None:
    app, slow = Asking(), Slow("old")
    async with app.run_test() as pilot:
        ask(app, "client", slow.question, slow.found)
        await wait_for(pilot, slow.asked.is_set, description="the older question is asked")
        slow.release.set()
        assert slow.answered.wait(10)  # the loop stands still meanwhile, so the answer waits in its queue
        ask(app, "client", lambda: "new", Found)
        await wait_for(pilot, lambda: "new" in app.names(), description="the newer answer comes")
        await pilot.pause()
    assert app.names() == ["new"]


async def test_questions_of_different_groups_do_not_disturb_each_other() -> None:
    app = Asking()
    async with app.run_test() as pilot:
        for group in ("queue", "client", "duty"):
            ask(app, group, lambda group=group: group, Found)  # type: ignore[misc]
        await wait_for(pilot, lambda: len(app.told) == 3, description="three answers")
    assert sorted(app.names()) == ["client", "duty", "queue"]


async def test_what_was_done_is_always_told() -> None:
    app = Asking()
    release = threading.Event()

    def write(number: int) -> int:
        release.wait(10)
        return number

    async with app.run_test() as pilot:
        for number in range(4):
            act(app, "save", lambda number=number: write(number), Saved)  # type: ignore[misc]
        ask(app, "save", lambda: "a question of the same name", Found)
        release.set()
        await wait_for(pilot, lambda: len(app.told) == 5, description="every write is told")
    assert sorted(m.number for m in app.told if isinstance(m, Saved)) == [0, 1, 2, 3]


async def test_a_refusal_comes_in_the_words_for_the_person() -> None:
    app = Asking()

    def refuse() -> str:
        raise Refused("M. Tran is also away. Choose who covers.", field="person")

    async with app.run_test() as pilot:
        ask(app, "absence", refuse, Found)
        await wait_for(pilot, lambda: bool(app.told), description="the refusal comes")
        failed = app.told[0]
        assert isinstance(failed, AskFailed)
        assert (failed.group, failed.field) == ("absence", "person")
        assert failed.words == "M. Tran is also away. Choose who covers."


class Trouble(Exception):
    """As the store raises: with words of its own, known here by nothing else."""

    words = "The disk is full. Nothing was changed; free some space and try again."


async def test_trouble_with_the_store_comes_in_its_words() -> None:
    app = Asking()

    def fail() -> str:
        raise Trouble

    async with app.run_test() as pilot:
        act(app, "save", fail, Found)
        await wait_for(pilot, lambda: bool(app.told), description="the trouble is told")
        failed = app.told[0]
        assert isinstance(failed, AskFailed)
        assert failed.words == Trouble.words


async def test_a_fault_is_told_without_its_data_and_the_console_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = Asking()

    def fail() -> str:
        raise KeyError("Okafor, Hana")

    async with app.run_test() as pilot:
        with caplog.at_level(logging.ERROR):
            ask(app, "client", fail, Found)
            await wait_for(pilot, lambda: bool(app.told), description="the fault is told")
        failed = app.told[0]
        assert isinstance(failed, AskFailed)
        assert "Okafor" not in failed.words
        assert app.is_running
    assert "KeyError" in caplog.text
    assert "Okafor" not in caplog.text


async def test_a_fault_in_making_the_message_is_a_fault_like_any_other() -> None:
    app = Asking()

    def answered(name: str) -> Message:
        raise ValueError(name)

    async with app.run_test() as pilot:
        ask(app, "client", lambda: "x", answered)
        await wait_for(pilot, lambda: bool(app.told), description="the fault is told")
        assert isinstance(app.told[0], AskFailed)


async def test_an_answer_after_the_end_is_nobodys() -> None:
    app, slow = Asking(), Slow("late")
    async with app.run_test() as pilot:
        ask(app, "client", slow.question, slow.found)
        await wait_for(pilot, slow.asked.is_set, description="the question is asked")
    slow.release.set()
    assert slow.answered.wait(10)
    assert app.told == []
