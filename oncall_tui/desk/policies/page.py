"""One policy as lines under headings: its document control and its change history (R-101)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oncall_tui.desk.handover.page import Line, Page, Section, Tone, known, section
from oncall_tui.desk.policies.reading import overdue_words
from oncall_tui.rules.wording import say_day

if TYPE_CHECKING:
    from oncall_tui.desk.policies.views import PolicyView

UNCONTROLLED = "A printed copy of this page is uncontrolled: the register is what counts."


def policy_page(policy: PolicyView) -> Page:
    """Return a policy in words."""
    row = policy.row
    late = overdue_words(row)
    due = say_day(row.next_revision, year=True)
    control = [
        known("department", row.department),
        known("owner", row.owner, none="the director on the line"),
        known("author", row.author),
        known("approved by", row.approver),
        known("experts", "\n".join(row.experts)),
        known("stakeholders", row.stakeholders),
        known("kept at", row.place),
        Line("created", say_day(row.created_on, year=True)),
        Line("valid as of", say_day(row.valid_from, year=True)),
        Line("revision", str(row.revision)),
        Line("next revision", f"{due}: {late}" if late else f"by {due}", Tone.ALARM if late else Tone.STRONG),
    ]
    changes = (
        Line(
            f"revision {each.revision}",
            "\n".join(
                text
                for text in (
                    each.words,
                    f"{say_day(each.changed_on, year=True)}"
                    + (f", approved by {each.approver}" if each.approver else ""),
                    f"experts: {', '.join(each.experts)}" if each.experts else "",
                )
                if text
            ),
        )
        for each in policy.changes
    )
    stand = "no longer in force" if row.ended else late or f"revision {row.revision}"
    sections = (Section("document control", tuple(control)), section("change history", changes))
    return Page(row.title, stand, sections, (UNCONTROLLED,))
