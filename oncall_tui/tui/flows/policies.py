"""The register of policies from its key: the list, one policy, and a form for each thing done to it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from oncall_tui.desk.directory import people
from oncall_tui.desk.policies.reading import policies, policy_view
from oncall_tui.tui.flows.base import fill_about
from oncall_tui.tui.parties import policies as screens
from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.tui.console.screen import ConsoleScreen


async def show_policies(screen: ConsoleScreen) -> None:
    """Show the policies in force, what is overdue for review first."""
    desk = screen.desk
    last: int | None = None
    while True:
        rows = await screen.answer_to(partial(policies, desk))
        if rows is None:
            return
        last = await screen.app.push_screen_wait(screens.PoliciesScreen(rows, last))
        if last is None:
            return
        if last != screens.NEW:
            await _show_policy(screen, last)
            continue
        staff = await screen.answer_to(lambda: people(desk, desk.now()))
        if staff is not None:
            await fill_about(
                screen, ("policy-add", 0), partial(screens.NewPolicyForm, desk, staff), of="list"
            )


async def _show_policy(screen: ConsoleScreen, policy_id: int) -> None:
    """Show one policy, again after each thing that is done to it."""
    desk = screen.desk
    while True:
        policy = await screen.answer_to(partial(policy_view, desk, policy_id))
        if policy is None:
            return
        wanted = await screen.app.push_screen_wait(screens.PolicySheet(policy))
        if wanted is None:
            return
        if policy.row.ended:
            tell(
                screen,
                "It is no longer in force. Put a new one into the register (Esc, n).",
                severity="warning",
            )
            continue
        form = screens.PublishForm if wanted == screens.PUBLISH else screens.EndPolicyForm
        await fill_about(screen, (f"policy-{wanted}", policy_id), partial(form, desk, policy), of="policy")
