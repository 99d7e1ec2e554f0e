"""The app's part of sign-in: what locks it, what stays behind the lock, and who sits down (R-175)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

from textual import events, on, work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.widgets._toast import ToastHolder

from oncall_tui.text import when
from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import PersonRef
    from oncall_tui.tui.console.screen import ConsoleScreen
    from oncall_tui.tui.signing.lock_screen import LockFacts, LockScreen

Returned = TypeVar("Returned")

_EVERY = 1.0
_SLEPT = timedelta(seconds=30)
"""From how long a gap between two ticks on the computer was asleep, or stopped."""
_AGAIN = 0.1
NOBODY = "Nobody has a PIN yet, so there is nothing to unlock with. Set the first one (I)."


class Locking(App[Returned]):
    """An app that locks: at a key, when nobody is there, when the computer slept, and once a shift."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+l", "lock", "Lock", show=False, priority=True, id="lock")
    ]

    @dataclass
    class Proved(Message):
        """Somebody has proved who they are."""

        person: PersonRef

    @dataclass
    class Wanted(Message):
        """It is known whether people sign in here."""

        wanted: bool
        why: str
        ask_who: bool
        asked: bool
        """Whether somebody asked for the lock, so that they are told where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.signs_in = False
        """Whether people sign in here, as far as it is known."""
        self._lock: LockScreen | None = None
        self._touched: float | None = None
        self._signed_in: datetime | None = None
        self._ticked: tuple[datetime, float] | None = None

    def desk_to_learn_from(self) -> Desk | None:
        """Return the desk, once it is there."""
        raise NotImplementedError

    @property
    def locked(self) -> bool:
        """Whether the lock stands in place of every screen."""
        return self._lock is not None

    # What locks

    def begin_locking(self, *, locked: bool) -> None:
        """Look after the lock from now on; with sign-in nothing is shown before somebody has proved it."""
        self.signs_in = locked
        if locked:
            self._show_lock("Sign in to begin.", ask_who=False)
        self._signed_in = self._now()[0]
        self.set_interval(_EVERY, self._look)

    def action_lock(self) -> None:
        """Lock at once."""
        self._ask("Locked by hand.", asked=True)

    def lock_for_another(self) -> None:
        """Lock, and ask who sits down next."""
        self._ask("Somebody else sits down.", ask_who=True, asked=True)

    async def on_event(self, event: events.Event) -> None:
        """Notice that somebody is there."""
        if isinstance(event, events.Key | events.Paste | events.MouseDown | events.MouseScrollDown):
            self._touched = None
        await super().on_event(event)

    def _look(self) -> None:
        """Lock where nobody has been there for long, where the computer slept, or where the shift is over."""
        desk = self.desk_to_learn_from()
        if desk is None or self.locked:
            return
        wall, steady = self._now()
        before, self._ticked = self._ticked, (wall, steady)
        if self._touched is None:
            self._touched = steady
        slept = before is not None and max(wall - before[0], timedelta(seconds=steady - before[1])) > _SLEPT
        idle = desk.settings.lock_minutes
        longest = timedelta(hours=desk.settings.session_hours)
        if slept:
            self._ask("The computer was asleep.")
        elif idle and steady - self._touched >= idle * 60:
            self._ask(f"Nobody was here for {idle} min.")
        elif self._signed_in is not None and wall - self._signed_in >= longest:
            self._ask(f"Signed in for {desk.settings.session_hours} h.")

    def _now(self) -> tuple[datetime, float]:
        desk = self.desk_to_learn_from()
        assert desk is not None
        return desk.now(), desk.clock.monotonic()

    def _ask(self, why: str, *, ask_who: bool = False, asked: bool = False) -> None:
        """Lock where people sign in; where that is not known of them, find it out first.

        Once it is known no question stands before the lock: a record that cannot be read keeps nobody in.
        """
        desk = self.desk_to_learn_from()
        if desk is None or self.locked:
            return
        if self.signs_in:
            self._lock_once_saved(why, ask_who=ask_who)
            return
        self._touched, self._signed_in = None, self._now()[0]
        self._find_out(desk, why, ask_who=ask_who, asked=asked)

    @work(thread=True, group="lock", exit_on_error=False)
    def _find_out(self, desk: Desk, why: str, *, ask_who: bool, asked: bool) -> None:
        from oncall_tui.desk.access.signing_in import sign_in_wanted

        self.post_message(self.Wanted(sign_in_wanted(desk), why, ask_who, asked))

    @on(Wanted)
    def _found_out(self, event: Wanted) -> None:
        self.signs_in = event.wanted
        if event.wanted:
            self._lock_once_saved(event.why, ask_who=event.ask_who)
        elif event.asked:
            tell(self.screen, NOBODY, severity="warning")

    def _lock_once_saved(self, why: str, *, ask_who: bool) -> None:
        """Let through what is on its way to the record, whose form leaves when that is done, then lock."""
        if getattr(self.screen, "saving", False):
            self.set_timer(_AGAIN, partial(self._lock_once_saved, why, ask_who=ask_who))
        else:
            self._show_lock(why, ask_who=ask_who)

    # What stays behind the lock

    def _show_lock(self, why: str, *, ask_who: bool) -> None:
        desk = self.desk_to_learn_from()
        if desk is None or self.locked:
            return
        from oncall_tui.tui.signing.lock_screen import LockScreen
        from oncall_tui.tui.widgets.form import Form

        for screen in self.screen_stack:
            if isinstance(screen, Form):
                screen.keep_draft()
        self.clear_notifications()
        lock = LockScreen(desk, self._facts, why, ask_who=ask_who)
        self.push_screen(lock)
        self._lock = lock

    def push_screen(self, *arguments: Any, **named: Any) -> Any:
        """Put a screen on top; while the console is locked, beneath the lock."""
        pushed = super().push_screen(*arguments, **named)
        lock = self._lock
        if lock is not None and self.screen is not lock and lock in self._screen_stack:
            self._screen_stack.remove(lock)
            self._screen_stack.append(lock)
            lock.post_message(events.ScreenResume())
        return pushed

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Say something in passing, but never over the lock, where anybody could read it."""
        if not self.locked:
            super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def clear_notifications(self) -> None:
        """Take what is said off every screen, with the boxes around it, which Textual leaves behind."""
        super().clear_notifications()
        for screen in self.screen_stack:
            screen.query(ToastHolder).remove()

    def _facts(self) -> LockFacts:
        from oncall_tui.tui.signing.lock_screen import LockFacts

        console, desk = self._console(), self.desk_to_learn_from()
        assert desk is not None
        ready = console is not None and console.queue is not None
        counts = console.counts if console is not None else None
        return LockFacts(
            desk.house.name,
            when(desk.now(), ZoneInfo(desk.house.zone)),
            counts.open if ready and counts else None,
            counts.lapsing if counts else 0,
            counts.lapsed if counts else 0,
            len(console.waiting()) if console is not None and ready else 0,
            console.looked_after if console is not None else True,
        )

    def _console(self) -> ConsoleScreen | None:
        from oncall_tui.tui.console.screen import ConsoleScreen

        return next((each for each in self.screen_stack if isinstance(each, ConsoleScreen)), None)

    # Who sits down

    def sit_down(self, desk: Desk) -> None:
        """Open the console anew for whoever sits at the desk."""
        raise NotImplementedError

    @on(Proved)
    async def _proved(self, event: Proved) -> None:
        desk, lock, console = self.desk_to_learn_from(), self._lock, self._console()
        if desk is None or lock is None or console is None:
            return
        self._signed_in, self._touched, self._ticked = self._now()[0], None, None
        if event.person.id == desk.operator.id:
            self._lock = None
            await lock.dismiss()
            return
        await asyncio.to_thread(desk.glances.keep)
        with self.batch_update():  # nothing of whoever sat here before is drawn on the way
            while self.screen is not console:
                await self.pop_screen()
            self._lock = None
            self.sit_down(replace(desk, operator=event.person, _glances=None))
