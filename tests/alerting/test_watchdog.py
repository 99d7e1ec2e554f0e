from __future__ import annotations

from oncall_tui.alerting.watchdog import LONGEST_QUIET, Watchdog


class Watched:
    """A ticker of which a test says how long it has been quiet."""

    def __init__(self) -> None:
        self.now = 100.0
        self.ticked: float | None = 100.0
        self.alarms: list[float] = []
        self.dog = Watchdog(self.quiet, self.alarms.append, steady=lambda: self.now)

    def quiet(self) -> float | None:
        return None if self.ticked is None else self.now - self.ticked

    def look(self, after: float, *, ticks: bool = False) -> bool:
        self.now += after
        if ticks:
            self.ticked = self.now
        return self.dog.look()


def test_it_says_nothing_while_the_ticker_ticks() -> None:
    watched = Watched()
    assert not any(watched.look(1.0, ticks=True) for _ in range(60))


def test_a_ticker_that_stands_still_is_told_of_within_fifteen_seconds_and_again() -> None:
    watched = Watched()
    raised = [second for second in range(1, 40) if watched.look(1.0)]
    assert raised[0] <= 15
    assert 1 < len(raised) <= 39 / LONGEST_QUIET + 1


def test_a_ticker_that_never_ticked_is_told_of_too() -> None:
    watched = Watched()
    watched.ticked = None
    assert any(watched.look(1.0) for _ in range(15))


def test_after_the_whole_program_stood_still_the_ticker_gets_its_turn_first() -> None:
    watched = Watched()
    assert not watched.look(30.0)
    assert not watched.look(1.0)
    assert not watched.look(1.0, ticks=True)
    assert not watched.alarms


def test_a_fault_of_its_own_does_not_end_it() -> None:
    """The thread looks again after whatever it was."""
    import threading

    seen = threading.Event()
    calls: list[int] = []

    def quiet() -> float | None:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("no")
        seen.set()
        return 0.0

    dog = Watchdog(quiet, lambda _silence: None)
    dog.start()
    assert seen.wait(10)
    dog.stop()
