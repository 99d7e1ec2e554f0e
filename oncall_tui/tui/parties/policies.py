"""The register of policies as a list, one policy on a sheet, and their forms (R-101)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from oncall_tui.desk.directory import PersonLine
from oncall_tui.desk.policies import verbs
from oncall_tui.desk.policies.page import policy_page
from oncall_tui.desk.policies.reading import overdue_words
from oncall_tui.desk.policies.views import PolicyRow, PolicyView
from oncall_tui.desk.views import Saved
from oncall_tui.rules.wording import say_day
from oncall_tui.tui.cases.named import NamedField
from oncall_tui.tui.flows.base import AboutForm, Kept, SmallForm
from oncall_tui.tui.handover.text import page_text
from oncall_tui.tui.lines import DIM, LAPSED, STRONG, line, stack, wrapped
from oncall_tui.tui.sheets.sheet import Sheet, key_line
from oncall_tui.tui.widgets.columns import Cell, Column, Part
from oncall_tui.tui.widgets.fields import Field, NoteField, TextField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.listing import Listing
from oncall_tui.tui.widgets.pane import PaneTitle

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

PUBLISH, END = "publish", "end"
"""What the sheet answers when somebody wants to do something."""
NEW = 0
"""What the list answers when a new policy is wanted."""

_DAYS = "a day as 2027-03-31, or a month as 2027-03"


class PoliciesScreen(ModalScreen[int | None]):
    """Answers with the policy that was picked, or that a new one is wanted."""

    CSS_PATH: ClassVar[list[str]] = ["../sheets/sheets.tcss", "../cases/cases.tcss"]  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", show=False),
        Binding("Y", "leave", "Back", show=False, id="policies"),
        Binding("n", "leave(0)", "New policy", show=False),
    ]

    def __init__(self, rows: tuple[PolicyRow, ...], key: Hashable | None) -> None:
        super().__init__()
        self._rows, self._key = rows, key
        self._title = PaneTitle("POLICIES")
        self.listing: Listing[PolicyRow] = Listing(
            _columns(),
            key=lambda row: row.id,
            empty="The register is empty. n adds a policy.",
            id="policies-listing",
        )

    def compose(self) -> ComposeResult:
        """Lay out the title, the list, what is known of the line under the cursor, and the keys."""
        with Vertical(classes="sheet", id="policies"):
            yield self._title
            yield self.listing
            yield Static(id="policies-detail", markup=False)
            yield key_line(("Enter", "open"), ("n", "add"), ("Esc", "back"))

    def on_mount(self) -> None:
        """Show what is overdue first."""
        self._title.show(focused=True)
        self.listing.set_rows(self._rows)
        if self._key is not None:
            self.listing.move_to_key(self._key)
        count = "1 in force" if len(self._rows) == 1 else f"{len(self._rows)} in force"
        late = sum(bool(each.overdue_days) for each in self._rows)
        parts: list[Part] = [(count, "dim")]
        if late:
            parts.append((f"   ✗ {late} overdue for review", "lapsed"))
        self._title.show(parts)
        self.listing.focus()
        self._describe()

    def on_resize(self) -> None:
        """Break the lines anew."""
        if self.is_mounted:
            self._describe()

    def _describe(self) -> None:
        row = self.listing.current
        room = max(20, self.size.width - 4)
        lines = []
        if row is not None:
            late = overdue_words(row)
            due = late or f"revised by {say_day(row.next_revision, year=True)}"
            lines += wrapped("review", due, room, style=LAPSED if late else "")
            lines += wrapped("owner", row.owner or "the director on the line", room)
            lines += wrapped("kept at", row.place or "nothing on record", room)
        self.query_one("#policies-detail", Static).update(stack(lines))

    @on(Listing.Highlighted)
    def _moved(self, event: Listing.Highlighted[PolicyRow]) -> None:
        event.stop()
        self._describe()

    @on(Listing.Picked)
    def _picked(self, event: Listing.Picked[PolicyRow]) -> None:
        event.stop()
        self.action_leave(event.row.id)

    def action_leave(self, answer: int | None = None) -> None:
        """Step back, once."""
        if self.is_current:
            self.dismiss(answer)


class PolicySheet(Sheet):
    """One policy: its document control and its change history."""

    CSS_PATH = "../sheets/sheets.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", f"leave('{PUBLISH}')", "Publish a revision", show=False),
        Binding("x", f"leave('{END}')", "No longer in force", show=False),
        Binding("Y", "leave", "Back", show=False, id="policies"),
    ]

    def __init__(self, policy: PolicyView) -> None:
        page = policy_page(policy)
        keys = (("r", "publish a revision"), ("x", "end"))
        super().__init__(page.title, partial(page_text, page), rest=page.stand, keys=keys)


class NewPolicyForm(SmallForm):
    """A policy, as its document control names it."""

    def __init__(self, desk: Desk, staff: Sequence[PersonLine], kept: Kept) -> None:
        super().__init__("ADD A POLICY", line(""), self._add, kept)
        self._desk = desk
        self._owner: NamedField[PersonLine] = NamedField(
            "owner",
            "Revised by",
            staff,
            lambda each: each.name,
            more=lambda each: each.roles,
            none="Nobody here is called that.",
            hint="who is asked to revise it; empty for the director on the line",
        )

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            TextField("title", "Title *", room=200),
            TextField("next_revision", "Next revision *", room=20, hint=f"{_DAYS}, which lasts to its end"),
            TextField("department", "Department", room=120, hint="that owns the document"),
            self._owner,
            TextField("author", "Author", room=120),
            TextField("approver", "Approved by", room=120),
            TextField("experts", "Experts", room=400, hint="whose knowledge was used; several with ;"),
            TextField("created", "Created", room=20, hint=f"{_DAYS}; empty for today"),
            TextField("valid_from", "Valid as of", room=20, hint="empty for when it was created"),
            TextField("revision", "Revision", value="1", room=4),
            TextField("stakeholders", "Stakeholders", room=400),
            TextField("place", "Kept at", room=400, hint="where the document is"),
            NoteField("words", "What changed", room=2000, hint="in this revision, and why"),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"title": "Give the title.", "next_revision": "Say by when it is revised next."}

    def check(self, values: Values) -> Mapping[str, str]:
        """Refuse what is no number as well."""
        wrong = {} if values["revision"].strip().isdecimal() else {"revision": "Type a whole number."}
        return {**wrong, **super().check(values)}

    def _add(self, values: Values) -> Saved:
        owner = self._owner.picked
        new = verbs.NewPolicy(
            values["title"],
            values["next_revision"],
            values["department"],
            owner.id if owner else None,
            values["author"],
            values["approver"],
            tuple(values["experts"].split(";")),
            values["stakeholders"],
            values["place"],
            values["created"],
            values["valid_from"],
            int(values["revision"]),
            values["words"],
        )
        return verbs.add_policy(self._desk, new)


class PolicyForm(AboutForm):
    """A small form about one policy."""

    def __init__(self, title: str, desk: Desk, policy: PolicyView, kept: Kept) -> None:
        row = policy.row
        intro = line((row.title, STRONG), (f"  revision {row.revision}", DIM))
        super().__init__(title, intro, desk, kept)
        self.row = row


class PublishForm(PolicyForm):
    """What a revision changed, who approved it, and when the next one is due."""

    def __init__(self, desk: Desk, policy: PolicyView, kept: Kept) -> None:
        super().__init__("PUBLISH A REVISION", desk, policy, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (
            NoteField("words", "What and why *", room=4000),
            TextField("approver", "Approved by *", value=self.row.approver, room=120),
            TextField("next_revision", "Next revision *", room=20, hint=f"{_DAYS}, which lasts to its end"),
            TextField(
                "experts", "Experts", value="; ".join(self.row.experts), room=400, hint="several with ;"
            ),
            TextField("valid_from", "Valid as of", room=20, hint="empty for today"),
        )

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {
            "words": "Say what was changed and why.",
            "approver": "Say who approved it.",
            "next_revision": "Say by when it is revised next.",
        }

    def do(self, values: Values) -> Saved:
        """Publish it."""
        new = verbs.NewRevision(
            self.row.id,
            values["words"],
            values["next_revision"],
            values["approver"],
            tuple(values["experts"].split(";")),
            values["valid_from"],
            self.row.version,
        )
        return verbs.publish_revision(self.desk, new)


class EndPolicyForm(PolicyForm):
    """Why a policy is no longer in force."""

    def __init__(self, desk: Desk, policy: PolicyView, kept: Kept) -> None:
        super().__init__("NO LONGER IN FORCE", desk, policy, kept)

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        return (NoteField("reason", "Reason *", room=1000, hint="or what replaces it"),)

    def needs(self) -> Mapping[str, str]:
        """Return what must be given."""
        return {"reason": "Say why it is no longer in force, or what replaces it."}

    def do(self, values: Values) -> Saved:
        """Take it out of force."""
        return verbs.end_policy(self.desk, self.row.id, values["reason"], version=self.row.version)


def _columns() -> tuple[Column[PolicyRow], ...]:
    return (
        Column("policy", lambda row: (row.title, "strong"), width=20, fraction=3),
        Column("department", lambda row: (row.department or "–", "dim"), width=12, fraction=1, priority=2),
        Column("owner", lambda row: row.owner or ("the line", "dim"), width=14, fraction=1, priority=1),
        Column("rev.", lambda row: str(row.revision), width=4, align="right"),
        Column("next revision", lambda row: say_day(row.next_revision, year=True), width=15),
        Column("", _late, width=16),
    )


def _late(row: PolicyRow) -> Cell:
    if not row.overdue_days:
        return ""
    days = "1 day" if row.overdue_days == 1 else f"{row.overdue_days:,} days"
    return (f"✗ {days} late", "lapsed")
