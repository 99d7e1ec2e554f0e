"""Commands that log what happened: a call, an attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from oncall_tui.cli import output
from oncall_tui.cli.shapes import Shaper
from oncall_tui.cli.sitting import As, Db, Json, desk_at, instant
from oncall_tui.cli.words import word
from storage.vocabulary import CallerType, Category, Channel, Direction, MessageLeft, Outcome, Party, Urgency

if TYPE_CHECKING:
    from oncall_tui.desk.context import Desk
    from oncall_tui.desk.views import Saved

Key = Annotated[
    str, typer.Option("--key", metavar="K", help="Key of this entry: the same key twice is saved once.")
]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="What was said or done.")]
Next = Annotated[str, typer.Option("--next", metavar="TEXT", help="What was agreed, who does it, by when.")]


def log(
    category: Annotated[
        str, typer.Option("--category", metavar="K", help="Such as call-back, complaint, hre.")
    ],
    client: Annotated[
        str, typer.Option("--client", metavar="C", help="Number, Family, Given, or part.")
    ] = "",
    caller: Annotated[str, typer.Option("--caller", metavar="NAME", help="Who rang.")] = "",
    phone: Annotated[str, typer.Option("--phone", metavar="N", help="Where to ring back.")] = "",
    note: Note = "",
    received: Annotated[str, typer.Option("--received", metavar="WHEN", help="When; now if left out.")] = "",
    key: Key = "",
    caller_type: Annotated[
        str, typer.Option("--caller-type", metavar="T", help="client, family, staff …")
    ] = "",
    relationship: Annotated[str, typer.Option("--relationship", metavar="TEXT", help="To the client.")] = "",
    direction: Annotated[str, typer.Option("--direction", metavar="D", help="in, out, voicemail …")] = "in",
    urgency: Annotated[str, typer.Option("--urgency", metavar="U", help="By category if left out.")] = "",
    advice: Annotated[str, typer.Option("--advice", metavar="TEXT", help="What was advised or done.")] = "",
    next_: Next = "",
    shift: Annotated[str, typer.Option("--shift", metavar="WHEN", help="When the open shift begins.")] = "",
    repeat_of: Annotated[int, typer.Option("--repeat-of", metavar="ITEM", help="An earlier call on it.")] = 0,
    nothing_owed: Annotated[bool, typer.Option("--nothing-owed", help="No call back is owed.")] = False,
    risk: Annotated[bool, typer.Option("--risk", help="There is risk.")] = False,
    dissatisfied: Annotated[bool, typer.Option("--dissatisfied", help="The client is dissatisfied.")] = False,
    emergency: Annotated[
        bool, typer.Option("--emergency", help="The emergency services were needed.")
    ] = False,
    json: Json = False,
    db: Db = "",
    as_: As = "",
) -> None:
    """Log a call, and start the clocks it owes."""
    kind = word(Category, category, "--category")
    kinds = (
        word(CallerType, caller_type, "--caller-type") if caller_type else CallerType.OTHER,
        word(Direction, direction, "--direction"),
        word(Urgency, urgency, "--urgency") if urgency else None,
    )
    with desk_at(db, as_) as desk:
        from oncall_tui.desk.calls import NewCall, log_call
        from oncall_tui.desk.people import find_client

        call = NewCall(
            key=key or uuid4().hex,
            category=kind,
            client_id=find_client(desk, client) if client else None,
            caller=caller,
            caller_type=kinds[0],
            relationship=relationship,
            phone=phone,
            direction=kinds[1],
            urgency=kinds[2],
            received_at=instant(desk, received, past=True),
            said=note,
            advice=advice,
            next_step=next_,
            owed=not nothing_owed,
            risk=risk,
            dissatisfied=dissatisfied,
            emergency=emergency,
            shift_at=instant(desk, shift),
            repeat_of=repeat_of or None,
        )
        _report(desk, log_call(desk, call), json=json)


def attempt(
    item: Annotated[int, typer.Argument(metavar="ITEM", help="Number of the item.")],
    channel: Annotated[str, typer.Option("--channel", metavar="C", help="phone, email or in-person.")],
    outcome: Annotated[
        str,
        typer.Option(
            "--outcome",
            metavar="O",
            help="reached, voicemail, no-answer, call-back-later, out-of-service or refused.",
        ),
    ],
    note: Note = "",
    made: Annotated[str, typer.Option("--made", metavar="WHEN", help="When; now if left out.")] = "",
    key: Key = "",
    party: Annotated[
        str, typer.Option("--party", metavar="P", help="Whom: client, family, provider …")
    ] = "client",
    left: Annotated[
        str, typer.Option("--left", metavar="M", help="Message: voicemail, email, refused, not-possible.")
    ] = "",
    next_: Next = "",
    next_try: Annotated[
        str, typer.Option("--next-try", metavar="WHEN", help="When the next try is due.")
    ] = "",
    override: Annotated[
        str, typer.Option("--override", metavar="REASON", help="A director's reason to go past the limit.")
    ] = "",
    json: Json = False,
    db: Db = "",
    as_: As = "",
) -> None:
    """Log an attempt to reach somebody."""
    by = word(Channel, channel, "--channel")
    came = word(Outcome, outcome, "--outcome")
    whom = word(Party, party, "--party")
    message = word(MessageLeft, left, "--left") if left else None
    with desk_at(db, as_) as desk:
        from oncall_tui.desk.attempts import NewAttempt, log_attempt

        new = NewAttempt(
            key=key or uuid4().hex,
            item_id=item,
            channel=by,
            outcome=came,
            party=whom,
            made_at=instant(desk, made, past=True),
            message_left=message,
            note=note,
            next_step=next_,
            next_try_at=instant(desk, next_try),
            override_reason=override,
        )
        _report(desk, log_attempt(desk, new), json=json)


def _report(desk: Desk, saved: Saved, *, json: bool) -> None:
    """Say what was saved, after it was."""
    if not json:
        output.lines((saved.words,))
        return
    from oncall_tui.desk.cards import item_card

    output.narrate(saved.words)
    output.emit(Shaper(desk.house.zone).item(item_card(desk, saved.item_id).row, desk.now()))
