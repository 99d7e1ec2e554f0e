"""Commands about the register of policies: list, add, publish a revision, take out of force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from oncall_tui.cli import options as opt
from oncall_tui.cli import output
from oncall_tui.cli.sitting import desk_at

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.policies.views import PolicySaved

policy = typer.Typer(invoke_without_command=True, rich_markup_mode=None)

Number = Annotated[int, typer.Argument(metavar="POLICY", help="Its number, from `oncall policy`.")]
One = Annotated[int, typer.Option("--policy", metavar="N", help="One policy with its change history.")]
All = Annotated[bool, typer.Option("--all", help="Those no longer in force as well.")]
Title = Annotated[str, typer.Argument(metavar="TITLE", help="What it is called.")]
Next = Annotated[
    str, typer.Option("--next", metavar="DAY", help="Revised by: 2027-03-31, or 2027-03 for its end.")
]
Department = Annotated[str, typer.Option("--department", metavar="NAME", help="That owns the document.")]
Owner = Annotated[str, typer.Option("--owner", metavar="PERSON", help="Who is asked to revise it.")]
Author = Annotated[str, typer.Option("--author", metavar="NAME", help="Who wrote it.")]
Approver = Annotated[str, typer.Option("--approver", metavar="NAME", help="Who approved it.")]
Expert = Annotated[
    list[str] | None, typer.Option("--expert", metavar="NAME", help="Whose knowledge was used.")
]
Stakeholders = Annotated[str, typer.Option("--stakeholders", metavar="TEXT", help="Whom it concerns.")]
Place = Annotated[str, typer.Option("--kept-at", metavar="TEXT", help="Where the document is.")]
Created = Annotated[str, typer.Option("--created", metavar="DAY", help="Today if left out.")]
Valid = Annotated[str, typer.Option("--valid-from", metavar="DAY", help="From when it counts.")]
Revision = Annotated[int, typer.Option("--revision", metavar="N", help="Its revision; 1 if left out.")]
Changed = Annotated[str, typer.Option("--note", metavar="TEXT", help="What was changed and why.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, or what replaces it.")]


@policy.callback()
def show(
    context: typer.Context,
    one: One = 0,
    all_: All = False,
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Print the register of policies: those to be revised soonest first."""
    if context.invoked_subcommand is not None:
        return
    from oncall_tui.cli.caseshapes import CaseShaper, print_page
    from oncall_tui.desk.policies.page import policy_page
    from oncall_tui.desk.policies.reading import overdue_words, policies, policy_view

    with desk_at(db, as_) as desk:
        shape = CaseShaper(desk.house.zone)
        if one:
            view = policy_view(desk, one)
            if json:
                output.emit(shape.policy(view))
            else:
                print_page(policy_page(view), "POLICY ")
            return
        rows = policies(desk, ended=all_)
        if json:
            output.emit_list(map(shape.policy_row, rows))
            return
        output.table(
            ("policy", "title", "department", "owner", "rev.", "next revision", ""),
            (
                (
                    str(row.id),
                    row.title,
                    row.department,
                    row.owner,
                    str(row.revision),
                    row.next_revision.isoformat(),
                    "no longer in force" if row.ended else overdue_words(row),
                )
                for row in rows
            ),
            right=(0, 4),
        )


@policy.command("add")
def add(
    title: Title,
    next_: Next,
    department: Department = "",
    owner: Owner = "",
    author: Author = "",
    approver: Approver = "",
    expert: Expert = None,
    stakeholders: Stakeholders = "",
    kept_at: Place = "",
    created: Created = "",
    valid_from: Valid = "",
    revision: Revision = 1,
    note: Changed = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Put a policy into the register."""
    from oncall_tui.desk.people import find_person
    from oncall_tui.desk.policies.verbs import NewPolicy, add_policy

    with desk_at(db, as_) as desk:
        new = NewPolicy(
            title,
            next_,
            department,
            find_person(desk, owner).id if owner else None,
            author,
            approver,
            tuple(expert or ()),
            stakeholders,
            kept_at,
            created,
            valid_from,
            revision,
            note,
        )
        _told(desk, add_policy(desk, new), json=json)


@policy.command("publish")
def publish(
    number: Number,
    next_: Next,
    note: Changed = "",
    approver: Approver = "",
    expert: Expert = None,
    valid_from: Valid = "",
    json: opt.Json = False,
    db: opt.Db = "",
    as_: opt.As = "",
) -> None:
    """Publish a revision: that meets what was asked, and asks for the next one."""
    from oncall_tui.desk.policies.verbs import NewRevision, publish_revision

    with desk_at(db, as_) as desk:
        new = NewRevision(number, note, next_, approver, tuple(expert or ()), valid_from)
        _told(desk, publish_revision(desk, new), json=json)


@policy.command("drop")
def drop(number: Number, reason: Reason = "", db: opt.Db = "", as_: opt.As = "") -> None:
    """Take a policy out of force."""
    from oncall_tui.desk.policies.verbs import end_policy

    with desk_at(db, as_) as desk:
        output.narrate(end_policy(desk, number, reason).words)


def _told(desk: Desk, saved: PolicySaved, *, json: bool) -> None:
    output.narrate(saved.words)
    if json:
        from oncall_tui.cli.caseshapes import CaseShaper
        from oncall_tui.desk.policies.reading import policy_view

        output.emit(CaseShaper(desk.house.zone).policy(policy_view(desk, saved.policy_id)))
