"""Everything a key can do on the console."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from oncall_tui.desk.views import QueueRow
from oncall_tui.rules.states import Act, why_not
from oncall_tui.tui.commands import Command, Commands
from storage.vocabulary import ItemState


@dataclass(frozen=True, slots=True)
class ConsoleState:
    """What decides which commands can act."""

    ready: bool = False
    """Whether the record is open."""
    item: QueueRow | None = None
    """The item under the cursor."""
    client_id: int | None = None
    """The client on the responsible pane."""
    drafts: int = 0
    """How many drafts are kept."""
    alert: bool = False
    """Whether an alert stands in the banner."""


Reason = Callable[[ConsoleState], str | None]

_OPENING = "The record is still being opened."
NO_DRAFT = "No draft is kept."
_NO_ITEM = "No item is highlighted. Choose one in the queue (1)."
_NO_CLIENT = "No client is chosen. Choose an item (1) or look one up (/)."


def _ready(state: ConsoleState) -> str | None:
    return None if state.ready else _OPENING


def _item(state: ConsoleState) -> str | None:
    return _ready(state) or (None if state.item else _NO_ITEM)


def _client(state: ConsoleState) -> str | None:
    return _ready(state) or (None if state.client_id else _NO_CLIENT)


def _act(act: Act) -> Reason:
    def reason(state: ConsoleState) -> str | None:
        missing = _item(state)
        if missing or state.item is None:
            return missing
        return why_not(state.item.state, act, state.item.category)

    return reason


def _hold(state: ConsoleState) -> str | None:
    held = state.item is not None and state.item.state is ItemState.ON_HOLD
    return _act(Act.RELEASE if held else Act.HOLD)(state)


def _close(state: ConsoleState) -> str | None:
    reason = _act(Act.CLOSE)(state)
    if reason or state.item is None or state.item.state is ItemState.RESOLVED:
        return reason
    return "Its clocks still run. Resolve it first (r)." if state.item.clocks else None


def _unreachable(state: ConsoleState) -> str | None:
    reason = _act(Act.HAND_ON)(state)
    if reason or state.item is None:
        return reason
    return None if state.item.client_id else "The client is not known yet, so there is no manager to reach."


def _drafts(state: ConsoleState) -> str | None:
    return _ready(state) or (None if state.drafts else NO_DRAFT)


def _alert(state: ConsoleState) -> str | None:
    return _ready(state) or (None if state.alert else "No alert waits.")


_LINE, _ITEM, _LOOK, _CONSOLE = "The line", "The item", "Looking", "The console"
_ALERTS = "Alerts"

COMMANDS: Commands[ConsoleState] = Commands(
    (
        Command("new-call", "n,ctrl+n", "New call", "Log a call; a client who was looked up comes with it.", _LINE, _ready, in_footer=True),
        Command("attempt", "a", "Attempt", "Log an attempt to reach the person of the item.", _ITEM, _act(Act.ATTEMPT), in_footer=True),
        Command("triage", "t", "Triage", "Decide what happens with the item; disturbing somebody who is off needs a reason.", _ITEM, _act(Act.TRIAGE), in_footer=True),
        Command("hand-on", "h", "Hand on", "Give the item to somebody by name.", _ITEM, _act(Act.HAND_ON), in_footer=True),
        Command("resolve", "r", "Resolve", "Say that the item is done, and how.", _ITEM, _act(Act.RESOLVE), in_footer=True),
        Command("why", "w", "Why", "Show the arithmetic of each due time, with the rule and where it stands.", _ITEM, _item, in_footer=True),
        Command("look-up", "slash", "Look up", "Find a client by name, number, phone, suburb or date of birth.", _LOOK, _ready, in_footer=True),
        Command("as-of", "o", "As of", "Ask who was, or will be, responsible at another time.", _LOOK, _client, in_footer=True),
        Command("alerts", "v", "Alerts", "Show every open alert, with who was told and what became of it.", _ALERTS, _ready, in_footer=True),
        Command("absence", "A", "Absence", "Somebody is away: see every client and clock that moves, then move them.", _CONSOLE, _ready),
        Command("is-back", "B", "Is back", "Somebody is back: their clients are theirs again.", _CONSOLE, _ready),
        Command("coverage", "C", "Coverage", "Weeks ahead: who is away, who has nobody, holes of the rota; and what if.", _CONSOLE, _ready),
        Command("load", "L", "Load", "What each care manager has on their hands, against what is planned.", _CONSOLE, _ready),
        Command("own-clients", "M", "My clients", "The clients who are yours: primary on record, or acting now.", _LOOK, _ready),
        Command("worklist", "g", "Worklist", "Ring your clients from the top: card, call, outcome, next date, next client.", _LOOK, _ready),
        Command("outreach", "s", "Outreach", "What is planned with the client: class and why, next date, workflows, consults, phase.", _LOOK, _client),
        Command("morning", "T", "The day", "Your clients' high-risk events, to look through each morning and tick; your appointments; what is missing.", _LINE, _ready),
        Command("production", "G", "Production", "Contacts and attempts against the day's and the week's goals, per manager.", _CONSOLE, _ready),
        Command("consult", "c", "Urgent help", "Ask a colleague who is here and knows the client to help, by phone or in person.", _LOOK, _client),
        Command("handover", "b", "Handover", "Hand the client over: the brief, who has accepted it, what the client knows.", _LOOK, _client),
        Command("consents", "j", "Contact", "What the client said about being contacted, with the history; note an answer.", _LOOK, _client),
        Command("cases", "k", "Cases", "The client's cases: sessions, the review after the first, notes, procedures, the close.", _LOOK, _ready),
        Command("inbox", "E", "E-mails", "E-mails by urgency and order received: receipt, action, whom to tell; and who at risk was not reached.", _LINE, _ready),
        Command("handovers", "H", "Handovers", "Every leave's handovers, whom you shadow, and what happened while people were away.", _CONSOLE, _ready),
        Command("reassign", "R", "Reassign", "Give the client, or all of one manager, to somebody else; shown first, then done.", _CONSOLE, _ready),
        Command("duty-brief", "D", "Duty", "The duty's start and end brief, each manager's pack, the rota; accept the line.", _CONSOLE, _ready),
        Command("parties", "O", "Parties", "Outside parties and client organisations: how to reach them, what was said, what they want done.", _CONSOLE, _ready),
        Command("policies", "Y", "Policies", "The register of policies: who owns each, its changes, and what is overdue for review.", _CONSOLE, _ready),
        Command("accounts", "K", "Accounts", "For directors: who went into an absent person's accounts, why, and when it ended.", _CONSOLE, _ready),
        Command("journal", "J", "Journal", "The record: who did what, who looked at whom; find, read whole, check, take out.", _CONSOLE, _ready),
        Command("plan", "P", "Plan", "The client's goals, what changed, referrals, team, support, and what is watched.", _LOOK, _client),
        Command("practice", "V", "Practice", "Practice reviews for supervision, contacts to tag, and what each quarter showed.", _CONSOLE, _ready),
        Command("reports", "S", "Reports", "Rules kept, cover, the line and more, of any span; on the screen, or as a file.", _CONSOLE, _ready),
        Command("undo", "u", "Undo", "Take back your last action of the last ten minutes, as a new entry.", _CONSOLE, _ready, in_footer=True),
        Command("drafts", "d", "Drafts", "Go on with a call or an attempt that was not saved.", _LINE, _drafts, in_footer=True),
        Command("acknowledge", "y", "I have it", "Answer for the alert in the banner; that expires if nothing is done.", _ALERTS, _alert),
        Command("snooze", "z", "Later", "Put the alert in the banner off, with a reason; never past its next warning.", _ALERTS, _alert),
        Command("open", "i", "Item card", "Show everything about the item: what was said, tried and decided.", _ITEM, _item),
        Command("beyond-scope", "X", "Beyond scope", "More than the core services is asked: nothing is done before the supervisor was asked.", _ITEM, _act(Act.TRIAGE)),
        Command("hold", "p", "Put on hold", "Put the item aside until an hour, or take it up again; its clocks go on.", _ITEM, _hold),
        Command("tick", "e", "Tick off", "Tick what a clock waits for, such as that an e-mail was acknowledged; or whether a colleague helps.", _ITEM, _act(Act.TICK)),
        Command("duty-of-care", "exclamation_mark", "Duty of care", "Put the item to a director as a matter of duty of care; it ends with a decision.", _ITEM, _item),
        Command("link", "l", "Link client", "Link the item to the client under the look-up's cursor.", _ITEM, _act(Act.LINK)),
        Command("duplicate", "m", "Same matter", "Mark the item as a duplicate of another, which goes on.", _ITEM, _act(Act.DUPLICATE)),
        Command("unreachable", "U", "Cannot reach", "Note that the manager could not be reached; this item goes to the next in line.", _ITEM, _unreachable),
        Command("close", "x", "Close", "Close an item that is resolved or of which nothing is owed.", _ITEM, _close),
        Command("withdraw", "W", "Withdraw", "Take an item out that was logged by mistake.", _ITEM, _act(Act.WITHDRAW)),
        Command("filter", "f", "Filter", "Show only some items: mine, today's, one person's, one rule's.", _LOOK, _ready),
        Command("pane-queue", "1", "Queue", "Go to the queue.", _LOOK),
        Command("pane-lookup", "2", "Look-up", "Go to the client look-up.", _LOOK),
        Command("pane-responsible", "3", "Responsible", "Go to the responsible pane.", _LOOK),
        Command("reload", "ctrl+r", "Reload", "Read everything again; others' changes come by themselves.", _CONSOLE, _ready),
        Command("theme", "ctrl+t", "Colours", "Change the colours: dark, light, high contrast, colour-blind safe, the terminal's own.", _CONSOLE),
        Command("privacy", "asterisk", "Private", "Mask names, numbers and notes on the screen, or show them again.", _CONSOLE),
        Command("lock", "ctrl+l", "Lock", "Lock the console: it shows counts alone, and alerts go on.", _CONSOLE),
        Command("switch-person", "Q", "Somebody else", "Lock, and let somebody else sit down under their own name.", _CONSOLE, _ready),
        Command("own-pin", "I", "My PIN", "Set your own PIN or passphrase; the first turns sign-in on for everybody.", _CONSOLE, _ready),
        Command("break-glass", "N", "Break glass", "In an emergency go past what you may do, for an hour; a director is told and reviews it.", _CONSOLE, _ready),
        Command("palette", "ctrl+p", "Commands", "Choose any command by its name.", _CONSOLE),
        Command("quit", "ctrl+q", "Quit", "Leave the console. What is typed is kept as a draft.", _CONSOLE),
        Command("help", "question_mark", "Keys", "Show the keys, the states of an item and what its clocks do.", _CONSOLE, in_footer=True),
    )
)  # fmt: skip
"""The console's commands, in the order in which people are told of them."""
