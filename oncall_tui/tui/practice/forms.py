"""The forms of practice: a review, the tags of a contact, and where a copy is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textual.content import Content

from oncall_tui.desk.practice.copies import SUPERVISION, write_copy
from oncall_tui.desk.practice.reviews import NewReview, rewrite_review, write_review
from oncall_tui.desk.practice.tags import tag_attempt, tags
from oncall_tui.desk.practice.views import ReviewText, ReviewView, TaggedContact
from oncall_tui.desk.views import Saved
from oncall_tui.rules.competencies import TagKind
from oncall_tui.text import when
from oncall_tui.tui.flows.base import Kept, SmallForm
from oncall_tui.tui.lines import DIM, STRONG, line, rule, stack, wrap
from oncall_tui.tui.widgets.choice import Option
from oncall_tui.tui.widgets.fields import Field, NoteField, TextField
from oncall_tui.tui.widgets.form import Values
from oncall_tui.tui.widgets.ticks import TicksField

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk

_ROOM = 8000
_NAMES = "No names: the page goes to supervision."


@dataclass(frozen=True, slots=True)
class Subject:
    """What a review is about."""

    client_id: int | None
    client: str
    """In words; empty for no one client."""


class ReviewForm(SmallForm):
    """A practice review: what was the issue, what was done, what it shows, what you make of it (R-112)."""

    def __init__(
        self,
        desk: Desk,
        subject: Subject,
        text: ReviewText,
        kept: Kept,
        *,
        of: ReviewView | None = None,
    ) -> None:
        intro: Content = line(("about ", DIM), (subject.client or "no one client", STRONG))
        title = f"PRACTICE REVIEW {of.id}" if of is not None else "PRACTICE REVIEW"
        super().__init__(title, intro, self._keep, kept)
        self._desk, self._subject, self._text, self._of = desk, subject, text, of

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields, in the order in which the page has them."""
        text, known = self._text, tags()
        return (
            NoteField("issue", "Issue", value=text.issue, required=True, room=_ROOM, hint=_NAMES),
            NoteField(
                "actions", "Actions", value=text.actions, required=True, room=_ROOM, hint="an action a line"
            ),
            self._tags("skills", "Skills", TagKind.SKILL, text.skills),
            NoteField("indicators", "Speaks for it", value=text.indicators, room=_ROOM, hint="a line each"),
            NoteField("traps", "Traps avoided", value=text.traps, room=_ROOM, hint="a line each"),
            self._tags("competencies", "Shows", TagKind.COMPETENCY, text.competencies),
            TextField("reference", "Reference", value=text.reference or known.reference, room=400),
            NoteField(
                "reflections",
                "Reflections",
                value=text.reflections,
                required=True,
                room=_ROOM,
                hint="what you make of it",
            ),
        )

    def _tags(self, key: str, label: str, kind: TagKind, chosen: Sequence[str]) -> TicksField:
        options = [Option(each.code, each.title) for each in tags().offered(kind)]
        field = TicksField(key, label, options)
        field.value = ",".join(chosen)
        return field

    def changed(self, values: Values) -> None:
        """Say what the page is for."""
        said = (
            "Begun from the client's plan where there is one; complete it, above all what you make of it.",
            _NAMES,
        )
        lines = [rule("for supervision", self.room)]
        lines += [line((each, DIM)) for words in said for each in wrap(words, self.room)]
        self.aside(stack(lines))

    def keep_draft(self) -> None:
        """Keep what is typed, and note whether that is anything beyond what the form began with."""
        values = self.values
        self.touched = any(values.get(name, "") != blank for name, blank in self.blank.items())
        super().keep_draft()

    def _keep(self, values: Values) -> Saved:
        text = ReviewText(
            issue=values["issue"],
            actions=values["actions"],
            skills=_codes(values["skills"]),
            indicators=values["indicators"],
            traps=values["traps"],
            competencies=_codes(values["competencies"]),
            reference=values["reference"],
            reflections=values["reflections"],
        )
        if self._of is not None:
            return rewrite_review(self._desk, self._of.id, text, version=self._of.version)
        return write_review(self._desk, NewReview(text, client_id=self._subject.client_id))


class TagForm(SmallForm):
    """What a contact showed (R-113)."""

    def __init__(self, desk: Desk, contact: TaggedContact, kept: Kept) -> None:
        zone = ZoneInfo(desk.house.zone)
        intro = line((when(contact.at, zone), STRONG), (f"  {contact.client_number}", DIM))
        super().__init__("TAG A CONTACT", intro, self._tag, kept)
        self._desk, self._contact = desk, contact

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        options = [Option(each.code, each.title) for each in tags().offered()]
        field = TicksField("codes", "Shows", options, hint="space ticks; for supervision")
        field.value = ",".join(self._contact.codes)
        return (field,)

    def changed(self, values: Values) -> None:
        """Show the contact's note."""
        lines = [rule("the contact", self.room)]
        lines += [line((each, DIM)) for each in wrap(self._contact.note or "no note", self.room)]
        self.aside(stack(lines))

    def _tag(self, values: Values) -> Saved:
        return tag_attempt(self._desk, self._contact.attempt_id, _codes(values["codes"]))


class CopyForm(SmallForm):
    """Where a copy for supervision is written."""

    def __init__(self, desk: Desk, review: ReviewView, kept: Kept) -> None:
        super().__init__("COPY FOR SUPERVISION", line((f"review {review.id}", STRONG)), self._write, kept)
        self._desk, self._review = desk, review

    def make_fields(self) -> Sequence[Field]:
        """Return the form's fields."""
        path = Path.home() / f"practice-review-{self._review.id}.md"
        return (
            TextField("path", "File", value=str(path), required=True, room=1000, hint="Markdown; a new file"),
            TextField(
                "reason", "What for", value=SUPERVISION, required=True, room=300, hint="it is recorded"
            ),
        )

    def changed(self, values: Values) -> None:
        """Say what the copy holds."""
        said = "It names the manager, and the client only where somebody typed a name. It is uncontrolled."
        self.aside(stack(line((each, DIM)) for each in wrap(said, self.room)))

    def _write(self, values: Values) -> Saved:
        path = Path(values["path"].strip()).expanduser()
        return write_copy(self._desk, self._review.id, path, reason=values["reason"])


def _codes(value: str) -> tuple[str, ...]:
    return tuple(filter(None, value.split(",")))
