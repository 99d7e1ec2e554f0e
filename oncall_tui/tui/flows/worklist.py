"""Work a worklist: the card, the call, what came of it, when next, and on to the next client."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.drafts import DraftView, drafts, new_key
from oncall_tui.desk.production.ringing import before_ringing, ring, rung_about
from oncall_tui.desk.production.round import (
    Round,
    Stop,
    has_list,
    listed_people,
    next_date,
    round_of,
    stop_card,
)
from oncall_tui.desk.views import PersonRef
from oncall_tui.tui.attempt_form.after import follow_up
from oncall_tui.tui.attempt_form.form import AttemptForm
from oncall_tui.tui.draft_keeper import DraftKeeper
from oncall_tui.tui.flows.base import fill_about
from oncall_tui.tui.flows.consents import show_consents
from oncall_tui.tui.flows.finishing import undo
from oncall_tui.tui.flows.keeping import fill_in_kept, not_kept
from oncall_tui.tui.flows.outreach import outreach_of
from oncall_tui.tui.flows.plans import show_plan
from oncall_tui.tui.widgets.chooser import Chooser
from oncall_tui.tui.widgets.columns import Column
from oncall_tui.tui.widgets.notice import tell
from oncall_tui.tui.worklist.card import BEFORE, CALL, CONTACT, DATE, NEXT, OUTREACH, PLAN, StopSheet
from oncall_tui.tui.worklist.forms import NextDateForm
from oncall_tui.tui.worklist.screen import WorklistScreen

if TYPE_CHECKING:
    from oncall_tui.tui.console.screen import ConsoleScreen

KIND = "outreach"
"""The kind of draft that is kept while new outreach is written down; its item is the client."""


async def show_worklist(screen: ConsoleScreen) -> None:
    """Show one's own worklist until it is left; whoever has none chooses a care manager's."""
    desk = screen.desk
    whose = await screen.answer_to(partial(has_list, desk, desk.operator.id))
    if whose is None:
        return
    person_id = desk.operator.id if whose else await _whose(screen)
    if person_id is None:
        return
    found = await screen.answer_to(partial(round_of, desk, person_id))
    if found is None:
        return
    acts = {
        "open": partial(_open, screen),
        "call": partial(_call, screen),
        "date": partial(_date, screen),
        "undo": partial(_undo, screen),
        "reload": partial(_reload, screen),
    }
    zone = ZoneInfo(desk.house.zone)
    await screen.app.push_screen_wait(WorklistScreen(found, zone, desk.now(), acts))


async def _whose(screen: ConsoleScreen) -> int | None:
    people = await screen.answer_to(partial(listed_people, screen.desk))
    if people is None:
        return None
    if not people:
        tell(screen, "There is no care manager on record, so there is no worklist.", severity="warning")
        return None
    columns: tuple[Column[PersonRef], ...] = (
        Column("manager", lambda row: (row.name, "strong"), width=20, fraction=1),
        Column("", lambda row: (row.phone, "dim"), width=14),
    )
    chooser = Chooser("WHOSE WORKLIST", columns, people, key=lambda row: row.id)
    chosen = await screen.app.push_screen_wait(chooser)
    return None if chosen is None else chosen.id


# What the keys of the list do


async def _reload(screen: ConsoleScreen, view: WorklistScreen) -> None:
    """Read the list again, and put it into its order again."""
    found = await screen.answer_to(partial(round_of, screen.desk, view.found.worklist.person.id))
    if found is not None:
        view.show(found, screen.desk.now())


async def _again(screen: ConsoleScreen, view: WorklistScreen) -> None:
    """Read the list again; everybody keeps their place."""
    order = [stop.row.client_id for stop in view.found.stops]
    asked = partial(round_of, screen.desk, view.found.worklist.person.id, order)
    found: Round | None = await screen.answer_to(asked)
    if found is not None:
        view.show(found, screen.desk.now())


async def _call(screen: ConsoleScreen, view: WorklistScreen) -> None:
    """Ring whoever is under the cursor without looking at the card first."""
    stop = view.listing.current
    if stop is None:
        return
    about = next((task.item_id for task in rung_about(stop.row)), None)
    if await _rung(screen, view, stop, about):
        _move_on(view, stop)


async def _date(screen: ConsoleScreen, view: WorklistScreen) -> None:
    """Set when whoever is under the cursor is rung next."""
    stop = view.listing.current
    if stop is not None:
        await _ask_date(screen, stop)
        await _again(screen, view)


async def _undo(screen: ConsoleScreen, view: WorklistScreen) -> None:
    """Take the last action back."""
    await undo(screen)
    await _again(screen, view)


def _move_on(view: WorklistScreen, stop: Stop) -> None:
    after = view.beside(stop.row.client_id, 1, to_do=True)
    if after is not None:
        view.go_to(after)


async def _open(screen: ConsoleScreen, view: WorklistScreen) -> None:
    """Show cards, one client after the other, until somebody goes back to the list."""
    stop = view.listing.current
    while stop is not None:
        asked = partial(stop_card, screen.desk, stop)
        facts = await screen.answer_to(asked)
        if facts is None:
            return
        screen.desk.glances.saw(stop.row.client_id, "worklist card")
        place = f"{view.place(stop.row.client_id)}   {view.today_words}"
        sheet = StopSheet(facts, screen.desk.now(), ZoneInfo(screen.desk.house.zone), place)
        answer = await screen.app.push_screen_wait(sheet)
        if answer is None:
            return
        stop = await _answered(screen, view, stop, answer, sheet.about)


async def _answered(
    screen: ConsoleScreen, view: WorklistScreen, stop: Stop, answer: str, about: int | None
) -> Stop | None:
    """Do what was asked on a card, and return whose card is shown next."""
    client_id = stop.row.client_id
    if answer in (DATE, *_MORE):
        await (_ask_date(screen, stop) if answer == DATE else _MORE[answer](screen, client_id))
        await _again(screen, view)
        return view.stop(client_id)
    if answer == CALL and not await _rung(screen, view, stop, about):
        return view.stop(client_id)
    after = view.beside(client_id, -1 if answer == BEFORE else 1, to_do=answer == CALL)
    if after is None:
        if answer in (CALL, NEXT):
            tell(screen, "That was the last one of the list.")
        return None if answer == CALL else stop
    view.go_to(after)
    return view.stop(after)


async def _contact(screen: ConsoleScreen, client_id: int) -> None:
    screen.choose_client(client_id)
    await show_consents(screen)


_MORE = {OUTREACH: outreach_of, PLAN: show_plan, CONTACT: _contact}
"""What else of a client can be seen and done from the card."""


# The call, and when next


async def _rung(screen: ConsoleScreen, view: WorklistScreen, stop: Stop, about: int | None) -> bool:
    """Take a call, then ask when next; False when nothing was saved."""
    if not await take_call(screen, stop.row.client_id, about):
        return False
    await _again(screen, view)
    now = view.stop(stop.row.client_id)
    if now is not None:
        await _ask_date(screen, now)
        await _again(screen, view)
    return True


async def take_call(
    screen: ConsoleScreen, client_id: int, about: int | None, draft: DraftView | None = None
) -> bool:
    """Show what the rules say before the call, then take what came of it; False when it was left."""
    desk = screen.desk
    sheet = await screen.answer_to(partial(before_ringing, desk, client_id, about))
    if sheet is None:
        return False
    kind, number = ("attempt", about) if about is not None else (KIND, client_id)
    if draft is None:
        kept = await screen.answer_to(partial(drafts, desk, kind, number))
        draft = kept[0] if kept else None
    key = draft.key if draft else new_key()
    keeper = DraftKeeper(desk, key, kind, number, failed=not_kept(screen))
    form = AttemptForm(
        desk,
        key,
        sheet,
        initial=dict(draft.typed) if draft else {},
        on_draft=keeper.keep,
        log=partial(ring, desk, client_id),
    )
    await fill_in_kept(screen, form, keeper, again="A call to the same client goes on with it.")
    if form.made is not None and form.made.item_id:
        await follow_up(screen, sheet, form.made)
    return form.saved is not None


async def go_on(screen: ConsoleScreen, draft: DraftView) -> None:
    """Go on with outreach that was being written down."""
    if draft.item_id is not None:
        await take_call(screen, draft.item_id, None, draft)


async def _ask_date(screen: ConsoleScreen, stop: Stop) -> None:
    """Ask when a client is rung next; leaving the form leaves it as it is."""
    found = await screen.answer_to(partial(next_date, screen.desk, stop))
    if found is not None:
        make = partial(NextDateForm, screen.desk, stop, found)
        await fill_about(screen, ("next-outreach", stop.row.client_id), make, of="client")
