"""What the console's keys do that belong to care itself: cases, handovers, plans, the caseload, reports."""

from __future__ import annotations

from oncall_tui.tui.console.ahead import AheadActions
from oncall_tui.tui.flow import flow


class CaringActions(AheadActions):
    """The actions of care; like all others they import their flows with the first key."""

    @flow
    async def action_handover(self) -> None:
        """Show the brief of the client."""
        from oncall_tui.tui.flows.handover import handover

        await handover(self.console_screen)

    @flow
    async def action_handovers(self) -> None:
        """Show the handovers of every leave."""
        from oncall_tui.tui.flows.handover import show_handovers

        await show_handovers(self.console_screen)

    @flow
    async def action_inbox(self) -> None:
        """Go through the e-mails."""
        from oncall_tui.tui.flows.inbox import show_inbox

        await show_inbox(self.console_screen)

    @flow
    async def action_beyond_scope(self) -> None:
        """Mark the item as beyond the core services, or record what the supervisor decided."""
        from oncall_tui.tui.flows.scope import beyond_scope

        await beyond_scope(self.console_screen)

    @flow
    async def action_consents(self) -> None:
        """Show what the client said about being contacted."""
        from oncall_tui.tui.flows.consents import show_consents

        await show_consents(self.console_screen)

    @flow
    async def action_production(self) -> None:
        """Show contacts and attempts against the goals."""
        from oncall_tui.tui.flows.production import show_production

        await show_production(self.console_screen)

    @flow
    async def action_cases(self) -> None:
        """Show the client's cases, or all that go on where no client is chosen."""
        from oncall_tui.tui.flows.cases import show_cases

        await show_cases(self.console_screen)

    @flow
    async def action_worklist(self) -> None:
        """Work a care manager's list of clients."""
        from oncall_tui.tui.flows.worklist import show_worklist

        await show_worklist(self.console_screen)

    @flow
    async def action_parties(self) -> None:
        """Show the outside parties."""
        from oncall_tui.tui.flows.parties import show_parties

        await show_parties(self.console_screen)

    @flow
    async def action_policies(self) -> None:
        """Show the register of policies."""
        from oncall_tui.tui.flows.policies import show_policies

        await show_policies(self.console_screen)

    @flow
    async def action_plan(self) -> None:
        """Show the plan of the client."""
        from oncall_tui.tui.flows.plans import show_plan

        await show_plan(self.console_screen)

    @flow
    async def action_practice(self) -> None:
        """Show practice reviews, contacts to tag, and what each quarter showed."""
        from oncall_tui.tui.flows.practice import show_reviews

        await show_reviews(self.console_screen)

    @flow
    async def action_duty_of_care(self) -> None:
        """Flag the item as a matter of duty of care."""
        from oncall_tui.tui.flows.plans import flag_item

        await flag_item(self.console_screen)

    @flow
    async def action_reports(self) -> None:
        """Show reports, and take them out."""
        from oncall_tui.tui.flows.reports import show_reports

        await show_reports(self.console_screen)

    @flow
    async def action_journal(self) -> None:
        """Show the record of who did what."""
        from oncall_tui.tui.flows.journal import show_journal

        await show_journal(self.console_screen)

    @flow
    async def action_outreach(self) -> None:
        """Show what is planned with the client."""
        from oncall_tui.tui.flows.outreach import show_outreach

        await show_outreach(self.console_screen)

    @flow
    async def action_morning(self) -> None:
        """Show the high-risk events that are looked through in the morning."""
        from oncall_tui.tui.flows.outreach import show_morning

        await show_morning(self.console_screen)

    @flow
    async def action_break_glass(self) -> None:
        """Go past what one may do, in an emergency."""
        from oncall_tui.tui.flows.signing import ask_to_break

        await ask_to_break(self.console_screen)

    @flow
    async def action_own_pin(self) -> None:
        """Set one's own PIN or passphrase."""
        from oncall_tui.tui.flows.signing import set_own

        await set_own(self.console_screen)
