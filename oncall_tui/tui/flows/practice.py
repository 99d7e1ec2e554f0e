"""Practice from its key: reviews for supervision, contacts to tag, what each quarter showed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from oncall_tui.desk.cards import client_card
from oncall_tui.desk.drafts import DraftView, drafts, new_key
from oncall_tui.desk.practice.documents import review_document
from oncall_tui.desk.practice.drafting import drafted
from oncall_tui.desk.practice.quarters import contacts, quarter
from oncall_tui.desk.practice.reviews import reviews
from oncall_tui.desk.practice.views import ReviewText, ReviewView, TaggedContact
from oncall_tui.rules.plans import quarter_words
from oncall_tui.tui.draft_keeper import DraftKeeper
from oncall_tui.tui.duty.text import pages_text
from oncall_tui.tui.flows.base import Kept, fill_about
from oncall_tui.tui.flows.finishing import undo
from oncall_tui.tui.flows.keeping import fill_in_kept, not_kept
from oncall_tui.tui.practice.forms import CopyForm, ReviewForm, Subject, TagForm
from oncall_tui.tui.practice.screen import Act, Lists, PracticeScreen
from oncall_tui.tui.sheets.sheet import Sheet
from oncall_tui.tui.widgets.notice import tell

if TYPE_CHECKING:
    from oncall_tui.tui.console.screen import ConsoleScreen

KIND = "practice review"
"""The kind of draft that is kept while a review is written; its item is the client."""


async def show_reviews(screen: ConsoleScreen, client_id: int | None = None) -> None:
    """Show practice reviews: everybody's, or those about one client."""
    acts = _Acts(screen, client_id)
    found = await acts.read("")
    if found is not None:
        zone = ZoneInfo(screen.desk.house.zone)
        await screen.app.push_screen_wait(PracticeScreen(found, zone, acts.by_name()))


async def go_on(screen: ConsoleScreen, draft: DraftView) -> None:
    """Go on with a review that was being written."""
    await _write(screen, draft.item_id)


async def _write(screen: ConsoleScreen, client_id: int | None) -> None:
    """Write a review, begun from the client's plan; every keystroke is kept (R-050)."""
    desk = screen.desk
    begun = await screen.answer_to(partial(_begun, screen, client_id))
    kept = await screen.answer_to(partial(drafts, desk, KIND, client_id)) if begun is not None else None
    if begun is None or kept is None:
        return
    subject, text = begun
    key = kept[0].key if kept else new_key()
    typed = {"client": subject.client} | (dict(kept[0].typed) if kept else {})
    keeper = DraftKeeper(desk, key, KIND, client_id, failed=not_kept(screen))
    form = ReviewForm(desk, subject, text, Kept(typed, keeper.keep))
    await fill_in_kept(screen, form, keeper)


def _begun(screen: ConsoleScreen, client_id: int | None) -> tuple[Subject, ReviewText]:
    if client_id is None:
        return Subject(None, ""), ReviewText()
    card = client_card(screen.desk, client_id)
    return Subject(client_id, f"{card.name} · {card.number}"), drafted(screen.desk, client_id)


class _Acts:
    """What the keys of the screen do; after each it is read again."""

    def __init__(self, screen: ConsoleScreen, client_id: int | None) -> None:
        self._screen, self._desk, self._client = screen, screen.desk, client_id

    def by_name(self) -> dict[str, Act]:
        """Return what the keys do, by the names that the screen has for them."""
        return {
            "new": self.new,
            "open": self.open,
            "change": self.change,
            "copy": self.copy,
            "earlier": partial(self.turn, -1),
            "later": partial(self.turn, 1),
            "undo": self.undo,
        }

    async def read(self, name: str) -> Lists | None:
        """Return what the lists show, of a quarter; None where the record cannot be read."""

        def found() -> Lists:
            desk = self._desk
            about = client_card(desk, self._client).number if self._client is not None else ""
            return Lists(
                f"about {about}" if about else "",
                reviews(desk, client_id=self._client),
                contacts(desk, desk.operator.id, name),
                quarter(desk, name),
            )

        return await self._screen.answer_to(found)

    async def new(self, shown: PracticeScreen) -> None:
        """Write a review about the client, or about the one on the responsible pane."""
        await _write(self._screen, self._client if self._client is not None else self._screen.client_id)
        await self._again(shown)

    async def open(self, shown: PracticeScreen) -> None:
        """Read the review, or tag the contact."""
        row = shown.listing.current
        if isinstance(row, ReviewView):
            page = review_document(self._desk, row)
            sheet = Sheet("PRACTICE REVIEW", lambda room: pages_text([page], room), rest=f"review {row.id}")
            await self._screen.app.push_screen_wait(sheet)
        elif isinstance(row, TaggedContact):
            make = partial(TagForm, self._desk, row)
            if await fill_about(self._screen, ("practice-tags", row.attempt_id), make, of="contact"):
                await self._again(shown)

    async def change(self, shown: PracticeScreen) -> None:
        """Change the review under the cursor."""
        row = self._review(shown)
        if row is not None:
            subject = Subject(row.client_id, row.client_number)
            make = partial(ReviewForm, self._desk, subject, row.text, of=row)
            if await fill_about(self._screen, ("practice-review", row.id), make, of="review"):
                await self._again(shown)

    async def copy(self, shown: PracticeScreen) -> None:
        """Write a copy of the review under the cursor for supervision."""
        row = self._review(shown)
        if row is not None:
            make = partial(CopyForm, self._desk, row)
            await fill_about(self._screen, ("practice-copy", row.id), make, of="review")

    async def turn(self, by: int, shown: PracticeScreen) -> None:
        """Show the quarter before, or after where it has begun."""
        now = shown.found.quarter
        day = now.first - timedelta(days=1) if by < 0 else now.after
        if day > self._desk.house.calendar.local(self._desk.now()).date():
            tell(shown, "That quarter has yet to begin.")
            return
        first = day.replace(day=1, month=3 * ((day.month - 1) // 3) + 1)
        await self._again(shown, quarter_words(first))

    async def undo(self, shown: PracticeScreen) -> None:
        """Take the last action back."""
        await undo(self._screen)
        await self._again(shown)

    def _review(self, shown: PracticeScreen) -> ReviewView | None:
        """Return the review under the cursor, or say that there is none."""
        row = shown.listing.current
        if not isinstance(row, ReviewView):
            tell(shown, "Choose a review first (1, ↑ ↓).", severity="warning")
            return None
        return row

    async def _again(self, shown: PracticeScreen, name: str = "") -> None:
        found = await self.read(name or shown.found.quarter.name)
        if found is not None and shown.is_attached:
            shown.show(found)
