"""What the console's commands do: each opens a form or a sheet and reads again what it changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from oncall_tui.tui.asking import AskFailed, answer
from oncall_tui.tui.console.caring import CaringActions
from oncall_tui.tui.console.lookup_pane import LookupInput
from oncall_tui.tui.flow import flow
from oncall_tui.tui.widgets.notice import tell

T = TypeVar("T")

_READ_WITHIN, _MOMENT = 2.0, 0.005

if TYPE_CHECKING:
    from oncall_tui.tui.desk_form import DeskForm


class ConsoleActions(CaringActions):
    """The actions of the console; the flows themselves are imported when the first key asks for them."""

    async def answer_to(self, question: Callable[[], T]) -> T | None:
        """Ask the desk in a thread and wait; None, and the reason is told, when it cannot answer."""
        found = await answer(question)
        if isinstance(found, AskFailed):
            tell(self, found.words, severity="warning")
            return None
        return found

    async def fill_in(self, form: DeskForm) -> bool:
        """Show a form and wait; say what was saved and read it again. False when the form was left.

        It ends when what was saved is on the screen, so that the next key acts on the record as it is now.
        """
        await self.app.push_screen_wait(form)
        if form.saved is None:
            return False
        tell(self, form.saved.words)
        screen = self.console_screen
        screen.note_saved()
        screen.load()
        screen.load_client()
        before = screen.times_read
        with suppress(TimeoutError):
            async with asyncio.timeout(_READ_WITHIN):
                while screen.times_read == before:
                    await asyncio.sleep(_MOMENT)
        return True

    def action_look_up(self) -> None:
        """Go to the look-up and type; what stands there from before gives way to the first letter."""
        self.action_pane_lookup()
        self.console_screen.query_one(LookupInput).select_all()

    def action_pane_queue(self) -> None:
        """Go to the queue."""
        self.console_screen.go_to("queue", "#queue-listing")

    def action_pane_lookup(self) -> None:
        """Go to the look-up."""
        self.console_screen.go_to("lookup", "#lookup-input")

    def action_pane_responsible(self) -> None:
        """Go to the responsible pane."""
        self.console_screen.go_to("responsible", "#responsible-scroll")

    def action_reload(self) -> None:
        """Read everything again."""
        self.console_screen.load(afresh=True)
        self.console_screen.load_client()

    def action_theme(self) -> None:
        """Put on the next colours."""
        self.app.action_next_theme()  # type: ignore[attr-defined]

    def action_privacy(self) -> None:
        """Mask what is on the screen, or show it again."""
        self.app.action_privacy()  # type: ignore[attr-defined]

    def action_lock(self) -> None:
        """Lock the console."""
        self.app.action_lock()  # type: ignore[attr-defined]

    def action_switch_person(self) -> None:
        """Lock, and ask who sits down next."""
        self.app.lock_for_another()  # type: ignore[attr-defined]

    def action_quit(self) -> None:
        """Leave."""
        self.app.exit(0)

    @flow
    async def action_alerts(self) -> None:
        """Show every open alert."""
        from oncall_tui.tui.flows.alerts import show_alerts

        await show_alerts(self.console_screen)

    @flow
    async def action_acknowledge(self) -> None:
        """Answer for the alert in the banner."""
        from oncall_tui.tui.flows.alerts import acknowledge, pressing

        row = pressing(self.console_screen)
        if row is not None:
            await acknowledge(self.console_screen, row)

    @flow
    async def action_snooze(self) -> None:
        """Put the alert in the banner off."""
        from oncall_tui.tui.flows.alerts import pressing, snooze

        row = pressing(self.console_screen)
        if row is not None:
            await snooze(self.console_screen, row)

    @flow
    async def action_new_call(self) -> None:
        """Log a call."""
        from oncall_tui.tui.flows.calls import new_call

        await new_call(self.console_screen)

    @flow
    async def action_drafts(self) -> None:
        """Go on with a draft."""
        from oncall_tui.tui.flows.drafts import go_on

        await go_on(self.console_screen)

    @flow
    async def action_attempt(self) -> None:
        """Log an attempt."""
        from oncall_tui.tui.flows.attempts import new_attempt

        await new_attempt(self.console_screen)

    @flow
    async def action_triage(self) -> None:
        """Decide what happens with the item."""
        from oncall_tui.tui.flows.triage import triage

        await triage(self.console_screen)

    @flow
    async def action_hand_on(self) -> None:
        """Give the item to somebody by name."""
        from oncall_tui.tui.flows.people import hand_on

        await hand_on(self.console_screen)

    @flow
    async def action_unreachable(self) -> None:
        """Note that the manager could not be reached."""
        from oncall_tui.tui.flows.people import unreachable

        await unreachable(self.console_screen)

    @flow
    async def action_hold(self) -> None:
        """Put the item aside, or take it up again."""
        from oncall_tui.tui.flows.handling import hold_or_release

        await hold_or_release(self.console_screen)

    @flow
    async def action_duplicate(self) -> None:
        """Mark the item as a duplicate."""
        from oncall_tui.tui.flows.handling import duplicate

        await duplicate(self.console_screen)

    @flow
    async def action_link(self) -> None:
        """Link the item to a client."""
        from oncall_tui.tui.flows.handling import link

        await link(self.console_screen)

    @flow
    async def action_tick(self) -> None:
        """Tick what a clock waits for."""
        from oncall_tui.tui.flows.ticking import tick

        await tick(self.console_screen)

    @flow
    async def action_resolve(self) -> None:
        """Say that the item is done."""
        from oncall_tui.tui.flows.finishing import resolve

        await resolve(self.console_screen)

    @flow
    async def action_close(self) -> None:
        """Close the item."""
        from oncall_tui.tui.flows.finishing import close

        await close(self.console_screen)

    @flow
    async def action_withdraw(self) -> None:
        """Take the item out."""
        from oncall_tui.tui.flows.finishing import withdraw

        await withdraw(self.console_screen)

    @flow
    async def action_absence(self) -> None:
        """Record that somebody is away."""
        from oncall_tui.tui.flows.absences import absence

        await absence(self.console_screen)

    @flow
    async def action_is_back(self) -> None:
        """Record that somebody is back."""
        from oncall_tui.tui.flows.absences import back

        await back(self.console_screen)

    @flow
    async def action_reassign(self) -> None:
        """Give clients to somebody else."""
        from oncall_tui.tui.flows.reassigning import give

        await give(self.console_screen)

    @flow
    async def action_duty_brief(self) -> None:
        """Show the duty: briefs, packs and rota."""
        from oncall_tui.tui.flows.duty import duty

        await duty(self.console_screen)

    @flow
    async def action_accounts(self) -> None:
        """Record a step into an absent person's account."""
        from oncall_tui.tui.flows.accounts import accounts

        await accounts(self.console_screen)

    @flow
    async def action_consult(self) -> None:
        """Ask a colleague for urgent help with the client."""
        from oncall_tui.tui.flows.consulting import consult

        await consult(self.console_screen)

    @flow
    async def action_undo(self) -> None:
        """Take the last action back."""
        from oncall_tui.tui.flows.finishing import undo

        await undo(self.console_screen)

    @flow
    async def action_why(self) -> None:
        """Show the arithmetic of the due times."""
        from oncall_tui.tui.flows.looking import why

        await why(self.console_screen)

    @flow
    async def action_open(self) -> None:
        """Show everything about the item."""
        from oncall_tui.tui.flows.looking import open_card

        await open_card(self.console_screen)

    @flow
    async def action_as_of(self) -> None:
        """Ask about another time."""
        from oncall_tui.tui.flows.looking import as_of

        await as_of(self.console_screen)

    @flow
    async def action_filter(self) -> None:
        """Show only some items."""
        from oncall_tui.tui.flows.looking import choose_filter

        await choose_filter(self.console_screen)

    @flow
    async def action_help(self) -> None:
        """Show the keys."""
        from oncall_tui.tui.flows.looking import show_help

        await show_help(self.console_screen)
